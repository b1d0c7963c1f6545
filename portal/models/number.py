"""Where the human numbers of bills, receipts and cases are drawn, as one draws a number at a counter."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Model


class InvoiceNumber(Model):
    """A drawn number of a bill.

    The key is the engine's own counter: nobody waits for another's transaction to end, as they would at a row that
    all must lock, and only what is undone leaves a gap.
    """

    __tablename__ = "invoice_number"

    serial: Mapped[int] = mapped_column(primary_key=True)
    drawn_at: Mapped[datetime]


class ReceiptNumber(Model):
    """A drawn number of a receipt; apart from the bills', so that each kind counts on without holes."""

    __tablename__ = "receipt_number"

    serial: Mapped[int] = mapped_column(primary_key=True)
    drawn_at: Mapped[datetime]


class CaseNumber(Model):
    """A drawn number of an accident case."""

    __tablename__ = "case_number"

    serial: Mapped[int] = mapped_column(primary_key=True)
    drawn_at: Mapped[datetime]
