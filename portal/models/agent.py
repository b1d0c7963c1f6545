"""Perisai agents of a wadah, from candidate on, and whose people were whose when a portfolio was handed over."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import Identified, Model, Owned
from portal.models.columns import Sealed, SealedNik
from portal.models.kinds import Kind
from portal.models.organisation import Organisation
from portal.models.user import Membership
from portal.values.nik import Nik


class AgentState(StrEnum):
    """CANDIDATE: taken through the onboarding. ACTIVE: approved by the branch, may register people. OFF: switched
    off, with the reason; may return after a time."""

    CANDIDATE = "candidate"
    ACTIVE = "active"
    OFF = "off"


class Agent(Owned, Model):
    """One agent: their membership has the same id, and so does `Enrolment.agent_id`.

    `last_acquired_at` and `last_transacted_at` are kept by registering and by payments, so that the activity guard
    asks nobody; what is taken back is taken back there as well.
    """

    __tablename__ = "agent"
    __table_args__ = (
        Index("ix_agent_organisation_id_state", "organisation_id", "state", "id"),
        Index("ix_agent_branch_id_state", "branch_id", "state", "id"),
    )

    id: Mapped[UUID] = mapped_column(ForeignKey("membership.id"), primary_key=True, sort_order=-10)
    #: As the person was called when they joined; what their letters say.
    name: Mapped[str] = mapped_column(String(120))
    state: Mapped[AgentState] = mapped_column(Kind(AgentState), default=AgentState.CANDIDATE)
    #: The agent's own number with BPJS Ketenagakerjaan.
    number: Mapped[str | None] = mapped_column(String(40))
    nik: Mapped[Nik | None] = mapped_column(SealedNik("agent.nik"))
    nik_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    #: The participant that the agent is themselves, where they are one through this portal.
    participant_id: Mapped[UUID | None] = mapped_column(ForeignKey("participant.id"), index=True)
    #: The officer who saw in the system of BPJS Ketenagakerjaan that they are one.
    vouched_by: Mapped[str] = mapped_column(String(120), default="")
    citizen: Mapped[bool] = mapped_column(default=False)
    not_employee: Mapped[bool] = mapped_column(default=False)
    #: Of `rules.agents.Document`: those the wadah has seen and keeps.
    documents: Mapped[list[Any]] = mapped_column(default=list)
    trained_on: Mapped[date | None]
    training: Mapped[str] = mapped_column(String(120), default="")
    tested_on: Mapped[date | None]
    #: 0 to 100.
    score: Mapped[int | None]
    bank: Mapped[str] = mapped_column(String(60), default="")
    account: Mapped[str | None] = mapped_column(Sealed("agent.account"))
    account_holder: Mapped[str] = mapped_column(String(120), default="")
    #: Where the agent works, when that is a clinic which may treat their own people.
    clinic_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    certificate_number: Mapped[str] = mapped_column(String(60), default="")
    certificate_until: Mapped[date | None]
    assignment_number: Mapped[str] = mapped_column(String(60), default="")
    assignment_start: Mapped[date | None]
    assignment_end: Mapped[date | None]
    #: Stands in the QR of the letters.
    code: Mapped[str] = mapped_column(String(16), unique=True)
    created_at: Mapped[datetime]
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[str] = mapped_column(String(120), default="")
    #: The WIB day of the approval, or of the last return: the activity guard counts from here.
    active_since: Mapped[date | None]
    last_acquired_at: Mapped[datetime | None]
    last_transacted_at: Mapped[datetime | None]
    #: The first WIB day on which they were none any more, and why.
    off_on: Mapped[date | None]
    off_reason: Mapped[str] = mapped_column(String(200), default="")

    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql", foreign_keys="Agent.organisation_id")
    clinic: Mapped[Organisation | None] = relationship(lazy="raise_on_sql", foreign_keys="Agent.clinic_id")
    membership: Mapped[Membership] = relationship(lazy="raise_on_sql")


class Handover(Identified, Owned, Model):
    """People of one agent went over to another (serah terima binaan). From `day` on, in WIB, what they pay is the
    taker's."""

    __tablename__ = "handover"
    __table_args__ = (Index("ix_handover_organisation_id_id", "organisation_id", "id"),)

    giver_id: Mapped[UUID] = mapped_column(ForeignKey("agent.id"), index=True)
    giver_name: Mapped[str] = mapped_column(String(120))
    taker_id: Mapped[UUID] = mapped_column(ForeignKey("agent.id"), index=True)
    taker_name: Mapped[str] = mapped_column(String(120))
    day: Mapped[date]
    people: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(String(200))
    done_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    done_by_name: Mapped[str] = mapped_column(String(120))
    done_at: Mapped[datetime]


class Stewardship(Identified, Owned, Model):
    """Whose person somebody was in which time: the instants from `begins` on, before `ends` (None: until now).

    Somebody who was never handed over has none; whose they are and were stands with the enrolment. Of one who was,
    the spells follow each other without a gap from the beginning on.
    """

    __tablename__ = "stewardship"
    __table_args__ = (Index("ix_stewardship_enrolment_id_begins", "enrolment_id", "begins"),)

    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"))
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agent.id"), index=True)
    handover_id: Mapped[UUID] = mapped_column(ForeignKey("handover.id"), index=True)
    begins: Mapped[datetime]
    ends: Mapped[datetime | None]
