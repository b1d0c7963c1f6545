"""What a branch reports: coverage by partner, agent, region and month, uptake, arrears, relief; tables of facts.

All of it from sums that the writes keep (`services.gauges`): a report has a row a partner, a region or a month, and
nobody's name but an agent's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func

from portal.access.actor import Actor
from portal.models import Agent, Organisation, OrganisationKind, db
from portal.models.gauge import Gauge, What
from portal.rules import regions
from portal.services import gauges, overviews
from portal.services.gauges import NOTHING
from portal.values import clock
from portal.values.month import Month
from portal.values.rupiah import Rupiah

#: Months that a report by month goes back.
MONTHS = 24

Value = str | int | Rupiah | Month


class Subject(StrEnum):
    """What a report is about. The value stands in addresses."""

    SCHOOLS = "sekolah"
    ORMAS = "ormas"
    WADAH = "wadah"
    AGENTS = "agen"
    REGIONS = "wilayah"
    MONTHS = "bulan"
    ARREARS = "tunggakan"


class Column(StrEnum):
    """What a column of a report holds."""

    NAME = "name"
    STAGE = "stage"
    REGION = "region"
    WADAH = "wadah"
    MONTH = "month"
    PARTNERS = "partners"
    PEOPLE = "people"
    COVERED = "covered"
    PERCENT = "percent"
    STARTED = "started"
    PAID = "paid"
    RECEIVED = "received"
    RELIEVED = "relieved"
    RELIEF = "relief"
    BILLS = "bills"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Report:
    """A table: its columns and its rows, each as long as the columns."""

    subject: Subject
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]


def report(actor: Actor, subject: Subject) -> Report:
    """The report as things stand now; at most three queries."""
    return _MAKERS[subject](actor, subject)


_SHARE = (Column.PEOPLE, Column.COVERED, Column.PERCENT)


def _partners(actor: Actor, subject: Subject) -> Report:
    rows = [
        (each.name, each.stage.value, _region(each.region), each.people, each.covered, each.percent)
        for each in overviews.standings(actor, _KINDS[subject])
    ]
    return Report(subject, (Column.NAME, Column.STAGE, Column.REGION, *_SHARE), rows)


def _agents(actor: Actor, subject: Subject) -> Report:
    found = db.session.execute(
        actor.sees(Agent)
        .join(Organisation, Organisation.id == Agent.organisation_id)
        .outerjoin(Gauge, (Gauge.owner_id == Agent.id) & Gauge.what.in_([What.PEOPLE, What.COVERED]))
        .group_by(Agent.id, Agent.name, Organisation.name)
        .order_by(Organisation.name, Agent.name, Agent.id)
        .with_only_columns(
            Agent.name, Organisation.name, overviews.sum_of(What.PEOPLE), overviews.sum_of(What.COVERED)
        )
    )
    rows = [
        (name, wadah, int(people), int(covered), _percent(int(people), int(covered)))
        for name, wadah, people, covered in found
    ]
    return Report(subject, (Column.NAME, Column.WADAH, *_SHARE), rows)


def _regions(actor: Actor, subject: Subject) -> Report:
    """By the region of the partner at the top: where a unit of an ormas stands nobody has said."""
    sums: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for kind in _KINDS.values():
        for each in overviews.standings(actor, kind):
            entry = sums[_region(each.region)]
            entry[0], entry[1], entry[2] = entry[0] + 1, entry[1] + each.people, entry[2] + each.covered
    rows = [
        (name, partners, people, covered, _percent(people, covered))
        for name, (partners, people, covered) in sorted(sums.items())
    ]
    return Report(subject, (Column.REGION, Column.PARTNERS, *_SHARE), rows)


def _months(actor: Actor, subject: Subject) -> Report:
    sums, now = gauges.of_branch(actor), Month.of(clock.today())
    rows: list[Sequence[Value]] = []
    for back in range(MONTHS):
        month = now + -back
        started, received, relief = (
            sums.get((what, str(month)), NOTHING) for what in (What.STARTED, What.RECEIVED, What.RELIEF)
        )
        rows.append((month, started.count, received.count, received.amount, relief.count, relief.amount))
    columns = (Column.MONTH, Column.STARTED, Column.PAID, Column.RECEIVED, Column.RELIEVED, Column.RELIEF)
    return Report(subject, columns, rows)


def _arrears(actor: Actor, subject: Subject) -> Report:
    """By partner, an ormas with its units, the most owed first."""
    top = func.coalesce(Organisation.top_id, Organisation.id)
    late = (
        actor.sees(Organisation)
        .join(Gauge, (Gauge.owner_id == Organisation.id) & (Gauge.what == What.DUE))
        .where(Gauge.key < clock.today().isoformat())
        .group_by(top)
        .with_only_columns(
            top.label("top"), func.sum(Gauge.count).label("bills"), func.sum(Gauge.amount).label("left")
        )
        .subquery()
    )
    found = (
        actor.sees(Organisation)
        .join(late, late.c.top == Organisation.id)
        .where(late.c.bills > 0)
        .order_by(late.c.left.desc(), Organisation.name_key)
        .with_only_columns(Organisation.name, late.c.bills, late.c.left)
    )
    rows = [(name, int(bills), Rupiah(int(left))) for name, bills, left in db.session.execute(found)]
    return Report(subject, (Column.NAME, Column.BILLS, Column.LEFT), rows)


_KINDS = {
    Subject.SCHOOLS: OrganisationKind.SCHOOL,
    Subject.ORMAS: OrganisationKind.ORMAS,
    Subject.WADAH: OrganisationKind.PERISAI,
}
_MAKERS: Mapping[Subject, Callable[[Actor, Subject], Report]] = {
    **dict.fromkeys(_KINDS, _partners),
    Subject.AGENTS: _agents,
    Subject.REGIONS: _regions,
    Subject.MONTHS: _months,
    Subject.ARREARS: _arrears,
}


def _region(code: str | None) -> str:
    found = regions.by_code(code) if code else None
    return found.name if found else ""


def _percent(people: int, covered: int) -> int:
    return 100 * covered // people if people else 0
