"""Everything that went out for the branch and all its partners, and what did not: mail and WhatsApp."""

from __future__ import annotations

from uuid import UUID

from flask import request
from sqlalchemy.orm import joinedload

from portal.access.permissions import Permission
from portal.flows.messages import TABS
from portal.flows.paging import paged
from portal.models import Message, Organisation
from portal.web.actor import actor
from portal.web.pages import Answer, page
from portal.web.resource import Resource

outbox = Resource("outbox", __name__, url_prefix="/pesan/keluar")


@outbox.get("/", requires=Permission.MESSAGE_READ)
def index() -> Answer:
    """``?keadaan=`` one state, ``?mitra=`` one partner."""
    tab = request.args.get("keadaan", "")
    tab = tab if tab in TABS else "semua"
    partner = _partner(request.args.get("mitra"))
    query = actor().sees(Message).options(joinedload(Message.organisation))
    if (state := TABS[tab][1]) is not None:
        query = query.where(Message.state == state)
    if partner is not None:
        query = query.where(Message.organisation_id == partner.id)
    return page(
        "branch/outbox/index.html",
        found=paged(actor(), query, [Message.id], descending=True),
        tab=tab,
        tabs={key: words for key, (words, _) in TABS.items()},
        partner=partner,
        args={"mitra": partner.id} if partner else {},
    )


def _partner(text: str | None) -> Organisation | None:
    try:
        return actor().find(Organisation, UUID(text)) if text else None
    except ValueError:
        return None
