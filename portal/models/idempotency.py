"""The first answer to a question is the answer to all its repetitions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Model


class IdempotencyKey(Model):
    """A form's key, written in the same transaction as its effects: a double tap finds it and gets that answer."""

    __tablename__ = "idempotency_key"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    #: Whose session and which endpoint: a key is worth nothing elsewhere.
    scope: Mapped[str] = mapped_column(String(160))
    status: Mapped[int]
    location: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(index=True)
