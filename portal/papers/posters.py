"""A poster for the wall of a meeting room or a class: one code to scan, and what one does by it."""

from __future__ import annotations

from dataclasses import dataclass

from portal.papers.press import press
from portal.papers.qr import ink


@dataclass(frozen=True, slots=True)
class Poster:
    """What stands on it, all in words; `url` is where the code leads, `steps` are what one does there."""

    heading: str
    unit: str
    title: str
    last_day: str
    url: str
    steps: tuple[str, ...]


def poster(given: Poster) -> bytes:
    """One PDF of one A4 page."""
    return press(
        "poster",
        {
            "heading": given.heading,
            "unit": given.unit,
            "title": given.title,
            "last_day": given.last_day,
            "url": given.url,
            "steps": list(given.steps),
            "ink": ink(given.url),
        },
    )
