"""Numbers people read out on the telephone, and codes that nobody guesses."""

from __future__ import annotations

import secrets
from enum import Enum

from sqlalchemy import insert

from portal.models import CaseNumber, InvoiceNumber, ReceiptNumber, db
from portal.values import clock
from portal.values.month import Month


class Series(Enum):
    """What is numbered, and where its numbers are drawn: bills, receipts, accident cases."""

    TAG = InvoiceNumber
    KWT = ReceiptNumber
    KAS = CaseNumber


def next_number(series: Series) -> str:
    """``TAG/2026/11/000123``: the next of a series, in the present month (WIB); the serial counts on over months.

    Drawn in the caller's transaction without a lock: unique on both engines; what is undone may leave a gap.
    """
    return next_numbers(series, 1)[0]


def next_numbers(series: Series, count: int) -> list[str]:
    """So many of a series at once, in their order."""
    month = Month.of(clock.today())
    drawn = insert(series.value).returning(series.value.serial)
    serials = db.session.scalars(drawn, [{"drawn_at": clock.now()}] * count).all()
    return [f"{series.name}/{month.year}/{month.number:02}/{serial:06}" for serial in sorted(serials)]


_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def secret_code() -> str:
    """What stands in the QR of a paper: twelve characters that can be read aloud, without 0/O, 1/I/L and U."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(12))
