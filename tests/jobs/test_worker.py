"""What a worker does with a job, and what it leaves when things go wrong."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import structlog
from flask import Flask
from sqlalchemy.orm import Session

from portal.config import Settings
from portal.jobs import registry
from portal.jobs.work import Work
from portal.jobs.worker import Worker
from portal.models import Job, db
from portal.models.job import JobState, enqueue, request_cancel
from portal.values.clock import now
from portal.values.fault import Refused
from tests.jobs.conftest import Ledger
from tests.jobs.effects import leave, left

Does = Callable[[registry.Handler], None]


@pytest.fixture
def does(monkeypatch: pytest.MonkeyPatch) -> Does:
    """`does(function)` makes it the handler of `tests.any`."""

    def register(function: registry.Handler) -> None:
        monkeypatch.setitem(registry._handlers, "tests.any", function)

    return register


def ask(session: Session, **options: object) -> UUID:
    job = enqueue(session, "tests.any", {}, **options)  # type: ignore[arg-type]
    session.commit()
    job_id = job.id
    session.rollback()
    return job_id


def count_to(work: Work, total: int) -> None:
    for number in range(work.done, total):
        with work.chunk(done=number + 1, total=total) as session:
            leave(session, work.job_id, number)
            work.result["counted"] = number + 1


def test_work_is_done_with_its_progress_and_result(
    session: Session, worker: Worker, ledger: Ledger, does: Does
) -> None:
    @does
    def count(work: Work) -> dict[str, object]:
        count_to(work, 3)
        return {"how": "well"}

    job_id = ask(session)
    assert worker.drain() == 1
    job = ledger.job(job_id)
    assert (job.state, job.done, job.total, job.percent) == (JobState.DONE, 3, 3, 100)
    assert job.result == {"counted": 3, "how": "well"}
    assert job.started_at
    assert job.finished_at
    assert job.token is None
    assert not worker.run_one()


def test_the_urgent_and_then_the_old_go_first_and_the_future_waits(
    session: Session, worker: Worker, does: Does
) -> None:
    order: list[str] = []
    does(lambda work: order.append(str(work.payload["name"])))
    for name, priority, delay in (("old", 0, -60), ("new", 0, 0), ("urgent", 5, 0), ("tomorrow", 9, 86400)):
        enqueue(session, "tests.any", {"name": name}, priority=priority, run_at=now() + timedelta(seconds=delay))
    session.commit()
    worker.drain()
    assert order == ["urgent", "old", "new"]


def test_a_chunk_that_breaks_leaves_neither_effect_nor_progress_and_is_done_again(
    session: Session, worker: Worker, ledger: Ledger, does: Does
) -> None:
    broken = [True]

    @does
    def count(work: Work) -> None:
        for number in range(work.done, 4):
            with work.chunk(done=number + 1, total=4) as chunk:
                leave(chunk, work.job_id, number)
                if number == 2 and broken:
                    broken.pop()
                    raise ArithmeticError

    job_id = ask(session)
    worker.drain()
    job = ledger.job(job_id)
    assert (job.state, job.done, job.error) == (JobState.QUEUED, 2, "job_unexpected")
    assert job.run_at > now()
    assert list(left(session, job_id)) == [0, 1]
    ledger.make_due(job_id)
    worker.drain()
    job = ledger.job(job_id)
    assert (job.state, job.done, job.error) == (JobState.DONE, 4, None)
    assert list(left(session, job_id)) == [0, 1, 2, 3]


def test_work_that_always_breaks_is_given_up_and_says_why(
    session: Session, worker: Worker, ledger: Ledger, does: Does
) -> None:
    @does
    def never(work: Work) -> None:
        raise ArithmeticError

    job_id = ask(session, max_attempts=3)
    for _ in range(3):
        ledger.make_due(job_id)
        assert worker.drain() == 1
    job = ledger.job(job_id)
    assert (job.state, job.error, job.attempts) == (JobState.FAILED, "job_unexpected", 3)
    ledger.make_due(job_id)
    assert worker.drain() == 0


def test_a_refusal_is_not_tried_again(session: Session, worker: Worker, ledger: Ledger, does: Does) -> None:
    @does
    def refuse(work: Work) -> None:
        raise Refused.because("roster_closed")

    job_id = ask(session)
    worker.drain()
    assert (ledger.job(job_id).state, ledger.job(job_id).error) == (JobState.FAILED, "roster_closed")


def test_who_may_no_longer_act_is_not_acted_for(session: Session, worker: Worker, ledger: Ledger, does: Does) -> None:
    @does
    def act(work: Work) -> None:
        work.actor()

    job_id = ask(session, membership_id=uuid4())
    worker.drain()
    assert (ledger.job(job_id).state, ledger.job(job_id).error) == (JobState.FAILED, "job_not_allowed")


def test_a_kind_nobody_knows_waits_for_a_newer_worker_and_then_fails(
    session: Session, worker: Worker, ledger: Ledger
) -> None:
    job_id = ask(session, max_attempts=2)
    worker.drain()
    assert (ledger.job(job_id).state, ledger.job(job_id).error) == (JobState.QUEUED, "job_unknown_kind")
    ledger.make_due(job_id)
    worker.drain()
    assert (ledger.job(job_id).state, ledger.job(job_id).error) == (JobState.FAILED, "job_unknown_kind")


def test_a_cancel_stops_after_the_chunk_at_hand(
    app: Flask, session: Session, worker: Worker, ledger: Ledger, does: Does
) -> None:
    @does
    def count(work: Work) -> None:
        for number in range(work.done, 5):
            if number == 2:
                with app.app_context():
                    request_cancel(db.session(), db.session.get_one(Job, work.job_id))
                    db.session.commit()
            with work.chunk(done=number + 1, total=5) as chunk:
                leave(chunk, work.job_id, number)
                work.result["counted"] = number + 1

    job_id = ask(session)
    worker.drain()
    job = ledger.job(job_id)
    assert (job.state, job.done, job.result) == (JobState.CANCELLED, 3, {"counted": 3})
    assert list(left(session, job_id)) == [0, 1, 2]


def test_who_lost_the_lease_leaves_nothing(session: Session, worker: Worker, ledger: Ledger, does: Does) -> None:
    other = uuid4()

    @does
    def sleep_past_the_lease(work: Work) -> None:
        with work.chunk(done=1, total=2) as chunk:
            leave(chunk, work.job_id, 0)
        ledger.write(work.job_id, token=other)
        with work.chunk(done=2, total=2) as chunk:
            leave(chunk, work.job_id, 1)

    job_id = ask(session)
    worker.run_one()
    job = ledger.job(job_id)
    assert (job.state, job.done, job.token) == (JobState.RUNNING, 1, other)
    assert list(left(session, job_id)) == [0]


def test_who_lost_the_lease_at_the_end_does_not_end_the_job(
    session: Session, worker: Worker, ledger: Ledger, does: Does
) -> None:
    does(lambda work: ledger.write(work.job_id, token=uuid4()))
    job_id = ask(session)
    worker.run_one()
    assert ledger.job(job_id).state is JobState.RUNNING


def test_a_job_that_kills_its_workers_is_given_up(
    session: Session, worker: Worker, ledger: Ledger, does: Does
) -> None:
    does(lambda work: None)
    job_id, past = ask(session), now() - timedelta(seconds=1)
    ledger.write(job_id, state=JobState.RUNNING, attempts=4, token=uuid4(), lease_until=past)
    worker.run_one()
    assert ledger.job(job_id).state is JobState.DONE, "four deaths are not five"
    ledger.write(job_id, state=JobState.RUNNING, attempts=5, token=uuid4(), lease_until=past)
    worker.run_one()
    assert (ledger.job(job_id).state, ledger.job(job_id).error) == (JobState.FAILED, "job_worker_died")


def test_a_cancel_asked_of_a_dead_worker_is_honoured(
    session: Session, worker: Worker, ledger: Ledger, does: Does
) -> None:
    does(lambda work: None)
    job_id = ask(session)
    past = now() - timedelta(seconds=1)
    ledger.write(job_id, state=JobState.RUNNING, cancel_requested=True, token=uuid4(), lease_until=past)
    worker.run_one()
    assert ledger.job(job_id).state is JobState.CANCELLED


def test_a_living_lease_is_respected(session: Session, worker: Worker, ledger: Ledger, does: Does) -> None:
    does(lambda work: None)
    job_id = ask(session)
    ledger.write(job_id, state=JobState.RUNNING, token=uuid4(), lease_until=now() + timedelta(seconds=9))
    assert not worker.run_one()


def test_a_worker_told_to_stop_gives_the_job_back(
    session: Session, worker: Worker, ledger: Ledger, does: Does
) -> None:
    @does
    def count(work: Work) -> None:
        for number in range(work.done, 4):
            with work.chunk(done=number + 1, total=4) as chunk:
                leave(chunk, work.job_id, number)
            if number == 0:
                worker.stop()

    job_id = ask(session)
    worker.run()
    worker.run_one()
    job = ledger.job(job_id)
    assert (job.state, job.done, job.token, job.attempts) == (JobState.QUEUED, 3, None, 0)
    assert job.run_at <= now()


def test_writing_outside_a_chunk_is_found_out(session: Session, worker: Worker, ledger: Ledger, does: Does) -> None:
    @does
    def careless(work: Work) -> None:
        work.session.add(enqueue(work.session, "tests.other", {}))
        with work.chunk(done=1, total=1):
            pass

    job_id = ask(session)
    worker.run_one()
    assert (ledger.job(job_id).error, ledger.job(job_id).done) == ("job_unexpected", 0)


def test_a_log_tells_where_it_broke_but_not_what_was_said(session: Session, worker: Worker, does: Does) -> None:
    @does
    def talk(work: Work) -> None:
        raise ValueError("Budi Santoso 3271010101080001")

    ask(session)
    with structlog.testing.capture_logs() as lines:
        worker.drain()
    (broke,) = [line for line in lines if line["event"] == "job_broke"]
    assert broke["error"] == "ValueError"
    assert broke["at"][0].startswith("portal/jobs/worker.py:")
    assert "Budi" not in str(lines)
    assert "3271" not in str(lines)


@contextmanager
def write_lock(database: str) -> Iterator[None]:
    """SQLite's one write lock, held by somebody else, or sqlite3.OperationalError at once if it cannot be had."""
    connection = sqlite3.connect(database.removeprefix("sqlite:///"), isolation_level=None, timeout=0)
    try:
        connection.execute("begin immediate")
        yield
        connection.execute("rollback")
    finally:
        connection.close()


def test_an_idle_worker_does_not_need_the_write_lock(settings: Settings, session: Session, worker: Worker) -> None:
    session.rollback()
    database = settings.database()
    if database.startswith("sqlite"):
        with write_lock(database):
            assert not worker.run_one()
    else:
        assert not worker.run_one()


def test_between_chunks_nobody_waits_for_the_handler(
    settings: Settings, session: Session, worker: Worker, ledger: Ledger, does: Does
) -> None:
    """Only SQLite has one lock for the whole database. Inside a chunk it is ours, so the test can tell."""
    database = settings.database()
    seen: list[str] = []

    def someone_else_writes(where: str) -> None:
        if not database.startswith("sqlite"):
            seen.append(where)
            return
        try:
            with write_lock(database):
                seen.append(where)
        except sqlite3.OperationalError:
            pass

    @does
    def count(work: Work) -> None:
        assert left(work.session, work.job_id) == {}
        someone_else_writes("before")
        with work.chunk(done=1, total=1) as chunk:
            leave(chunk, work.job_id, 0)
            if database.startswith("sqlite"):
                someone_else_writes("inside")
        assert list(left(work.session, work.job_id)) == [0]
        someone_else_writes("after")

    job_id = ask(session)
    worker.run_one()
    assert seen == ["before", "after"]
    assert ledger.job(job_id).state is JobState.DONE


@pytest.mark.unit
def test_a_kind_has_one_handler() -> None:
    with pytest.raises(ValueError, match="two handlers"):
        registry.handler("tests.twice")(lambda work: None) and registry.handler("tests.twice")(lambda work: None)
    registry._handlers.pop("tests.twice")
