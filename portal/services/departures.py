"""Who leaves uncovered: people who are soon to go, or have gone, and whom no paid month covers on that day.

An intern may still be a row that the school has to mend or send, or an enrolment that waits for the principal, the
branch or the money. Each kind of waiting has its own cure, so each person is told with why.

A school and its branch ask the same, so what the branch counts is what its schools are told. What is looked at are
those who are not covered, by indexes of their own, and never all who were ever registered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Date, and_, column, func, literal, select, tuple_, union_all, values
from sqlalchemy.orm import joinedload

from portal.access.actor import Actor
from portal.models import (
    LIVE,
    Contribution,
    ContributionState,
    Enrolment,
    EnrolmentState,
    Fate,
    Grade,
    Organisation,
    Roster,
    RosterRow,
    RosterState,
    Submission,
    SubmissionState,
    Wave,
    db,
    engine,
)
from portal.models.columns import Instant
from portal.rules.examination import A_YEAR
from portal.values import clock
from portal.values.clock import in_wib, start_of

#: How far ahead one looks: a bill can still be paid and take effect before the day.
DAYS_AHEAD = 14
PAGE = 25


class Why(StrEnum):
    """What keeps a person from being covered, in the order in which it is cured."""

    FAULTY = "faulty"
    RETURNED = "returned"
    NOT_SENT = "not_sent"
    AWAITING_PRINCIPAL = "awaiting_principal"
    AWAITING_BRANCH = "awaiting_branch"
    UNPAID = "unpaid"
    LATER = "later"


@dataclass(slots=True)
class Departure:
    """People of one wave who leave on one WIB day and are not covered on it."""

    day: date
    wave_id: UUID
    wave_name: str
    organisation_id: UUID
    organisation_name: str
    whys: dict[Why, int] = field(default_factory=dict)

    @property
    def people(self) -> int:
        return sum(self.whys.values())


@dataclass(frozen=True, slots=True)
class Uncovered:
    """One such person. `id` is that of the enrolment, or of the row that is not one yet; `invoice_id` is the bill
    that waits for money, `covered_from` the WIB day on which cover begins too late."""

    id: UUID
    name: str
    class_name: str
    day: date
    why: Why
    roster_id: UUID | None = None
    submission_id: UUID | None = None
    invoice_id: UUID | None = None
    covered_from: date | None = None
    #: A row's number as Excel shows it, for a person whose name could not be read.
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """A page of them by name, and the ids from which the next and the previous page begin."""

    rows: Sequence[Uncovered]
    after: UUID | None = None
    before: UUID | None = None


def leaving(actor: Actor) -> list[Departure]:
    """By day, then wave: how many leave uncovered, within `DAYS_AHEAD` or already gone; two queries."""
    found: dict[tuple[date, UUID], Departure] = {}

    def count(why: Why, people: int, day: date, wave: tuple[UUID, str], sponsor: tuple[UUID, str]) -> None:
        departure = found.setdefault((day, wave[0]), Departure(day, *wave, *sponsor))
        departure.whys[why] = departure.whys.get(why, 0) + people

    of = (Wave.id, Wave.name, Organisation.id, Organisation.name)
    told = (*of, Enrolment.start, Enrolment.state, Submission.state, Enrolment.covered_from.is_not(None))
    enrolled = union_all(
        *(
            part.join(Organisation, Organisation.id == Enrolment.organisation_id)
            .with_only_columns(*told, func.count())
            .group_by(*told)
            for part in _enrolments(actor)
        )
    )
    for wave_id, wave, sponsor_id, sponsor, start, state, sent, covered, people in db.session.execute(
        enrolled.execution_options(seen_by="departures")
    ):
        count(_why_enrolled(state, sent, covered), people, start, (wave_id, wave), (sponsor_id, sponsor))
    for wave_id, wave, sponsor_id, sponsor, start, fate, grade, people in db.session.execute(
        _rows(actor)
        .join(Organisation, Organisation.id == Wave.organisation_id)
        .with_only_columns(*of, _leaves, RosterRow.fate, RosterRow.grade, func.count())
        .group_by(*of, _leaves, RosterRow.fate, RosterRow.grade)
    ):
        count(_why_waiting(fate, grade), people, start, (wave_id, wave), (sponsor_id, sponsor))
    return sorted(found.values(), key=lambda each: (each.day, each.wave_id))


def named(actor: Actor, wave: Wave, *, after: UUID | None = None, before: UUID | None = None) -> Names:
    """The people of a wave who leave uncovered, by name; a fixed number of queries.

    `after` and `before` are ids that a page gave; one that is no longer there begins anew.
    """
    place = _place(actor, before or after)
    back = before is not None and place is not None
    both = union_all(
        *(
            _page_of(part.where(Enrolment.wave_id == wave.id), Enrolment, place, back=back)
            for part in _enrolments(actor)
        ),
        _page_of(_rows(actor).where(Wave.id == wave.id), RosterRow, place, back=back),
    ).subquery()
    order = (both.c.name_key.desc(), both.c.id.desc()) if back else (both.c.name_key, both.c.id)
    found = db.session.execute(
        select(both.c.id, both.c.is_row).order_by(*order).limit(PAGE + 1).execution_options(seen_by="departures")
    ).all()
    more, found = len(found) > PAGE, found[:PAGE]
    if back:
        found = found[::-1]
    people = _people(actor, found)
    rows = [people[id_] for id_, _ in found]
    if not rows:
        return Names(rows)
    ahead, behind = (place is not None, more) if back else (more, place is not None)
    return Names(rows, rows[-1].id if ahead else None, rows[0].id if behind else None)


#: The day a row's person leaves: their own, else the wave's.
_leaves = func.coalesce(RosterRow.start, Wave.start)


def _enrolments(actor: Actor) -> list[Any]:
    """Live enrolments of interns who leave soon or have left, and are not covered on that day (or now).

    In three parts that share nobody, each a range of an index, so that who is covered is not looked at: nothing is
    paid for them; they have left, and cover begins later than now; they leave, and it begins later than their day.
    """
    today = clock.today()
    ahead = [today + timedelta(days=count) for count in range(1, DAYS_AHEAD + 1)]
    days = values(column("day", Date()), column("at", Instant()), name="days").data(
        [(day, start_of(day)) for day in ahead]
    )
    soon = days.cte("days")
    live = (
        actor.sees(Enrolment)
        .join(Wave, Wave.id == Enrolment.wave_id)
        .outerjoin(Submission, Submission.id == Enrolment.submission_id)
        # An intern has a last day.
        .where(Enrolment.state.in_(LIVE), Enrolment.end >= today)
    )
    # In the words of its partial index; in the other parts it would lead PostgreSQL to all interns there ever were.
    intern = Enrolment.wave_id.is_not(None)
    return [
        live.where(intern, Enrolment.covered_from.is_(None), Enrolment.start <= ahead[-1]),
        live.where(Enrolment.covered_from > clock.now(), engine.Aside(Enrolment.start) <= today),
        live.join(soon, and_(Enrolment.start == soon.c.day, Enrolment.covered_from > soon.c.at)),
    ]


def _rows(actor: Actor) -> Any:
    """Rows still with the school whose people leave soon or have left; by way of the waves, which are few."""
    today = clock.today()
    last = today + timedelta(days=DAYS_AHEAD)
    return (
        actor.sees(Wave)
        .join(Roster, Roster.wave_id == Wave.id)
        .join(RosterRow, RosterRow.roster_id == Roster.id)
        .where(
            # A row may differ from its wave by so much (rules.examination); beyond, it is a slip to be mended.
            Wave.end >= today - A_YEAR,
            Wave.start <= last + A_YEAR,
            Roster.state == RosterState.OPEN,
            RosterRow.fate.in_([Fate.OPEN, Fate.RETURNED]),
            _leaves <= last,
            func.coalesce(RosterRow.end, Wave.end) >= today,
        )
    )


def _why_enrolled(state: EnrolmentState, sent: SubmissionState | None, covered: bool) -> Why:
    if state is EnrolmentState.APPROVED:
        return Why.LATER if covered else Why.UNPAID
    return Why.AWAITING_PRINCIPAL if sent is SubmissionState.AWAITING_PRINCIPAL else Why.AWAITING_BRANCH


def _why_waiting(fate: Fate, grade: Grade) -> Why:
    if fate is Fate.RETURNED:
        return Why.RETURNED
    return Why.FAULTY if grade is Grade.FAULTY else Why.NOT_SENT


def _page_of(query: Any, model: Any, place: tuple[str, UUID] | None, *, back: bool) -> Any:
    """The next names of one kind: as many as a page may need of it."""
    if place is not None:
        here, there = tuple_(model.name_key, model.id), tuple_(*place)
        query = query.where(here < there if back else here > there)
    order = (model.name_key.desc(), model.id.desc()) if back else (model.name_key, model.id)
    page = query.with_only_columns(model.name_key, model.id, literal(model is RosterRow).label("is_row"))
    return select(page.order_by(*order).limit(PAGE + 1).subquery())


def _place(actor: Actor, id_: UUID | None) -> tuple[str, UUID] | None:
    if id_ is None:
        return None
    for model in (Enrolment, RosterRow):
        query = actor.sees(model).where(model.id == id_).with_only_columns(model.name_key, model.id)
        if (found := db.session.execute(query).one_or_none()) is not None:
            return found[0], found[1]
    return None


def _people(actor: Actor, found: Sequence[Any]) -> dict[UUID, Uncovered]:
    enrolled = [id_ for id_, is_row in found if not is_row]
    waiting = [id_ for id_, is_row in found if is_row]
    enrolments = (
        actor.sees(Enrolment)
        .where(Enrolment.id.in_(enrolled))
        .outerjoin(Submission, Submission.id == Enrolment.submission_id)
        .options(joinedload(Enrolment.participant))
        .add_columns(Submission.state)
    )
    rows = (
        actor.sees(RosterRow)
        .where(RosterRow.id.in_(waiting))
        .join(Roster, Roster.id == RosterRow.roster_id)
        .join(Wave, Wave.id == Roster.wave_id)
        .add_columns(_leaves)
    )
    bills = _bills(actor, enrolled)
    people = {each.id: _enrolled(each, sent, bills) for each, sent in db.session.execute(enrolments)}
    return people | {each.id: _waiting(each, day) for each, day in db.session.execute(rows)}


def _enrolled(enrolment: Enrolment, sent: SubmissionState | None, bills: Mapping[UUID, UUID]) -> Uncovered:
    begins: datetime | None = enrolment.covered_from
    return Uncovered(
        enrolment.id,
        enrolment.participant.name,
        enrolment.class_name,
        enrolment.start,
        _why_enrolled(enrolment.state, sent, begins is not None),
        submission_id=enrolment.submission_id,
        invoice_id=bills.get(enrolment.id),
        covered_from=in_wib(begins).date() if begins else None,
    )


def _waiting(row: RosterRow, day: date) -> Uncovered:
    values = row.content["values"]
    return Uncovered(
        row.id,
        values.get("name", ""),
        values.get("class_name", ""),
        day,
        _why_waiting(row.fate, row.grade),
        roster_id=row.roster_id,
        number=row.number,
    )


def _bills(actor: Actor, enrolled: Sequence[UUID]) -> dict[UUID, UUID]:
    """The bill of each one's first unpaid month: the one that keeps cover from beginning."""
    unpaid = (
        actor.sees(Contribution)
        .where(
            Contribution.enrolment_id.in_(enrolled),
            Contribution.invoice_id.is_not(None),
            Contribution.state.in_([ContributionState.PLANNED, ContributionState.BILLED]),
        )
        .with_only_columns(Contribution.enrolment_id, Contribution.invoice_id)
        .order_by(Contribution.month.desc())
    )
    return {enrolment_id: invoice_id for enrolment_id, invoice_id in db.session.execute(unpaid) if invoice_id}
