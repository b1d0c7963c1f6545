"""Who of a branch sees to what: something that waits, taken by an officer or handed to one."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Identified, Model
from portal.models.kinds import Kind


class Queue(StrEnum):
    """What waits for an officer of the branch. The value stands in addresses."""

    SUBMISSIONS = "pengajuan"
    CODELESS = "tanpa-kode"
    OVERDUE = "terlambat"
    TRANSFERS = "pindah"
    LIKENESSES = "orang-sama"
    CASES = "kasus"
    DISPUTES = "sanggahan"
    BANK_ROWS = "uang-masuk"
    AGENTS = "agen"
    SIGNALS = "isyarat"
    NIKS = "nik"


class Errand(Identified, Model):
    """Has the id of what it is about, so that a thing is one officer's; once that is done nobody asks for it."""

    __tablename__ = "errand"
    __table_args__ = (Index("ix_errand_branch_id_officer_id", "branch_id", "officer_id"),)

    branch_id: Mapped[UUID] = mapped_column(ForeignKey("branch.id"))
    queue: Mapped[Queue] = mapped_column(Kind(Queue))
    #: The membership of who sees to it, and what they are called.
    officer_id: Mapped[UUID] = mapped_column(ForeignKey("membership.id"), index=True)
    officer_name: Mapped[str] = mapped_column(String(120))
    given_by_name: Mapped[str] = mapped_column(String(120))
    given_at: Mapped[datetime]
