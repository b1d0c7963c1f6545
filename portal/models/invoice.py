"""Bills and money: what is due under one kode iuran, what came in, which months it paid."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, TextClause, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import Identified, Model, Owned
from portal.models.kinds import Kind
from portal.models.organisation import Organisation
from portal.values.rupiah import Rupiah


class InvoiceState(StrEnum):
    """PROPOSED with a submission, ISSUED under a kode iuran, PART_PAID, PAID, VOID with a reason."""

    PROPOSED = "proposed"
    ISSUED = "issued"
    PART_PAID = "part_paid"
    PAID = "paid"
    VOID = "void"


class Invoice(Identified, Owned, Model):
    """A bill (tagihan). `total` and `paid` are sums over its contributions, kept by the services that move them."""

    __tablename__ = "invoice"
    __table_args__ = (
        Index("ix_invoice_organisation_id_id", "organisation_id", "id"),
        Index("ix_invoice_branch_state", "branch_id", "state", "id"),
        Index("ix_invoice_agent_id_id", "agent_id", "id"),
    )

    number: Mapped[str] = mapped_column(String(32), unique=True)
    submission_id: Mapped[UUID | None] = mapped_column(ForeignKey("submission.id"), index=True)
    wave_id: Mapped[UUID | None] = mapped_column(ForeignKey("wave.id"), index=True)
    #: The bill this one was split from, when part of a group pays first.
    split_from_id: Mapped[UUID | None] = mapped_column(ForeignKey("invoice.id"), index=True)
    #: The Perisai agent (a membership) whose people alone are on it: their bill to collect. Whoever moves people
    #: between agents keeps it so; a copy of what the enrolments say, it has no foreign key.
    agent_id: Mapped[UUID | None]
    kode_iuran: Mapped[str | None] = mapped_column(String(40), unique=True)
    state: Mapped[InvoiceState] = mapped_column(Kind(InvoiceState), default=InvoiceState.PROPOSED)
    people: Mapped[int] = mapped_column(default=0)
    total: Mapped[Rupiah] = mapped_column(default=Rupiah(0))
    paid: Mapped[Rupiah] = mapped_column(default=Rupiah(0))
    due_on: Mapped[date | None]
    created_at: Mapped[datetime]
    issued_at: Mapped[datetime | None]
    issued_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"), index=True)
    void_reason: Mapped[str | None] = mapped_column(Text)
    voided_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")


class Payment(Identified, Owned, Model):
    """Money that arrived for a bill; undone only by voiding it with a reason, never by deleting."""

    __tablename__ = "payment"
    __table_args__ = (
        Index("ix_payment_invoice", "invoice_id", "id"),
        Index("ix_payment_branch_recorded", "branch_id", "recorded_at"),
        Index("ix_payment_organisation_paid", "organisation_id", "paid_at", "id"),
        Index(
            "uq_payment_reference",
            "branch_id",
            "channel",
            "reference",
            "amount",
            unique=True,
            sqlite_where=text("voided_at is null"),
            postgresql_where=text("voided_at is null"),
        ),
    )

    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("invoice.id"))
    number: Mapped[str] = mapped_column(String(32), unique=True)
    #: Stands in the QR of the receipt.
    code: Mapped[str] = mapped_column(String(16), unique=True)
    amount: Mapped[Rupiah]
    paid_at: Mapped[datetime]
    channel: Mapped[str] = mapped_column(String(40))
    reference: Mapped[str] = mapped_column(String(80), default="")
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    recorded_by_name: Mapped[str] = mapped_column(String(120))
    recorded_at: Mapped[datetime]
    void_reason: Mapped[str | None] = mapped_column(Text)
    voided_at: Mapped[datetime | None]

    invoice: Mapped[Invoice] = relationship(lazy="raise_on_sql")


class Allocation(Owned, Model):
    """Which month a payment paid. A contribution is paid once: reversed allocations stay, as history."""

    __tablename__ = "allocation"
    __table_args__ = (
        Index(
            "uq_allocation_contribution_id",
            "contribution_id",
            unique=True,
            sqlite_where=text("reversed = false"),
            postgresql_where=text("reversed = false"),
        ),
    )

    #: Not reversed, in the very words of the partial index: SQLite takes the index for no others.
    STANDS: ClassVar[TextClause] = text("allocation.reversed = false")

    payment_id: Mapped[UUID] = mapped_column(ForeignKey("payment.id"), primary_key=True)
    contribution_id: Mapped[UUID] = mapped_column(ForeignKey("contribution.id"), primary_key=True)
    amount: Mapped[Rupiah]
    reversed: Mapped[bool] = mapped_column(default=False)
