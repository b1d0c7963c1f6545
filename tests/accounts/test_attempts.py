"""How often one may fail, and who is not stopped by it."""

from __future__ import annotations

from uuid import uuid4

import pytest
import time_machine
from flask import Flask

from portal.accounts import attempts
from portal.accounts.attempts import Attempt
from portal.services.sign_in import Candidate
from portal.values import clock
from portal.web.limits import limits
from tests.browser import Answer, Browser
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.once  # failures are counted outside the database

OFFICE = {"REMOTE_ADDR": "180.252.10.20"}


def attempt(
    browser: Browser, identifier: str, password: str = "salah-sama-sekali", *, status: int = 422, address: str = ""
) -> Answer:
    return browser.post(
        "/masuk",
        {"identifier": identifier, "password": password, "_key": None},
        status=status,
        environ_base={"REMOTE_ADDR": address or OFFICE["REMOTE_ADDR"]},
    )


def fail(browser: Browser, identifier: str, times: int) -> None:
    for _ in range(times):
        attempt(browser, identifier)


def test_the_ninth_failure_of_an_account_has_to_wait(cast: Cast, anonymous: Browser) -> None:
    fail(anonymous, cast.sari.email, 8)
    told = attempt(anonymous, cast.sari.email, PASSWORD, status=429)
    assert "Tunggu 15 menit" in told.words
    assert told.soup.find("form", action="/masuk") is not None


def test_the_same_words_meet_who_has_no_account(cast: Cast, app: Flask) -> None:
    known, unknown = Browser(app), Browser(app)
    fail(known, cast.sari.email, 8)
    fail(unknown, "nobody@contoh.sch.id", 8)
    assert (
        attempt(known, cast.sari.email, status=429).words
        == attempt(unknown, "nobody@contoh.sch.id", status=429).words
    )


def test_an_account_is_counted_once_however_it_is_written(cast: Cast, anonymous: Browser) -> None:
    fail(anonymous, cast.sari.email, 4)
    fail(anonymous, " SARI@contoh.sch.id", 4)
    attempt(anonymous, cast.sari.email, status=429)


def test_after_the_wait_it_may_be_tried_again(cast: Cast, anonymous: Browser) -> None:
    fail(anonymous, cast.sari.email, 8)
    with time_machine.travel(clock.now().timestamp() + 15 * 60 + 1, tick=True):
        attempt(anonymous, cast.sari.email, PASSWORD, status=303)


def test_who_goes_on_failing_waits_longer(cast: Cast, anonymous: Browser) -> None:
    start = clock.now().timestamp()
    for window in range(4):
        with time_machine.travel(start + window * 16 * 60, tick=True):
            fail(anonymous, cast.sari.email, 8 if window < 3 else 6)
    with time_machine.travel(start + 5 * 16 * 60, tick=True):
        told = attempt(anonymous, cast.sari.email, PASSWORD, status=429)
    minutes = int(told.words.partition("Tunggu ")[2].partition(" ")[0])
    assert minutes > 600


def test_success_clears_the_count(cast: Cast, anonymous: Browser) -> None:
    fail(anonymous, cast.sari.email, 7)
    attempt(anonymous, cast.sari.email, PASSWORD, status=303)
    anonymous.client.delete_cookie("gandeng_kenal")
    fail(anonymous, cast.sari.email, 8)


def test_an_attacker_cannot_lock_the_owner_out(cast: Cast, app: Flask) -> None:
    owner, attacker = Browser(app), Browser(app)
    attempt(owner, cast.sari.email, PASSWORD, status=303)
    fail(attacker, cast.sari.email, 8)
    attempt(attacker, cast.sari.email, PASSWORD, status=429)
    attempt(owner, cast.sari.email, PASSWORD, status=303)


def test_a_known_browser_has_a_count_too(cast: Cast, anonymous: Browser) -> None:
    attempt(anonymous, cast.sari.email, PASSWORD, status=303)
    fail(anonymous, cast.sari.email, 8)
    attempt(anonymous, cast.sari.email, PASSWORD, status=429)


def test_a_browser_is_known_to_the_accounts_it_opened_only(cast: Cast, anonymous: Browser) -> None:
    attempt(anonymous, cast.sari.email, PASSWORD, status=303)
    fail(anonymous, cast.budi.email, 8)
    attempt(anonymous, cast.budi.email, status=429)
    attempt(anonymous, cast.sari.email, PASSWORD, status=303)


def test_a_forged_note_makes_no_browser_known(cast: Cast, app: Flask, anonymous: Browser) -> None:
    fail(anonymous, cast.sari.email, 8)
    forger = Browser(app)
    forger.client.set_cookie("gandeng_kenal", f'["x", ["{cast.sari.user_id.hex}"]].x.x')
    attempt(forger, cast.sari.email, PASSWORD, status=429)


def test_fifty_people_behind_one_address_are_not_stopped(app: Flask) -> None:
    people = [Candidate(str(uuid4()), uuid4(), None, (uuid4(),)) for _ in range(50)]
    for person in people:
        for _ in range(3):  # everybody mistypes three times on a Monday
            each = Attempt(person, known_browser=None, address=OFFICE["REMOTE_ADDR"])
            assert each.begin() == 0
            each.failed()
    for person in people:
        each = Attempt(person, known_browser=None, address=OFFICE["REMOTE_ADDR"])
        assert each.begin() == 0
        each.succeeded()


def test_one_school_of_fifty_people_is_not_stopped_either(app: Flask) -> None:
    school = uuid4()
    for _ in range(50):
        person = Candidate(str(uuid4()), uuid4(), None, (school,))
        for _ in range(3):
            each = Attempt(person, known_browser=None, address=OFFICE["REMOTE_ADDR"])
            assert each.begin() == 0
            each.failed()


def test_somebody_who_tries_all_of_a_school_is_stopped_but_its_own_browsers_are_not(app: Flask) -> None:
    school, count = uuid4(), int(attempts.PER_OFFICE.partition(" ")[0])
    for number in range(count):
        each = Attempt(
            Candidate(str(uuid4()), uuid4(), None, (school,)), known_browser=None, address=f"10.0.{number}.1"
        )
        assert each.begin() == 0
        each.failed()
    colleague = Candidate(str(uuid4()), uuid4(), None, (school,))
    assert Attempt(colleague, known_browser=None, address="10.9.9.9").begin() > 0
    assert Attempt(colleague, known_browser="abc", address="10.9.9.9").begin() == 0
    assert Attempt(Candidate(str(uuid4()), uuid4()), known_browser=None, address="10.9.9.9").begin() == 0


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("180.252.10.20", "180.252.10.20", True),
        ("180.252.10.20", "180.252.10.21", False),
        ("2001:db8:1:2::5", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::5", "2001:db8:1:3::5", False),
    ],
)
def test_an_address_is_stopped_only_for_browsers_nobody_knows(
    app: Flask, monkeypatch: pytest.MonkeyPatch, one: str, other: str, same: bool
) -> None:
    monkeypatch.setattr(attempts, "PER_ADDRESS", "5 per hour")
    for _ in range(5):
        each = Attempt(Candidate(str(uuid4())), known_browser=None, address=one)
        assert each.begin() == 0
        each.failed()
    person = Candidate(str(uuid4()), uuid4())
    assert (Attempt(person, known_browser=None, address=other).begin() > 0) is same
    assert Attempt(person, known_browser="abc", address=other).begin() == 0


def test_many_at_once_do_not_slip_through(app: Flask) -> None:
    candidate = Candidate(str(uuid4()))
    tries = [Attempt(candidate, known_browser=None, address="10.0.0.1") for _ in range(20)]
    assert sum(each.begin() == 0 for each in tries) == 8  # none of them has failed yet


def test_the_counters_do_not_tell_what_was_typed(cast: Cast, anonymous: Browser) -> None:
    attempt(anonymous, "orang.rahasia@contoh.sch.id")
    with limits().storage.engine.connect() as connection:
        keys = [row[0] for row in connection.exec_driver_sql("select key from rate_limit")]
    assert keys
    assert not [key for key in keys if "rahasia" in key or "180.252" in key]
