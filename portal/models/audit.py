"""What happened and who looked: append-only, chained by hash so that a removed line shows."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Identified, Model, WrittenOnce


class AuditEvent(Identified, WrittenOnce, Model):
    """One audited action. No foreign keys: the record outlives what it speaks of.

    `facts`: {"changes": [[model, id, {field: [old, new]}] …], …}, personal data masked.
    """

    __tablename__ = "audit_event"
    __table_args__ = (
        UniqueConstraint("chain", "sequence"),
        Index("ix_audit_event_subject", "subject_id", "id"),
        Index("ix_audit_event_branch", "branch_id", "at", "id"),
        Index("ix_audit_event_user", "user_id", "at", "id"),
    )

    chain: Mapped[str] = mapped_column(String(36))
    sequence: Mapped[int]
    branch_id: Mapped[UUID | None]
    organisation_id: Mapped[UUID | None]
    user_id: Mapped[UUID | None]
    membership_id: Mapped[UUID | None]
    actor_name: Mapped[str] = mapped_column(String(120))
    action: Mapped[str] = mapped_column(String(40))
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[UUID | None]
    at: Mapped[datetime]
    facts: Mapped[dict[str, Any]]
    previous: Mapped[bytes] = mapped_column(LargeBinary(32))
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))


class AuditHead(Model):
    """The end of each chain, one per branch: locked while a line is added, so that lines stand in one order."""

    __tablename__ = "audit_head"

    chain: Mapped[str] = mapped_column(String(36), primary_key=True)
    sequence: Mapped[int]
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))


class ReadEvent(Identified, WrittenOnce, Model):
    """Somebody looked at personal data unmasked, and why."""

    __tablename__ = "read_event"
    __table_args__ = (
        Index("ix_read_event_subject", "subject_id", "id"),
        Index("ix_read_event_branch", "branch_id", "at", "id"),
        Index("ix_read_event_user", "user_id", "at", "id"),
    )

    branch_id: Mapped[UUID | None]
    organisation_id: Mapped[UUID | None]
    user_id: Mapped[UUID]
    actor_name: Mapped[str] = mapped_column(String(120))
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[UUID]
    fields: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]
