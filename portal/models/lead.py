"""Somebody to call (tindak lanjut): who calls whom by when, and what came of it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import Identified, Model, Owned
from portal.models.event import Attendance
from portal.models.kinds import Kind
from portal.models.organisation import Organisation


class LeadState(StrEnum):
    """OPEN: to be called by its day. MISSED: called and not reached, to be called again. DONE: spoken to and helped
    on. DECLINED: not interested."""

    OPEN = "open"
    MISSED = "missed"
    DONE = "done"
    DECLINED = "declined"


#: States in which somebody still has to call.
TO_CALL = (LeadState.OPEN, LeadState.MISSED)


class Lead(Identified, Owned, Model):
    """One person to be called, once for each attendance; or who left their number by an officer's referral link.

    `caller_id` is a membership; a lead whose caller's access ended stays on the list until somebody else has it.
    """

    __tablename__ = "lead"
    __table_args__ = (
        Index("ix_lead_organisation_id_state_due_on", "organisation_id", "state", "due_on", "id"),
        Index("ix_lead_caller_id_state_due_on", "caller_id", "state", "due_on", "id"),
        Index("ix_lead_referrer_id_organisation_id", "referrer_id", "organisation_id", "phone"),
    )

    attendance_id: Mapped[UUID | None] = mapped_column(ForeignKey("attendance.id"), unique=True)
    #: The membership of the officer whose link it was.
    referrer_id: Mapped[UUID | None] = mapped_column(ForeignKey("membership.id"))
    name: Mapped[str] = mapped_column(String(120))
    name_key: Mapped[str] = mapped_column(String(130))
    phone: Mapped[str | None] = mapped_column(String(20))
    caller_id: Mapped[UUID] = mapped_column(ForeignKey("membership.id"))
    caller_name: Mapped[str] = mapped_column(String(120))
    #: The WIB day by which.
    due_on: Mapped[date]
    state: Mapped[LeadState] = mapped_column(Kind(LeadState), default=LeadState.OPEN)
    #: How often nobody answered.
    attempts: Mapped[int] = mapped_column(default=0)
    #: Whom a colleague registered when they called.
    participant_id: Mapped[UUID | None] = mapped_column(ForeignKey("participant.id"), index=True)
    note: Mapped[str] = mapped_column(String(300), default="")
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str] = mapped_column(String(120), default="")
    created_at: Mapped[datetime]

    attendance: Mapped[Attendance | None] = relationship(lazy="raise_on_sql")
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
