"""How values look to people: Indonesian days, months, instants, amounts. Template filters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from flask import Flask

from portal.papers.days import MONTHS, day, weekday
from portal.rules import regions
from portal.values.clock import Zone, in_wib
from portal.values.month import Month
from portal.values.phone import Phone

__all__ = [
    "day",
    "file_size",
    "init_app",
    "moment",
    "month_name",
    "months_span",
    "number",
    "percent",
    "short_day",
    "span",
    "weekday",
]


def short_day(value: date) -> str:
    """``4 Jan 2027``."""
    return f"{value.day} {MONTHS[value.month - 1][:3]} {value.year}"


def moment(value: datetime) -> str:
    """``4 Jan 2027, 16.30 WIB``: an instant on the wall clock of western Indonesia."""
    local = in_wib(value)
    return f"{short_day(local.date())}, {local:%H.%M} WIB"


def moment_at(value: datetime, zone: Zone) -> str:
    """``4 Jan 2027, 18.30 WIT``: an instant on the wall clock of the place where it was."""
    local = value.astimezone(zone.clock)
    return f"{short_day(local.date())}, {local:%H.%M} {zone.value}"


def month_name(value: Month) -> str:
    """``Januari 2027``."""
    return f"{MONTHS[value.number - 1]} {value.year}"


def span(start: date, end: date | None) -> str:
    """``4 Jan 2027 – 2 Apr 2027``."""
    return f"{short_day(start)} – {short_day(end)}" if end else f"sejak {short_day(start)}"


def months_span(months: Sequence[Month]) -> str:
    """``Januari 2027``, or ``Januari – Maret 2027``, or across years ``Nov 2026 – Jan 2027``."""
    first, last = months[0], months[-1]
    if first == last:
        return month_name(first)
    if first.year == last.year:
        return f"{MONTHS[first.number - 1]} – {month_name(last)}"
    return f"{MONTHS[first.number - 1][:3]} {first.year} – {MONTHS[last.number - 1][:3]} {last.year}"


def number(value: int) -> str:
    """``1.234``."""
    return f"{value:,}".replace(",", ".")


def percent(value: Fraction) -> str:
    """``15%``, ``7,5%``: exact where two decimals are enough."""
    text = f"{float(value * 100):.2f}".rstrip("0").rstrip(".")
    return f"{text.replace('.', ',')}%"


def file_size(value: int) -> str:
    """``1,3 MB``."""
    if value < 1024:
        return f"{value} bita"
    if value < 1024 * 1024:
        return f"{value // 1024} KB"
    return f"{value / 1024 / 1024:.1f} MB".replace(".", ",")


def local_phone(value: str | None) -> str:
    """``0812 3456 7890``: a kept number as it is dialled at home."""
    return Phone(value).local if value else ""


def masked_phone(value: str) -> str:
    """``0812••••678``: enough to recognise a number by."""
    return Phone(value).masked


def region(code: str) -> str:
    """``Kota Bandung``: a regency or city by its code."""
    found = regions.by_code(code)
    return found.name if found else code


def eta(job: Any) -> str:
    """``kira-kira 2 menit lagi``: how long counted work still takes at its pace."""
    left = job.remaining()
    if left is None:
        return ""
    seconds = int(left.total_seconds())
    if seconds < 5:
        return "sebentar lagi"
    if seconds < 90:
        return f"kira-kira {seconds} detik lagi"
    return f"kira-kira {round(seconds / 60)} menit lagi"


def init_app(app: Flask) -> None:
    for written in (
        day,
        weekday,
        short_day,
        moment,
        moment_at,
        month_name,
        span,
        months_span,
        number,
        percent,
        file_size,
        local_phone,
        masked_phone,
        region,
        eta,
    ):
        app.jinja_env.filters[written.__name__] = written
    app.jinja_env.globals["span"] = span
