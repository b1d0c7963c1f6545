"""Sums that pages look at instead of counting: kept by the database itself, with every write, whoever makes it."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Model
from portal.models.kinds import Kind


class What(StrEnum):
    """What is counted, and by which key.

    PEOPLE: enrolments that are live. COVERED: of them those whose cover has begun. STARTED: those whose cover began,
    by the WIB month. LAPSING: workers (BPU) without a last day, by the last month paid. DUE: issued bills not yet
    paid, by the day they are due; `amount` is what is left of them. RECEIVED: paid contributions, by their month;
    RELIEF: of them those with relief (PP 50/2025), and how much that was.
    """

    PEOPLE = "people"
    COVERED = "covered"
    STARTED = "started"
    LAPSING = "lapsing"
    DUE = "due"
    RECEIVED = "received"
    RELIEF = "relief"


class Gauge(Model):
    """One count of one owner (a branch, an organisation, a wave or an agent, by id). Read as the sum over its lots.

    Triggers on `enrolment`, `invoice` and `contribution` keep it (migration 0020), so bulk writes count like any
    other; a migration that makes one of these tables anew has to make its triggers anew. On PostgreSQL each
    transaction writes a lot of its own, so nobody waits for anybody; the daily round folds them into lot 0. SQLite
    has one writer and one lot.
    """

    __tablename__ = "gauge"

    owner_id: Mapped[UUID] = mapped_column(primary_key=True)
    what: Mapped[What] = mapped_column(Kind(What), primary_key=True)
    key: Mapped[str] = mapped_column(String(10), primary_key=True)
    lot: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    count: Mapped[int] = mapped_column(BigInteger)
    amount: Mapped[int] = mapped_column(BigInteger)
