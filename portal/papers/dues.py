"""The printed sheet of dues: numbered lines and boxes to tick at the meeting, typed back by their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portal.papers.press import press
from portal.papers.qr import ink
from portal.values.rupiah import Rupiah


@dataclass(frozen=True, slots=True)
class Line:
    """One person: the number on the paper, what is asked for and for which months (in words)."""

    number: int
    name: str
    unit: str
    months: str
    amount: Rupiah
    note: str = ""
    ticked: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as it is printed; `url` leads to where it is typed back."""

    title: str
    unit: str
    printed: str
    url: str
    lines: Sequence[Line]


def sheet(given: Sheet) -> bytes:
    """One PDF of A4 pages, numbered, under a heading that repeats."""
    return press(
        "dues",
        {
            "title": given.title,
            "unit": given.unit,
            "printed": given.printed,
            "url": given.url,
            "ink": ink(given.url),
            "total": str(Rupiah.total(line.amount for line in given.lines)),
            "lines": [
                {
                    "number": str(line.number),
                    "name": line.name,
                    "unit": line.unit,
                    "months": line.months,
                    "amount": str(line.amount),
                    "note": line.note,
                    "ticked": line.ticked,
                }
                for line in given.lines
            ],
        },
    )
