"""What a BPU does for a living: for choosing from, and because PP 50/2025 relieves transport longer than the rest.

Nobody is refused for an occupation. One that is not on the list keeps the words it was typed in and counts as
the stated default, of the sector whose relief is the shorter.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from portal.rules.contributions import Sector
from portal.rules.dated import Dated, law
from portal.rules.reason import Reason
from portal.values.naming import name_key

_GROUPS = "occupations."


@dataclass(frozen=True, slots=True)
class Occupation:
    """One occupation. `code` is what is stored and never changes its meaning, `name` is what people read,
    `words` are other names of it, `certainty` is how sure its sector is.
    """

    code: str
    name: str
    sector: Sector
    words: tuple[str, ...]
    certainty: str
    entry: Dated = field(repr=False)

    @property
    def reason(self) -> Reason:
        """Why it is of its sector: occupation.transport or occupation.other, each with the `name`."""
        return Reason(f"occupation.{self.sector}", {"name": self.name}, self.entry.citation, self.certainty)


class Group(NamedTuple):
    """Occupations that stand together in a list to choose from."""

    title: str
    occupations: tuple[Occupation, ...]


def groups(day: date) -> tuple[Group, ...]:
    """The list as it is on a WIB day, in the order in which it is shown."""
    return _list(day).groups


def find(code: str, day: date) -> Occupation | None:
    """The occupation of a code, or None: the code is nobody's, or was typed."""
    return _list(day).by_code.get(code)


def default(day: date) -> Occupation:
    """What an occupation counts as that is not on the list."""
    return _list(day).by_code[law().on("occupation_default", day).value]


def named(text: str, day: date) -> Occupation:
    """The occupation that a code, a name or an everyday word means, in any case and spacing; else the default.

    Whole names only: that money follows from it, so nothing is guessed from a part of what was written.
    """
    found = _list(day).by_name.get(name_key(text))
    return default(day) if found is None else found


def search(text: str, day: date, most: int = 10) -> tuple[Occupation, ...]:
    """Occupations one of whose names has words that begin with each of the words typed; in the order of the list."""
    asked = name_key(text).split()
    if not asked:
        return ()
    found = [
        occupation
        for group in groups(day)
        for occupation in group.occupations
        if any(_begins(asked, name) for name in (occupation.name, *occupation.words))
    ]
    return tuple(found[:most])


def _begins(asked: list[str], name: str) -> bool:
    folded = name_key(name).replace("(", "")
    return all(f" {word}" in folded for word in asked)


class _List(NamedTuple):
    groups: tuple[Group, ...]
    by_code: MappingProxyType[str, Occupation]
    by_name: MappingProxyType[str, Occupation]


def _list(day: date) -> _List:
    return _made(tuple(entry.id for entry in law() if entry.key.startswith(_GROUPS) and entry.holds(day)))


@lru_cache(maxsize=16)
def _made(ids: tuple[str, ...]) -> _List:
    listed = tuple(_group(law()[id]) for id in ids)
    every = [occupation for group in listed for occupation in group.occupations]
    names = {
        name_key(name): occupation
        for occupation in every
        for name in (*occupation.words, occupation.name, occupation.code)
    }
    return _List(
        listed, MappingProxyType({occupation.code: occupation for occupation in every}), MappingProxyType(names)
    )


def _group(entry: Dated) -> Group:
    return Group(
        entry.value["title"],
        tuple(
            Occupation(
                code=job["code"],
                name=job["name"],
                sector=Sector(job.get("sector", entry.value["sector"])),
                words=job["words"],
                certainty=job.get("certainty", entry.certainty),
                entry=entry,
            )
            for job in entry.value["jobs"]
        ),
    )
