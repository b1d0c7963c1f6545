"""What sending in a roster will cost, before anything is sent: the same computation as the sending itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import func

from portal.access.actor import Actor, everyone
from portal.models import (
    Contribution,
    Fate,
    Grade,
    Organisation,
    Participant,
    Roster,
    RosterRow,
    db,
)
from portal.rules import contributions
from portal.rules.contributions import BillLine, Due, Segment
from portal.rules.policies import Policies
from portal.services import policies
from portal.values import clock
from portal.values.month import Month
from portal.values.rupiah import Rupiah

_SENDABLE = (Grade.READY, Grade.WARNED)
_HERE = (Fate.OPEN, Fate.RETURNED)


@dataclass(frozen=True, slots=True)
class Portion:
    """People of one submission who have the same months: how many, and their bill's lines."""

    people: int
    start: date
    end: date
    lines: tuple[BillLine, ...]

    @property
    def months(self) -> int:
        return sum(line.count for line in self.lines)

    @property
    def each(self) -> Rupiah:
        return Rupiah.total(line.payable for line in self.lines)

    @property
    def total(self) -> Rupiah:
        return self.each * self.people


@dataclass(frozen=True, slots=True)
class Quote:
    """What sending will cost, before anything is sent: the same computation as the sending itself."""

    people: int
    warned: int
    portions: tuple[Portion, ...]
    #: Months that were billed already through an earlier enrolment of the same people, and are not billed again.
    spared: int
    spared_amount: Rupiah

    @property
    def total(self) -> Rupiah:
        return Rupiah.total(portion.total for portion in self.portions) - self.spared_amount


def quote(actor: Actor, roster: Roster) -> Quote:
    """What would go in now: rows that are ready or only warned, by period."""
    terms = terms_of(actor, roster)
    grouped = (
        sendable(actor, roster)
        .with_only_columns(RosterRow.start, RosterRow.end, RosterRow.grade, func.count())
        .group_by(RosterRow.start, RosterRow.end, RosterRow.grade)
        .order_by(RosterRow.start, RosterRow.end)
    )
    portions, warned = [], 0
    for (start, end), group in groupby(db.session.execute(grouped), key=lambda found: (found[0], found[1])):
        people = 0
        for _, _, grade, count in group:
            people += count
            warned += count if grade is Grade.WARNED else 0
        assert start is not None
        assert end is not None
        portions.append(Portion(people, start, end, terms.bill(Month.touched(start, end)).lines))
    spared = billed_already(actor, roster)
    return Quote(
        people=sum(portion.people for portion in portions),
        warned=warned,
        portions=tuple(portions),
        spared=len(spared),
        spared_amount=Rupiah.total(terms.due(month).payable for _, month in spared),
    )


@dataclass(frozen=True, slots=True)
class Terms:
    """What decides a PKL month here and now: the sponsor's money and the branch's policies."""

    government_paid: bool
    policies: Policies

    def due(self, month: Month) -> Due:
        return contributions.due(
            month, segment=Segment.PKL, government_paid=self.government_paid, policies=self.policies
        )

    def bill(self, months: list[Month]) -> contributions.Bill:
        return contributions.bill(
            months, segment=Segment.PKL, government_paid=self.government_paid, policies=self.policies
        )


def terms_of(actor: Actor, roster: Roster) -> Terms:
    organisation = actor.find(Organisation, roster.organisation_id)
    decided = policies.in_force(roster.branch_id, clock.today())
    return Terms(contributions.paid_by_state(organisation.funding, decided), decided)


def sendable(actor: Actor, roster: Roster) -> Any:
    """Rows that are ready or only warned, and still with the school."""
    return actor.sees(RosterRow).where(
        RosterRow.roster_id == roster.id, RosterRow.fate.in_(_HERE), RosterRow.grade.in_(_SENDABLE)
    )


def billed_already(actor: Actor, roster: Roster) -> list[tuple[UUID, Month]]:
    """Months of the rows to be sent in which the person is billed already: nobody pays a month twice."""
    found = (
        everyone(Contribution, because="is this month already billed for this person?")
        .join(Participant, Participant.id == Contribution.participant_id)
        .join(RosterRow, RosterRow.nik_index == Participant.nik_index)
        .where(
            RosterRow.roster_id == roster.id,
            RosterRow.organisation_id == roster.organisation_id,
            RosterRow.fate.in_(_HERE),
            RosterRow.grade.in_(_SENDABLE),
            Contribution.STANDS,
        )
        .with_only_columns(RosterRow.id, Contribution.month, RosterRow.start, RosterRow.end)
    )
    return [
        (row_id, month)
        for row_id, month, start, end in db.session.execute(found)
        if start and end and Month.of(start) <= month <= Month.of(end)
    ]
