"""Binaan: one's people, those first who lose their benefit first; asked by WhatsApp with one tap."""

from __future__ import annotations

from uuid import UUID

from flask import flash, request

from portal.access.permissions import Permission
from portal.flows.paging import paged
from portal.flows.whatsapp import WHATSAPP
from portal.services import clients as service
from portal.services import enrolments, whatsapp
from portal.services.clients import Group
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource
from portal.web.security import leading_to
from portal.web.wording.faults import sentence

clients = Resource("clients", __name__, url_prefix="/binaan")
#: Asking one of them for their dues, with the words already written.
nudges = Resource("nudges", __name__, url_prefix="/<uuid:enrolment_id>/ingatkan")

#: The tabs of the list: what ``?keadaan=`` says, its words, who is meant.
TABS = {
    "tagih": ("Perlu ditagih", Group.COLLECT),
    "tunggak": ("Menunggak", Group.LATE),
    "pertama": ("Belum pernah membayar", Group.FIRST),
    "berhenti": ("Tidak aktif", Group.LAPSED),
    "lunas": ("Lunas", Group.PAID),
}


@clients.get("/", requires=Permission.ENROLMENT_READ)
def index() -> Answer:
    asked = _asked()
    words = " ".join(request.args.get("q", "").split())[:80]
    if enrolments.is_number(words):
        return go(".index", **asked)  # nobody's number stays in an address
    tab = asked.get("keadaan", "tagih")
    group = TABS[tab][1]
    found = paged(actor(), service.listed(actor(), group, words=words), service.keys(group))
    answer = page(
        "perisai/clients/index.html",
        found=found,
        lines=service.told(actor(), found.rows),
        counts=service.counts(actor()),
        tabs=TABS,
        tab=tab,
        asked=asked,
        words=words,
    )
    answer.headers["Content-Security-Policy"] = leading_to(*WHATSAPP)
    return answer


@nudges.post("", requires=Permission.MESSAGE_SEND)
def create(enrolment_id: UUID) -> Answer:
    """Noted, and on to WhatsApp by the address that keeps neither a phone nor what was said."""
    who = actor()
    try:
        occasion = whatsapp.about_dues(who, enrolment_id)
        recipient = occasion.recipient(None)
        sent = whatsapp.hand_over(who, occasion.subject, occasion, recipient, occasion.text(who, recipient))
    except Refused as refused:
        flash(sentence(refused.faults[0]), "warning")
        return go("perisai.clients.index", **_asked())
    return go("perisai.enrolments.whatsapp.show", enrolment_id=enrolment_id, message_id=sent)


clients.register_blueprint(nudges)


def _asked() -> dict[str, str]:
    tab = request.values.get("keadaan", "")
    return {"keadaan": tab} if tab in TABS and tab != "tagih" else {}
