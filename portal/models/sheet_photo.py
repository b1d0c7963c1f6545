"""A photograph of a meeting's paper, kept with what was typed back from it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Identified, Model, Owned
from portal.models.columns import SealedBytes


class SheetPhoto(Identified, Owned, Model):
    """One photograph of one page, sealed: a paper full of people's numbers. It goes when its paper goes.

    Law: the same photograph (`origin`, the fingerprint of the file as it was sent) stands once with a paper.
    """

    __tablename__ = "sheet_photo"
    __table_args__ = (UniqueConstraint("sheet_id", "origin"),)

    sheet_id: Mapped[UUID] = mapped_column(ForeignKey("meeting_sheet.id"))
    #: The JPEG as `portal.pictures` made it.
    content: Mapped[bytes] = mapped_column(SealedBytes("sheet_photo.content"), deferred=True)
    origin: Mapped[bytes] = mapped_column(LargeBinary(32))
    width: Mapped[int]
    height: Mapped[int]
    created_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    created_by_name: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(index=True)
