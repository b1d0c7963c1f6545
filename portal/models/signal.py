"""Signals (isyarat): what a branch may want to look at. Never a verdict, and nothing follows from one by itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import Identified, Model, Owned
from portal.models.kinds import Kind
from portal.models.organisation import Organisation
from portal.rules.signals import SignalKind


class Signal(Identified, Owned, Model):
    """One thing that stood out about an agent, an organisation or a case, with how often and since when.

    `key` says what it is about, and makes it one line however often it is seen again: an id, or the fingerprint of a
    number. An answer holds until it is seen more often than when it was answered.
    """

    __tablename__ = "signal"
    __table_args__ = (
        UniqueConstraint("branch_id", "kind", "key"),
        Index("ix_signal_branch_id_last_seen_at", "branch_id", "last_seen_at", "id"),
    )

    kind: Mapped[SignalKind] = mapped_column(Kind(SignalKind))
    key: Mapped[str] = mapped_column(String(64))
    #: Whose name stands on the page: an agent, a clinic, a case's number; never a participant.
    about: Mapped[str] = mapped_column(String(160))
    #: The case or the agent's membership, for the way there.
    subject_id: Mapped[UUID | None]
    count: Mapped[int]
    #: Of how many, where a share says more than a number.
    of: Mapped[int | None]
    #: What fills its sentence: counts, days, hours.
    facts: Mapped[dict[str, Any]]
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    answered_count: Mapped[int | None]
    answered_at: Mapped[datetime | None]
    answered_by_name: Mapped[str] = mapped_column(String(120), default="")
    answer: Mapped[str] = mapped_column(String(300), default="")

    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")

    @property
    def is_answered(self) -> bool:
        return self.answered_count is not None and self.count <= self.answered_count
