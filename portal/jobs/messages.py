"""Carries mail out of the outbox."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portal.jobs.registry import handler
from portal.jobs.work import Work
from portal.models import Message, MessageState, Trouble
from portal.services import messages, opt_outs


@handler(messages.SEND)
def send(work: Work) -> Mapping[str, Any]:
    """Send one mail. The server is spoken to between two transactions, so that its slowness holds no lock."""
    message_id = UUID(work.payload["message"])
    message = work.session.get_one(Message, message_id)
    if message.state is not MessageState.WAITING:
        return {"state": message.state.value}
    note = _carried(message)
    with work.chunk() as session:
        held = session.scalars(select(Message).where(Message.id == message_id).with_for_update()).one()
        # Somebody may have sent it by WhatsApp meanwhile.
        if held.state is MessageState.WAITING:
            note(held)
        state = held.state.value
    return {"state": state}


def _carried(message: Message) -> Callable[[Message], None]:
    """Take it to the server; what is to be noted of it."""
    if message.round_id and opt_outs.silent({message.recipient}):
        return partial(messages.note_skipped, trouble=Trouble.OPTED_OUT)
    outlet = messages.outlet()
    try:
        if outlet is None:
            raise messages.Unreachable("no mail server is set")
        outlet.send(message)
    except messages.Unreachable:
        return messages.note_postponed
    except messages.Rejected:
        return messages.note_failed
    return messages.note_sent
