"""How a branch wins and keeps its partners: what was said to them and when, and the agreements on paper."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column

from portal.models.base import Identified, Model, Owned
from portal.models.columns import SealedBytes
from portal.models.kinds import Kind
from portal.models.organisation import Stage


class ApproachWay(StrEnum):
    """How the branch spoke with a partner."""

    VISIT = "visit"
    BRIEFING = "briefing"
    CALL = "call"
    CHAT = "chat"
    LETTER = "letter"


class Approach(Identified, Owned, Model):
    """One time the branch spoke with a partner (pendekatan), and the stage that came of it; for the branch alone."""

    __tablename__ = "approach"
    stays = True
    __table_args__ = (Index("ix_approach_organisation_id_day", "organisation_id", "day", "id"),)

    way: Mapped[ApproachWay] = mapped_column(Kind(ApproachWay))
    day: Mapped[date]
    note: Mapped[str] = mapped_column(String(500), default="")
    stage: Mapped[Stage] = mapped_column(Kind(Stage))
    noted_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    noted_by_name: Mapped[str] = mapped_column(String(120))
    noted_at: Mapped[datetime]


class AgreementPaper(Identified, Owned, Model):
    """A signed agreement (PKS), made anew from what came in and kept sealed.

    Law: the same file (`origin`, the fingerprint of what was sent) stands once with a partner.
    """

    __tablename__ = "agreement_paper"
    stays = True
    __table_args__ = (UniqueConstraint("organisation_id", "origin"),)

    #: The number of the agreement when the paper came.
    number: Mapped[str] = mapped_column(String(80), default="")
    media: Mapped[str] = mapped_column(String(40))
    pages: Mapped[int]
    size: Mapped[int]
    content: Mapped[bytes] = deferred(mapped_column(SealedBytes("agreement_paper.content"), nullable=False))
    origin: Mapped[bytes] = mapped_column(LargeBinary(32))
    added_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    added_by_name: Mapped[str] = mapped_column(String(120))
    added_at: Mapped[datetime]
