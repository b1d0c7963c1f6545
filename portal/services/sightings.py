"""What stands out in a branch, counted once a night: a number for each agent, telephone, address or case.

Each look is one or two statements over a year, whatever the branch's size, and names nobody who is insured.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from portal.access.actor import everyone
from portal.models import (
    Agent,
    Case,
    CaseState,
    Death,
    Enrolment,
    EnrolmentState,
    Membership,
    Organisation,
    Participant,
    User,
    db,
    sealing,
)
from portal.rules import signals
from portal.rules.age import born_between
from portal.rules.contributions import Segment
from portal.rules.coverage import cover_at
from portal.rules.signals import SignalKind
from portal.services import cases, coverage, policies
from portal.values import clock
from portal.values.clock import in_wib, start_of
from portal.values.month import Month
from portal.values.phone import Phone

#: People and cases that a signal leads to, and shared places a night tells of.
NAMED, PLACES = 20, 50
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Sighting:
    """One thing that stands out. `facts` holds what fills its sentence, and whom or which cases it leads to (ids)."""

    kind: SignalKind
    key: str
    about: str
    organisation_id: UUID
    count: int
    subject_id: UUID | None = None
    of: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


def of(branch_id: UUID) -> Iterator[Sighting]:
    """Everything that stands out in a branch now."""
    now = clock.now()
    since = now - signals.LOOKED_BACK
    for kind, found in (
        (SignalKind.EARLY_DEATH, _early_deaths(branch_id, since)),
        (SignalKind.EARLY_CASE, _early_cases(branch_id, since)),
        (SignalKind.AGE_EDGE, _at_the_edge(branch_id, since, now)),
    ):
        yield from _by_registrar(kind, found)
    yield from _bursts(branch_id, now)
    yield from _shared(branch_id, SignalKind.SHARED_PHONE, Participant.phone, lambda text: Phone(text).masked)
    yield from _shared(branch_id, SignalKind.SHARED_ADDRESS, func.lower(Participant.address), lambda _text: "")
    yield from _late_covers(branch_id, since)
    yield from _own_patients(branch_id, since)


# Who brought them in.


@dataclass(frozen=True, slots=True)
class _Registered:
    """One enrolment, and by whom: an agent, or the organisation itself."""

    id: UUID
    agent_id: UUID | None
    organisation_id: UUID


def _early_deaths(branch_id: UUID, since: datetime) -> list[_Registered]:
    died = _registered(branch_id, since - signals.EARLY[SignalKind.EARLY_DEATH], Death.day).join(
        Death, Death.participant_id == Enrolment.participant_id
    )
    died = died.where(Death.day >= in_wib(since).date(), Death.undone_at.is_(None))
    return _early(SignalKind.EARLY_DEATH, died, lambda day: day)


def _early_cases(branch_id: UUID, since: datetime) -> list[_Registered]:
    hurt = _registered(branch_id, since - signals.EARLY[SignalKind.EARLY_CASE], Case.happened_at).join(
        Case, Case.enrolment_id == Enrolment.id
    )
    hurt = hurt.where(Case.happened_at >= since, Case.state != CaseState.WITHDRAWN)
    return _early(SignalKind.EARLY_CASE, hurt, lambda at: in_wib(at).date())


def _early(kind: SignalKind, asked: Select[Any], day_of: Callable[[Any], date]) -> list[_Registered]:
    return [
        _Registered(row.id, row.agent_id, row.organisation_id)
        for row in db.session.execute(asked)
        if signals.is_early(kind, in_wib(row.approved_at).date(), day_of(row[-1]))
    ]


def _at_the_edge(branch_id: UUID, since: datetime, now: datetime) -> list[_Registered]:
    """Those who were old enough are read; the rule says who was at the edge."""
    _, born = born_between(in_wib(now).date(), signals.EDGE)
    asked = _registered(branch_id, since, Participant.birth_date).join(
        Participant, Participant.id == Enrolment.participant_id
    )
    asked = asked.where(Participant.birth_date <= born)
    return [
        _Registered(row.id, row.agent_id, row.organisation_id)
        for row in db.session.execute(asked)
        if signals.at_the_edge(row.birth_date, in_wib(row.approved_at).date())
    ]


def _registered(branch_id: UUID, since: datetime, *columns: InstrumentedAttribute[Any]) -> Select[Any]:
    """Enrolments since an instant: by whom, when, and what else is asked for, in this order. Of grown people with
    work: all interns of a school come on one day and begin at once, so that whatever happens to them is soon."""
    of_workers = (Enrolment.segment == Segment.BPU, Enrolment.approved_at >= since)
    return _approved(branch_id, *of_workers).with_only_columns(
        Enrolment.id, Enrolment.agent_id, Enrolment.organisation_id, Enrolment.approved_at, *columns
    )


def _approved(branch_id: UUID, *which: ColumnElement[bool]) -> Select[Any]:
    return everyone(Enrolment, because="what stands out is counted by the house, for the branch alone").where(
        Enrolment.branch_id == branch_id, Enrolment.state == EnrolmentState.APPROVED, *which
    )


def _by_registrar(kind: SignalKind, found: Iterable[_Registered]) -> Iterator[Sighting]:
    groups: dict[UUID, list[_Registered]] = defaultdict(list)
    for each in found:
        groups[each.agent_id or each.organisation_id].append(each)
    told = {key: group for key, group in groups.items() if signals.stands_out(kind, len(group))}
    names = _names_of(told)
    for key, group in sorted(told.items(), key=lambda each: names.get(each[0], "")):
        yield Sighting(
            kind,
            key.hex,
            names.get(key, ""),
            group[0].organisation_id,
            len(group),
            subject_id=group[0].agent_id,
            facts={"people": [str(each.id) for each in group[:NAMED]]},
        )


def _names_of(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Of agents (by their membership) and of organisations."""
    wanted = list(ids)
    if not wanted:
        return {}
    people = db.session.execute(
        select(Membership.id, User.name).join(User, User.id == Membership.user_id).where(Membership.id.in_(wanted))
    )
    places = everyone(Organisation, because="what stands out is counted by the house, for the branch alone").where(
        Organisation.id.in_(wanted)
    )
    named = db.session.execute(places.with_only_columns(Organisation.id, Organisation.name))
    return {row[0]: row[1] for row in (*people, *named)}


def _bursts(branch_id: UUID, now: datetime) -> Iterator[Sighting]:
    """Of this month and the last: how many of an agent's people came in its last days."""
    this = Month.of(in_wib(now).date())
    for month in (this + (-1), this):
        first, last = signals.last_days(month)
        late = func.sum(case((Enrolment.approved_at >= start_of(first), 1), else_=0))
        asked = _approved(
            branch_id,
            Enrolment.agent_id.is_not(None),
            Enrolment.approved_at >= start_of(month.first_day),
            Enrolment.approved_at < start_of(last + timedelta(days=1)),
        )
        rows = db.session.execute(
            asked.with_only_columns(Enrolment.agent_id, Enrolment.organisation_id, func.count(), late)
            .group_by(Enrolment.agent_id, Enrolment.organisation_id)
            .having(late >= signals.LEAST[SignalKind.BURST])
        ).all()
        told = [row for row in rows if signals.stands_out(SignalKind.BURST, int(row[3]), row[2])]
        names = _names_of(row.agent_id for row in told)
        for row in told:
            yield Sighting(
                SignalKind.BURST,
                f"{row.agent_id.hex}:{month}",
                names.get(row.agent_id, ""),
                row.organisation_id,
                int(row[3]),
                subject_id=row.agent_id,
                of=row[2],
                facts={"first": first.isoformat(), "last": last.isoformat()},
            )


# Many at one place.


def _shared(
    branch_id: UUID,
    kind: SignalKind,
    column: ColumnElement[Any] | InstrumentedAttribute[Any],
    shown: Callable[[str], str],
) -> Iterator[Sighting]:
    """Grown people with work only: the interns of a school share its telephone and address, and that is no news."""
    people = _approved(branch_id, Enrolment.segment == Segment.BPU, or_(Enrolment.end.is_(None), _not_over()))
    people = people.join(Participant, Participant.id == Enrolment.participant_id)
    count = func.count(Participant.id.distinct())
    crowded = (
        people.where(column.is_not(None), column != "")
        .with_only_columns(column, count)
        .group_by(column)
        .having(count >= signals.LEAST[kind])
        .order_by(count.desc(), column)
        .limit(PLACES)
    )
    counts = {row[0]: row[1] for row in db.session.execute(crowded)}
    who: dict[str, list[Any]] = defaultdict(list)
    for at in range(0, len(counts), _CHUNK):
        some = people.where(column.in_(list(counts)[at : at + _CHUNK])).order_by(Enrolment.id)
        for row in db.session.execute(some.with_only_columns(column, Enrolment.id, Enrolment.organisation_id)):
            who[row[0]].append(row)
    for value, number in counts.items():
        rows = who[value]
        yield Sighting(
            kind,
            sealing.ring().blind(value.encode(), kind.value.encode()).hex()[:48],
            shown(value),
            rows[0].organisation_id,
            number,
            facts={"people": [str(row.id) for row in rows[:NAMED]]},
        )


def _not_over() -> ColumnElement[bool]:
    return Enrolment.end >= clock.today()


# One case.


def _late_covers(branch_id: UUID, since: datetime) -> Iterator[Sighting]:
    hurt = db.session.scalars(_cases(branch_id, since).options(joinedload(Case.enrolment)).order_by(Case.id)).all()
    for at in range(0, len(hurt), _CHUNK):
        some = hurt[at : at + _CHUNK]
        known = coverage.facts_of([each.enrolment for each in some])
        for each in some:
            decided = policies.in_force(branch_id, in_wib(each.happened_at).date())
            cover = cover_at(each.happened_at, known[each.enrolment_id], decided)
            hours = signals.just_bought(cover.since, each.happened_at) if cover.covered else None
            if hours is not None:
                yield _of_case(SignalKind.LATE_COVER, each, hours=hours)


def _own_patients(branch_id: UUID, since: datetime) -> Iterator[Sighting]:
    """The agent who brought somebody in also acts for the clinic that treats them."""
    asked = (
        _cases(branch_id, since)
        .join(Enrolment, Enrolment.id == Case.enrolment_id)
        .join(Agent, Agent.id == Enrolment.agent_id)
        .join(Membership, Membership.id == Agent.id)
        .where(cases.works_at(Case.clinic_id))
        .order_by(Case.id)
    )
    for each in db.session.scalars(asked):
        yield _of_case(SignalKind.TREATS_OWN, each)


def _cases(branch_id: UUID, since: datetime) -> Select[Case]:
    return everyone(Case, because="what stands out is counted by the house, for the branch alone").where(
        Case.branch_id == branch_id, Case.opened_at >= since, Case.state != CaseState.WITHDRAWN
    )


def _of_case(kind: SignalKind, each: Case, **facts: Any) -> Sighting:
    return Sighting(kind, each.id.hex, each.number, each.organisation_id, 1, subject_id=each.id, facts=facts)
