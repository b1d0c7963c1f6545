"""Who brings people in: schools, ormas units, Perisai wadah, clinics."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Index, String, Text, and_
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Identified, Model
from portal.models.columns import PathColumn
from portal.models.kinds import Kind
from portal.rules.contributions import Funding
from portal.values import clock


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
    """A sponsor under one branch; an ormas is a tree of them, a unit each.

    `path` lists the ids from the top down to itself (``/top/…/own/``): a subtree is a prefix, the depth its length.
    """

    __tablename__ = "organisation"
    __table_args__ = (
        Index("ix_organisation_partner", "branch_id", "kind", "parent_id", "name_key", "id"),
        #: Names and codes stand in it, so that a search in a subtree reads no rows but those it finds.
        Index("ix_organisation_path", "path", "id", "name_key", "code"),
        Index("ix_organisation_kind_region", "kind", "region", "id"),
        Index("ix_organisation_parent", "parent_id", "name_key", "id"),
        Index("ix_organisation_code", "top_id", "code", unique=True),
        Index("ix_organisation_silence", "branch_id", "kind", "parent_id", "silent_since", "id"),
    )

    branch_id: Mapped[UUID] = mapped_column(ForeignKey("branch.id"), index=True)
    kind: Mapped[OrganisationKind] = mapped_column(Kind(OrganisationKind))
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    path: Mapped[str] = mapped_column(PathColumn)
    #: The unit at the top of an ormas's tree, the first id of the path: within it a code stands for one unit. Like
    #: the path it has no foreign key.
    top_id: Mapped[UUID | None]
    #: By which the ormas's own sheets name a unit; upper case.
    code: Mapped[str | None] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(160))
    name_key: Mapped[str] = mapped_column(String(160))
    npsn: Mapped[str | None] = mapped_column(String(8), unique=True)
    npw: Mapped[str | None] = mapped_column(String(32), unique=True)
    address: Mapped[str] = mapped_column(Text, default="")
    #: The regency or city it stands in, by its Kemendagri code (``32.73``).
    region: Mapped[str | None] = mapped_column(String(8))
    #: The village (kelurahan, desa) within it (``32.73.06.1003``).
    village: Mapped[str | None] = mapped_column(String(13))
    contact_name: Mapped[str] = mapped_column(String(120), default="")
    contact_phone: Mapped[str | None] = mapped_column(String(20))
    contact_email: Mapped[str | None] = mapped_column(String(254))
    agreement_number: Mapped[str | None] = mapped_column(String(80))
    agreement_start: Mapped[date | None]
    agreement_end: Mapped[date | None]
    stage: Mapped[Stage] = mapped_column(Kind(Stage), default=Stage.REGISTERED)
    #: When the branch last spoke with a partner, or else registered it; what was agreed to do next, by when.
    silent_since: Mapped[date | None] = mapped_column(default=clock.today)
    next_step: Mapped[str] = mapped_column(String(120), default="", server_default="")
    next_on: Mapped[date | None]
    #: While it is set its people read, and do only what cannot wait (`permissions.SUSPENDED_KEEPS`).
    suspended_at: Mapped[datetime | None]
    suspended_because: Mapped[str] = mapped_column(String(200), default="", server_default="")
    #: A second pair of eyes: the principal approves before the branch sees a submission.
    needs_principal: Mapped[bool] = mapped_column(default=False)
    #: Whose money pays: PP 50/2025 grants no relief where the state budget (APBN, APBD) does.
    funding: Mapped[Funding] = mapped_column(Kind(Funding), default=Funding.OWN)
    #: Permissions that a higher unit took from the people of this one.
    withheld: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    #: The unit that a closed one was merged into.
    successor_id: Mapped[UUID | None] = mapped_column(index=True)

    @property
    def depth(self) -> int:
        """1 at the top."""
        return self.path.count("/") - 1

    @property
    def above(self) -> list[UUID]:
        """The ids from the top down to the parent."""
        return [UUID(each) for each in self.path.split("/")[1:-2]]

    def holds(self, other: Organisation) -> bool:
        """Whether the other is this one or stands below it."""
        return other.path.startswith(self.path)

    @classmethod
    def within(cls, path: str) -> ColumnElement[bool]:
        """Whoever has this path, and all below: one range of the index ("0" is what follows "/")."""
        return and_(cls.path >= path, cls.path < path[:-1] + "0")
