"""A contribution (iuran): one enrolment, one month."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text, TextClause, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Identified, Model, Owned
from portal.models.kinds import Kind
from portal.values.month import Month
from portal.values.rupiah import Rupiah


class ContributionState(StrEnum):
    """PLANNED with the enrolment, BILLED on an issued invoice, PAID by an allocation, VOID."""

    PLANNED = "planned"
    BILLED = "billed"
    PAID = "paid"
    VOID = "void"


class Contribution(Identified, Owned, Model):
    """What one month costs one person, after relief, and the law that says so.

    Law: the same person is never billed twice for a month (partial unique index); paid only by an allocation.
    `jkk`, `jkm`, `jht` are payable rupiah after relief, `relief` is what was waived, `amount` is their payable sum,
    `law` names the dated entries and policies applied, so that the past recomputes and explains itself.
    """

    __tablename__ = "contribution"
    __table_args__ = (
        Index(
            "uq_contribution_participant_id_month",
            "participant_id",
            "month",
            unique=True,
            sqlite_where=text("state <> 'void'"),
            postgresql_where=text("state <> 'void'"),
        ),
        Index("ix_contribution_enrolment_month", "enrolment_id", "month"),
        Index("ix_contribution_invoice", "invoice_id", "enrolment_id", "month"),
    )

    #: Not void, in the very words of the partial index: SQLite takes the index for no others.
    STANDS: ClassVar[TextClause] = text("contribution.state <> 'void'")

    @staticmethod
    def stands_as(alias: str) -> TextClause:
        """`STANDS` of an alias by its name."""
        return text(f"{alias}.state <> 'void'")

    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"))
    participant_id: Mapped[UUID] = mapped_column(ForeignKey("participant.id"))
    month: Mapped[Month]
    base: Mapped[Rupiah]
    jkk: Mapped[Rupiah]
    jkm: Mapped[Rupiah]
    jht: Mapped[Rupiah]
    relief: Mapped[Rupiah]
    amount: Mapped[Rupiah]
    law: Mapped[str] = mapped_column(Text)
    state: Mapped[ContributionState] = mapped_column(Kind(ContributionState), default=ContributionState.PLANNED)
    #: When it was paid, while it stands as paid; kept by the payments, so that cover is one look at one index.
    paid_at: Mapped[datetime | None]
    invoice_id: Mapped[UUID | None] = mapped_column(ForeignKey("invoice.id"))
    #: Of somebody a Perisai agent looks after, while it is paid: the how-manieth month since Perisai brought them in.
    number: Mapped[int | None]
