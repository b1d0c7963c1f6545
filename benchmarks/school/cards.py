"""Cards on paper: a wave's sheets as one PDF, and that memory does not grow with the number of people.

The press knows no database, so that one engine stands for both.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date

from benchmarks.figures import Figure
from benchmarks.processes import high_water
from portal.papers.cards import Card, write
from tests import databases
from tests.make import people

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
        [sys.executable, "-m", __name__, str(count)], cwd=databases.ROOT, capture_output=True, text=True, check=True
    )
    seconds, megabytes = map(float, done.stdout.split())
    return seconds, megabytes


def _holders(count: int) -> Iterator[Card]:
    for number in range(count):
        yield Card(
            name=people.name(number),
            nik=people.nik(number).masked,
            sponsor="SMK Negeri 1 Bandung",
            wave="PKL Gelombang 1",
            start=date(2027, 1, 4),
            end=date(2027, 6, 30),
            programmes=("JKK", "JKM"),
            state="Terlindungi",
            covered=True,
            code=f"K{number:011}",
            url=f"https://gandeng.contoh.id/periksa/K{number:011}",
        )


def main() -> None:
    import os

    with tempfile.TemporaryFile() as file:
        began = time.perf_counter()
        write(_holders(int(sys.argv[1])), file)
        print(time.perf_counter() - began, high_water(os.getpid()))


if __name__ == "__main__":
    main()
