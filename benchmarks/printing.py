"""A process that prints cards and tells what it took: ``python -m benchmarks.printing 1000``.

It loads nothing of the portal but the press, so that its memory is the press's.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date

from benchmarks.processes import high_water
from portal.papers.cards import Card, write
from tests.make import people


def main() -> None:
    with tempfile.TemporaryFile() as file:
        began = time.perf_counter()
        write(_holders(int(sys.argv[1])), file)
        print(time.perf_counter() - began, high_water(os.getpid()))


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


if __name__ == "__main__":
    main()
