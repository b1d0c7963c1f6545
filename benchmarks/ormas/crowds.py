"""An ormas in the database, put in past every rule: five levels of units, forty members to each, kept between runs.

Whatever its size it looks the same from where the measurements stand: twenty MPW below the top, and the first PAC
with its 22 Ranting. What differs is how many MPC and PAC there are besides.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any, NamedTuple, cast
from uuid import UUID

from sqlalchemy import Table

from benchmarks import crowds
from benchmarks.crowds import put
from benchmarks.stages import Stage
from portal.access.permissions import Role
from portal.models import Organisation, OrganisationKind, OrmasMember, Tally, Tenure, db, new_id
from portal.models import Stage as Outreach
from portal.models.columns import blind_nik
from portal.models.transaction import transaction
from portal.rules.contributions import Funding
from portal.rules.standings import Cause, Standing
from portal.services import ormas
from portal.services.tallies import COLUMNS
from portal.values.naming import name_key
from tests.cast import Cast, Person, founder, newcomer
from tests.make import people, workers

LEVELS = ("MPN", "MPW", "MPC", "PAC", "Ranting")
#: Members of a unit; MPW below the top; PAC of an MPC; Ranting of a PAC. An MPC has about ten thousand members.
MEMBERS, PROVINCES, BRANCHES, TWIGS = 40, 20, 11, 22
#: The fewest units that look like the whole: in each MPW one MPC with one PAC.
FEWEST = PROVINCES * (3 + TWIGS)

_THEN = datetime(2026, 7, 1, 3, tzinfo=UTC)
#: Three of ten are covered, as an ormas of today has them.
_CAUSES = (*[Cause.PAID] * 3, Cause.OWES, *[Cause.NEVER] * 4, Cause.LAPSED, Cause.WAGES)
_STANDINGS = {
    Cause.PAID: Standing.COVERED,
    Cause.OWES: Standing.ARREARS,
    Cause.NEVER: Standing.NOT_YET,
    Cause.LAPSED: Standing.NOT_YET,
    Cause.WAGES: Standing.WAGE_EARNER,
}
_CHUNK = 1_000


def stage(kind: str, members: int) -> tuple[Stage, Person, Person]:
    """A stage with an ormas of so many members; the coordinator at its top, and the one of its first PAC."""
    found = crowds.kept(kind, f"ormas_{members}", lambda cast: _fill(cast, members))
    return found, crowds.known(found, "nusa"), crowds.known(found, "pandu")


class _Unit(NamedTuple):
    id: UUID
    parent: UUID | None
    path: str
    depth: int
    number: int


def _fill(cast_: Cast, members: int) -> None:
    with transaction():
        top_id = ormas.register(founder(cast_.bandung), name="Pemuda Nusantara", code="PN", level_names=LEVELS).id
    units = list(_tree(top_id, max(FEWEST, members // MEMBERS)))
    pac = next(unit for unit in units if unit.depth == 4)
    with transaction():
        crowds.hurry()
        owner = {"branch_id": cast_.bandung}
        for some in _chunks(units):
            put(Organisation, *(_organisation(unit, top_id) | owner for unit in some))
            put(Tenure, *(_tenure(unit) | owner for unit in some))
        newcomer("Nusa Pratama", Role.ORMAS_COORDINATOR, cast_.bandung, top_id)
        newcomer("Pandu Wijaya", Role.ORMAS_COORDINATOR, cast_.bandung, pac.id)
    _members(cast_.bandung, top_id, units, members)
    crowds.settle()


def _tree(top_id: UUID, count: int) -> Iterator[_Unit]:
    """`count` units below the top, as many in each MPW."""
    number = 0

    def below(parent: _Unit) -> _Unit:
        nonlocal number
        number += 1
        id_ = new_id()
        return _Unit(id_, parent.id, f"{parent.path}{id_}/", parent.depth + 1, number)

    top = _Unit(top_id, None, f"/{top_id}/", 1, 0)
    for province in range(PROVINCES):
        yield (mpw := below(top))
        end = count * (province + 1) // PROVINCES
        mpc = pac = mpw
        while number < end:
            yield (mpc := below(mpw))
            for _ in range(BRANCHES):
                for _ in range(TWIGS + 1):
                    if number >= end:
                        break
                    yield below(pac) if pac.depth == 4 else (pac := below(mpc))
                pac = mpc


def _organisation(unit: _Unit, top_id: UUID) -> dict[str, Any]:
    name = f"{LEVELS[unit.depth - 1]} {unit.number:05}"
    return {
        "id": unit.id,
        "kind": OrganisationKind.ORMAS,
        "parent_id": unit.parent,
        "path": unit.path,
        "top_id": top_id,
        "code": f"PN-{unit.number:05}",
        "name": name,
        "name_key": name_key(name),
        "address": "",
        "contact_name": "",
        "stage": Outreach.REGISTERED,
        "needs_principal": False,
        "funding": Funding.OWN,
        "withheld": [],
        "created_at": _THEN,
    }


def _tenure(unit: _Unit) -> dict[str, Any]:
    return {
        "id": new_id(),
        "organisation_id": unit.id,
        "name": people.name(unit.number),
        "title": "Ketua",
        "decree": f"SK {unit.number:05}",
        "start": date(2024, 1, 1),
        "end": date(2099, 12, 31),
        "created_at": _THEN,
    }


def _members(branch_id: UUID, top_id: UUID, units: list[_Unit], count: int) -> None:
    """Without the indexes while they come in: made afterwards they are sorted once, and not two million times."""
    table = cast(Table, OrmasMember.__table__)
    sums: defaultdict[UUID, Counter[str]] = defaultdict(Counter)
    with transaction():
        crowds.hurry()
        for index in table.indexes:
            index.drop(db.session.connection())
    for some in _chunks(range(count), 50_000):
        with transaction():
            crowds.hurry()
            lines = []
            for number in some:
                unit = units[number * len(units) // count]
                lines.append(line := member(number, branch_id, top_id, unit.id, unit.path))
                sums[unit.id][line["standing"].value] += 1
            put(OrmasMember, *lines)
    rolled: defaultdict[UUID, Counter[str]] = defaultdict(Counter)
    for unit in units:
        for above in unit.path.split("/")[1:-1]:
            rolled[UUID(above)].update(sums[unit.id])
    tallies = [
        dict.fromkeys(COLUMNS, 0)
        | dict(counts)
        | {"organisation_id": id_, "branch_id": branch_id, "members": counts.total()}
        for id_, counts in rolled.items()
    ]
    with transaction():
        crowds.hurry()
        for some in _chunks(tallies):
            put(Tally, *some)
        for index in table.indexes:
            index.create(db.session.connection())


def member(number: int, branch_id: UUID, top_id: UUID, unit_id: UUID, path: str) -> dict[str, Any]:
    """The row of the `number`-th member; three of ten have a NIK."""
    name, cause = people.name(number), _CAUSES[number % 10]
    nik = workers.nik(number) if number % 10 < 3 and number < 27_000_000 else None
    kta = f"PN.{number:08}"
    return {
        "id": new_id(),
        "organisation_id": unit_id,
        "branch_id": branch_id,
        "top_id": top_id,
        "path": path,
        "kta": kta,
        "kta_key": kta.replace(".", ""),
        "name": name,
        "name_key": name_key(name),
        "nik": nik,
        "nik_index": blind_nik(nik) if nik else None,
        "birth_date": workers.born(number),
        "phone": f"+62812{number:08}",
        "address": "",
        "occupation": "",
        "wage_earner": cause is Cause.WAGES,
        "left_reason": "",
        "standing": _STANDINGS[cause],
        "cause": cause,
        "contacted_by": "",
        "created_at": _THEN,
    }


def _chunks(rows: Any, size: int = _CHUNK) -> Iterator[Any]:
    for first in range(0, len(rows), size):
        yield rows[first : first + size]
