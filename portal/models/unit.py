"""What an ormas knows of its units beside the units themselves, which are organisations: names of levels, officers,
and trees that came as a sheet and wait to be kept."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Identified, Model, Owned
from portal.models.kinds import Kind


class Level(Identified, Owned, Model):
    """What an ormas calls its units of one depth ("MPC", "Ranting"). The top unit's; known in the whole tree."""

    __tablename__ = "level"
    stays = True
    __table_args__ = (UniqueConstraint("organisation_id", "depth"),)

    depth: Mapped[int]
    name: Mapped[str] = mapped_column(String(60))


class Tenure(Identified, Owned, Model):
    """Somebody's term in an office of a unit (masa bakti), whether or not they ever sign in here.

    `start` and `end` are the days of the decree (SK), both included; `left_on` is the day it really ended.
    """

    __tablename__ = "tenure"
    stays = True
    __table_args__ = (Index("ix_tenure_organisation_id_left_on", "organisation_id", "left_on"),)

    name: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(80))
    decree: Mapped[str] = mapped_column(String(80), default="")
    start: Mapped[date]
    end: Mapped[date | None]
    left_on: Mapped[date | None]
    #: Who took over (serah terima).
    successor_id: Mapped[UUID | None] = mapped_column(ForeignKey("tenure.id"), index=True)
    #: By which they act here, if they do.
    membership_id: Mapped[UUID | None] = mapped_column(ForeignKey("membership.id"), index=True)
    created_at: Mapped[datetime]


class SheetState(StrEnum):
    """DRAFT: read, to be looked at. KEPT: its units stand in the tree. DROPPED: put away without effect."""

    DRAFT = "draft"
    KEPT = "kept"
    DROPPED = "dropped"


class UnitSheet(Identified, Owned, Model):
    """A tree as it came in a file, below the unit it belongs to. Nothing of it holds before it is kept.

    `rows`: [[number in the file, code, name, level, parent's code], …], texts as they came.
    """

    __tablename__ = "unit_sheet"
    stays = True

    title: Mapped[str] = mapped_column(String(200))
    state: Mapped[SheetState] = mapped_column(Kind(SheetState), default=SheetState.DRAFT)
    rows: Mapped[list[Any]]
    created_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    created_at: Mapped[datetime]
