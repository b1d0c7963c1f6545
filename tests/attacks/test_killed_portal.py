"""kill -9 of everything, in the middle of an import, of a sending and of a payment: afterwards all is there, once."""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import text, update

from portal.config import Settings
from portal.models import Invoice, Job, Roster, RosterRow, RosterState, Submission, SubmissionState, db, engine
from portal.models.job import JobState
from portal.models.transaction import transaction
from portal.services import submissions
from portal.values import clock
from portal.values.clock import in_wib
from tests.attacks.order import disorder
from tests.attacks.served import Reply, Served, Visitor, served, wait_until
from tests.cast import Cast
from tests.make import journey, people

PEOPLE = 6_000
#: How often the payment is killed.
KILLS = 2


def total(table: str) -> int:
    db.session.rollback()
    with engine.reading(), db.engine.connect() as connection:
        return int(connection.execute(text(f"select count(*) from {table}")).scalar_one())


def time_flies() -> None:
    """The lease of a dead worker is over: half a minute later, but nobody wants to wait for it here."""
    with transaction() as session:
        session.execute(
            update(Job).where(Job.state == JobState.RUNNING).values(lease_until=clock.now() - timedelta(seconds=1))
        )


def killed_on_the_way(portal: Served, done: Callable[[], int], goal: int) -> int:
    """Kill the whole house at some share of the work, and start it again; how far the work was."""
    share = random.uniform(0, 0.7)
    wait_until(lambda: done() > share * goal, "the work stands still")
    time.sleep(random.uniform(0, 0.1))
    portal.kill()
    reached = done()
    time_flies()
    portal.start()
    return reached


def tapped(visitor: Visitor, path: str, data: dict[str, str], key: str) -> tuple[threading.Thread, list[Reply]]:
    """A tap whose answer may never come."""
    replies: list[Reply] = []

    def tap() -> None:
        try:
            replies.append(visitor.post(path, data, key=key))
        except (OSError, http.client.HTTPException):
            return

    thread = threading.Thread(target=tap, daemon=True)
    thread.start()
    return thread, replies


@pytest.mark.timeout(300)
def test_thousands_of_people_survive_every_death(app: Flask, cast: Cast, settings: Settings, tmp_path: Path) -> None:
    wave = journey.wave(cast.sari).wave
    with served(settings, tmp_path / "log", GANDENG_WEB_PROCESSES="1") as portal:
        sari, hasan = portal.visitor(cast.sari), portal.visitor(cast.hasan)

        # The import: a job.
        taken_in = sari.post("/sekolah/daftar/", {"gelombang": wave, "file": (people.pasted(range(PEOPLE)), "a.tsv")})
        assert taken_in.status == 303, taken_in
        roster_id = UUID(taken_in.location.rsplit("/", 1)[1])
        reached = killed_on_the_way(portal, lambda: total("roster_row"), PEOPLE)
        assert 0 < reached < PEOPLE, "not killed in the middle"
        wait_until(lambda: _roster(cast, roster_id).state is RosterState.OPEN, "the import does not end")
        numbers = _numbers(cast, roster_id)
        assert numbers == list(range(2, PEOPLE + 2)), "every row once"
        assert _roster(cast, roster_id).row_count == PEOPLE

        # The sending: a job.
        sent = sari.post(f"/sekolah/daftar/{roster_id}/ajukan/")
        submission_id = UUID(sent.location.rsplit("/", 1)[1])
        reached = killed_on_the_way(portal, lambda: total("enrolment"), PEOPLE)
        assert 0 < reached < PEOPLE, "not killed in the middle"
        wait_until(
            lambda: _submission(cast, submission_id).state is SubmissionState.AWAITING_BRANCH,
            "the sending does not end",
        )
        assert _submission(cast, submission_id).people == PEOPLE == total("enrolment") == total("participant")
        assert disorder() == []

        # The payment: one request, and so all of it or nothing.
        with transaction():
            officer = cast.hasan.actor()
            submissions.approve(officer, officer.find(Submission, submission_id), kode_iuran="261234567890")
        bill = _bill(cast)
        now = in_wib(clock.now())
        data = {
            "amount": str(bill.total.amount),
            "paid_on": f"{now:%d/%m/%Y}",
            "paid_time": f"{now:%H:%M}",
            "channel": "ATM",
            "reference": "NTB 1",
        }
        key = str(uuid4())
        for _ in range(KILLS):
            tap, replies = tapped(hasan, f"/cabang/tagihan/{bill.id}/pembayaran", data, key)
            tap.join(random.uniform(0.1, 0.9))
            portal.kill("gunicorn")
            tap.join(30)
            paid = _bill(cast).paid
            assert paid.amount in {0, bill.total.amount}, "a payment is whole or is not"
            assert not replies or paid == bill.total, "what was said to be done is done"
            wait_until(portal.answers, "gunicorn stays dead")
        again = hasan.post(f"/cabang/tagihan/{bill.id}/pembayaran", data, key=key)
        assert (again.status, again.location) == (303, f"/cabang/tagihan/{bill.id}")
        assert _bill(cast).paid == bill.total
        assert total("payment") == 1
        assert total("allocation") == total("contribution")
        assert disorder() == []


def test_a_sending_while_one_waits_is_whole_or_is_not(
    app: Flask, cast: Cast, settings: Settings, tmp_path: Path
) -> None:
    lists = [journey.listed(cast.sari, range(at, at + 200), name=f"PKL {at}").roster for at in (0, 200)]
    with served(settings, tmp_path / "log", GANDENG_WEB_PROCESSES="1") as portal:
        sari, whole = portal.visitor(cast.sari), 0
        for roster_id in lists:
            key = str(uuid4())
            tap, replies = tapped(sari, f"/sekolah/daftar/{roster_id}/ajukan/", {}, key)
            tap.join(random.uniform(0.02, 0.4))
            portal.kill("gunicorn")
            tap.join(30)
            now = total("enrolment")
            assert now in {whole, whole + 200}, "all or nothing"
            assert not replies or now == whole + 200, "what was said to be done is done"
            assert disorder() == []
            wait_until(portal.answers, "gunicorn stays dead")
            again = sari.post(f"/sekolah/daftar/{roster_id}/ajukan/", key=key)
            assert again.status == 303
            whole += 200
            assert total("enrolment") == whole
    assert disorder() == []


def _roster(cast: Cast, id_: UUID) -> Roster:
    db.session.rollback()
    return cast.sari.actor().find(Roster, id_)


def _submission(cast: Cast, id_: UUID) -> Submission:
    db.session.rollback()
    return cast.sari.actor().find(Submission, id_)


def _bill(cast: Cast) -> Invoice:
    db.session.rollback()
    return db.session.scalars(cast.hasan.actor().sees(Invoice)).one()


def _numbers(cast: Cast, roster_id: UUID) -> list[int]:
    rows = cast.sari.actor().sees(RosterRow).where(RosterRow.roster_id == roster_id)
    return list(db.session.scalars(rows.with_only_columns(RosterRow.number).order_by(RosterRow.number)))
