"""The daily round forgets what was kept for a while, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import time_machine

from portal.access.permissions import Role
from portal.jobs import upkeep as round_
from portal.models import AuditEvent, IdempotencyKey, Invitation, Job, LoginSession, User, db
from portal.models.job import JobState
from portal.models.transaction import transaction
from portal.services import invitations, sign_in, upkeep
from portal.values import clock
from portal.values.token import Token


def test_old_keys_go_and_young_ones_stay(app, cast):
    with transaction() as session:
        for key, age in (("old", upkeep.KEYS_KEPT + timedelta(hours=1)), ("young", timedelta(hours=1))):
            session.add(IdempotencyKey(key=key, scope="x", status=303, created_at=clock.now() - age))
    with transaction():
        assert upkeep.forget() == 1
    assert [each.key for each in db.session.query(IdempotencyKey)] == ["young"]


def test_where_somebody_was_signed_in_and_who_was_invited_is_forgotten_in_time(app, cast):
    with time_machine.travel(clock.now() - upkeep.SESSIONS_KEPT - timedelta(days=8)), transaction() as session:
        sign_in.begin(session.get_one(User, cast.sari.user_id), Token.fresh(), days=7)
        invited(cast, "lama@contoh.sch.id")
    with transaction() as session:
        kept = sign_in.begin(session.get_one(User, cast.sari.user_id), Token.fresh(), days=7).id
        invited(cast, "baru@contoh.sch.id")
    with transaction():
        assert upkeep.forget() == 2
    assert [each.id for each in db.session.query(LoginSession)] == [kept]
    assert [each.email for each in db.session.query(Invitation)] == ["baru@contoh.sch.id"]
    told = [each.action for each in db.session.scalars(cast.hasan.actor().sees(AuditEvent))]
    assert (told.count("signed_in"), told.count("invited")) == (2, 2), "the record keeps that it was"


def invited(cast, email):
    invitations.invite(cast.sari.actor(), Token.fresh(), name="Tamu", role=Role.SCHOOL_READER, email=email)


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
