"""A paper that took long to print: kept sealed for a day, until it is fetched."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, deferred, mapped_column

from portal.models.base import Identified, Model, Owned
from portal.models.columns import SealedBytes


class Paper(Identified, Owned, Model):
    """A PDF, in parts as they are printed; part 0 is the whole once all are bound."""

    __tablename__ = "paper"
    __table_args__ = (Index("uq_paper_job_id_part", "job_id", "part", unique=True),)

    job_id: Mapped[UUID]
    part: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(160))
    content: Mapped[bytes] = deferred(mapped_column(SealedBytes("paper.content")))
    created_at: Mapped[datetime]
