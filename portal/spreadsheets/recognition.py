"""Which column is what: by its name, by a near miss, or by what stands in it; always with examples to judge by."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from portal.spreadsheets.cells import Row, shown
from portal.spreadsheets.columns import HOST, MOTHER, ROSTER, Profile, speaks_of_host, speaks_of_parents
from portal.spreadsheets.headers import Header
from portal.spreadsheets.titles import compact, normal

#: Below this likeness (0 to 100) a title is another word, not a slip; and short words are all alike.
_NEAR = 86
_SHORTEST = 5
_EXAMPLES = 3
_SURE, _BY_CONTENT = 1.0, 0.5

_NIK = re.compile(r"≈?['`’]?\d(?:[ .\-]?\d){15}")
_PHONE = re.compile(r"(?:\+?62|0)[ \-]?8[\d \-]{7,14}")
_DATE = re.compile(r"(?:.*\D)?(?:\d{4}-\d\d-\d\d|\d{1,2}[-/. ](?:\d{1,2}|[A-Za-z]{3,9})[-/. ]\d{4})")
_SEX = re.compile(r"[LP]|laki[- ]?laki|perempuan|pria|wanita", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_][^\d@:;=]{2,60}")
_BY_LOOK = (("nik", _NIK), ("phone", _PHONE), ("birth_date", _DATE), ("sex", _SEX), ("name", _NAME))


@dataclass(frozen=True, slots=True)
class Match:
    """What one column of the file seems to be. `confidence` is 1 for a known name, lower for a guess, 0 for none.

    `key` names the column across files of the same make; a remembered mapping is key → field.
    """

    index: int
    title: str
    group: str
    field: str | None
    confidence: float
    examples: tuple[str, ...]
    key: str


def recognise(header: Header, sample: Sequence[Row], profile: Profile = ROSTER) -> list[Match]:
    """One match for every column that has a name or a content; each field is given to one column at most."""
    claims: dict[str, tuple[float, int]] = {}
    matches = []
    for index in range(header.width):
        cells = [row.cells[index] for row in sample if index < len(row.cells) and row.cells[index]]
        if not header.titles[index] and not cells:
            continue
        field, confidence, rank = _by_title(header, index, profile)
        claim = (confidence, -rank)
        if field and claim > claims.get(field, (0.0, 0)):
            claims[field] = claim
        matches.append((index, field, claim, cells))
    taken: set[str] = set()
    decided = []
    for index, field, claim, cells in matches:
        given = field if field and claims[field] == claim and field not in taken else None
        if given:
            taken.add(given)
        decided.append(_match(header, index, given, claim[0] if given else 0.0, cells))
    return _by_content(header, decided, sample, taken, profile)


def signature(header: Header) -> str:
    """Names the make of a file, whatever its rows: 64 hexadecimal digits from its normalised titles."""
    keys = "\n".join(_key(header, index) for index in range(header.width))
    return hashlib.sha256(keys.encode()).hexdigest()


def mapping_of(matches: Sequence[Match]) -> dict[str, int]:
    """field → index of its column."""
    return {match.field: match.index for match in matches if match.field}


def remembered(matches: Sequence[Match], memory: Mapping[str, str]) -> list[Match]:
    """The matches as a person once decided them for files of this make: key → field, "" for ignored."""
    decided = {match.index: memory[match.key] or None for match in matches if match.key in memory}
    given = {field for field in decided.values() if field}
    kept = []
    for match in matches:
        if match.index in decided:
            field = decided[match.index]
            kept.append(replace(match, field=field, confidence=_SURE if field else 0.0))
        elif match.field in given:
            kept.append(replace(match, field=None, confidence=0.0))
        else:
            kept.append(match)
    return kept


def _by_title(header: Header, index: int, profile: Profile) -> tuple[str | None, float, int]:
    """The field a title names, how sure that is, and how good a name it is (0 is best)."""
    group, title = header.groups[index], header.titles[index]
    short = compact(title)
    exact = profile.aliases.get(short)
    if speaks_of_parents(group):
        mother = "ibu" in normal(group).split() and short in MOTHER
        mother = mother or bool(exact and exact[0].field == "mother_name")
        return ("mother_name", _SURE, 0) if mother and "mother_name" in profile.by_field else (None, 0.0, 0)
    if speaks_of_host(group) and "host" in profile.by_field:
        field = HOST.get(short) or (exact[0].field if exact and exact[0].field in HOST.values() else None)
        return (field, _SURE, 0) if field else (None, 0.0, 0)
    if exact:
        return exact[0].field, _SURE, exact[1]
    if short in profile.passed_over or len(short) < _SHORTEST or speaks_of_parents(title):
        return None, 0.0, 0
    return _near(short, profile)


def _near(short: str, profile: Profile) -> tuple[str | None, float, int]:
    from rapidfuzz import fuzz, process

    names = [name for name in (*profile.aliases, *profile.passed_over) if len(name) >= _SHORTEST]
    found = process.extractOne(short, names, scorer=fuzz.ratio, score_cutoff=_NEAR)
    if not found or found[0] not in profile.aliases:
        return None, 0.0, 0
    column, rank = profile.aliases[found[0]]
    return column.field, round(found[1] / 100, 2), rank


def _by_content(
    header: Header, matches: list[Match], sample: Sequence[Row], taken: set[str], profile: Profile
) -> list[Match]:
    """Gives fields nobody claimed to columns whose cells look like them, unless their name says otherwise."""
    for field, look in _BY_LOOK:
        if field in taken or field not in profile.by_field:
            continue
        for at, match in enumerate(matches):
            if match.field is None and _open_to(field, match, profile, header) and _mostly(look, match.index, sample):
                matches[at] = replace(match, field=field, confidence=_BY_CONTENT)
                taken.add(field)
                break
    return matches


def _open_to(field: str, match: Match, profile: Profile, header: Header) -> bool:
    """A column with an unknown name may hold numbers one recognises; that it holds names needs no name at all."""
    if speaks_of_parents(match.title) or speaks_of_parents(match.group) or speaks_of_host(match.group):
        return False
    nameless = not match.title or header.depth == 0
    return nameless or (field != "name" and not profile.knows(match.title))


def _mostly(look: re.Pattern[str], index: int, sample: Sequence[Row]) -> bool:
    cells = [row.cells[index] for row in sample if index < len(row.cells) and row.cells[index]]
    return bool(cells) and 5 * sum(1 for cell in cells if look.fullmatch(cell)) >= 3 * len(cells)


def _match(header: Header, index: int, field: str | None, confidence: float, cells: list[str]) -> Match:
    return Match(
        index=index,
        title=header.titles[index],
        group=header.groups[index],
        field=field,
        confidence=confidence,
        examples=tuple(shown(cell) for cell in cells[:_EXAMPLES]),
        key=_key(header, index),
    )


def _key(header: Header, index: int) -> str:
    """The normalised name; a column that has none, or shares it with an earlier one, adds its place."""
    name = normal(f"{header.groups[index]} {header.titles[index]}")
    earlier = any(normal(f"{header.groups[before]} {header.titles[before]}") == name for before in range(index))
    return f"{name} #{index}" if earlier or not name else name
