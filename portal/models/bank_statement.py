"""A bank statement (rekening koran): the file of a bank or a channel, its rows, and what its columns are."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, TextClause, UniqueConstraint, text
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from portal.models.base import Identified, Model
from portal.models.columns import SealedBytes, SealedJson
from portal.models.invoice import Invoice, Payment
from portal.models.kinds import Kind
from portal.values.nik import without_numbers
from portal.values.rupiah import Rupiah


class StatementState(StrEnum):
    """MAPPING: a person must say what the columns are. READING: rows are read and matched to bills. OPEN: all are,
    and wait. PAYING: what fits is being recorded. UNDONE: taken back. FAILED: could not be read."""

    MAPPING = "mapping"
    READING = "reading"
    OPEN = "open"
    PAYING = "paying"
    UNDONE = "undone"
    FAILED = "failed"


class Fit(StrEnum):
    """How a row fits the bills. MATCHED: just what a bill still asks for. PART, OVER: less or more than that.
    DUPLICATE: its bill is paid already. UNMATCHED: no bill, or several. ASIDE: no money that came in. UNREAD."""

    MATCHED = "matched"
    PART = "part"
    OVER = "over"
    DUPLICATE = "duplicate"
    UNMATCHED = "unmatched"
    ASIDE = "aside"
    UNREAD = "unread"


class MoneyFate(StrEnum):
    """What became of a row's money: WAITING, PAID for a bill, kept as CREDIT, or DISMISSED by a person."""

    WAITING = "waiting"
    PAID = "paid"
    CREDIT = "credit"
    DISMISSED = "dismissed"


class BankStatement(Identified, Model):
    """One file of a bank or channel, loaded by the branch; nobody else reads it."""

    __tablename__ = "bank_statement"
    __table_args__ = (
        Index("ix_bank_statement_branch_id_id", "branch_id", "id"),
        Index("ix_bank_statement_branch_id_sha256", "branch_id", "sha256"),
    )

    branch_id: Mapped[UUID] = mapped_column(ForeignKey("branch.id"))
    #: The bank account or channel it came from; becomes the channel of its payments.
    channel: Mapped[str] = mapped_column(String(40))
    state: Mapped[StatementState] = mapped_column(Kind(StatementState), default=StatementState.READING)
    title: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    size: Mapped[int] = mapped_column(default=0)
    #: Kept until the first payment is recorded from it, so that its columns can be said anew.
    content: Mapped[bytes | None] = deferred(mapped_column(SealedBytes("bank_statement.content")))
    #: What stands above the rows, as of a roster.
    header: Mapped[dict[str, Any]] = mapped_column(SealedJson("bank_statement.header"), default=dict)
    #: field → column index.
    mapping: Mapped[dict[str, Any]] = mapped_column(default=dict)
    row_count: Mapped[int] = mapped_column(default=0)
    #: Rows that an earlier file held already, and that changed nothing.
    seen_count: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str | None] = mapped_column(String(200))
    created_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    created_by_name: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime]


_ODD = text("fate = 'waiting' and fit in ('duplicate', 'unmatched')")


class BankRow(Identified, Model):
    """One row of a statement. Law: a fingerprint stands once in a branch, so the same row of another file, or of the
    same one renamed, is not taken again."""

    __tablename__ = "bank_row"
    __table_args__ = (
        UniqueConstraint("branch_id", "fingerprint"),
        Index("ix_bank_row_statement_id_number", "statement_id", "number"),
        Index("ix_bank_row_statement_fate_fit", "statement_id", "fate", "fit", "number"),
        Index("ix_bank_row_branch_fate_fit", "branch_id", "fate", "fit", "id"),
        Index(
            "ix_bank_row_branch_odd",
            "branch_id",
            "id",
            sqlite_where=_ODD,
            postgresql_where=_ODD,
        ),
        # Most rows of a large file name no bill, and none has a payment when it comes.
        *(
            Index(f"ix_bank_row_{name}", name, sqlite_where=known, postgresql_where=known)
            for name, known in (
                ("invoice_id", text("invoice_id is not null")),
                ("payment_id", text("payment_id is not null")),
            )
        ),
    )

    #: Waits, and no bill waits for it; in the very words of the partial index: SQLite takes the index for no others.
    ODD: ClassVar[TextClause] = text("bank_row.fate = 'waiting' and bank_row.fit in ('duplicate', 'unmatched')")

    branch_id: Mapped[UUID] = mapped_column(ForeignKey("branch.id"))
    statement_id: Mapped[UUID] = mapped_column(ForeignKey("bank_statement.id"))
    #: The row's number as Excel shows it.
    number: Mapped[int]
    #: Keyed, of channel, day, amount, reference and text, and how many alike stood before it in its file.
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary(32))
    day: Mapped[date | None]
    #: The instant the bank says; the end of its day where it says none, so that cover never begins before the money.
    paid_at: Mapped[datetime | None]
    amount: Mapped[Rupiah | None]
    reference: Mapped[str] = mapped_column(String(60), default="")
    #: {"text": what the bank wrote}, or {"cells": [text …]} of a row that could not be read: it names people.
    content: Mapped[dict[str, Any]] = mapped_column(SealedJson("bank_row.content"))
    fit: Mapped[Fit] = mapped_column(Kind(Fit))
    fate: Mapped[MoneyFate] = mapped_column(Kind(MoneyFate), default=MoneyFate.WAITING)
    #: Why it does not fit, as ``code?param=value``; empty where nothing is wrong.
    fault: Mapped[str] = mapped_column(String(200), default="")
    invoice_id: Mapped[UUID | None] = mapped_column(ForeignKey("invoice.id"))
    payment_id: Mapped[UUID | None] = mapped_column(ForeignKey("payment.id"))
    settled_by_name: Mapped[str] = mapped_column(String(120), default="")
    settled_at: Mapped[datetime | None]
    #: Why a person put it aside, in their words.
    dismissal: Mapped[str] = mapped_column(String(300), default="")

    @property
    def words(self) -> str:
        """What the bank wrote, or all cells of a row that could not be read, for people to see: a NIK that somebody
        typed there is masked."""
        return without_numbers(
            str(self.content.get("text") or " · ".join(filter(None, self.content.get("cells", ()))))
        )

    statement: Mapped[BankStatement] = relationship(lazy="raise_on_sql")
    invoice: Mapped[Invoice | None] = relationship(lazy="raise_on_sql")
    payment: Mapped[Payment | None] = relationship(lazy="raise_on_sql")


class BankLayout(Identified, Model):
    """What the columns of a channel's files are called: normalised title → field, as a person once said."""

    __tablename__ = "bank_layout"
    __table_args__ = (UniqueConstraint("branch_id", "channel"),)

    branch_id: Mapped[UUID] = mapped_column(ForeignKey("branch.id"))
    channel: Mapped[str] = mapped_column(String(40))
    mapping: Mapped[dict[str, Any]] = mapped_column(default=dict)
    updated_at: Mapped[datetime]
