"""A short code by which somebody without an account shows that a mailbox is theirs."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Identified, Model


class OneTimeCode(Identified, Model):
    """Asked for by a number and a birth date, good for some minutes and a few tries.

    One is kept for who is unknown too, so that nobody learns by it who is known; it opens to nobody.
    """

    __tablename__ = "one_time_code"

    participant_id: Mapped[UUID | None] = mapped_column(ForeignKey("participant.id"), index=True)
    #: Keyed fingerprint of the code, bound to this row.
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]
