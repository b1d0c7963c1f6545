"""A manager who wants to bring people in as well becomes a candidate like any other."""

from __future__ import annotations

from flask import flash

from portal.access.permissions import Permission
from portal.perisai.home import own_place
from portal.services import agents as service
from portal.web.actor import actor
from portal.web.pages import Answer, go
from portal.web.resource import Resource

candidacies = Resource("candidacies", __name__, url_prefix="/agen/saya")


@candidacies.post("", requires=Permission.AGENT_WRITE)
def create() -> Answer:
    agent = service.enlist(actor(), own_place())
    flash("Anda sekarang calon agen. Lengkapi syaratnya, lalu kantor cabang menyetujui.", "success")
    return go("perisai.agents.show", agent_id=agent.id)
