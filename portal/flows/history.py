"""What happened to one thing, told in sentences from the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.access.actor import Actor
from portal.models import AuditEvent, db
from portal.web.wording import told

MOST = 30


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a history: ``mencatat pembayaran (37 orang; Rp310.800)``, who, and when."""

    sentence: str
    who: str
    when: datetime


def history_of(actor: Actor, *subjects: UUID) -> list[Happening]:
    """The latest events about these subjects that the actor may see, newest first; one query."""
    events = db.session.scalars(
        actor.sees(AuditEvent).where(AuditEvent.subject_id.in_(subjects)).order_by(AuditEvent.id.desc()).limit(MOST)
    )
    found = []
    for event in events:
        sentence = told(event.action, event.facts)
        found.append(Happening(sentence[:1].upper() + sentence[1:], event.actor_name, event.at))
    return found
