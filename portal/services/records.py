"""The record as a branch reads it: who changed what, who looked at whose data and why; by person, record and day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func
from sqlalchemy.orm import aliased

from portal.access.actor import Actor
from portal.access.audit import Action, audited, fact
from portal.access.permissions import Permission
from portal.models import AuditEvent, Branch, Enrolment, Membership, Organisation, Participant, ReadEvent, User, db
from portal.values.clock import end_of, start_of
from portal.values.fault import Refused

#: Lines in one file; whoever wants more takes one stretch of days after the other.
MOST_LINES = 20_000


@dataclass(frozen=True, slots=True)
class Sieve:
    """Which lines: of whose doing, about which record, on which WIB days."""

    who: UUID | None = None
    what: UUID | None = None
    first: date | None = None
    last: date | None = None

    def on(self, model: type[AuditEvent] | type[ReadEvent], query: Select[Any]) -> Select[Any]:
        if self.who is not None:
            query = query.where(model.user_id == self.who)
        if self.what is not None:
            query = query.where(model.subject_id == self.what)
        if self.first is not None:
            query = query.where(model.at >= start_of(self.first))
        if self.last is not None:
            query = query.where(model.at < end_of(self.last))
        return query


def deeds(actor: Actor, sieve: Sieve) -> Select[Any]:
    """What was done: (id, the line, the organisation it was done for)."""
    told = actor.sees(AuditEvent).outerjoin(Organisation, Organisation.id == AuditEvent.organisation_id)
    columns: tuple[Any, ...] = (AuditEvent.id, AuditEvent, Organisation.name.label("place"))
    return sieve.on(AuditEvent, told).with_only_columns(*columns)


def readings(actor: Actor, sieve: Sieve) -> Select[Any]:
    """What was looked at: (id, the line, whose data where a person is known, the organisation of who looked)."""
    enrolled = aliased(Participant)
    told = (
        actor.sees(ReadEvent)
        .outerjoin(Organisation, Organisation.id == ReadEvent.organisation_id)
        .outerjoin(Participant, Participant.id == ReadEvent.subject_id)
        .outerjoin(Enrolment, Enrolment.id == ReadEvent.subject_id)
        .outerjoin(enrolled, enrolled.id == Enrolment.participant_id)
    )
    whose = func.coalesce(Participant.name, enrolled.name).label("whose")
    columns: tuple[Any, ...] = (ReadEvent.id, ReadEvent, whose, Organisation.name.label("place"))
    return sieve.on(ReadEvent, told).with_only_columns(*columns)


@audited(Action.RECORD_TAKEN, needs=Permission.AUDIT_KEEP)
def take(actor: Actor, _branch: Branch, sieve: Sieve, *, looks: bool) -> Sequence[Any]:
    """The lines to take away, newest first: of `looks` what was read, else what was done.

    `Refused`: record.none, record.many (with `most`).
    """
    query, model = (readings(actor, sieve), ReadEvent) if looks else (deeds(actor, sieve), AuditEvent)
    lines = db.session.execute(query.order_by(model.at.desc(), model.id.desc()).limit(MOST_LINES + 1)).all()
    if not lines:
        raise Refused.because("record.none")
    if len(lines) > MOST_LINES:
        raise Refused.because("record.many", most=MOST_LINES)
    fact(rows=len(lines))
    return lines


def people(actor: Actor) -> Sequence[tuple[UUID, str]]:
    """Who acts for the branch itself, or did, by name: those whose doing is asked for most."""
    office = actor.sees(Membership).join(User, User.id == Membership.user_id)
    own = office.where(Membership.organisation_id.is_(None)).with_only_columns(User.id, User.name).distinct()
    return [(id_, name) for id_, name in db.session.execute(own.order_by(User.name, User.id).limit(200))]


def name_of(actor: Actor, user_id: UUID | None) -> str:
    """Whose doing is shown; empty for whoever never acted under this branch."""
    if user_id is None:
        return ""
    theirs = actor.sees(Membership).join(User, User.id == Membership.user_id).where(Membership.user_id == user_id)
    return db.session.scalar(theirs.with_only_columns(User.name).limit(1)) or ""
