"""The daily round forgets what was kept for a while, and nothing else."""

from __future__ import annotations

from datetime import timedelta

from portal.jobs import upkeep as round_
from portal.models import IdempotencyKey, Job, db
from portal.models.job import JobState
from portal.models.transaction import transaction
from portal.services import upkeep
from portal.values import clock


def test_old_keys_go_and_young_ones_stay(app, cast):
    with transaction() as session:
        for key, age in (("old", upkeep.KEYS_KEPT + timedelta(hours=1)), ("young", timedelta(hours=1))):
            session.add(IdempotencyKey(key=key, scope="x", status=303, created_at=clock.now() - age))
    with transaction():
        assert upkeep.forget() == 1
    assert [each.key for each in db.session.query(IdempotencyKey)] == ["young"]


def test_each_round_plans_the_next_once(app, cast, worker):
    with transaction() as session:
        round_.plan(session, clock.today() - timedelta(days=1))
        round_.plan(session, clock.today() - timedelta(days=1))
    worker.drain()
    jobs = {kind: [] for kind in ("house.tidy", "standings.turn", "reminders.begin")}
    for job in db.session.query(Job).order_by(Job.id):
        jobs.setdefault(job.kind, []).append(job)
    for kind in ("house.tidy", "standings.turn", "reminders.begin"):
        assert [job.state for job in jobs[kind]] == [JobState.DONE, JobState.QUEUED], kind
        assert jobs[kind][1].run_at > clock.now()
