"""The mailbox of the demo (Kotak surat contoh): letters that would have gone out, for two days.

Letters hold links for single use, so they are shown only where the portal keeps them on purpose: a demo on one's own
machine (`Settings.keeps_letters`). Elsewhere the page says so, and there is nothing it could show.
"""

from __future__ import annotations

from uuid import UUID

from portal.access.permissions import Permission
from portal.flows.paging import Page, paged
from portal.models import Channel, Message, MessageState
from portal.services import messages as service
from portal.web.actor import actor
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource

mailbox = Resource("mailbox", __name__, url_prefix="/pesan/surat")


@mailbox.get("/", requires=Permission.MESSAGE_READ)
def index() -> Answer:
    keeps_letters = service.keeps_letters()
    return page("branch/mailbox/index.html", keeps_letters=keeps_letters, found=_letters() if keeps_letters else None)


@mailbox.get("/<uuid:message_id>", requires=Permission.MESSAGE_READ)
def show(message_id: UUID) -> Answer:
    letter = actor().find(Message, message_id)
    if not service.keeps_letters() or letter.channel is not Channel.EMAIL or letter.body is None:
        return go(".index")
    return page("branch/mailbox/show.html", letter=letter, lines=letter.body.splitlines())


def _letters() -> Page[Message]:
    sent = actor().sees(Message).where(Message.state == MessageState.SENT, Message.body.is_not(None))
    return paged(actor(), sent.where(Message.channel == Channel.EMAIL), [Message.id], descending=True)
