"""Names of classes: the year they begin with, and the one after it."""

from __future__ import annotations

import re

#: Years of an SMK as schools write them; a thirteenth is known to few and is nobody's by itself.
_NEXT = {"X": "XI", "XI": "XII", "10": "11", "11": "12"}
_YEAR = re.compile(r"(?<![0-9A-Z])(XI|X|10|11)(?![0-9A-Z])", re.IGNORECASE)


def promoted(name: str) -> str:
    """The class a year on: ``XI RPL 1`` → ``XII RPL 1``. One whose year is not said, or has none above, stays."""
    return _YEAR.sub(lambda found: _next(found[0]), name, count=1)


def _next(year: str) -> str:
    above = _NEXT[year.upper()]
    return above.lower() if year.islower() else above
