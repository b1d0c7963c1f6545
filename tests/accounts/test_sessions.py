"""Signing in and out, as people do it."""

from __future__ import annotations

import time
from datetime import timedelta
from statistics import median

import time_machine
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import select

from portal.access.actor import everyone
from portal.access.permissions import Role
from portal.models import AuditEvent, Invitation, LoginSession, Membership, User, db
from portal.models.transaction import transaction
from portal.services import memberships, passwords
from portal.values import clock
from portal.web.limits import limits
from tests.accounts.people import another_place, disable, give_phone, password_of
from tests.browser import Answer, Browser
from tests.cast import PASSWORD, Cast, code_of, newcomer


def sign_in(browser: Browser, identifier: str, password: str = PASSWORD, *, status: int = 303) -> Answer:
    page = browser.get("/masuk")
    return browser.submit(page, "/masuk", {"identifier": identifier, "password": password}, status=status)


def events(action: str) -> list[AuditEvent]:
    db.session.rollback()
    found = db.session.scalars(everyone(AuditEvent, because="a test asks what was recorded"))
    return [event for event in found if event.action == action]


def living(cast: Cast, person: str = "sari") -> list[LoginSession]:
    db.session.rollback()
    user_id = getattr(cast, person).user_id
    return list(
        db.session.scalars(
            select(LoginSession).where(LoginSession.user_id == user_id, LoginSession.ended_at.is_(None))
        )
    )


def test_who_signs_in_lands_at_home(cast: Cast, anonymous: Browser) -> None:
    assert sign_in(anonymous, " Sari@Contoh.sch.id ").location == "/sekolah/"
    assert "SMK Negeri 1 Bandung" in anonymous.get("/sekolah/").words
    (event,) = events("signed_in")
    assert (event.user_id, event.organisation_id, event.branch_id) == (
        cast.sari.user_id,
        cast.smkn1,
        cast.bandung,
    )


def test_an_officer_lands_at_the_branch(cast: Cast, anonymous: Browser) -> None:
    assert sign_in(anonymous, cast.hasan.email).location == "/masuk/pengaman"
    shown = {"code": code_of(cast.hasan.email)}
    assert anonymous.submit(anonymous.get("/masuk/pengaman"), "/masuk/pengaman", shown).location == "/cabang/"


def test_a_phone_opens_too_however_it_is_written(cast: Cast, app: Flask) -> None:
    give_phone(cast.sari, "+6281234567890")
    for written in ("0812-3456-7890", "+62 812 3456 7890", "81234567890"):
        assert sign_in(Browser(app), written).location == "/sekolah/"


def test_only_the_fingerprint_of_the_token_is_kept(cast: Cast, anonymous: Browser) -> None:
    sign_in(anonymous, cast.sari.email)
    with anonymous.client.session_transaction() as kept:
        token = str(kept["_user_id"])
    (session,) = living(cast)
    assert len(token) == 43
    assert token.encode() not in session.token_hash
    assert len(session.token_hash) == 32


def test_an_unknown_account_and_a_wrong_password_get_the_same_words(cast: Cast, app: Flask) -> None:
    wrong = sign_in(Browser(app), cast.sari.email, "bukan-kata-sandinya", status=422)
    unknown = sign_in(Browser(app), "nobody@contoh.sch.id", "bukan-kata-sandinya", status=422)
    assert "tidak cocok" in wrong.words
    assert wrong.words == unknown.words
    assert "bukan-kata-sandinya" not in wrong.text


def test_an_unknown_account_costs_the_same_time(cast: Cast, app: Flask) -> None:
    took: dict[str, list[float]] = {"sari@contoh.sch.id": [], "nobody@contoh.sch.id": []}
    browser = Browser(app)
    data = {"password": "bukan-kata-sandinya", "_key": None}
    for _ in range(9):
        for identifier, times in took.items():
            limits().storage.reset()
            began = time.perf_counter()
            browser.post("/masuk", {**data, "identifier": identifier}, status=422)
            times.append(time.perf_counter() - began)
    known, unknown = (median(times) for times in took.values())
    # Without the dummy hash the unknown account would be three times as fast or more.
    assert 0.6 < known / unknown < 1.7


def test_a_disabled_account_is_nobody(cast: Cast, anonymous: Browser, sari: Browser) -> None:
    sari.get("/sekolah/")
    disable(cast.sari)
    assert "tidak cocok" in sign_in(anonymous, cast.sari.email, status=422).words
    assert sari.get("/sekolah/", status=303).location == "/masuk"


def test_a_failure_is_recorded_without_what_was_typed(cast: Cast, anonymous: Browser) -> None:
    sign_in(anonymous, cast.sari.email, "kata-sandi-rahasia-lain", status=422)
    (event,) = events("sign_in_failed")
    assert (event.subject_id, event.branch_id, event.actor_name) == (cast.sari.user_id, cast.bandung, "")
    assert "rahasia" not in str(event.facts)


def test_a_hash_of_another_day_is_renewed_at_sign_in(cast: Cast, anonymous: Browser) -> None:
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with transaction():
        nana = newcomer("Nana Suryana", Role.SCHOOL_READER, cast.bandung, cast.smkn1, password_hash=cheap)
    assert passwords.is_dated(cheap)
    sign_in(anonymous, nana.email)
    after = password_of(nana)
    assert after is not None
    assert not passwords.is_dated(after)
    assert passwords.matches(after, PASSWORD)


def test_signing_out_kills_a_copied_cookie(cast: Cast, anonymous: Browser) -> None:
    sign_in(anonymous, cast.sari.email)
    thief = anonymous.twin()
    thief.get("/sekolah/")
    page = anonymous.get("/sekolah/")
    assert anonymous.submit(page, "/keluar").location == "/masuk"
    assert "sudah keluar" in anonymous.get("/masuk").words
    assert thief.get("/sekolah/", status=303).location == "/masuk"
    with anonymous.client.session_transaction() as kept:
        assert "_user_id" not in kept
    assert len(events("signed_out")) == 1


def test_signing_in_again_ends_the_session_before(cast: Cast, anonymous: Browser) -> None:
    sign_in(anonymous, cast.sari.email)
    old = anonymous.twin()
    anonymous.post("/masuk", {"identifier": cast.sari.email, "password": PASSWORD})
    assert len(living(cast)) == 1
    assert old.get("/sekolah/", status=303).location == "/masuk"


def test_who_is_in_already_is_not_asked_again(sari: Browser) -> None:
    assert sari.get("/masuk", status=303).location == "/sekolah/"


def test_a_session_ends_when_idle_and_at_last_in_any_case(cast: Cast, sari: Browser) -> None:
    start = clock.now()
    with time_machine.travel(start + timedelta(hours=11, minutes=59), tick=False):
        sari.get("/sekolah/")
    with time_machine.travel(start + timedelta(hours=23, minutes=58), tick=False):
        sari.get("/sekolah/")
    with time_machine.travel(start + timedelta(hours=36), tick=False):
        assert sari.get("/sekolah/", status=303).location == "/masuk"
    for hours in range(36, 24 * 7, 9):
        with time_machine.travel(start + timedelta(hours=hours), tick=False), transaction() as session:
            for each in session.scalars(select(LoginSession)):
                each.last_seen_at = clock.now()
    with time_machine.travel(start + timedelta(days=7, seconds=1), tick=False):
        assert sari.get("/sekolah/", status=303).location == "/masuk"


def test_the_way_back_is_followed(cast: Cast, anonymous: Browser) -> None:
    anonymous.get("/sekolah/gelombang/?lihat=semua", status=303)
    assert sign_in(anonymous, cast.sari.email).location == "/sekolah/gelombang/?lihat=semua"


def test_the_way_back_is_not_followed_where_the_person_may_not_go(cast: Cast, app: Flask) -> None:
    for closed in ("/cabang/mitra/", "/sekolah/gelombang/baru"):
        browser = Browser(app)
        browser.get(closed, status=303)
        assert sign_in(browser, cast.budi.email).location == "/sekolah/"


def test_no_foreign_address_can_be_planted_as_the_way_back(cast: Cast, app: Flask) -> None:
    for planted in ("https://jahat.example/sekolah/", "//jahat.example/sekolah/", "/\\jahat.example", "/tidak-ada"):
        browser = Browser(app)
        browser.get("/masuk")
        with browser.client.session_transaction() as kept:
            kept["way_back"] = planted
        assert sign_in(browser, cast.sari.email).location == "/sekolah/"


def test_who_serves_several_places_chooses_first_and_then_goes_on(cast: Cast, anonymous: Browser) -> None:
    another_place(cast.sari, cast.rina)
    anonymous.get("/sekolah/gelombang/", status=303)
    assert sign_in(anonymous, cast.sari.email).location == "/akun/bertindak"
    assert anonymous.get("/sekolah/", status=303).location == "/akun/bertindak"
    page = anonymous.get("/akun/bertindak")
    assert "SMK Negeri 1 Bandung" in page.words
    assert "SMK Negeri 2 Bandung" in page.words
    done = anonymous.post("/akun/bertindak", {"membership": cast.sari.membership_id})
    assert done.location == "/sekolah/gelombang/"


def test_who_serves_nobody_any_more_is_told_so(cast: Cast, anonymous: Browser) -> None:
    with transaction():
        memberships.end(cast.hasan.actor(), cast.hasan.actor().find(Membership, cast.budi.membership_id))
    assert sign_in(anonymous, cast.budi.email).location == "/akun/bertindak"
    assert "belum terhubung" in anonymous.get("/akun/bertindak").words


def test_cookies_say_nothing_to_scripts_and_other_sites(cast: Cast, anonymous: Browser) -> None:
    anonymous.get("/masuk")
    done = anonymous.post("/masuk", {"identifier": cast.sari.email, "password": PASSWORD})
    cookies = done.headers.getlist("Set-Cookie")  # type: ignore[attr-defined]
    assert {cookie.partition("=")[0] for cookie in cookies} == {"gandeng", "gandeng_kenal"}
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in cookies)


def test_no_account_is_there_before_somebody_was_admitted(app: Flask, anonymous: Browser) -> None:
    assert db.session.scalar(select(User)) is None
    assert db.session.scalar(select(Invitation)) is None
    sign_in(anonymous, "admin", "admin", status=422)
