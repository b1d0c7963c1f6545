"""How a branch words one of the house's messages."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Identified, Model


class MessageText(Identified, Model):
    """A branch's own words for one kind of message; without a row the house's text goes out."""

    __tablename__ = "message_text"
    __table_args__ = (UniqueConstraint("branch_id", "kind"),)

    branch_id: Mapped[UUID] = mapped_column(ForeignKey("branch.id"))
    #: One of `papers.message_kinds.KINDS`.
    kind: Mapped[str] = mapped_column(String(40))
    #: With ``{placeholders}``; of a mail the first line is the subject.
    text: Mapped[str] = mapped_column(Text)
    written_by_name: Mapped[str] = mapped_column(String(120))
    written_at: Mapped[datetime]
