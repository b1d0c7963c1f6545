"""kill -9, again and again, in the middle of the work: everything is there exactly once, and the work goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.config import Settings
from portal.models import Job
from portal.models.job import JobState, enqueue
from portal.values.clock import now
from tests.databases import ROOT, environment
from tests.jobs.effects import left

CHUNKS = 3
JOBS, ROWS, KILLS = 8, 12, 5
#: More than the statements and commits from the first look at the queue to the end of one job of two rows a chunk.
MOMENTS = 24


def ask(session: Session, jobs: int, *, rows: int, pause: float) -> list[UUID]:
    payload = {"chunks": CHUNKS, "rows": rows, "pause": pause}
    asked = [enqueue(session, "tests.labour", payload).id for _ in range(jobs)]
    session.commit()
    return asked


@pytest.fixture
def start(settings: Settings) -> Callable[..., subprocess.Popen[bytes]]:
    def started(*arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.jobs.labourer", *arguments],
            cwd=ROOT,
            env=environment(settings.database(), settings.instance),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL if arguments else subprocess.PIPE,
        )

    return started


def all_is_there_once(session: Session, jobs: list[UUID], *, rows: int) -> int:
    """How many jobs passed through more than one worker's hands."""
    handed_over = 0
    for job_id in jobs:
        effects = left(session, job_id)
        assert list(effects) == list(range(CHUNKS * rows))
        handed_over += len(set(effects.values())) > 1
        job = session.get_one(Job, job_id)
        assert (job.state, job.done, job.total) == (JobState.DONE, CHUNKS * rows, CHUNKS * rows)
        assert job.result == {"chunks": CHUNKS}
    return handed_over


def test_work_survives_a_death_between_any_two_statements(
    session: Session, start: Callable[..., subprocess.Popen[bytes]]
) -> None:
    jobs = ask(session, MOMENTS, rows=2, pause=0)
    with start(str(MOMENTS)) as process:
        assert process.wait(60) == 0
    assert all_is_there_once(session, jobs, rows=2), "no job was killed in its middle: the test has shown nothing"


def test_work_survives_deaths_in_its_middle_while_others_work(
    session: Session, start: Callable[..., subprocess.Popen[bytes]]
) -> None:
    jobs = ask(session, JOBS, rows=ROWS, pause=0.05)
    until = time.monotonic() + 240

    def found(*where: ColumnElement[bool]) -> list[UUID]:
        assert time.monotonic() < until, "the work stands still"
        time.sleep(0.02)
        ids = session.scalars(select(Job.id).where(*where)).all()
        session.rollback()
        return list(ids)

    with start() as nursery:
        assert nursery.stdin
        assert nursery.stdout

        def another() -> int:
            nursery.stdin.write(b"\n")
            nursery.stdin.flush()
            return int(nursery.stdout.readline())

        workers = {another(), another()}
        kills = 0
        while kills < KILLS:
            if len(found(Job.state == JobState.DONE)) == len(jobs):  # on a busy machine they may be quicker than we
                jobs += ask(session, 1, rows=ROWS, pause=0.05)
            half_done = found(Job.state == JobState.RUNNING, Job.done > 0, Job.lease_until > now())
            for pid in {process for job_id in half_done for process in left(session, job_id).values()}:
                if pid in workers and kills < KILLS:
                    os.kill(pid, signal.SIGKILL)
                    kills += 1
                    workers = workers - {pid} | {another()}
        while len(found(Job.state == JobState.DONE)) < len(jobs):
            pass
    assert all_is_there_once(session, jobs, rows=ROWS), "no job was killed in its middle: the test has shown nothing"
