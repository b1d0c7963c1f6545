"""How fast a target has to be walked to."""

from __future__ import annotations

from datetime import date


def weekly(left: int, today: date, day: date) -> int:
    """How many a week are needed so that `left` are done by the end of `day`; all of them within the last week."""
    days = (day - today).days + 1
    if left <= 0 or days <= 0:
        return max(left, 0)
    return -(-left * 7 // max(days, 7))


def expected(base: int, goal: int, begun: date, today: date, day: date) -> int:
    """Where an even pace from `base` to `goal` would stand today."""
    whole = max((day - begun).days, 1)
    passed = min(max((today - begun).days, 0), whole)
    return base + (goal - base) * passed // whole
