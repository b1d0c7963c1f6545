"""A sheet of dues (daftar iuran): who of a unit is asked for how many months, and who has paid the officer."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import Identified, Model, Owned
from portal.models.enrolment import Enrolment
from portal.models.kinds import Kind
from portal.models.organisation import Organisation
from portal.values.month import Month
from portal.values.rupiah import Rupiah


class DuesState(StrEnum):
    """OPEN: money is being collected. BILLED: those ticked stand on one bill. DROPPED: put away without effect."""

    OPEN = "open"
    BILLED = "billed"
    DROPPED = "dropped"


class DuesSheet(Identified, Owned, Model):
    """The dues of a month, of a unit or of all units below it too; printed, ticked, billed once.

    Who is left unticked owes as before: what is asked is computed from what stands paid or billed, not from a sheet.
    """

    __tablename__ = "dues_sheet"
    __table_args__ = (
        Index("ix_dues_sheet_organisation_id_id", "organisation_id", "id"),
        Index("ix_dues_sheet_agent_id_id", "agent_id", "id"),
    )

    month: Mapped[Month]
    #: The Perisai agent whose people alone are on it, as on a bill.
    agent_id: Mapped[UUID | None]
    #: Whether the units below are on it as well.
    whole_subtree: Mapped[bool] = mapped_column(default=False)
    state: Mapped[DuesState] = mapped_column(Kind(DuesState), default=DuesState.OPEN)
    #: Lines in all; of a billed sheet also how many were billed and for how much.
    people: Mapped[int] = mapped_column(default=0)
    paid_people: Mapped[int] = mapped_column(default=0)
    total: Mapped[Rupiah] = mapped_column(default=Rupiah(0))
    invoice_id: Mapped[UUID | None] = mapped_column(ForeignKey("invoice.id"), unique=True)
    created_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    created_by_name: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")


class DuesLine(Identified, Owned, Model):
    """One person on a sheet. The `number` is printed and never changes; `months` and `amount` are what was asked when
    the line was last looked at, and of a billed line what was billed.
    """

    __tablename__ = "dues_line"
    __table_args__ = (
        UniqueConstraint("sheet_id", "number"),
        Index("uq_dues_line_enrolment_id_sheet_id", "enrolment_id", "sheet_id", unique=True),
    )

    sheet_id: Mapped[UUID] = mapped_column(ForeignKey("dues_sheet.id"))
    number: Mapped[int]
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"))
    #: From the sheet's month on: 1, or 3, 6, 12 when paid ahead.
    ahead: Mapped[int] = mapped_column(default=1)
    #: In all, the late ones with them.
    months: Mapped[int]
    amount: Mapped[Rupiah]
    ticked_at: Mapped[datetime | None]
    ticked_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"), index=True)

    enrolment: Mapped[Enrolment] = relationship(lazy="raise_on_sql")
