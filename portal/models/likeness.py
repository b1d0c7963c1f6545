"""Whether a member of an ormas and a participant are the same person, where no NIK says so."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import Identified, Model, Owned
from portal.models.kinds import Kind
from portal.models.member import OrmasMember
from portal.models.participant import Participant


class Decision(StrEnum):
    """OPEN waits for a person; SAME and OTHER are what a person said."""

    OPEN = "open"
    SAME = "same"
    OTHER = "other"


class Likeness(Identified, Owned, Model):
    """A member and a participant of one name who may be one person. Only a person decides, and it is remembered.

    Belongs to the member's unit. Says nothing of the participant but by which signs they are alike.
    """

    __tablename__ = "likeness"
    __table_args__ = (
        UniqueConstraint("member_id", "participant_id"),
        Index("ix_likeness_state", "organisation_id", "state", "member_id"),
        Index("ix_likeness_branch_id_state", "branch_id", "state", "id"),
    )

    member_id: Mapped[UUID] = mapped_column(ForeignKey("ormas_member.id"))
    participant_id: Mapped[UUID] = mapped_column(ForeignKey("participant.id"), index=True)
    state: Mapped[Decision] = mapped_column(Kind(Decision), default=Decision.OPEN)
    #: What speaks for it beside the name, joined by "+": birth, phone, or nothing but the region.
    signs: Mapped[str] = mapped_column(String(40), default="")
    found_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(String(120), default="")

    member: Mapped[OrmasMember] = relationship(lazy="raise_on_sql")
    participant: Mapped[Participant] = relationship(lazy="raise_on_sql")
