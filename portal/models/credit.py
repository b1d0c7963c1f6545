"""Credits (titipan): money of an organisation that has not paid for anybody yet, and what it paid in the end."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import Identified, Model, Owned
from portal.models.invoice import Invoice
from portal.models.kinds import Kind
from portal.models.organisation import Organisation
from portal.values.rupiah import Rupiah


class CreditState(StrEnum):
    """OPEN: there to pay a bill. USED: all of it did. REFUNDING: to be given back. REFUNDED: it was. VOID: the row it
    came from was matched wrongly."""

    OPEN = "open"
    USED = "used"
    REFUNDING = "refunding"
    REFUNDED = "refunded"
    VOID = "void"


class Credit(Identified, Owned, Model):
    """What a row of a statement brought beyond a bill, or before all of a bill was there.

    Law: `remaining` is `amount` less what its uses took, and never below zero.
    """

    __tablename__ = "credit"
    __table_args__ = (
        CheckConstraint("remaining >= 0", name="remaining_not_negative"),
        Index("ix_credit_organisation_id_state", "organisation_id", "state", "id"),
        Index("ix_credit_branch_id_state", "branch_id", "state", "id"),
        Index(
            "uq_credit_row_id",
            "row_id",
            unique=True,
            sqlite_where=text("state <> 'void'"),
            postgresql_where=text("state <> 'void'"),
        ),
    )

    row_id: Mapped[UUID] = mapped_column(ForeignKey("bank_row.id"))
    #: The bill it is part of; None where it is beyond any, and pays the organisation's next one.
    invoice_id: Mapped[UUID | None] = mapped_column(ForeignKey("invoice.id"), index=True)
    state: Mapped[CreditState] = mapped_column(Kind(CreditState), default=CreditState.OPEN)
    amount: Mapped[Rupiah]
    remaining: Mapped[Rupiah]
    came_at: Mapped[datetime]
    channel: Mapped[str] = mapped_column(String(40))
    reference: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]
    #: To whom and why it is to be given back, in the officer's words.
    refund_reason: Mapped[str] = mapped_column(String(300), default="")
    refund_asked_by_name: Mapped[str] = mapped_column(String(120), default="")
    refunded_on: Mapped[date | None]
    refund_reference: Mapped[str] = mapped_column(String(80), default="")

    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    invoice: Mapped[Invoice | None] = relationship(lazy="raise_on_sql")


class CreditUse(Owned, Model):
    """How much of a credit went into a payment; reversed with it."""

    __tablename__ = "credit_use"

    credit_id: Mapped[UUID] = mapped_column(ForeignKey("credit.id"), primary_key=True)
    payment_id: Mapped[UUID] = mapped_column(ForeignKey("payment.id"), primary_key=True, index=True)
    amount: Mapped[Rupiah]
    reversed: Mapped[bool] = mapped_column(default=False)
