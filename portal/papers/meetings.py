"""The registration sheet that goes round at a meeting: numbered lines to be filled in by hand and typed back."""

from __future__ import annotations

from dataclasses import dataclass

from portal.papers.press import press
from portal.papers.qr import ink


@dataclass(frozen=True, slots=True)
class Sheet:
    """As it is printed. `url` leads to where the lines are typed back; `consent` is what each signs."""

    unit: str
    title: str
    day: str
    lines: int
    consent: str
    url: str


def sheet(given: Sheet) -> bytes:
    """One PDF of A4 pages on their side, the heading and the consent on each."""
    return press(
        "meeting",
        {
            "unit": given.unit,
            "title": given.title,
            "day": given.day,
            "lines": given.lines,
            "consent": given.consent,
            "url": given.url,
            "ink": ink(given.url),
        },
    )
