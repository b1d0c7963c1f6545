"""Asking for work: in the caller's transaction, once, and without telling anybody's data."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Thread
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.models import Job, db
from portal.models.job import JobState, Telling, enqueue, latest_job, request_cancel, retry, telling_nothing


def test_a_job_is_kept_or_undone_with_its_cause(session: Session) -> None:
    enqueue(session, "tests.any", {"roster": uuid4()})
    session.rollback()
    assert session.query(Job).count() == 0
    enqueue(session, "tests.any", {"roster": uuid4()})
    session.commit()
    assert session.query(Job).count() == 1


def test_the_same_key_is_the_same_job(session: Session) -> None:
    first = enqueue(session, "tests.any", {}, dedupe_key="remind:2026-11-21")
    session.commit()
    assert enqueue(session, "tests.any", {}, dedupe_key="remind:2026-11-21") is first
    assert enqueue(session, "tests.any", {}, dedupe_key="remind:2026-11-22") is not first
    assert session.query(Job).count() == 2


def test_two_who_ask_at_once_ask_for_one_job(app: Flask, session: Session) -> None:
    answers: list[UUID] = []

    def ask() -> None:
        with app.app_context():
            answers.append(enqueue(db.session(), "tests.any", {}, dedupe_key="once").id)
            db.session.commit()

    mine = enqueue(session, "tests.any", {}, dedupe_key="once")
    session.flush()
    other = Thread(target=ask)
    other.start()
    other.join(0.3)
    assert other.is_alive(), "the other waits for our transaction"
    session.commit()
    other.join(10)
    assert answers == [mine.id]


@pytest.mark.unit
@pytest.mark.parametrize(
    "payload",
    [
        {"name": "Budi Santoso"},
        {"nik": "3271010101080001"},
        {"nik": 3271010101080001},
        {"deep": [{"er": "Jl. Merdeka 5"}]},
        {"3271010101080001": 1},
        {"file": b"PK"},
    ],
)
def test_what_tells_of_a_person_is_refused(payload: dict[str, object]) -> None:
    with pytest.raises(Telling) as refusal:
        telling_nothing(payload)
    assert "3271" not in str(refusal.value)
    assert "Budi" not in str(refusal.value)


@pytest.mark.unit
def test_ids_counts_and_codes_pass() -> None:
    roster = uuid4()
    assert telling_nothing({"roster": roster, "rows": [1, 2], "how": "nik_twice", "ok": True, "none": None}) == {
        "roster": str(roster),
        "rows": [1, 2],
        "how": "nik_twice",
        "ok": True,
        "none": None,
    }


def test_waiting_work_is_cancelled_at_once_and_can_be_taken_up_again(session: Session) -> None:
    job = enqueue(session, "tests.any", {})
    session.commit()
    request_cancel(session, job)
    assert job.state is JobState.CANCELLED
    assert job.finished
    retry(session, job)
    assert (job.state, job.cancel_requested, job.finished_at) == (JobState.QUEUED, False, None)


def test_done_work_is_neither_cancelled_nor_taken_up_again(session: Session) -> None:
    job = enqueue(session, "tests.any", {})
    job.state = JobState.DONE
    session.commit()
    request_cancel(session, job)
    retry(session, job)
    assert (job.state, job.cancel_requested) == (JobState.DONE, False)


def test_the_newest_job_about_a_thing_is_found(session: Session) -> None:
    thing = enqueue(session, "tests.thing", {})
    session.commit()
    enqueue(session, "tests.read", {}, subject=thing)
    newest = enqueue(session, "tests.read", {}, subject=thing)
    send = enqueue(session, "tests.send", {}, subject=thing)
    session.commit()
    assert latest_job(session, thing) is send
    assert latest_job(session, thing, "tests.read") is newest
    assert latest_job(session, send) is None


@pytest.mark.unit
def test_the_time_left_follows_the_pace_so_far() -> None:
    start = datetime(2026, 11, 21, 3, tzinfo=UTC)
    job = Job(kind="tests.any", payload={}, state=JobState.RUNNING, done=250, total=1000, started_at=start)
    assert job.percent == 25
    assert job.remaining(start + timedelta(seconds=10)) == timedelta(seconds=30)
    job.done = 0
    assert job.remaining(start + timedelta(seconds=10)) is None
    job.total = None
    assert job.percent is None
