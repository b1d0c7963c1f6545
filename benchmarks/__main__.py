"""`python -m benchmarks`: measures all areas, or the one that ``ONLY`` names."""

from __future__ import annotations

import os
import sys

from benchmarks import branch, figures, ormas, perisai, school
from benchmarks.figures import Figure
from benchmarks.stages import ENGINES, silence

AREAS = {
    "school": school.MEASUREMENTS,
    "ormas": ormas.MEASUREMENTS,
    "perisai": perisai.MEASUREMENTS,
    "branch": branch.MEASUREMENTS,
}


def main() -> int:
    wanted = os.environ.get("ONLY", "")
    area, _, name = wanted.partition(".")
    if area and area not in AREAS:
        print(f"There is no area {area}; there are: {', '.join(AREAS)}", file=sys.stderr)
        return 2
    found: list[Figure] = []
    for each in [area] if area else AREAS:
        for engine in ENGINES:
            for measurement in AREAS[each]:
                if name and measurement.__module__.rpartition(".")[2] != name:
                    continue
                print(f"{each} · {engine} · {measurement.__name__}", file=sys.stderr, flush=True)
                with silence():
                    taken = measurement(engine)
                for figure in taken:
                    print(f"    {figure.line}", file=sys.stderr, flush=True)
                found += taken
    print(figures.table(found))
    figures.write(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
