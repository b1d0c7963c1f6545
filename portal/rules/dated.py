"""The law as dated values: each with the days it holds, where it is written, and how sure we are of it.

The files are `law/*.toml`; a law that changes is a new entry with a later `from` beside an older one with a
`to`, and no entry is ever removed: stored contributions name the entries that made them (`Due.law`).
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

_ID = re.compile(r"[a-z0-9.-]+")
#: P primary text seen · N several or a number of independent sources · own unverified · calc computed · ? open
_CERTAINTY = re.compile(r"P|N|[1-9][0-9]?|own|calc|\?")
_FIELDS = {"id", "key", "value", "from", "to", "citation", "certainty", "note"}
_REQUIRED = ("id", "key", "value", "from", "citation", "certainty", "note")


class BadLaw(ValueError):
    """A file of the law that must not be loaded; the message is for whoever edits it."""


class NoLaw(LookupError):
    """Nothing is in force for that key on that day, or no entry has that id."""


@dataclass(frozen=True, slots=True, eq=False)
class Dated:
    """One value of the law. `since` and `until` are days in WIB, both included; `until` None: still in force.

    `value` is frozen through: numbers, texts, tuples and read-only mappings.
    """

    id: str
    key: str
    value: Any
    since: date
    until: date | None
    citation: str
    certainty: str
    note: str

    def holds(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


class Law:
    """Every dated value by id, and by key and day. Raises `BadLaw` for what contradicts itself."""

    def __init__(self, entries: Iterable[Dated]) -> None:
        ids: dict[str, Dated] = {}
        keys: defaultdict[str, list[Dated]] = defaultdict(list)
        for entry in entries:
            if entry.id in ids:
                raise BadLaw(f"{entry.id}: this id is used twice")
            ids[entry.id] = entry
            keys[entry.key].append(entry)
        for key, versions in keys.items():
            versions.sort(key=lambda entry: entry.since)
            for earlier, later in pairwise(versions):
                if earlier.until is None or earlier.until >= later.since:
                    raise BadLaw(f"{key}: {earlier.id} and {later.id} overlap")
        self._ids: Mapping[str, Dated] = MappingProxyType(ids)
        self._keys = MappingProxyType({key: tuple(versions) for key, versions in keys.items()})

    def __getitem__(self, id: str) -> Dated:
        try:
            return self._ids[id]
        except KeyError:
            raise NoLaw(id) from None

    def __iter__(self) -> Iterator[Dated]:
        return iter(self._ids.values())

    def find(self, key: str, day: date) -> Dated | None:
        """What holds for `key` on `day`, or None when nothing does (a relief that has ended)."""
        return next((entry for entry in self._keys.get(key, ()) if entry.holds(day)), None)

    def on(self, key: str, day: date) -> Dated:
        """What holds for `key` on `day`; `NoLaw` when nothing does."""
        found = self.find(key, day)
        if found is None:
            raise NoLaw(f"{key} on {day}")
        return found


def read(text: str) -> list[Dated]:
    """The entries of one TOML file; `BadLaw` for one without id, days, citation, certainty or note."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadLaw(f"not TOML: {error}") from error
    if set(document) != {"value"}:
        raise BadLaw("a file of the law holds [[value]] tables and nothing else")
    return [_entry(table) for table in document["value"]]


@cache
def law() -> Law:
    """The law of the house, read from `law/*.toml` once."""
    files = sorted(Path(__file__).with_name("law").glob("*.toml"))
    return Law(entry for file in files for entry in read(file.read_text("utf-8")))


def _entry(table: dict[str, Any]) -> Dated:
    name = table.get("id") or table.get("key") or "an entry"
    for field in _REQUIRED:
        if table.get(field) in (None, ""):
            raise BadLaw(f"{name}: no {field}")
    if strangers := set(table) - _FIELDS:
        raise BadLaw(f"{name}: unknown {', '.join(sorted(strangers))}")
    for field in ("id", "key", "citation", "certainty", "note"):
        if not isinstance(table[field], str) or not table[field].strip():
            raise BadLaw(f"{name}: {field} must be a text")
    since, until = table["from"], table.get("to")
    if type(since) is not date or not (until is None or type(until) is date):
        raise BadLaw(f"{name}: from and to are days")
    if until is not None and until < since:
        raise BadLaw(f"{name}: ends before it begins")
    if not _ID.fullmatch(table["id"]):
        raise BadLaw(f"{name}: an id is made of a-z, 0-9, dots and dashes")
    if not _CERTAINTY.fullmatch(table["certainty"]):
        raise BadLaw(f"{name}: certainty {table['certainty']!r} is none of P, N, a number, own, calc, ?")
    return Dated(
        id=table["id"],
        key=table["key"],
        value=_frozen(table["value"]),
        since=since,
        until=until,
        citation=table["citation"],
        certainty=table["certainty"],
        note=table["note"],
    )


def _frozen(value: Any) -> Any:
    if isinstance(value, float):
        raise BadLaw(f"{value}: money and shares are whole numbers")
    if isinstance(value, dict):
        return MappingProxyType({name: _frozen(each) for name, each in value.items()})
    if isinstance(value, list):
        return tuple(_frozen(each) for each in value)
    return value
