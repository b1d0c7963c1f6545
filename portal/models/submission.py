"""A submission (pengajuan): the rows of a roster that were sent in together."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import Identified, Model, Owned
from portal.models.kinds import Kind
from portal.models.organisation import Organisation
from portal.models.roster import Roster
from portal.models.wave import Wave
from portal.values.rupiah import Rupiah


class SubmissionState(StrEnum):
    """SENDING: enrolments are being made. AWAITING_PRINCIPAL, AWAITING_BRANCH: wait for a person.
    APPROVED: billed. RETURNED: every row went back. WITHDRAWN: taken back by the school before billing."""

    SENDING = "sending"
    AWAITING_PRINCIPAL = "awaiting_principal"
    AWAITING_BRANCH = "awaiting_branch"
    APPROVED = "approved"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class Submission(Identified, Owned, Model):
    """What the branch decides on. Counts and total are those of the rows still in it."""

    __tablename__ = "submission"
    __table_args__ = (
        Index("ix_submission_branch_state", "branch_id", "state", "id"),
        Index("ix_submission_organisation_id_id", "organisation_id", "id"),
    )

    roster_id: Mapped[UUID] = mapped_column(ForeignKey("roster.id"), index=True)
    wave_id: Mapped[UUID] = mapped_column(ForeignKey("wave.id"), index=True)
    state: Mapped[SubmissionState] = mapped_column(Kind(SubmissionState))
    people: Mapped[int] = mapped_column(default=0)
    warned: Mapped[int] = mapped_column(default=0)
    returned: Mapped[int] = mapped_column(default=0)
    total: Mapped[Rupiah] = mapped_column(default=Rupiah(0))
    sent_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    sent_by_name: Mapped[str] = mapped_column(String(120))
    sent_at: Mapped[datetime]
    endorsed_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"), index=True)
    endorsed_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"), index=True)
    decided_at: Mapped[datetime | None]

    roster: Mapped[Roster] = relationship(lazy="raise_on_sql")
    wave: Mapped[Wave] = relationship(lazy="raise_on_sql")
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
