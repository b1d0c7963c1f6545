"""Mail as pages are made: from a template, in the transaction of the deed that causes it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import current_app, render_template, url_for

from portal.access.permissions import Permission
from portal.models import new_id
from portal.papers import letters
from portal.papers.message_kinds import KINDS
from portal.services import contacts, message_texts, messages, opt_outs


def can_send() -> bool:
    """Whether this installation has a mail server; without one, links are handed over by people."""
    return messages.outlet() is not None


def post(kind: str, recipient: str | None, *, branch_id: UUID | None, **context: Any) -> bool:
    """Put ``mail/<kind>.txt``, or what the branch says instead, in the outbox: its first line is the
    subject, after an empty one comes the body, and at its end the way out.

    False, and nothing is written, when there is no mail server or the person has no address.
    """
    if not recipient or not can_send():
        return False
    id_ = new_id()
    stop_url = opt_outs.stop_url(id_)
    own = message_texts.own(branch_id, kind) if branch_id and kind in KINDS else None
    if own is not None:
        text = letters.filled(kind, own, {**context, "stop_url": stop_url})
    else:
        text = render_template(f"mail/{kind}.txt", stop_url=stop_url, **context)
    subject, _, body = text.strip().partition("\n")
    messages.queue(
        kind=kind, recipient=recipient, subject=subject, body=body.strip() + "\n", branch_id=branch_id, id_=id_
    )
    return True


def tell(kind: str, organisation_id: UUID, permission: Permission, *, branch_id: UUID | None, **context: Any) -> None:
    """The same to each of those who may do this for an organisation, by name."""
    for name, address in contacts.whom_to_tell(organisation_id, permission):
        post(kind, address, branch_id=branch_id, name=name, **context)


def whole_url(endpoint: str, **values: Any) -> str:
    """A link that works outside the page: in a mail, on paper, in WhatsApp."""
    return str(current_app.config["SETTINGS"].address()) + url_for(endpoint, **values)
