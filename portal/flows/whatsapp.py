"""Writing by WhatsApp about something: who is asked, the text filled in, a note of who sent it, and on to wa.me.

A portal mounts it on each thing of its own that can be written about:

    invoices.register_blueprint(whatsapp_about(whatsapp.about_bill, "/<uuid:invoice_id>/whatsapp", back=…))
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import request, url_for
from wtforms import TextAreaField

from portal.access.actor import Actor
from portal.access.permissions import Permission
from portal.models import Channel, Message
from portal.services import whatsapp as service
from portal.services.whatsapp import Occasion, Recipient
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import HouseForm, TextField
from portal.web.pages import Answer, go, go_to, page
from portal.web.resource import Resource
from portal.web.security import leading_to

#: wa.me sends on to the second; a browser holds a form to every address on its way.
WHATSAPP = ("https://wa.me", "https://api.whatsapp.com")

Find = Callable[[Actor, UUID], Occasion]
Back = Callable[[UUID], str]


class WhatsAppForm(HouseForm):
    kepada = TextField("Kepada", longest=40)
    text = TextAreaField("Isi pesan")
    boleh = TextField("Boleh dikirimi pesan", longest=1)

    @property
    def to(self) -> UUID | None:
        return _id(self.kepada.data)


def whatsapp_about(find: Find, prefix: str, *, back: Back) -> Resource:
    """The routes below one thing: `prefix` holds its id, `find` says what there is to write, `back` is its page."""
    resource = Resource("whatsapp", __name__, url_prefix=prefix)

    @resource.get("/", requires=Permission.MESSAGE_SEND)
    def new(**about: UUID) -> Answer:
        occasion = find(actor(), _only(about))
        return _page(occasion, _chosen(occasion, _id(request.args.get("kepada"))), back(_only(about)))

    @resource.post("/", requires=Permission.MESSAGE_SEND)
    def create(**about: UUID) -> Answer:
        """Noted, and on to WhatsApp by way of `show`: no address of ours keeps a phone or what was said."""
        occasion, form = find(actor(), _only(about)), WhatsAppForm.posted()
        recipient = None
        try:
            recipient = occasion.recipient(form.to)
            text = form.text.data or ""
            sent = service.hand_over(actor(), occasion.subject, occasion, recipient, text)
        except Refused as refused:
            form.refused(refused)
            return _page(occasion, recipient, back(_only(about)), form, status=422)
        return go(".show", message_id=sent, **about)

    @resource.post("/izin", requires=Permission.MESSAGE_SEND)
    def update(**about: UUID) -> Answer:
        """What the person told whoever writes to them: no more messages, or yes again."""
        occasion, form = find(actor(), _only(about)), WhatsAppForm.posted()
        recipient = None
        try:
            recipient = occasion.recipient(form.to)
            deed = service.allow if form.boleh.data == "y" else service.stop
            deed(actor(), occasion.subject, recipient)
        except Refused as refused:
            form.refused(refused)
            return _page(occasion, recipient, back(_only(about)), form, status=422)
        return go(".new", kepada=recipient.id, **about)

    @resource.get("/<uuid:message_id>", requires=Permission.MESSAGE_SEND)
    def show(message_id: UUID, **about: UUID) -> Answer:
        """Opens WhatsApp, once more too; after two days the text is gone."""
        message = actor().find(Message, message_id)
        if message.about_id != _only(about) or message.channel is not Channel.WHATSAPP or message.body is None:
            return go(".new", **about)
        return go_to(service.link(message))

    return resource


def _page(
    occasion: Occasion,
    recipient: Recipient | None,
    back: str,
    form: WhatsAppForm | None = None,
    *,
    status: int = 200,
) -> Answer:
    if form is None:
        form = WhatsAppForm(text=occasion.text(actor(), recipient) if recipient else "")
    answer = page(
        "flows/whatsapp/new.html",
        status=status,
        occasion=occasion,
        recipient=recipient,
        form=form,
        back=back,
        sent=service.sent_about(actor(), occasion.subject.id),
        about=_where(),
        longest=service.LONGEST_TEXT,
    )
    answer.headers["Content-Security-Policy"] = leading_to(*WHATSAPP)
    return answer


def _where() -> dict[str, Any]:
    return {name: value for name, value in (request.view_args or {}).items() if name != "message_id"}


def _chosen(occasion: Occasion, id_: UUID | None) -> Recipient | None:
    try:
        return occasion.recipient(id_)
    except Refused:
        return None


def _only(about: dict[str, UUID]) -> UUID:
    (found,) = about.values()
    return found


def _id(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def below(endpoint: str, argument: str) -> Back:
    """The page of the thing, where a portal shows it below its own address: a neighbour of these routes."""

    def back(id_: UUID) -> str:
        mine = (request.blueprint or "").rpartition(".")[0]
        return url_for(f"{mine}.{endpoint}", **{argument: id_})  # type: ignore[arg-type]

    return back
