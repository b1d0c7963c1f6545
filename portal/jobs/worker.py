"""Takes jobs one at a time, runs their handlers, and leaves no job behind, however it dies.

A job is leased, not taken away: when the lease of a dead worker runs out, the next one goes on from the last chunk.
"""

from __future__ import annotations

import gc
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import structlog
from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from portal.access.actor import Forbidden, NotVisible
from portal.jobs import registry
from portal.jobs.work import CancelRequested, LeaseLost, Stopping, Work
from portal.models import engine
from portal.models.base import db, new_id
from portal.models.job import Job, JobState, telling_nothing
from portal.values.clock import now
from portal.values.fault import Invalid, Refused

#: How long a worker may be silent before another takes over; a chunk must be shorter.
LEASE = timedelta(seconds=30)
#: Seconds between two looks at an empty queue: short after work, doubling while there is none.
IDLE = (0.05, 0.2)
#: Seconds until a failed job is tried again, doubling with each attempt.
RETRY = 5
#: New objects, while a job runs, until Python looks for rings among them.
_YOUNG = 50_000

_log = structlog.get_logger("jobs")
_ROOT = Path(__file__).resolve().parents[2]


class Worker:
    """`context` opens an application context; every job gets its own, and with it its own session."""

    def __init__(self, context: Callable[[], AbstractContextManager[Any]], *, lease: timedelta = LEASE) -> None:
        registry.load()
        self._context = context
        self._lease = lease
        self._stop = Event()

    def stop(self, *_signal: object) -> None:
        """Finish the chunk at hand, give the job back, and return from `run`. Fit to be a signal's handler."""
        self._stop.set()

    def run(self, alive: Callable[[], bool] = lambda: True) -> None:
        """Work until told to stop, or until `alive` says that whoever started this worker is gone."""
        gc.freeze()  # what is loaded by now stays: no collection need look through it again
        shortest, longest = IDLE
        pause = shortest
        while not self._stop.is_set() and alive():
            try:
                pause = shortest if self.run_one() else min(longest, pause * 2)
            except Exception as error:  # the database is away: wait for it, as the lease waits for us
                _log.warning("worker_waits", error=type(error).__name__, at=_whereabouts(error))
                pause = 10 * longest
            if pause > shortest:
                self._stop.wait(pause)

    def drain(self) -> int:
        """Run all that is due and say how many jobs that was."""
        count = 0
        while self.run_one():
            count += 1
        return count

    def run_one(self) -> bool:
        """Run the most urgent due job; False when there is none."""
        with self._context(), engine.reading():
            if not _anything_due():
                return False
            engine.only_reads(False)
            work = self._claim()
            if work is None:
                return False
            engine.only_reads(True)
            log = _log.bind(job=str(work.job_id), kind=work.kind, attempt=work.attempts)
            began = time.monotonic()
            try:
                outcome = _outcome(work)
                db.session.rollback()
                engine.only_reads(False)
                work.settle(**outcome)
                db.session.commit()
            except LeaseLost:
                db.session.rollback()
                log.warning("job_lease_lost", done=work.done)
            else:
                log.info(
                    "job",
                    state=outcome["state"].value,
                    error=outcome.get("error"),
                    done=work.done,
                    total=work.total,
                    ms=round(1000 * (time.monotonic() - began)),
                )
            return True

    def _claim(self) -> Work | None:
        """Lease the most urgent due job; what is beyond work is settled on the way. None when nothing can be had."""
        session = db.session()
        while (job := _most_urgent(session)) is not None:
            if job.cancel_requested:
                _give_up(job, JobState.CANCELLED)
            elif job.state is JobState.RUNNING and job.attempts >= job.max_attempts:
                _give_up(job, JobState.FAILED, error="job_worker_died")
            else:
                at = now()
                job.state, job.error = JobState.RUNNING, None
                job.started_at = job.started_at or at
                job.attempts += 1
                job.lease_until, job.token = at + self._lease, new_id()
                work = Work(session, job, lease=self._lease, stopping=self._stop.is_set)
                session.commit()
                return work
            session.commit()
        session.rollback()
        return None


def _due(at: datetime) -> ColumnElement[bool]:
    return or_(
        and_(Job.state == JobState.QUEUED, Job.run_at <= at),
        and_(Job.state == JobState.RUNNING, Job.lease_until < at),
    )


def _anything_due() -> bool:
    """A look that only reads: an idle worker must not take SQLite's write lock ten times a second."""
    found = db.session.scalar(select(Job.id).where(_due(now())).limit(1)) is not None
    db.session.rollback()
    return found


def _most_urgent(session: Session) -> Job | None:
    urgent = select(Job).where(_due(now())).order_by(Job.priority.desc(), Job.run_at, Job.id).limit(1)
    return session.scalar(urgent.with_for_update(**engine.skip_locked(session)))


def _give_up(job: Job, state: JobState, error: str | None = None) -> None:
    job.state, job.error, job.finished_at = state, error, now()
    job.lease_until, job.token = None, None
    _log.warning("job_given_up", job=str(job.id), kind=job.kind, state=state.value, error=error)


def _outcome(work: Work) -> dict[str, Any]:
    """Run the handler; the values the job's row shall take. LeaseLost passes through: the row is another's."""
    try:
        handler = registry.handler_of(work.kind)
        if handler is None:
            return _failed(work, "job_unknown_kind")
        with _few_collections():
            work.result.update(handler(work) or {})
        return _ended(JobState.DONE, result=telling_nothing(work.result))
    except CancelRequested:
        return _ended(JobState.CANCELLED)
    except Stopping:
        return {"state": JobState.QUEUED, "run_at": now(), "token": None, "lease_until": None}
    except Refused as refusal:
        return _ended(JobState.FAILED, error=refusal.faults[0].code)
    except Invalid as invalid:
        return _ended(JobState.FAILED, error=invalid.fault.code)
    except (NotVisible, Forbidden):
        return _ended(JobState.FAILED, error="job_not_allowed")
    except LeaseLost:
        raise
    except Exception as error:
        # The message may quote a row, so only the type and the place are told.
        _log.error("job_broke", job=str(work.job_id), error=type(error).__name__, at=_whereabouts(error))
        return _failed(work, "job_unexpected")


@contextmanager
def _few_collections() -> Iterator[None]:
    """A chunk makes thousands of rows and hardly a ring of them: looking for rings took a fifth of its time."""
    usual = gc.get_threshold()
    gc.set_threshold(_YOUNG, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _ended(state: JobState, **values: Any) -> dict[str, Any]:
    return {"state": state, "finished_at": now(), "token": None, "lease_until": None, **values}


def _failed(work: Work, code: str) -> dict[str, Any]:
    """Once more after a pause, if it may be; work that came forward since it was claimed has all its attempts."""
    if work.attempts >= work.max_attempts:
        return _ended(JobState.FAILED, error=code)
    again = now() + timedelta(seconds=RETRY * 2 ** max(0, work.attempts - 1))
    return {"state": JobState.QUEUED, "run_at": again, "error": code, "token": None, "lease_until": None}


def _whereabouts(error: BaseException) -> list[str]:
    """The innermost places of our own code the error passed, without what was said there."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(_ROOT / "portal")]
    return [f"{Path(frame.filename).relative_to(_ROOT)}:{frame.lineno} {frame.name}" for frame in ours[-4:]]
