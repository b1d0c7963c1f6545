"""kill -9, again and again, in the middle of the work: everything is there exactly once, and the work goes on."""

from __future__ import annotations

import subprocess
import sys
import time

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.config import Settings
from portal.models import Job
from portal.models.job import JobState, enqueue
from portal.values.clock import now
from tests.databases import ROOT, environment
from tests.jobs.effects import left
from tests.jobs.labourer import CHUNKS, ROWS

JOBS, KILLS = 12, 6


def test_work_survives_the_death_of_its_workers(session: Session, settings: Settings) -> None:
    jobs = [enqueue(session, "tests.labour", {}).id for _ in range(JOBS)]
    session.commit()

    def start() -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.jobs.labourer"],
            cwd=ROOT,
            env=environment(settings.database(), settings.instance),
            stdout=subprocess.DEVNULL,
        )

    def how_many(*where: object) -> int:
        number = session.scalar(select(func.count()).select_from(Job).where(*where))  # type: ignore[arg-type]
        session.rollback()
        return int(number or 0)

    def wait_for(*where: object, at_least: int) -> None:
        until = time.monotonic() + 45
        while how_many(*where) < at_least:
            assert time.monotonic() < until, "the work stands still"
            time.sleep(0.02)

    workers = [start(), start()]
    try:
        for turn in range(KILLS):
            wait_for(Job.state == JobState.RUNNING, Job.lease_until > now(), at_least=1)
            time.sleep(0.05 + 0.05 * (turn % 3))
            workers[turn % 2].kill()
            workers[turn % 2].wait()
            workers[turn % 2] = start()
        wait_for(Job.state == JobState.DONE, at_least=JOBS)
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
    handed_over = 0
    for job_id in jobs:
        effects = left(session, job_id)
        assert list(effects) == list(range(CHUNKS * ROWS))
        handed_over += len(set(effects.values())) > 1
        job = session.get_one(Job, job_id)
        assert (job.done, job.total, job.result) == (CHUNKS * ROWS, CHUNKS * ROWS, {"chunks": CHUNKS})
    assert handed_over, "no job was killed in its middle: the test has shown nothing"
