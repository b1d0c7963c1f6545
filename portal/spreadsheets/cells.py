"""Every cell becomes one line of clean text, whatever a spreadsheet believed it was."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import NamedTuple

#: Stands before a number of fifteen digits or more. Excel keeps only fifteen digits of a number, so an identity
#: number stored as one is spoilt; the sign means "about" to a person and survives a form that is sent unchanged.
ROUNDED = "≈"
_PRECISE = 10**14

#: Control characters and odd spaces separate words; marks that only steer the display are dropped.
_SPACES = (*range(0x20), *range(0x7F, 0xA1), *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000)
_MARKS = (0x00, 0xAD, 0x61C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF)
_CLEANED: dict[int, str | None] = {**dict.fromkeys(_SPACES, " "), **dict.fromkeys(_MARKS, None)}
_RUNS = re.compile(" {2,}")


class Row(NamedTuple):
    """One row: its number as Excel shows it, and its cells as clean text."""

    number: int
    cells: list[str]


def clean(text: str) -> str:
    """The text without NUL, line breaks, direction marks and other things one cannot see."""
    if not text.isprintable():
        text = _RUNS.sub(" ", text.translate(_CLEANED))
    return text.strip()


def text_of(value: object) -> str:
    """A cell's value as text: ISO dates, whole numbers without ``.0``, long numbers marked with `ROUNDED`."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float | int):
        return _number(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, timedelta):
        return str(value)
    return ""


def shown(text: str) -> str:
    """The text as one shows it to a person, without the mark of a rounded number."""
    return text.removeprefix(ROUNDED)


def _number(value: float | int) -> str:
    if not isfinite(value):
        return ""
    whole = int(value)
    if whole != value:
        return repr(value)
    return f"{ROUNDED}{whole}" if abs(whole) >= _PRECISE else str(whole)
