"""Mail that must go out: written with the deed that causes it, sent by a job, never lost."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Identified, Model
from portal.models.columns import Sealed
from portal.models.kinds import Kind


class MessageState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class Message(Identified, Model):
    """One mail to one person. The body may hold a single-use link, so it rests sealed and is emptied once sent."""

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_state", "state", "id"),)

    branch_id: Mapped[UUID | None] = mapped_column(ForeignKey("branch.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str | None] = mapped_column(Sealed("message.body"))
    state: Mapped[MessageState] = mapped_column(Kind(MessageState), default=MessageState.WAITING)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
