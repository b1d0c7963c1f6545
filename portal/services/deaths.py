"""Noting that somebody died: their enrolments end on that day, and the heirs are told what they may claim.

A death is the person's, not a sponsor's: whoever else insures them or has them on a roster is told the day, and never
by whom. Only the day is asked for. The cause is health data, and who pays for it (JKK or JKM) the branch decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy.orm import joinedload

from portal.access import audit
from portal.access.actor import Actor, everyone
from portal.access.audit import Action, audited, fact
from portal.access.permissions import Permission
from portal.models import (
    Death,
    Enrolment,
    EnrolmentState,
    Organisation,
    OrganisationKind,
    OrmasMember,
    Participant,
    Submission,
    db,
    new_id,
)
from portal.rules import deadlines
from portal.rules import death as rules
from portal.rules.death import Guidance
from portal.services import coverage, endings, participants, policies, standings, tallies
from portal.values import clock
from portal.values.clock import in_wib
from portal.values.fault import Refused

M = TypeVar("M", Enrolment, OrmasMember)

#: What stands with a member who died, in the place of a reason for leaving.
WORDS = "Meninggal dunia"


@audited(Action.DEATH_NOTED, needs=Permission.ENROLMENT_END)
def note(actor: Actor, subject: Enrolment | OrmasMember, day: date) -> Death:
    """Somebody died on this WIB day: every enrolment that stands ends with it and every membership too, whosever
    they are, since nobody is insured after that. What belongs to others is changed by the house and stands in their
    own record, which does not say who noted it.

    An enrolment that the branch has not decided on is left to the decision. `Refused`: death.future, .too_early,
    .noted.
    """
    today = clock.today()
    if day > today:
        raise Refused.because("death.future", "day")
    # Longer ago nothing can be claimed, and a date is more likely mistyped.
    first = deadlines.earliest_claim(today, policies.in_force(subject.branch_id, today))
    if day < first:
        raise Refused.because("death.too_early", "day", first=first)
    if subject.participant_id is not None:
        seen = actor.sees(Participant).where(Participant.id == subject.participant_id)
        participants.hold(list(db.session.scalars(seen.with_only_columns(Participant.nik_index))))
    if day_of(subject) is not None:
        raise Refused.because("death.noted")
    before: dict[str, Any] = {"ended": [], "freed": [], "left": [], "told": []}
    for enrolment, ours in _standing(actor, subject, day):
        before["ended"].append([str(enrolment.id), enrolment.end.isoformat() if enrolment.end else None])
        with nullcontext() if ours else _by_the_house(Action.DEATH_TOLD, enrolment, day):
            before["freed"] += [str(month) for month in endings.end(enrolment, day).freed]
        if not ours:
            before["told"].append([str(enrolment.organisation_id), "enrolment", str(enrolment.id)])
    for member, ours in _members(actor, subject):
        before["left"].append(str(member.id))
        with nullcontext() if ours else _by_the_house(Action.DEATH_TOLD, member, day):
            member.left_at, member.left_reason = clock.now(), WORDS
            standings.anew(OrmasMember.id == member.id)
        if not ours:
            before["told"].append([str(member.organisation_id), "member", str(member.id)])
    made = Death(
        id=new_id(),
        organisation_id=subject.organisation_id,
        branch_id=subject.branch_id,
        participant_id=subject.participant_id,
        member_id=subject.id if isinstance(subject, OrmasMember) else None,
        day=day,
        noted_by=actor.user_id,
        noted_by_name=actor.name,
        noted_at=clock.now(),
        before=before,
    )
    db.session.add(made)
    db.session.flush()
    fact(day=day.isoformat())
    return made


@audited(Action.DEATH_UNDONE, needs=Permission.ENROLMENT_END)
def undo(actor: Actor, death: Death) -> Death:
    """It was a mistake, seen on the same WIB day: all stands as before, with the others too; months that left a bill
    are on a fresh one.

    `Refused`: death.undone, death.late.
    """
    db.session.refresh(death, with_for_update={"key_share": True})
    if death.undone_at is not None:
        raise Refused.because("death.undone")
    if not may_undo(death):
        raise Refused.because("death.late")
    death.undone_at = clock.now()
    freed = [UUID(each) for each in death.before["freed"]]
    untils = {UUID(id_): until for id_, until in death.before["ended"]}
    for enrolment, ours in _whoever(actor, Enrolment, list(untils)):
        until = untils[enrolment.id]
        with nullcontext() if ours else _by_the_house(Action.DEATH_UNDONE, enrolment, death.day):
            enrolment.end = date.fromisoformat(until) if until else None
            enrolment.state, enrolment.withdrawn_at = EnrolmentState.APPROVED, None
            db.session.flush()
            endings.revive(enrolment.branch_id, freed)
    if death.participant_id is not None:
        standings.follow([death.participant_id])
    for member, ours in _whoever(actor, OrmasMember, [UUID(id_) for id_ in death.before["left"]]):
        tallies.hold([member.top_id])
        with nullcontext() if ours else _by_the_house(Action.DEATH_UNDONE, member, death.day):
            member.left_at, member.left_reason = None, ""
            standings.anew(OrmasMember.id == member.id)
    return death


def may_undo(death: Death) -> bool:
    """Only on the day it was noted: after that others rely on it."""
    return death.undone_at is None and in_wib(death.noted_at).date() == clock.today()


def of(actor: Actor, subject: Enrolment | OrmasMember) -> Death | None:
    """The death that was noted of this person, in sight; one query."""
    return db.session.scalars(actor.sees(Death).where(*_about(subject)).order_by(Death.id).limit(1)).first()


def day_of(subject: Enrolment | OrmasMember) -> date | None:
    """The day on which this person died, whoever noted it: that much everybody knows who insures them; one query."""
    noted = everyone(Death, because="whoever insures somebody is told that they died").where(*_about(subject))
    return db.session.scalar(noted.with_only_columns(Death.day).limit(1))


def among(actor: Actor, submission: Submission) -> Sequence[tuple[str, date]]:
    """Name and day of those sent in with it who have died since, for the branch that decides; one query."""
    waiting = actor.sees(Enrolment).where(
        Enrolment.submission_id == submission.id, Enrolment.state == EnrolmentState.WAITING
    )
    dead = waiting.join(Participant).join(Death, Death.participant_id == Participant.id)
    noted = dead.where(Death.undone_at.is_(None)).order_by(Participant.name)
    return [(name, day) for name, day in db.session.execute(noted.with_only_columns(Participant.name, Death.day))]


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody else whom a death concerns, and what of theirs: an enrolment, or a member of their roster."""

    organisation_id: UUID
    branch_id: UUID
    kind: OrganisationKind
    name: str
    enrolment_id: UUID | None
    member_id: UUID | None


def told(death: Death) -> Sequence[Told]:
    """Whom else it concerns; one query."""
    concerned = [
        (UUID(organisation), UUID(id_) if noun == "enrolment" else None, UUID(id_) if noun == "member" else None)
        for organisation, noun, id_ in death.before.get("told", ())
    ]
    theirs = everyone(Organisation, because="whoever insures somebody is told that they died").where(
        Organisation.id.in_({each[0] for each in concerned})
    )
    columns = (Organisation.id, Organisation.branch_id, Organisation.kind, Organisation.name)
    known = {each.id: each for each in db.session.execute(theirs.with_only_columns(*columns))}
    return [Told(*known[each[0]], *each[1:]) for each in concerned]


def _about(subject: Enrolment | OrmasMember) -> tuple[ColumnElement[bool], ...]:
    if subject.participant_id is not None:
        return Death.undone_at.is_(None), Death.participant_id == subject.participant_id
    return Death.undone_at.is_(None), Death.member_id == subject.id


def person(actor: Actor, death: Death) -> Participant | OrmasMember:
    """Who died: somebody insured, else a member of an ormas."""
    if death.participant_id is not None:
        return actor.find(Participant, death.participant_id)
    assert death.member_id is not None
    return actor.find(OrmasMember, death.member_id, joinedload(OrmasMember.organisation))


def guidance(death: Death) -> Guidance | None:
    """What to tell the heirs; None for somebody who was never a participant. Three queries."""
    if death.participant_id is None:
        return None
    enrolments = db.session.scalars(
        everyone(Enrolment, because="cover is the person's, whoever sponsors it").where(
            Enrolment.participant_id == death.participant_id, Enrolment.state == EnrolmentState.APPROVED
        )
    ).all()
    record = rules.unbroken(list(coverage.facts_of(enrolments).values()), death.day)
    if record is None:
        return None
    return rules.guidance(death.day, record, policies.in_force(death.branch_id, death.day))


def _standing(actor: Actor, subject: Enrolment | OrmasMember, day: date) -> Iterator[tuple[Enrolment, bool]]:
    """What stands of the person's after this day, and whether the actor sees it."""
    if subject.participant_id is None:
        return iter(())
    live = everyone(Enrolment, because="nobody is insured after their death, whoever sponsors it").where(
        Enrolment.participant_id == subject.participant_id,
        Enrolment.state == EnrolmentState.APPROVED,
        Enrolment.end.is_(None) | (Enrolment.end > day),
    )
    ids = db.session.scalars(live.order_by(Enrolment.branch_id, Enrolment.start).with_only_columns(Enrolment.id))
    return _whoever(actor, Enrolment, list(ids))


def _members(actor: Actor, subject: Enrolment | OrmasMember) -> Iterator[tuple[OrmasMember, bool]]:
    """The person's lines in rosters, their ormas's numbers held, and whether the actor sees each."""
    theirs = everyone(OrmasMember, because="whoever died is on no roster any more, of whichever ormas")
    theirs = theirs.where(OrmasMember.left_at.is_(None))
    if subject.participant_id is not None:
        theirs = theirs.where(OrmasMember.participant_id == subject.participant_id)
    else:
        theirs = theirs.where(OrmasMember.id == subject.id)
    found = db.session.execute(theirs.with_only_columns(OrmasMember.id, OrmasMember.top_id)).all()
    tallies.hold({each.top_id for each in found})
    return _whoever(actor, OrmasMember, [each.id for each in found])


def _whoever(actor: Actor, model: type[M], ids: Sequence[UUID]) -> Iterator[tuple[M, bool]]:
    """These rows as they stand now, in this order, each with whether the actor sees it."""
    rows = everyone(model, because="what a death ends is everybody's").where(model.id.in_(ids))
    seen = set(db.session.scalars(actor.sees(model).where(model.id.in_(ids)).with_only_columns(model.id)))
    known = {each.id: each for each in db.session.scalars(rows.execution_options(populate_existing=True))}
    for id_ in ids:
        yield known[id_], id_ in seen


@contextmanager
def _by_the_house(action: Action, subject: Enrolment | OrmasMember, day: date) -> Iterator[None]:
    """A deed in the record of whose it is, where nobody's name stands beside it."""
    with audit.personal(action, subject, who="Gandeng", branch_id=subject.branch_id):
        yield
        fact(day=day.isoformat())
