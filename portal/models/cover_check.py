"""That somebody asked whether a person was covered at an instant, and what they were told: kept as evidence."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Identified, Model, Owned
from portal.models.columns import SealedJson
from portal.models.kinds import Kind
from portal.rules.cover_checks import Verdict
from portal.values.clock import Zone


class AskedBy(StrEnum):
    """What of the person was known: the identity number, the number of the card, or the card itself."""

    NIK = "nik"
    KPJ = "kpj"
    CARD = "card"


class Purpose(StrEnum):
    """Why somebody asked."""

    AT_THE_DESK = "at_the_desk"
    ON_THE_PHONE = "on_the_phone"
    RETURN_VISIT = "return_visit"
    BILLING = "billing"


class CoverCheck(Identified, Owned, Model):
    """One question and its answer, as they were; belongs to the clinic that asked, and never changes.

    `told` is the answer as it was shown, masked; the number that was typed is kept as a fingerprint alone.
    """

    __tablename__ = "cover_check"
    __table_args__ = (
        Index("ix_cover_check_organisation_id_id", "organisation_id", "id"),
        Index("ix_cover_check_branch_id_asked_at", "branch_id", "asked_at"),
    )

    asked_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    asked_by_name: Mapped[str] = mapped_column(String(120))
    asked_at: Mapped[datetime]
    purpose: Mapped[Purpose] = mapped_column(Kind(Purpose))
    way: Mapped[AskedBy] = mapped_column(Kind(AskedBy))
    #: Fingerprint of the number or code that was asked about.
    subject_index: Mapped[bytes] = mapped_column(LargeBinary(32))
    #: The instant asked about, and the clock on the wall there.
    happened_at: Mapped[datetime]
    zone: Mapped[Zone] = mapped_column(Kind(Zone))
    traffic: Mapped[bool] = mapped_column(default=False)
    verdict: Mapped[Verdict] = mapped_column(Kind(Verdict))
    told: Mapped[dict[str, Any]] = mapped_column(SealedJson("cover_check.told"))
    #: Whom it was about, and the enrolment that answered; empty for somebody unknown.
    participant_id: Mapped[UUID | None] = mapped_column(ForeignKey("participant.id"), index=True)
    enrolment_id: Mapped[UUID | None] = mapped_column(ForeignKey("enrolment.id"), index=True)
