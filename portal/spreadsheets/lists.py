"""Lists people write by hand: ``1. Budi – 3273…``, ``2) Siti - 3273… - P``, ``Agus: 3273…``.

The identity number is found first, because names contain dots and dashes; what stands around it is told apart by
its look. A line without a number is kept when it is a member of the list, so that nobody is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from portal.spreadsheets.cells import Row, clean
from portal.spreadsheets.columns import ROSTER

#: The columns every list is given, in this order; what is not understood stays visible in the last.
FIELDS = ("name", "nik", "sex", "birth_date", "phone")
TITLES = (*(ROSTER.by_field[field].title for field in FIELDS), "Lainnya")

_BULLET = re.compile(r"(?:\d{1,4}\s*[.)]|[-*•·–])\s*")
_NUMBER = re.compile(r"(?<![\d/+])['`’]?\d(?:[ .]?\d){13,17}(?!\d)")
_PHONE = re.compile(r"(?<!\d)(?:\+?62|0)[ -]?8\d(?:[ -]?\d){6,11}(?!\d)")
_SEX = re.compile(r"l|p|laki[- ]?laki|perempuan|pria|wanita|lk|pr", re.IGNORECASE)
_DATE = re.compile(r"(?<!\d)\d{1,2}[-/. ](?:\d{1,2}|[^\W\d]{3,9})[-/. ]\d{2,4}(?!\d)|\d{4}-\d\d-\d\d")
_SEPARATORS = re.compile(r"\s+[-–—]+\s+|\s*[:|;,/–—]+\s*|\s*\((?=[LPlp]\))|(?<=\([LPlp])\)")
_LABEL = re.compile(r"\b(?:NIK|No\.? ?KTP|No\.? ?HP|HP|WA)\b\s*[:=.]?\s*(?=['+\d])|^Nama\s*[:=]", re.IGNORECASE)
_TITLE_WORDS = 2


def is_list(lines: Sequence[str]) -> bool:
    """Whether these first lines are a list written by hand and not a table."""
    if not lines or any("\t" in line for line in lines):
        return False
    if any(_titles(line) >= _TITLE_WORDS for line in lines):
        return False
    with_number = sum(1 for line in lines if _NUMBER.search(line) and _name_beside(line))
    bulleted = sum(1 for line in lines if _BULLET.match(line.strip()))
    return 2 * max(with_number, bulleted) >= len(lines)


def rows(lines: Sequence[str]) -> Iterator[Row]:
    """A header, then one row for each member, numbered by its line. Greetings around it are left out."""
    yield Row(0, list(TITLES))
    lines = [clean(line) for line in lines]
    numbered = 2 * sum(1 for line in lines if _BULLET.match(line)) >= sum(1 for line in lines if line)
    for number, line in enumerate(lines, 1):
        bullet = _BULLET.match(line)
        if not line or ROSTER.knows(line):
            continue
        if bullet or not numbered or _NUMBER.search(line):
            yield Row(number, _cells(line[bullet.end() :] if bullet else line))


def _cells(line: str) -> list[str]:
    found = dict.fromkeys(FIELDS, "")
    rest = _LABEL.sub(" ", line)
    for field, look in (("nik", _NUMBER), ("phone", _PHONE), ("birth_date", _DATE)):
        match = look.search(rest)
        if match:
            found[field] = match[0].strip()
            rest = f"{rest[: match.start()]} | {rest[match.end() :]}"
    others = []
    for part in filter(None, (piece.strip(" .'*_-") for piece in _SEPARATORS.split(rest))):
        if _SEX.fullmatch(part) and not found["sex"]:
            found["sex"] = part
        elif not found["name"]:
            found["name"] = part
        else:
            others.append(part)
    return [*found.values(), ", ".join(others)]


def _titles(line: str) -> int:
    return max(sum(ROSTER.knows(cell.strip('" ')) for cell in line.split(sign)) for sign in ";,|")


def _name_beside(line: str) -> bool:
    """In a table without a header the number is a whole cell among others; in a list it follows a name."""
    return line.count(";") < _TITLE_WORDS and line.count("|") < _TITLE_WORDS and line.count(",") < _TITLE_WORDS
