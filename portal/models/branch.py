"""The branch office (kantor cabang) and its dated decisions."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Identified, Model


class Branch(Identified, Model):
    """An office of BPJS Ketenagakerjaan that checks, bills and pays out for the organisations of its area."""

    __tablename__ = "branch"

    code: Mapped[str] = mapped_column(String(16), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    address: Mapped[str] = mapped_column(Text, default="")
    phone: Mapped[str] = mapped_column(String(20), default="")
    created_at: Mapped[datetime]


class Policy(Identified, Model):
    """What the branch decided on a point the law leaves open, from which day, who, and why.

    Law: one decision per key and first day; the latest that has begun is in force.
    """

    __tablename__ = "policy"
    __table_args__ = (UniqueConstraint("branch_id", "key", "valid_from"),)

    branch_id: Mapped[UUID] = mapped_column(ForeignKey("branch.id"))
    key: Mapped[str] = mapped_column(String(40))
    value: Mapped[str] = mapped_column(String(200))
    valid_from: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    decided_at: Mapped[datetime]
