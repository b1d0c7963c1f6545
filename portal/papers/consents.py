"""The sheet on which the parents of a class sign: a numbered line a pupil, the wording on each page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portal.papers.press import press
from portal.papers.qr import ink


@dataclass(frozen=True, slots=True)
class Sheet:
    """As it is printed. `url` leads to where its lines are ticked; `consent` is what each signs, in a `version`."""

    school: str
    wave: str
    days: str
    class_name: str
    names: Sequence[str]
    consent: Sequence[str]
    version: str
    url: str


def sheet(given: Sheet) -> bytes:
    """One PDF of upright A4 pages; the code, the class and the wording on each, for pages part."""
    return press("consent", laid_out(given))


def laid_out(given: Sheet) -> dict[str, Any]:
    """What the layout is given."""
    return {
        "school": given.school,
        "wave": given.wave,
        "days": given.days,
        "class_name": given.class_name,
        "names": list(given.names),
        "consent": list(given.consent),
        "version": given.version,
        "url": given.url,
        "ink": ink(given.url),
    }
