"""What a coordinator opens costs the same in an ormas of two million members as in one of twenty thousand.

The units are as many in proportion: fifty thousand, and five hundred.
"""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy import select

from benchmarks.figures import Figure
from benchmarks.openings import Open, among
from benchmarks.ormas import crowds
from benchmarks.visitors import Visitor
from portal.models import Organisation, OrmasMember, db
from portal.rules.standings import Standing
from tests.cast import Person

_MEMBERS = "/ormas/anggota/"
#: One of ten is called so; and nobody.
_WORD, _NOBODY = "lilis", "gajahmada"


def pages_of_a_coordinator(
    engine: str, *, few: int = 20_000, many: int = 2_000_000, times: int = 100
) -> list[Figure]:
    """Home, a unit, the not-yet list (its beginning, and nine tenths down), a search: by the coordinator of a PAC,
    which has as many members in both, and by the one at the top."""
    small, large = _Ormas(engine, few), _Ormas(engine, many)
    figures = []
    try:
        for name, opened in large.places.items():
            here, there = (small.stage, small.places[name]), (large.stage, opened)
            figures += among("ormas", name, engine, many, few, here, there, times)
    finally:
        small.stage.rest()
        large.stage.rest()
    return figures


class _Ormas:
    """An ormas of so many members, and two coordinators in front of its pages."""

    def __init__(self, engine: str, members: int) -> None:
        self.stage, top, pac = crowds.stage(engine, members)
        self.places: dict[str, Open] = {}
        for who, person in (("PAC", pac), ("top", top)):
            self._add(who, Visitor.signed_in(self.stage.app, person), person)

    def _add(self, who: str, visitor: Visitor, person: Person) -> None:
        far = self.stage.act(lambda: _far(person))
        found = {
            "home": "/ormas/",
            "unit page": f"/ormas/unit/{person.organisation_id}",
            "coverage": "/ormas/cakupan/",
            "not-yet list": _MEMBERS,
            "not-yet list, far page": f"{_MEMBERS}?{urlencode({'sesudah': far})}",
            "search": f"{_MEMBERS}?{urlencode({'q': _WORD})}",
            "search, nobody found": f"{_MEMBERS}?{urlencode({'q': _NOBODY})}",
            "search, many called so but nobody else": f"{_MEMBERS}?{urlencode({'q': f'{_WORD} {_NOBODY}'})}",
        }
        for name, url in found.items():
            self.places[f"{name} of the {who}"] = lambda url=url: visitor.get(url)  # type: ignore[misc]


def _far(person: Person) -> UUID:
    """Somebody nine tenths down the not-yet list: the units stand in it in the order of their paths."""
    actor = person.actor()
    assert actor.organisation_path is not None
    units = select(Organisation.path).where(Organisation.within(actor.organisation_path)).order_by(Organisation.path)
    paths = db.session.scalars(units.execution_options(seen_by="a measurement")).all()
    down = actor.sees(OrmasMember).where(
        OrmasMember.within(actor.organisation_path),
        OrmasMember.path >= paths[len(paths) * 9 // 10],
        OrmasMember.standing == Standing.NOT_YET,
    )
    place = down.order_by(OrmasMember.path, OrmasMember.name_key, OrmasMember.id).limit(1)
    return db.session.scalars(place.with_only_columns(OrmasMember.id)).one()
