"""A figure: what was measured, on which engine, with how many, compared with what, and whether the promise holds."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

RESULTS = Path(__file__).with_name("results.json")


@dataclass(frozen=True)
class Figure:
    """One line of the table. `bound` limits the ratio where there is one, else the value; the smaller the better.

    `unit` is that of `value`; `ratio_to` says in words what the ratio compares with.
    """

    area: str
    name: str
    engine: str
    n: int
    value: float
    unit: str
    bound: float
    ratio_to: str | None = None
    ratio: float | None = None

    @property
    def met(self) -> bool:
        return (self.value if self.ratio is None else self.ratio) <= self.bound

    @property
    def line(self) -> str:
        ratio = "" if self.ratio is None else f"{self.ratio:.2f} × {self.ratio_to}, "
        verdict = "holds" if self.met else "MISSED"
        return f"{self.name}: {_shown(self.value)} {self.unit} ({ratio}at most {self.bound:g}: {verdict})"


def compared(measured: Mapping[str, Callable[[], float | None]], *, times: int, warm: int = 1) -> dict[str, float]:
    """Seconds of each deed, the median of `times` runs taken in turns, after `warm` runs that do not count.

    A deed that prepares something first returns the seconds of what it is about; else all of it is timed.
    """
    seconds: dict[str, list[float]] = {name: [] for name in measured}
    for turn in range(warm + times):
        for name, deed in measured.items():
            began = time.perf_counter()
            told = deed()
            elapsed = time.perf_counter() - began if told is None else told
            if turn >= warm:
                seconds[name].append(elapsed)
    return {name: statistics.median(each) for name, each in seconds.items()}


def table(figures: Iterable[Figure]) -> str:
    """The figures as people read them."""
    rows = [("figure", "engine", "n", "value", "ratio", "compared with", "bound", "")]
    rows += [
        (
            f"{each.area}: {each.name}",
            each.engine,
            f"{each.n:,}",
            f"{_shown(each.value)} {each.unit}",
            "" if each.ratio is None else f"{each.ratio:.2f}",
            each.ratio_to or "",
            f"≤ {each.bound:g}",
            "holds" if each.met else "MISSED",
        )
        for each in figures
    ]
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "  ".join("─" * width for width in widths), *lines[1:]])


def write(figures: Iterable[Figure], path: Path = RESULTS) -> None:
    """The figures as programs read them: one object each."""
    objects = [asdict(each) | {"met": each.met} for each in figures]
    path.write_text(json.dumps(objects, indent=2, ensure_ascii=False) + "\n")


def _shown(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
