"""An enrolment (kepesertaan): a participant under a sponsor, for a time."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, TextClause, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import Identified, Model, Owned
from portal.models.kinds import Kind
from portal.models.organisation import Organisation
from portal.models.participant import Participant
from portal.models.wave import Wave
from portal.rules.contributions import Sector, Segment
from portal.values.month import Month
from portal.values.rupiah import Rupiah


class EnrolmentState(StrEnum):
    """WAITING for the branch, RETURNED to the sponsor, APPROVED (billed, perhaps paid), WITHDRAWN before cover.

    Whether someone is covered is never read here: `rules.coverage` answers that for an instant.
    """

    WAITING = "waiting"
    RETURNED = "returned"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


class Sipp(StrEnum):
    """How far the hand-over to SIPP is: DUE once approved, TAKEN into a workbook, VALID there (or has a KPJ already),
    RETURNED with a reason until the sponsor has mended it."""

    DUE = "due"
    TAKEN = "taken"
    VALID = "valid"
    RETURNED = "returned"


class Consent(StrEnum):
    """How a person agreed to be registered (UU PDP Pasal 22: in writing or recorded): on a signed sheet, or on
    their own phone."""

    SIGNED = "signed"
    ONLINE = "online"


#: States in which an enrolment occupies its days: no other of the same participant may overlap them.
LIVE = (EnrolmentState.WAITING, EnrolmentState.APPROVED)


_DUE = "sipp = 'due' and state = 'approved'"
_RETURNED = "sipp = 'returned'"
_UNCOVERED = "covered_from is null and wave_id is not null"


class Enrolment(Identified, Owned, Model):
    """Live enrolments of one participant never overlap; another sponsor's is a transfer with a date, not an error.

    One that came from a roster has the id of its row.
    """

    __tablename__ = "enrolment"
    __table_args__ = (
        Index("ix_enrolment_organisation_name", "organisation_id", "name_key", "id"),
        Index("ix_enrolment_branch_name", "branch_id", "name_key", "id"),
        Index("ix_enrolment_wave_name", "organisation_id", "wave_id", "name_key", "id"),
        Index("ix_enrolment_wave", "wave_id"),
        Index("ix_enrolment_branch_paid", "branch_id", "paid_through", "name_key", "id"),
        Index("ix_enrolment_branch_start", "branch_id", "covered_from", "start"),
        Index("ix_enrolment_organisation_start", "organisation_id", "covered_from", "start"),
        Index("ix_enrolment_organisation_participant", "organisation_id", "participant_id"),
        Index("ix_enrolment_agent_name", "agent_id", "name_key", "id"),
        Index("ix_enrolment_agent_paid", "agent_id", "paid_through", "name_key", "id"),
        Index("ix_enrolment_organisation_paid", "organisation_id", "paid_through", "name_key", "id"),
        Index("ix_enrolment_branch_leaves", "branch_id", "start", "covered_from"),
        Index(
            "ix_enrolment_branch_uncovered",
            "branch_id",
            "end",
            "start",
            sqlite_where=text(_UNCOVERED),
            postgresql_where=text(_UNCOVERED),
        ),
        Index(
            "ix_enrolment_branch_due",
            "branch_id",
            "organisation_id",
            "end",
            "id",
            sqlite_where=text(_DUE),
            postgresql_where=text(_DUE),
        ),
        Index(
            "ix_enrolment_branch_returned",
            "branch_id",
            "name_key",
            "id",
            sqlite_where=text(_RETURNED),
            postgresql_where=text(_RETURNED),
        ),
        Index(
            "ix_enrolment_organisation_returned",
            "organisation_id",
            "name_key",
            "id",
            sqlite_where=text(_RETURNED),
            postgresql_where=text(_RETURNED),
        ),
    )

    #: To be handed over to SIPP, and sent back by it, in the very words of the partial indexes.
    HANDED_OVER_NEXT: ClassVar[TextClause] = text("enrolment.sipp = 'due' and enrolment.state = 'approved'")
    SENT_BACK: ClassVar[TextClause] = text("enrolment.sipp = 'returned'")

    participant_id: Mapped[UUID] = mapped_column(ForeignKey("participant.id"), index=True)
    #: The Perisai agent whose person this is: who brought them in, or took them over since.
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("membership.id"))
    wave_id: Mapped[UUID | None] = mapped_column(ForeignKey("wave.id"))
    submission_id: Mapped[UUID | None] = mapped_column(ForeignKey("submission.id"), index=True)
    segment: Mapped[Segment] = mapped_column(Kind(Segment))
    state: Mapped[EnrolmentState] = mapped_column(Kind(EnrolmentState))
    #: Sorts and finds by name: folded, single spaces, one in front, so that any word can be looked up.
    name_key: Mapped[str] = mapped_column(String(130))
    class_name: Mapped[str] = mapped_column(String(60), default="")
    occupation: Mapped[str] = mapped_column(String(60), default="")
    sector: Mapped[Sector] = mapped_column(Kind(Sector), default=Sector.OTHER)
    income: Mapped[Rupiah] = mapped_column(default=Rupiah(1_000_000))
    #: Programme codes joined by "+", in the law's order: ``JKK+JKM``.
    programmes: Mapped[str] = mapped_column(String(16), default="JKK+JKM")
    start: Mapped[date]
    end: Mapped[date | None]
    #: Stands in the QR of the card; says nothing and cannot be guessed.
    card_code: Mapped[str] = mapped_column(String(16), unique=True)
    #: First instant of cover and last month paid, kept by the payments so that lists need no join.
    covered_from: Mapped[datetime | None]
    paid_through: Mapped[Month | None]
    created_at: Mapped[datetime]
    approved_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    sipp: Mapped[Sipp] = mapped_column(Kind(Sipp), default=Sipp.DUE, server_default=Sipp.DUE.value)
    #: Of somebody who registers for themselves; of an intern it is the guardian's, and stands elsewhere.
    consent: Mapped[Consent | None] = mapped_column(Kind(Consent))
    consented_at: Mapped[datetime | None]

    participant: Mapped[Participant] = relationship(lazy="raise_on_sql")
    wave: Mapped[Wave | None] = relationship(lazy="raise_on_sql")
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
