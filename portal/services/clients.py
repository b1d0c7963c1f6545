"""The people of an agent (binaan), those first who lose their benefit first: who has to pay by when, and how.

A list is a range of one index over the last paid month, since that alone says when cover ends if nothing more is paid
(`rules.dues.at_stake`); what a line says of its person is asked of `rules.coverage` each time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import joinedload

from portal.access.actor import Actor
from portal.models import Channel, Enrolment, EnrolmentState, Message, db
from portal.rules import collecting, dues
from portal.rules.collecting import Asked
from portal.rules.contributions import Segment
from portal.rules.coverage import Benefit, Cover, cover_at, jkm_benefit
from portal.services import contributions, coverage, policies
from portal.services.enrolments import named
from portal.values import clock
from portal.values.month import Month


class Group(StrEnum):
    """Who is meant: COLLECT have cover to lose and this month to pay, LATE of them those in arrears; FIRST never
    paid; LAPSED lost it; PAID owe nothing now."""

    COLLECT = "collect"
    LATE = "late"
    FIRST = "first"
    LAPSED = "lapsed"
    PAID = "paid"


@dataclass(frozen=True, slots=True)
class Client:
    """A line of the list. `jkm` is what the heirs would be paid today, and `waits` how many paid months more it takes
    until that is the full amount; `asked_at` is when they were last asked by WhatsApp, `asked_by` by whom."""

    enrolment: Enrolment
    cover: Cover
    jkm: Benefit
    waits: int
    asked_at: datetime | None
    asked_by: str

    @property
    def last_day(self) -> date | None:
        """The last covered day if nothing more is paid."""
        return dues.last_day_before(self.cover.until) if self.cover.covered and self.cover.until else None

    @property
    def days(self) -> int:
        """How many days that is from today."""
        return (self.last_day - clock.today()).days if self.last_day else 0


def listed(actor: Actor, group: Group, *, words: str = "") -> Any:
    """Those of a group whom the actor sees, to be paged by its `keys`. `words` are beginnings of a name's words."""
    today = clock.today()
    query = (
        actor.sees(Enrolment)
        .where(
            _of(group),
            Enrolment.segment == Segment.BPU,
            Enrolment.state == EnrolmentState.APPROVED,
            Enrolment.end.is_(None) | (Enrolment.end >= today),
        )
        .options(joinedload(Enrolment.participant), joinedload(Enrolment.organisation))
    )
    return named(query, words)


def keys(group: Group) -> list[Any]:
    """What a group is ordered by: whoever loses cover first, then by name."""
    if group is Group.FIRST:
        return [Enrolment.name_key, Enrolment.id]
    return [Enrolment.paid_through, Enrolment.name_key, Enrolment.id]


def counts(actor: Actor) -> Mapping[Group, int]:
    """How many of each; one query."""
    columns = [func.count().filter(_of(group)).label(group.value) for group in Group]
    everybody = actor.sees(Enrolment).where(
        Enrolment.segment == Segment.BPU,
        Enrolment.state == EnrolmentState.APPROVED,
        Enrolment.end.is_(None) | (Enrolment.end >= clock.today()),
    )
    found = db.session.execute(everybody.with_only_columns(*columns)).one()
    return dict(zip(Group, found, strict=True))


def told(actor: Actor, people: Sequence[Enrolment]) -> list[Client]:
    """What is said of each of a page; three queries, however many."""
    if not people:
        return []
    now = clock.now()
    decided = policies.in_force(people[0].branch_id, clock.today())
    known = coverage.facts_of(people)
    asked = _asked_by_whatsapp(actor, [each.id for each in people])
    lines = []
    for each in people:
        benefit = jkm_benefit(now, known[each.id], decided)
        reduced = next((reason for reason in benefit.reasons if reason.code == "jkm.reduced"), None)
        waits = reduced.params["needed"] - reduced.params["counted"] if reduced else 0
        at, by = asked.get(each.id, (None, ""))
        lines.append(Client(each, cover_at(now, known[each.id], decided), benefit, waits, at, by))
    return lines


def due(enrolment: Enrolment) -> Asked | None:
    """What this person would be asked for today, None when nothing is; three queries. The organisation must be
    loaded. `Invalid` as `rules.collecting.asked`."""
    decided = policies.in_force(enrolment.branch_id, clock.today())
    return collecting.asked(
        Month.of(clock.today()),
        clock.now(),
        coverage.facts(enrolment),
        contributions.terms_of(enrolment, decided),
        billed={month for _, month in contributions.taken([enrolment.participant_id])},
    )


def _of(group: Group) -> ColumnElement[bool]:
    last, paid = clock.today(), Enrolment.paid_through
    month = Month.of(last)
    first, before = dues.at_stake(month)
    late = before if dues.overdue_from(month) <= clock.now() else before + -1
    match group:
        case Group.COLLECT:
            return paid.between(first, before)
        case Group.LATE:
            return paid.between(first, late)
        case Group.FIRST:
            return paid.is_(None)
        case Group.LAPSED:
            return paid < first
        case Group.PAID:
            return paid >= month


def _asked_by_whatsapp(actor: Actor, ids: Sequence[UUID]) -> dict[UUID, tuple[datetime, str]]:
    """The latest message to each."""
    sent = (
        actor.sees(Message)
        .where(Message.about_id.in_(ids), Message.channel == Channel.WHATSAPP, Message.sent_at.is_not(None))
        .order_by(Message.id)
        .with_only_columns(Message.about_id, Message.sent_at, Message.sent_by_name)
    )
    return {about: (at, by or "") for about, at, by in db.session.execute(sent) if about and at}
