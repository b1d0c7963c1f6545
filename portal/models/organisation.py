"""Who brings people in: schools, ormas units, Perisai wadah, clinics."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Identified, Model
from portal.models.kinds import Kind
from portal.rules.contributions import Funding


class OrganisationKind(StrEnum):
    SCHOOL = "school"
    ORMAS = "ormas"
    PERISAI = "perisai"
    CLINIC = "clinic"


class Stage(StrEnum):
    """How far the branch's outreach has come: terdaftar, disosialisasi, PKS, rombongan pertama, aktif."""

    REGISTERED = "registered"
    BRIEFED = "briefed"
    AGREED = "agreed"
    FIRST_BATCH = "first_batch"
    ACTIVE = "active"


class Organisation(Identified, Model):
    """A sponsor under one branch. `path` lists the ids from the top down to itself, so a subtree is a prefix."""

    __tablename__ = "organisation"
    __table_args__ = (
        Index("ix_organisation_branch_kind_name", "branch_id", "kind", "name_key", "id"),
        Index("ix_organisation_path", "path"),
    )

    branch_id: Mapped[UUID] = mapped_column(ForeignKey("branch.id"), index=True)
    kind: Mapped[OrganisationKind] = mapped_column(Kind(OrganisationKind))
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    path: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(String(160))
    name_key: Mapped[str] = mapped_column(String(160))
    npsn: Mapped[str | None] = mapped_column(String(8), unique=True)
    npw: Mapped[str | None] = mapped_column(String(32), unique=True)
    address: Mapped[str] = mapped_column(Text, default="")
    contact_name: Mapped[str] = mapped_column(String(120), default="")
    contact_phone: Mapped[str | None] = mapped_column(String(20))
    contact_email: Mapped[str | None] = mapped_column(String(254))
    agreement_number: Mapped[str | None] = mapped_column(String(80))
    agreement_start: Mapped[date | None]
    agreement_end: Mapped[date | None]
    stage: Mapped[Stage] = mapped_column(Kind(Stage), default=Stage.REGISTERED)
    #: A second pair of eyes: the principal approves before the branch sees a submission.
    needs_principal: Mapped[bool] = mapped_column(default=False)
    #: Whose money pays: PP 50/2025 grants no relief where the state budget (APBN, APBD) does.
    funding: Mapped[Funding] = mapped_column(Kind(Funding), default=Funding.OWN)
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
