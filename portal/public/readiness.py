"""May this process be given work? It may when the database has the tables its code was written for."""

from __future__ import annotations

from functools import cache

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app, jsonify, make_response
from sqlalchemy import func, select

from portal.models import Job, db
from portal.models.job import JobState
from portal.values import clock
from portal.web.pages import Answer
from portal.web.resource import ANYONE, Resource

readiness = Resource("readiness", __name__)


@readiness.get("/siap", requires=ANYONE)
def show() -> Answer:
    """200 when the migrations are at their head, else 503. `oldest_job_seconds` is how long the job that has waited
    longest is due; it grows when no worker is alive, but pages can be served without one."""
    there = set(MigrationContext.configure(db.session.connection()).get_current_heads())
    wanted = _heads(current_app.extensions["migrate"].directory)
    if there != wanted:
        return make_response(jsonify(migrations=False), 503)
    due = select(func.min(Job.run_at)).where(Job.state == JobState.QUEUED, Job.run_at <= clock.now())
    oldest = db.session.scalar(due)
    waited = round((clock.now() - oldest).total_seconds()) if oldest else 0
    return make_response(jsonify(migrations=True, oldest_job_seconds=waited))


@cache
def _heads(directory: str) -> set[str]:
    return set(ScriptDirectory(directory).get_heads())
