"""A phone that several people of one wadah or clinic work on, each unlocking it with a PIN of their own."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Identified, Model


class SharedPhone(Identified, Model):
    """Opened by somebody who signed in with their password; until it ends, colleagues with a PIN may come in on it.

    Who works on it at a moment is its living `LoginSession`, one at a time. Only the token's SHA-256 is kept.
    """

    __tablename__ = "shared_phone"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    branch_id: Mapped[UUID] = mapped_column(ForeignKey("branch.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    opened_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    device: Mapped[str] = mapped_column(String(200), default="")
    opened_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
