"""What happened to one thing, from the record, newest first. The words stand in the wording; here is which lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import union

from portal.access.actor import Actor
from portal.access.audit import Action
from portal.models import (
    Allocation,
    AuditEvent,
    Contribution,
    Enrolment,
    EnrolmentState,
    Invoice,
    Organisation,
    OrmasMember,
    Payment,
    Relocation,
    Roster,
    Submission,
    db,
)
from portal.services import relocations

#: As far back as a page tells it.
MOST = 30
#: Steps of long work: true, and of no use to a reader.
MACHINERY = frozenset(
    {
        Action.ROWS_EXAMINED,
        Action.ROWS_ENROLLED,
        Action.ROWS_ADMITTED,
        Action.INCENTIVES_CLOSED,
        Action.PAYOUT_ADDED_UP,
    }
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: what was done, what is worth telling of it, by whom, when. `_history.html` words it."""

    action: Action
    facts: Mapping[str, Any]
    who: str
    when: datetime


def history(actor: Actor, *subjects: UUID) -> list[Entry]:
    """The latest `MOST` lines about these ids that the actor may see; one query."""
    return [_entry(event) for event in _events(actor, subjects)]


def of_enrolment(actor: Actor, enrolment: Enrolment) -> list[Entry]:
    """A person's: their row (which has the same id), what it was sent in with, their bills and the money for them."""
    months = actor.sees(Contribution).where(Contribution.enrolment_id == enrolment.id)
    paid = months.join(Allocation, Allocation.contribution_id == Contribution.id)
    either: Any = union(
        months.with_only_columns(Contribution.invoice_id), paid.with_only_columns(Allocation.payment_id)
    )
    bills_and_payments = either.execution_options(seen_by=str(actor.membership_id))
    subjects = {enrolment.id, enrolment.submission_id, *db.session.scalars(bills_and_payments)} - {None}
    return [_entry(event) for event in _events(actor, subjects) if _concerns(event, enrolment)]


def of_roster(actor: Actor, roster: Roster) -> list[Entry]:
    """A list's: how it came in and was read, and what was sent in of it."""
    sent = actor.sees(Submission).where(Submission.roster_id == roster.id).with_only_columns(Submission.id)
    return history(actor, roster.id, *db.session.scalars(sent))


def of_invoice(actor: Actor, invoice: Invoice) -> list[Entry]:
    """A bill's, with the payments made on it."""
    paid = actor.sees(Payment).where(Payment.invoice_id == invoice.id).with_only_columns(Payment.id)
    return history(actor, invoice.id, *db.session.scalars(paid))


def of_unit(actor: Actor, unit: Organisation) -> list[Entry]:
    """A unit's, with that of the units that were merged into it, and the members who came or went together."""
    merged = actor.sees(Organisation).where(Organisation.successor_id == unit.id)
    came_or_went = db.session.scalars(relocations.about(actor, unit).order_by(Relocation.id.desc()).limit(MOST))
    return history(actor, unit.id, *db.session.scalars(merged.with_only_columns(Organisation.id)), *came_or_went)


def of_member(actor: Actor, member: OrmasMember) -> list[Entry]:
    """A member's, with how they came to their unit together with others."""
    return history(actor, member.id, *([member.relocation_id] if member.relocation_id else ()))


def _events(actor: Actor, subjects: Iterable[UUID | None]) -> Iterable[AuditEvent]:
    return db.session.scalars(
        actor.sees(AuditEvent)
        .where(AuditEvent.subject_id.in_(subjects), AuditEvent.action.not_in(MACHINERY))
        .order_by(AuditEvent.id.desc())
        .limit(MOST)
    )


def _concerns(event: AuditEvent, enrolment: Enrolment) -> bool:
    """Of a submission some rows were returned, each for a reason of its own: not the business of the others."""
    if event.action != Action.ROWS_RETURNED:
        return True
    named = event.facts.get("ids")
    return str(enrolment.id) in named if named else enrolment.state is EnrolmentState.RETURNED


def _entry(event: AuditEvent) -> Entry:
    return Entry(Action(event.action), event.facts, event.actor_name, event.at)
