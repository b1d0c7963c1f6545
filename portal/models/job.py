"""Long work as rows: asked for in the transaction that needs it, run outside the request by `portal.jobs`.

A library would keep its own queue and could not join the caller's transaction: either a job would run for something
that was rolled back, or something kept would never be run. A row has neither fault.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.models.base import Identified, Model, new_id
from portal.models.kinds import Kind
from portal.values.clock import now


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Subject(Protocol):
    """What a job is about: any row that has a table and a UUID."""

    @property
    def id(self) -> Any: ...

    @property
    def __tablename__(self) -> Any: ...


class Job(Identified, Model):
    """One piece of long work: who may see it, for whom it acts, how far it is, how it ended.

    `payload` and `result` hold ids, counts and codes, never personal data (`Telling` is raised otherwise);
    `error` is a code whose sentence stands in `web/wording.py`. `attempts` counts the starts since the last
    progress, so that a job which goes on after every crash is not given up.
    """

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_claim", "state", "priority", "run_at"),
        Index("ix_job_subject", "subject_type", "subject_id", "id"),
    )

    kind: Mapped[str] = mapped_column(String(60))
    payload: Mapped[dict[str, Any]]
    state: Mapped[JobState] = mapped_column(Kind(JobState), default=JobState.QUEUED)
    priority: Mapped[int] = mapped_column(default=0)
    run_at: Mapped[datetime] = mapped_column(default=now)

    attempts: Mapped[int] = mapped_column(default=0)
    max_attempts: Mapped[int] = mapped_column(default=5)
    lease_until: Mapped[datetime | None]
    token: Mapped[UUID | None]

    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    error: Mapped[str | None] = mapped_column(String(60))
    result: Mapped[dict[str, Any] | None]

    dedupe_key: Mapped[str | None] = mapped_column(String(120), unique=True)

    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    branch_id: Mapped[UUID | None] = mapped_column(ForeignKey("branch.id"), index=True)
    #: For whom the work acts. No foreign key: the work outlives a membership that ends.
    membership_id: Mapped[UUID | None]
    subject_type: Mapped[str | None] = mapped_column(String(60))
    subject_id: Mapped[UUID | None]

    @property
    def finished(self) -> bool:
        """Nothing more will happen by itself: a page that polls may stop."""
        return self.state in {JobState.DONE, JobState.FAILED, JobState.CANCELLED}

    @property
    def percent(self) -> int | None:
        """How far, 0 to 100; None while the total is not known."""
        if self.state is JobState.DONE:
            return 100
        return min(100, 100 * self.done // self.total) if self.total else None

    def remaining(self, at: datetime | None = None) -> timedelta | None:
        """How long it will take from here, at the pace so far; None while there is no pace to judge by."""
        if self.finished or not self.started_at or not self.total or not self.done:
            return None
        elapsed = (at or now()) - self.started_at
        return elapsed * max(0, self.total - self.done) / self.done


class Telling(ValueError):
    """A job's payload or result would carry something that is not an id, a count or a code."""


def enqueue(
    session: Session,
    kind: str,
    payload: Mapping[str, Any],
    *,
    subject: Subject | None = None,
    organisation_id: UUID | None = None,
    branch_id: UUID | None = None,
    membership_id: UUID | None = None,
    total: int | None = None,
    priority: int = 0,
    run_at: datetime | None = None,
    max_attempts: int = 5,
    dedupe_key: str | None = None,
) -> Job:
    """Ask for work in the caller's transaction: job and cause are kept together or not at all.

    With a `dedupe_key` that was used before, the job it named then is the answer, in whatever state it is:
    a double tap, or a daily task asked for by two machines, is one job. A higher `priority` goes first.
    """
    job = Job(
        id=new_id(),
        kind=kind,
        payload=telling_nothing(payload),
        total=total,
        priority=priority,
        run_at=run_at or now(),
        max_attempts=max_attempts,
        dedupe_key=dedupe_key,
        organisation_id=organisation_id,
        branch_id=branch_id,
        membership_id=membership_id,
        subject_type=subject.__tablename__ if subject is not None else None,
        subject_id=subject.id if subject is not None else None,
    )
    if dedupe_key is None:
        session.add(job)
        return job
    known = select(Job).where(Job.dedupe_key == dedupe_key)
    if (earlier := session.scalar(known)) is not None:
        return earlier
    try:
        with session.begin_nested():
            session.add(job)
    except IntegrityError:
        if (earlier := session.scalar(known)) is None:
            raise
        return earlier
    return job


def request_cancel(session: Session, job: Job) -> None:
    """Waiting work is cancelled at once; running work is cancelled after the chunk it is in. What is done stays."""
    waiting = (
        update(Job)
        .where(Job.id == job.id, Job.state == JobState.QUEUED)
        .values(state=JobState.CANCELLED, cancel_requested=True, finished_at=now(), token=None, lease_until=None)
        .execution_options(synchronize_session=False)
        .returning(Job.id)
    )
    if session.scalar(waiting) is None:
        session.execute(
            update(Job)
            .where(Job.id == job.id, Job.state == JobState.RUNNING)
            .values(cancel_requested=True)
            .execution_options(synchronize_session=False)
        )
    session.expire(job)


def retry(session: Session, job: Job) -> None:
    """Failed or cancelled work goes on from its last kept chunk."""
    session.execute(
        update(Job)
        .where(Job.id == job.id, Job.state.in_([JobState.FAILED, JobState.CANCELLED]))
        .values(state=JobState.QUEUED, attempts=0, run_at=now(), error=None, cancel_requested=False, finished_at=None)
        .execution_options(synchronize_session=False)
    )
    session.expire(job)


def latest_job(session: Session, subject: Subject, kind: str | None = None) -> Job | None:
    """The newest job about this row; ids are UUIDv7 and so sort by time."""
    about = select(Job).where(Job.subject_type == subject.__tablename__, Job.subject_id == subject.id)
    if kind is not None:
        about = about.where(Job.kind == kind)
    return session.scalar(about.order_by(Job.id.desc()).limit(1))


_CODE = re.compile(r"[a-z0-9_.:+-]{0,80}", re.ASCII | re.IGNORECASE)
_LONG_NUMBER = re.compile(r"\d{15,}")


def telling_nothing(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data as JSON, if it holds only ids, counts and codes: a job's row is readable to who keeps the machine."""
    return {_code(name): _leaf(value) for name, value in data.items()}


def _leaf(value: Any) -> Any:
    match value:
        case None | bool():
            return value
        case int() | float() if abs(value) < 10**15:
            return value
        case UUID():
            return str(value)
        case str():
            return _code(value)
        case Mapping():
            return telling_nothing(value)
        case list() | tuple():
            return [_leaf(item) for item in value]
    raise Telling(type(value).__name__)


def _code(text: str) -> str:
    if not _CODE.fullmatch(text) or _LONG_NUMBER.search(text):
        raise Telling("text that is not a code")
    return text
