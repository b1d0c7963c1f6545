"""Days and months as Indonesians write them; papers are in Indonesian whatever the reader's browser asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from portal.values.clock import in_wib
from portal.values.month import Month

MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")


def day(when: date) -> str:
    """``4 Januari 2027``"""
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def weekday(when: date) -> str:
    """``Senin, 4 Januari 2027``"""
    return f"{DAYS[when.weekday()]}, {day(when)}"


def instant(when: datetime) -> str:
    """An aware instant on the wall clock of WIB: ``4 Januari 2027 pukul 09.05 WIB``."""
    local = in_wib(when)
    return f"{day(local.date())} pukul {local:%H.%M} WIB"


def span(start: date, end: date | None) -> str:
    """Both days included: ``4 Januari – 30 Juni 2027``; without an end ``sejak 4 Januari 2027``."""
    if end is None:
        return f"sejak {day(start)}"
    if start == end:
        return day(start)
    first = day(start).removesuffix(f" {start.year}") if start.year == end.year else day(start)
    return f"{first} – {day(end)}"


def months(touched: Sequence[Month]) -> str:
    """``November 2026 – Januari 2027``, gaps shown: ``Januari, Maret 2027``."""
    runs: list[tuple[Month, Month]] = []
    for month in sorted(touched):
        if runs and month - runs[-1][1] <= 1:
            runs[-1] = (runs[-1][0], month)
        else:
            runs.append((month, month))
    return ", ".join(_run(first, last) for first, last in runs)


def _run(first: Month, last: Month) -> str:
    ending = f"{MONTHS[last.number - 1]} {last.year}"
    if first == last:
        return ending
    year = "" if first.year == last.year else f" {first.year}"
    return f"{MONTHS[first.number - 1]}{year} – {ending}"
