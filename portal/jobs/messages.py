"""Carries mail out of the outbox."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portal.jobs.registry import handler
from portal.jobs.work import Work
from portal.models import Message, MessageState
from portal.services import messages


@handler(messages.SEND)
def send(work: Work) -> Mapping[str, Any]:
    """Send one mail. The server is spoken to between two transactions, so that its slowness holds no lock."""
    message_id = UUID(work.payload["message"])
    message = work.session.get_one(Message, message_id)
    if message.state is not MessageState.WAITING:
        return {"state": message.state.value}
    outlet = messages.outlet()
    try:
        if outlet is None:
            raise messages.Unreachable("no mail server is set")
        outlet.send(message)
        note = messages.note_sent
    except messages.Unreachable:
        note = messages.note_postponed
    except messages.Rejected:
        note = messages.note_failed
    with work.chunk() as session:
        held = session.scalars(select(Message).where(Message.id == message_id).with_for_update()).one()
        note(held)
        state = held.state.value
    return {"state": state}
