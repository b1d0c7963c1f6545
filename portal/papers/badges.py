"""Badges (tanda nama) for an event: eight to a sheet of A4, cut along the lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portal.papers.press import press


@dataclass(frozen=True, slots=True)
class Badge:
    """What stands on one: the name, large, and where the person comes from (empty for a guest)."""

    name: str
    unit: str


def badges(people: Sequence[Badge], *, event: str, when: str) -> bytes:
    """One PDF of all of them, in order; `event` and `when` stand small on each."""
    return press(
        "badges",
        {
            "title": f"Tanda nama {event}",
            "event": event,
            "when": when,
            "badges": [{"name": each.name, "unit": each.unit or "Tamu"} for each in people],
        },
    )
