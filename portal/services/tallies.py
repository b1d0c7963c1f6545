"""Numbers of members by unit: each unit's row counts its whole subtree, and changes with the members it counts.

Whoever changes a member's standing or unit holds the numbers of the ormas first (`hold`), reads paths after that, and
says what changed (`shift`), all in one transaction. One ormas's numbers change one transaction at a time: every
change reaches the top's row, so that row is the lock, and no other order of locks is needed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, Table, bindparam, func, update

from portal.access import audit
from portal.access.actor import Actor, everyone
from portal.access.audit import Action
from portal.models import Organisation, OrmasMember, Tally, db, engine
from portal.rules.standings import Standing

#: Standings that have a column; its name is the standing's value.
COUNTED = tuple(each for each in Standing if each is not Standing.LEFT)
#: What a tally has columns for.
COLUMNS = ("members", *(each.value for each in COUNTED))

Change = Mapping[Standing, int]


@dataclass(frozen=True, slots=True)
class Figures:
    """How many members, by standing."""

    members: int = 0
    covered: int = 0
    arrears: int = 0
    not_yet: int = 0
    too_old: int = 0
    wage_earner: int = 0

    @classmethod
    def of(cls, found: Any) -> Figures:
        """From a tally, or a row of its columns; nobody for a unit that has none."""
        return cls(*(getattr(found, name) or 0 for name in COLUMNS)) if found is not None else cls()

    def __sub__(self, other: Figures) -> Figures:
        return Figures(*(getattr(self, name) - getattr(other, name) for name in COLUMNS))

    @property
    def eligible(self) -> int:
        """Those who are, or could be, covered here."""
        return self.members - self.too_old - self.wage_earner

    @property
    def change(self) -> Change:
        """As what is added by so many members."""
        return {each: getattr(self, each.value) for each in COUNTED}


def of(actor: Actor, unit: Organisation) -> Figures:
    """The figures of a unit with all below it; one row, however many members that are."""
    found = actor.sees(Organisation).where(Organisation.id == unit.id).join(Tally, Tally.organisation_id == unit.id)
    return Figures.of(db.session.execute(found.with_only_columns(*_columns())).one_or_none())


@dataclass(frozen=True, slots=True)
class Line:
    """A unit below another, with its figures."""

    unit: Organisation
    figures: Figures


#: Units of one table that one looks at without turning pages.
WIDEST = 50


def below(actor: Actor, unit: Organisation) -> Select[Any]:
    """The open units directly below with the columns of their tallies, to be ordered; `line` reads a row."""
    return (
        actor.sees(Organisation)
        .where(Organisation.parent_id == unit.id, Organisation.closed_at.is_(None))
        .outerjoin(Tally, Tally.organisation_id == Organisation.id)
        .add_columns(*_columns())
    )


def line(row: Any) -> Line:
    """A row of `below`."""
    return Line(row[0], Figures.of(row))


def widest(actor: Actor, unit: Organisation) -> list[Line]:
    """The units directly below with the most people in the gap, at most `WIDEST`."""
    rows = below(actor, unit).order_by(func.coalesce(Tally.not_yet, 0).desc(), Organisation.name_key, Organisation.id)
    return [line(row) for row in db.session.execute(rows.limit(WIDEST))]


def own(actor: Actor, unit: Organisation, figures: Figures) -> Figures:
    """Of the figures of a unit, those of its own members: what is left without the units below."""
    children = (
        actor.sees(Organisation)
        .where(Organisation.parent_id == unit.id)
        .join(Tally, Tally.organisation_id == Organisation.id)
        .with_only_columns(*(func.coalesce(func.sum(column), 0).label(column.key) for column in _columns()))
    )
    return figures - Figures.of(db.session.execute(children).one())


def hold(tops: Collection[UUID]) -> None:
    """Nobody else changes the numbers of these ormas until the transaction ends. Ids are those of their top units."""
    rows = everyone(Tally, because="one transaction at a time changes an ormas's numbers").where(
        Tally.organisation_id.in_(tops)
    )
    found = set(db.session.scalars(rows.with_only_columns(Tally.organisation_id)))
    if missing := set(tops) - found:
        named = everyone(Organisation, because="a tally belongs to the branch of its unit").where(
            Organisation.id.in_(missing)
        )
        for top in sorted(db.session.execute(named.with_only_columns(Organisation.id, Organisation.branch_id)).all()):
            _inserted(top.id, top.branch_id)
    locked = rows.order_by(Tally.organisation_id).with_only_columns(Tally.organisation_id)
    db.session.execute(locked.with_for_update()).all()


def shift(changes: Mapping[str, Change]) -> None:
    """Add to the units with these paths, and to all above each, so many members (or take them away).

    A step of an audited action that holds the numbers. Four statements, however many members changed.
    """
    sums: defaultdict[UUID, Counter[Standing]] = defaultdict(Counter)
    top_of: dict[UUID, UUID] = {}
    for path, change in changes.items():
        units = [UUID(each) for each in path.split("/")[1:-1]]
        for unit in units:
            top_of[unit] = units[0]
            for standing, count in change.items():
                if standing in COUNTED:
                    sums[unit][standing] += count
    sums = defaultdict(Counter, {unit: change for unit, change in sums.items() if any(change.values())})
    if not sums:
        return
    known = everyone(Tally, because="a number changes all the way up").where(
        Tally.organisation_id.in_(set(sums) | set(top_of.values()))
    )
    found = db.session.execute(known.with_only_columns(Tally.organisation_id, Tally.branch_id))
    branches: dict[UUID, UUID] = {unit: branch for unit, branch in found}  # noqa: C416
    audit.bulk_insert(
        Tally,
        ("organisation_id", "branch_id", *COLUMNS),
        [(unit, branches[top_of[unit]], *(0 for _ in COLUMNS)) for unit in sorted(set(sums) - set(branches))],
    )
    table = cast(Table, Tally.__table__)
    adding = (
        update(table)
        .where(table.c.organisation_id == bindparam("unit"))
        .values({table.c[name]: table.c[name] + bindparam(f"by_{name}") for name in COLUMNS})
    )
    audit.bulk_update(
        Tally,
        adding,
        [
            {"unit": unit, "by_members": sum(sums[unit].values())}
            | {f"by_{each.value}": sums[unit][each] for each in COUNTED}
            for unit in sorted(sums)
        ],
    )


# Counting from nothing.


@dataclass(frozen=True, slots=True)
class Difference:
    """A unit whose row is not what its members are."""

    unit_id: UUID
    kept: Figures
    counted: Figures


def differences(top_id: UUID) -> Iterator[Difference]:
    """Every unit of an ormas whose tally is not the count of its members, found by counting all of them anew."""
    counted = _counted(top_id)
    units = (
        everyone(Organisation, because="a recount looks at every unit of an ormas")
        .where(Organisation.top_id == top_id)
        .outerjoin(Tally, Tally.organisation_id == Organisation.id)
        .with_only_columns(Organisation.id, *_columns())
        .order_by(Organisation.path)
    )
    for row in db.session.execute(units):
        kept, found = Figures.of(row), counted.get(row.id, Figures())
        if kept != found:
            yield Difference(row.id, kept, found)


def mend(top: Organisation) -> int:
    """Make every tally of an ormas what counting says; how many were not. For who keeps the house."""
    with audit.personal(Action.TALLIES_MENDED, top, who="Gandeng", branch_id=top.branch_id):
        hold([top.id])
        wrong = list(differences(top.id))
        for each in wrong:
            _inserted(each.unit_id, top.branch_id)
        if wrong:
            values = [
                {"organisation_id": each.unit_id} | {name: getattr(each.counted, name) for name in COLUMNS}
                for each in wrong
            ]
            audit.bulk_update(Tally, update(Tally), values)
        audit.fact(units=len(wrong))
    return len(wrong)


def _counted(top_id: UUID) -> dict[UUID, Figures]:
    """From the members themselves, rolled up their paths."""
    grouped = (
        everyone(OrmasMember, because="a recount looks at every member of an ormas")
        .where(OrmasMember.top_id == top_id, OrmasMember.standing != Standing.LEFT)
        .with_only_columns(OrmasMember.path, OrmasMember.standing, func.count())
        .group_by(OrmasMember.path, OrmasMember.standing)
    )
    sums: defaultdict[UUID, Counter[str]] = defaultdict(Counter)
    for path, standing, count in db.session.execute(grouped):
        for unit in path.split("/")[1:-1]:
            sums[UUID(unit)].update({"members": count, standing.value: count})
    return {unit: Figures(**counts) for unit, counts in sums.items()}


def _inserted(unit_id: UUID, branch_id: UUID) -> None:
    """An empty row unless there is one; two who come first at once leave one."""
    row = {"organisation_id": unit_id, "branch_id": branch_id} | dict.fromkeys(COLUMNS, 0)
    engine.insert_new(db.session(), Tally, row)


def _columns() -> list[Any]:
    return [getattr(Tally, name) for name in COLUMNS]
