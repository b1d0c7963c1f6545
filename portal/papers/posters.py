"""What an officer forwards: a picture with the way to join, its price, and a QR, for a phone or to print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.papers.press import picture, press
from portal.papers.qr import ink

#: Of a page 108 mm wide: a picture of 1080 points, as phones share them.
PPI = 254


@dataclass(frozen=True, slots=True)
class Poster:
    """What it says. `price` is the lowest month in rupiah, as text, `until` the last month it holds, as text."""

    unit: str
    officer: str
    price: str
    until: str
    url: str


def image(poster: Poster) -> bytes:
    """A PNG of 1080 × 1350 points."""
    return picture("poster", _given(poster), ppi=PPI)


def paper(poster: Poster) -> bytes:
    """The same as a PDF."""
    return press("poster", _given(poster))


def _given(poster: Poster) -> Mapping[str, Any]:
    return {
        "title": f"Ajakan {poster.unit}",
        "unit": poster.unit,
        "officer": poster.officer,
        "price": poster.price,
        "until": poster.until,
        "url": poster.url,
        "ink": ink(poster.url),
    }
