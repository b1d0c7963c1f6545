"""One job in the hands of one worker: its payload, its progress, and the chunk that commits both together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.access.actor import Actor, NotVisible
from portal.models import engine
from portal.models.job import Job, telling_nothing
from portal.values.clock import now


class LeaseLost(Exception):
    """Another worker took the job over; what this one did since its last chunk is undone."""


class CancelRequested(Exception):
    """A person asked to stop; what was done stays."""


class Stopping(Exception):
    """The worker was told to stop; another goes on from the last chunk."""


class Work:
    """What a handler gets.

    Between chunks the session only reads, so that a long computation never holds SQLite's one write lock:
    read and compute first, then write in `chunk`. `result` is kept with every chunk and found again after a crash.
    """

    def __init__(self, session: Session, job: Job, *, lease: timedelta, stopping: Callable[[], bool]) -> None:
        self.session = session
        self.job_id = job.id
        self.kind = job.kind
        self.payload: Mapping[str, Any] = job.payload
        self.subject_id = job.subject_id
        self.organisation_id = job.organisation_id
        self.branch_id = job.branch_id
        self.membership_id = job.membership_id
        self.done = job.done
        self.total = job.total
        self.attempts = job.attempts
        self.max_attempts = job.max_attempts
        self.result: dict[str, Any] = dict(job.result or {})
        self._token: UUID | None = job.token
        self._lease = lease
        self._stopping = stopping

    def actor(self) -> Actor:
        """For whom the work is done; raises NotVisible when that membership has ended meanwhile."""
        if self.membership_id is None:
            raise NotVisible("membership")
        return Actor.acting(self.membership_id)

    @contextmanager
    def chunk(self, *, done: int | None = None, total: int | None = None) -> Iterator[Session]:
        """One transaction for the effects written within, the progress (`done` of `total`, counted from the
        beginning of the job) and the lease: all are kept or none is.

        A chunk should take a second or so and must be shorter than the lease (30 s). Objects loaded before are
        read anew inside. Raises LeaseLost (nothing is kept), CancelRequested or Stopping (this chunk is kept);
        a handler lets all three pass.
        """
        session = self.session
        if session.new or session.dirty or session.deleted:
            raise RuntimeError("written outside a chunk")
        session.rollback()
        engine.only_reads(False)
        try:
            yield session
            done, total = self.done if done is None else done, self.total if total is None else total
            cancelled = self._renew(done, total)
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            engine.only_reads(True)
        self.done, self.total, self.attempts = done, total, 0
        if cancelled:
            raise CancelRequested
        if self._stopping():
            raise Stopping

    def _renew(self, done: int, total: int | None) -> bool:
        """Progress and lease last, so that the job's row is locked only for the moment of the commit."""
        cancelled = self.settle(
            done=done,
            total=total,
            attempts=0,
            result=telling_nothing(self.result),
            lease_until=now() + self._lease,
        )
        return bool(cancelled)

    def settle(self, **values: Any) -> bool:
        """Write to the job's row if it is still ours, and say whether a cancel was asked for; raises LeaseLost.

        The caller commits: the token fences out a worker that slept past its lease.
        """
        mine = (
            update(Job)
            .where(Job.id == self.job_id, Job.token == self._token)
            .values(**values)
            .execution_options(synchronize_session=False)
            .returning(Job.cancel_requested)
        )
        cancel_requested = self.session.scalar(mine)
        if cancel_requested is None:
            raise LeaseLost
        return cancel_requested
