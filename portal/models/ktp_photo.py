"""A photograph of somebody's identity card (KTP), kept for as long as it serves to compare what was typed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Identified, Model, Owned
from portal.models.columns import SealedBytes


class KtpPhoto(Identified, Owned, Model):
    """One of each enrolment, sealed. It goes by itself after a time, or as soon as somebody has compared it."""

    __tablename__ = "ktp_photo"

    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"), unique=True)
    #: The JPEG as `portal.pictures` made it.
    content: Mapped[bytes] = mapped_column(SealedBytes("ktp_photo.content"), deferred=True)
    created_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(index=True)
