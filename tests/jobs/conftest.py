"""An app on a database of its own, a worker on it, and a second, independent connection to look with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.app import create_app
from portal.config import Settings
from portal.jobs.worker import Worker
from portal.models import Job, db
from portal.values.clock import now
from tests.databases import forget, fresh_database


@pytest.fixture
def database(tmp_path: Path) -> Iterator[str]:
    url = fresh_database(tmp_path)
    yield url
    forget(url)


@pytest.fixture
def app(database: str, tmp_path: Path) -> Iterator[Flask]:
    app = create_app(Settings(DATABASE_URL=database, instance=tmp_path / "instance"))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.app_context():
        yield db.session()


@pytest.fixture
def worker(app: Flask) -> Worker:
    return Worker(app.app_context, lease=timedelta(seconds=30))


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
