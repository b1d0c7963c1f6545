"""Printed sheets on which the parents of a class sign (lembar persetujuan), and photographs of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import Identified, Model, Owned
from portal.models.columns import SealedBytes
from portal.models.wave import Wave


class ConsentSheet(Identified, Owned, Model):
    """One printed sheet of a class of a wave. Which line is whose is fixed when it is made, whoever comes or goes
    afterwards; its id stands in its QR.
    """

    __tablename__ = "consent_sheet"
    __table_args__ = (Index("ix_consent_sheet_wave_id", "wave_id", "id"),)

    wave_id: Mapped[UUID] = mapped_column(ForeignKey("wave.id"))
    class_name: Mapped[str] = mapped_column(String(60))
    #: Which wording is printed on it.
    version: Mapped[str] = mapped_column(String(20))
    #: The ids of the enrolments in the order of the lines, from line 1 on.
    lines: Mapped[list[Any]]
    created_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    created_by_name: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime]

    wave: Mapped[Wave] = relationship(lazy="raise_on_sql")


class ConsentPhoto(Identified, Owned, Model):
    """A photograph of such a sheet, sealed: names of children and signatures of their parents. Without a sheet as
    long as nobody has said of which it is.

    Law: the same photograph (`origin`, the fingerprint of the file as it was sent) stands once with a school.
    """

    __tablename__ = "consent_photo"
    __table_args__ = (
        UniqueConstraint("organisation_id", "origin"),
        Index("ix_consent_photo_sheet_id", "sheet_id", "id"),
    )

    sheet_id: Mapped[UUID | None] = mapped_column(ForeignKey("consent_sheet.id"))
    #: The JPEG as `portal.pictures` made it.
    content: Mapped[bytes] = mapped_column(SealedBytes("consent_photo.content"), deferred=True)
    origin: Mapped[bytes] = mapped_column(LargeBinary(32))
    width: Mapped[int]
    height: Mapped[int]
    created_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    created_by_name: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(index=True)
