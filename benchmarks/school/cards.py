"""Cards on paper: a wave's sheets as one PDF, and that memory does not grow with the number of people.

The press knows no database, so that one engine stands for both.
"""

from __future__ import annotations

import subprocess
import sys

from benchmarks.figures import Figure
from tests import databases

#: How much more memory three times as many cards may take.
GROWTH = 1.1


def sheets_of_cards(engine: str, *, cards: int = 1_000, times: int = 3) -> list[Figure]:
    if engine != "sqlite":
        return []
    few = sorted(_printed(cards) for _ in range(times))[times // 2]
    many = _printed(3 * cards)
    return [
        Figure("school", "cards as one PDF", "none", cards, few[0], "s", 10),
        Figure(
            "school",
            "cards as one PDF, memory",
            "none",
            3 * cards,
            many[1],
            "MB",
            GROWTH,
            f"that of {cards:,}",
            many[1] / few[1],
        ),
    ]


def _printed(count: int) -> tuple[float, float]:
    """Seconds and most megabytes of a fresh process that prints so many cards into a file."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.printing", str(count)],
        cwd=databases.ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, megabytes = map(float, done.stdout.split())
    return seconds, megabytes
