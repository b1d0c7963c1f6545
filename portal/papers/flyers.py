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
class Flyer:
    """What it says. `price` is the lowest month in rupiah, as text, `until` the last month it holds, as text."""

    unit: str
    officer: str
    price: str
    until: str
    url: str


def image(flyer: Flyer) -> bytes:
    """A PNG of 1080 × 1350 points."""
    return picture("flyer", _given(flyer), ppi=PPI)


def paper(flyer: Flyer) -> bytes:
    """The same as a PDF."""
    return press("flyer", _given(flyer))


def _given(flyer: Flyer) -> Mapping[str, Any]:
    return {
        "title": f"Ajakan {flyer.unit}",
        "unit": flyer.unit,
        "officer": flyer.officer,
        "price": flyer.price,
        "until": flyer.until,
        "url": flyer.url,
        "ink": ink(flyer.url),
    }
