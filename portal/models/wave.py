"""A wave of interns (gelombang PKL)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Identified, Model, Owned
from portal.values.month import Month


class Wave(Identified, Owned, Model):
    """A school's interns who leave together. The months billed are the months it touches; cover ends by itself."""

    __tablename__ = "wave"
    __table_args__ = (
        Index("ix_wave_organisation_start", "organisation_id", "start", "id"),
        Index("ix_wave_branch_start", "branch_id", "start", "id"),
        Index("ix_wave_branch_end", "branch_id", "end"),
        Index("uq_wave_code", "code", unique=True),
    )

    name: Mapped[str] = mapped_column(String(80))
    start: Mapped[date]
    end: Mapped[date]
    created_at: Mapped[datetime]
    #: Stands in the QR of the wave's papers; says nothing and cannot be guessed.
    code: Mapped[str | None] = mapped_column(String(16))

    @property
    def months(self) -> list[Month]:
        return Month.touched(self.start, self.end)
