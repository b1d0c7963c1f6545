"""A row of a bank statement, read as what the bank meant: money that came in, when, and with which words.

Banks write amounts as ``1.234.567,89`` and as ``1,234,567.89``, a debit as ``-``, in brackets, as ``DB`` or in a
column of its own; between the rows stand totals and balances. Nothing is guessed: what cannot be read is said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from typing import NamedTuple

from portal.rules import cells
from portal.values.clock import WIB
from portal.values.fault import Invalid

_MARKED = re.compile(
    r"(?P<open>\()?\s*(?:rp|idr)?\.?\s*(?P<sign>[-+])?\s*(?:rp|idr)?\.?\s*"
    r"(?P<number>[0-9][0-9.,' ]*?)\s*(?:,-)?(?P<behind>-)?\s*\)?\s*(?P<mark>[a-z]*)\.?",
    re.IGNORECASE,
)
_POINTS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+")
_COMMAS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+")
_OUT = frozenset(("d", "db", "dr", "debet", "debit"))
_MARKS = _OUT | {"", "c", "cr", "k", "kr", "kredit", "credit"}
_TOTAL = re.compile(
    r"\W*(?:sub ?)?(?:grand ?)?(?:total|jumlah|saldo|opening|closing|mutasi (?:kredit|debet|debit))\b", re.I
)
_HOUR = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)(?:[:.]([0-5]\d))?(?:\.\d+)?\s*(?:wib)?", re.IGNORECASE)
_AFTER_DAY = re.compile(r"(?<=\d)[T ](?=\d?\d[:.]\d\d(?:[:.]|\b))")
#: More would be no contribution of any group, but two numbers run together.
_MOST_DIGITS = 13

#: Columns whose text says nothing of what was paid for.
_WORDLESS = ("date", "time", "amount", "credit", "debit", "mark", "balance")


class Reading(NamedTuple):
    """One row as it was meant. `amount` in whole rupiah, above zero for money that came in.

    `fault` is why it is none (`aside`: rightly so, as a debit or a total), and then the rest may be missing.
    """

    number: int
    cells: Sequence[str]
    day: date | None = None
    paid_at: datetime | None = None
    amount: int = 0
    reference: str = ""
    code: str = ""
    text: str = ""
    fault: str = ""
    aside: bool = False


class Columns:
    """Where what stands in a file's rows: `mapping` is field → index, `width` how many columns have a title."""

    def __init__(self, mapping: Mapping[str, int], width: int) -> None:
        self.width = width
        self.wordless = frozenset(mapping[field] for field in _WORDLESS if field in mapping)
        self.date, self.time, self.amount, self.credit, self.debit, self.mark, self.reference, self.code = (
            mapping.get(field, _NOWHERE)
            for field in ("date", "time", "amount", "credit", "debit", "mark", "reference", "code")
        )


#: The index of a column that a file does not have: no row is as wide.
_NOWHERE = 1_000_000


def read(number: int, row: Sequence[str], columns: Columns, *, today: date) -> Reading:
    """What a row says. Faults: bank_row.total, .outgoing, .zero (not money that came in); .shifted, .day, .future,
    .amount, .cents (cannot be read)."""
    day, paid_at = _when(_cell(row, columns.date), _cell(row, columns.time))
    if day is None and any(_TOTAL.match(each) for each in row):
        return Reading(number, row, fault="bank_row.total", aside=True)
    if len(row) > columns.width and any(row[columns.width :]):
        return Reading(number, row, fault="bank_row.shifted")
    if day is None:
        astray = any(cells.day(each).date for each in row if any(map(str.isdigit, each)) and len(each) > 5)
        return Reading(number, row, fault="bank_row.shifted" if astray else "bank_row.day")
    if day > today:
        return Reading(number, row, day, fault="bank_row.future")
    try:
        amount = _came_in(row, columns)
    except Invalid as invalid:
        return Reading(number, row, day, fault=invalid.fault.code)
    if amount <= 0:
        return Reading(number, row, day, fault="bank_row.outgoing" if amount else "bank_row.zero", aside=True)
    text = " ".join([each for at, each in enumerate(row) if each and at not in columns.wordless])
    reference, code = _cell(row, columns.reference)[:60], _cell(row, columns.code)
    return Reading(number, row, day, paid_at, amount, reference, code, text)


def _cell(row: Sequence[str], at: int) -> str:
    return row[at] if at < len(row) else ""


@lru_cache(maxsize=4_096)
def _when(day: str, hour: str) -> tuple[date | None, datetime | None]:
    """The day and the instant that two cells name; a file has few of either and very many rows."""
    found = cells.day(day).date
    return found, _instant(found, hour or _after_day(day)) if found else None


@lru_cache(maxsize=4_096)
def amount(text: str) -> int:
    """Whole rupiah as a bank writes them, below zero for a debit. `Invalid`: bank_row.amount, bank_row.cents."""
    found = _MARKED.fullmatch(cells.tidy(text).replace("−", "-"))
    if found is None or found["mark"].casefold() not in _MARKS:
        raise Invalid("bank_row.amount")
    whole = _whole(found["number"].replace(" ", "").replace("'", "").rstrip(".,"))
    out = bool(found["open"]) or found["sign"] == "-" or bool(found["behind"])
    return -whole if out or found["mark"].casefold() in _OUT else whole


def _whole(number: str) -> int:
    """``1.234.567,89`` or ``1,234,567.89``: the last of two signs parts the cents; one sign before three digits
    parts thousands, for nobody pays a thousandth of a rupiah."""
    point, comma = number.rfind("."), number.rfind(",")
    decimal = ""
    if point >= 0 and comma >= 0:
        decimal = "." if point > comma else ","
    elif point >= 0 or comma >= 0:
        sign = "." if point >= 0 else ","
        tail = number.rpartition(sign)[2]
        decimal = sign if number.count(sign) == 1 and len(tail) < 3 else ""
    grouped, _, cents = number.partition(decimal) if decimal else (number, "", "")
    groups = _POINTS if decimal == "," or (not decimal and "." in grouped) else _COMMAS
    if groups.fullmatch(grouped) is None or (cents and not cents.isdigit()):
        raise Invalid("bank_row.amount")
    digits = grouped.replace(".", "").replace(",", "")
    if len(digits) > _MOST_DIGITS:
        raise Invalid("bank_row.amount")
    if cents.strip("0"):
        raise Invalid("bank_row.cents")
    return int(digits)


def _came_in(row: Sequence[str], columns: Columns) -> int:
    """What came in; below zero what went out."""
    credit, debit, whole = _cell(row, columns.credit), _cell(row, columns.debit), _cell(row, columns.amount)
    if credit or debit:
        came = amount(credit) if credit.strip(" -") else 0
        went = amount(debit) if debit.strip(" -") else 0
        return came if came or not went else -abs(went)
    if not whole:
        raise Invalid("bank_row.amount")
    said, mark = amount(whole), _cell(row, columns.mark).casefold().strip(" .")
    return -abs(said) if mark in _OUT else said


def _after_day(text: str) -> str:
    """The time behind a date: of ``21/11/2026 10:15`` or ``2026-11-21T10:15:00``."""
    return "".join(_AFTER_DAY.split(text.strip(), maxsplit=1)[1:])


def _instant(day: date, text: str) -> datetime:
    """The end of the day where no time is told: cover never begins before the money was there."""
    hour = _HOUR.fullmatch(text.strip())
    if hour is None:
        return datetime.combine(day, time(23, 59, 59), WIB)
    return datetime.combine(day, time(int(hour[1]), int(hour[2]), int(hour[3] or 0)), WIB)
