"""Receipts (kuitansi): what a school files to show that its interns' contributions were paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.papers.days import instant, months
from portal.papers.press import press
from portal.papers.qr import ink
from portal.values.month import Month
from portal.values.rupiah import Rupiah


@dataclass(frozen=True, slots=True)
class Line:
    """The same amount for the same months for some people: ``37 orang × 3 bulan × Rp8.400``.

    `each` is rupiah per person and month. `because` explains it (bracket, relief), so that a bill whose months
    differ can be followed; when the law changes between months, the months before and after are two lines.
    """

    what: str
    months: Sequence[Month]
    people: int
    each: Rupiah
    because: str = ""

    @property
    def amount(self) -> Rupiah:
        return self.each * (self.people * len(self.months))


@dataclass(frozen=True, slots=True)
class Receipt:
    """A payment as its receipt states it.

    `paid_at` is an aware instant, shown in WIB. `void` is the reason why it counts no more; then it crosses the
    page. What was paid beyond the lines is shown as not yet allotted; lines beyond the payment are a ValueError.
    """

    number: str
    received_from: str
    amount: Rupiah
    lines: Sequence[Line]
    kode_iuran: str
    paid_at: datetime
    channel: str
    branch: str
    recorded_by: str
    url: str
    reference: str = ""
    void: str | None = None

    def __post_init__(self) -> None:
        if self.remainder.amount < 0:
            raise ValueError("a receipt allots no more than was paid")

    @property
    def remainder(self) -> Rupiah:
        """What the payment holds beyond its lines."""
        return self.amount - Rupiah.total(line.amount for line in self.lines)


def receipt(paid: Receipt) -> bytes:
    """One PDF of A4 pages, numbered; long bills go on under a repeated heading."""
    return press("receipt", given(paid))


def given(paid: Receipt) -> dict[str, object]:
    """What the layout is given: everything as text."""
    words = paid.amount.in_words()
    return {
        "number": paid.number,
        "received_from": paid.received_from,
        "amount": str(paid.amount),
        "in_words": words[:1].upper() + words[1:],
        "kode_iuran": paid.kode_iuran,
        "paid_at": instant(paid.paid_at),
        "channel": paid.channel,
        "reference": paid.reference,
        "branch": paid.branch,
        "recorded_by": paid.recorded_by,
        "void": paid.void,
        "lines": [
            {
                "what": line.what,
                "months": months(line.months),
                "because": line.because,
                "sum": f"{line.people} orang × {len(line.months)} bulan × {line.each}",
                "amount": str(line.amount),
            }
            for line in paid.lines
        ],
        "remainder": str(paid.remainder) if paid.remainder else None,
        "url": paid.url,
        "ink": ink(paid.url),
    }
