"""The gap of a branch at a glance: schools by how far they have come, what lapses and is late.

All of it from sums that the writes keep (`services.gauges`), so that it costs the same whatever the branch has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, func
from sqlalchemy.orm import joinedload

from portal.access.actor import Actor
from portal.models import LIVE, Enrolment, Organisation, OrganisationKind, Stage, db
from portal.models.gauge import Gauge, What
from portal.rules import dues
from portal.rules.contributions import Segment
from portal.services.gauges import NOTHING, Sum, Sums, due_before
from portal.values import clock
from portal.values.month import Month

#: Months of uptake that are shown.
MONTHS = 12
#: Arrears by age: from how many days late.
AGES = (1, 31, 61, 91)


class Share(StrEnum):
    """How many of a school's interns are covered. The value stands in addresses."""

    NOBODY = "belum-ada"
    NONE = "nol"
    SOME = "sebagian"
    ALL = "semua"


@dataclass(frozen=True, slots=True)
class Standing:
    """A school, wadah or ormas: how many people it has sent in who are live, and of them who are covered."""

    id: UUID
    name: str
    stage: Stage
    region: str | None
    people: int
    covered: int

    @property
    def share(self) -> Share:
        if not self.people:
            return Share.NOBODY
        if not self.covered:
            return Share.NONE
        return Share.ALL if self.covered >= self.people else Share.SOME

    @property
    def percent(self) -> int:
        """Whole percent, never rounded up to a hundred."""
        return 100 * self.covered // self.people if self.people else 0


def standings(actor: Actor, kind: OrganisationKind) -> list[Standing]:
    """Every open partner of a kind by name, an ormas with all its units; two queries, a row each."""
    partners = actor.sees(Organisation).where(
        Organisation.kind == kind, Organisation.parent_id.is_(None), Organisation.closed_at.is_(None)
    )
    rows = db.session.execute(
        partners.with_only_columns(
            Organisation.id, Organisation.name, Organisation.stage, Organisation.region
        ).order_by(Organisation.name_key, Organisation.id)
    ).all()
    sums = _sums(actor, kind)
    return [Standing(*row, *sums.get(row.id, (0, 0))) for row in rows]


def lapsing_month() -> Month:
    """Who paid through this month and no further loses cover at the end of the present one."""
    return dues.at_stake(Month.of(clock.today()))[0]


def lapsing(sums: Sums) -> int:
    """How many lose their cover at the end of this month unless they pay."""
    return sums.get((What.LAPSING, str(lapsing_month())), NOTHING).count


def lapsing_people(actor: Actor) -> Select[Any]:
    """Those of `lapsing`, to be paged by name."""
    return (
        actor.sees(Enrolment)
        .where(
            Enrolment.paid_through == lapsing_month(),
            Enrolment.segment == Segment.BPU,
            Enrolment.state.in_(LIVE),
            Enrolment.end.is_(None),
        )
        .options(joinedload(Enrolment.participant), joinedload(Enrolment.organisation), joinedload(Enrolment.wave))
    )


def uptake(sums: Sums, months: int = MONTHS) -> list[tuple[Month, int]]:
    """How many people's cover began in each of the last months, the earliest first."""
    now = Month.of(clock.today())
    return [
        (month, sums.get((What.STARTED, str(month)), NOTHING).count)
        for month in (now + -back for back in range(months))
    ][::-1]


def overdue(sums: Sums) -> Sum:
    """Bills whose day has gone by."""
    return due_before(sums, clock.today())


def arrears(sums: Sums) -> list[tuple[int, int | None, Sum]]:
    """Overdue bills by age: from so many days late to so many (None: and more)."""
    today = clock.today()
    found: list[tuple[int, int | None, Sum]] = []
    for at, first in enumerate(AGES):
        last = AGES[at + 1] - 1 if at + 1 < len(AGES) else None
        since = today - timedelta(days=last) if last else None
        found.append((first, last, due_before(sums, today - timedelta(days=first - 1), since)))
    return found


def shares(schools: Sequence[Standing]) -> dict[Share, int]:
    """How many schools have covered so many of their interns."""
    return {share: sum(1 for each in schools if each.share is share) for share in Share}


def _sums(actor: Actor, kind: OrganisationKind) -> dict[UUID, tuple[int, int]]:
    """Of each partner at the top: its people and the covered ones; one query."""
    top = func.coalesce(Organisation.top_id, Organisation.id)
    counted = (
        actor.sees(Organisation)
        .where(Organisation.kind == kind)
        .join(Gauge, (Gauge.owner_id == Organisation.id) & Gauge.what.in_([What.PEOPLE, What.COVERED]))
        .group_by(top)
        .with_only_columns(top, sum_of(What.PEOPLE), sum_of(What.COVERED))
    )
    return {owner: (int(people), int(covered)) for owner, people, covered in db.session.execute(counted)}


def sum_of(what: What) -> Any:
    """Of the joined sums those of one kind, added up."""
    return func.sum(case((Gauge.what == what, Gauge.count), else_=0))
