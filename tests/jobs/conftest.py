"""A worker, a session to ask it for work, and a look at what is kept."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.jobs.worker import Worker
from portal.models import Job, db, engine
from portal.values.clock import now


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """Writes as it likes, in a context of its own."""
    with app.app_context():
        engine.only_reads(False)
        yield db.session()
        engine.only_reads(True)


@pytest.fixture
def worker(app: Flask) -> Worker:
    return Worker(app.app_context)


class Ledger:
    """What is kept of a job, read anew each time and by nobody's leave."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def job(self, job_id: UUID) -> Job:
        with self._app.app_context():
            job = db.session.scalars(select(Job).where(Job.id == job_id)).one()
            db.session.expunge(job)
            return job

    def write(self, job_id: UUID, **values: object) -> None:
        with self._app.app_context():
            db.session.execute(update(Job).where(Job.id == job_id).values(**values))
            db.session.commit()

    def make_due(self, job_id: UUID) -> None:
        self.write(job_id, run_at=now())


@pytest.fixture
def ledger(app: Flask) -> Ledger:
    return Ledger(app)
