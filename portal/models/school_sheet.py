"""A list of schools as it came in a file, for a branch to mend and register."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Identified, Model
from portal.models.columns import SealedJson
from portal.models.kinds import Kind
from portal.models.unit import SheetState


class SchoolSheet(Identified, Model):
    """The branch's own. `rows`: [[number in the file, then a text for each of `spreadsheets.schools.FIELDS`], …],
    only those that are neither registered nor passed over yet; they name people, so they rest sealed."""

    __tablename__ = "school_sheet"
    __table_args__ = (Index("ix_school_sheet_branch_id_state", "branch_id", "state", "id"),)

    branch_id: Mapped[UUID] = mapped_column(ForeignKey("branch.id"))
    title: Mapped[str] = mapped_column(String(200))
    state: Mapped[SheetState] = mapped_column(Kind(SheetState), default=SheetState.DRAFT)
    rows: Mapped[list[Any]] = mapped_column(SealedJson("school_sheet.rows"))
    registered: Mapped[int] = mapped_column(default=0)
    created_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    created_at: Mapped[datetime]
