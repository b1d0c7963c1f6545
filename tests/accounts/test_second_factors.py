"""Whoever acts for a branch shows a second factor: set up at the first sign-in, taken once, few guesses, told."""

from __future__ import annotations

import contextvars
from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import UUID

import pyotp
import pytest
import time_machine
from flask import Flask
from sqlalchemy import text

from portal.access.permissions import PERMISSIONS, Permission, Role
from portal.models import AuditEvent, LoginSession, Membership, db
from portal.models.transaction import transaction
from portal.services import second_factors
from portal.values import clock
from portal.web.wording.permissions import DEEDS
from tests.browser import Answer, Browser
from tests.cast import AUTHENTICATOR, PASSWORD, Cast, Person, newcomer

DOOR = "/masuk/pengaman"


@pytest.fixture
def beginner(cast: Cast) -> Person:
    """Somebody who was taken on by the branch and has no second factor yet."""
    with transaction():
        found = newcomer("Lilis Suryani", Role.BRANCH_OFFICER, cast.bandung, None)
    with transaction():
        hasan = cast.hasan.actor()
        second_factors.forget(hasan, hasan.find(Membership, found.membership_id))
    return found


def enters(tab: Browser, person: Person) -> Answer:
    return tab.submit(tab.get("/masuk"), "/masuk", {"identifier": person.email, "password": PASSWORD})


def shows(tab: Browser, code: str, *, status: int = 303) -> Answer:
    return tab.submit(tab.get(DOOR), DOOR, {"code": code}, status=status)


def code(later: int = 0) -> str:
    return second_factors.code_now(AUTHENTICATOR, later=later)


def deeds(cast: Cast, person: Person) -> list[str]:
    return deeds_of(cast, person.user_id)


def deeds_of(cast: Cast, subject: UUID) -> list[str]:
    return [each.action for each in lines_of(cast, subject)]


def lines_of(cast: Cast, subject: UUID) -> Sequence[AuditEvent]:
    own = cast.hasan.actor().sees(AuditEvent).where(AuditEvent.subject_id == subject)
    return db.session.scalars(own.order_by(AuditEvent.sequence)).all()


def test_a_password_alone_opens_nothing(cast: Cast, anonymous: Browser) -> None:
    done = enters(anonymous, cast.hasan)
    assert done.location == DOOR
    for closed in ("/cabang/", "/cabang/audit/", "/akun", "/akun/bertindak"):
        assert anonymous.get(closed, status=303).location == DOOR
    anonymous.post("/akun/kata-sandi", {}, status=303)
    anonymous.get("/akun/pengaman/aplikasi", status=303)
    before = anonymous.client.get_cookie("gandeng")
    assert anonymous.follow(shows(anonymous, code())).soup.find("h1") is not None
    after = anonymous.client.get_cookie("gandeng")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    stolen = Browser(anonymous.app)
    stolen.client.set_cookie("gandeng", before.value)
    assert stolen.get("/cabang/", status=303).location == "/masuk"


def test_a_code_is_taken_once_and_not_an_old_one(cast: Cast, anonymous: Browser) -> None:
    with time_machine.travel(clock.now(), tick=False):
        enters(anonymous, cast.hasan)
        used = code()
        shows(anonymous, used)
        other = Browser(anonymous.app)
        enters(other, cast.hasan)
        assert "sudah dipakai" in shows(other, used, status=422).words
        assert "sudah dipakai" in shows(other, code(-1), status=422).words
        assert "tidak cocok" in shows(other, code(5), status=422).words
        shows(other, code(1))
    assert deeds(cast, cast.hasan)[-6:].count("factor_failed") == 3
    assert deeds(cast, cast.hasan)[-1] == "factor_proved"


def test_guesses_are_few(cast: Cast, anonymous: Browser) -> None:
    enters(anonymous, cast.hasan)
    for _ in range(6):
        shows(anonymous, "000000", status=422)
    assert "Tunggu" in shows(anonymous, code(), status=429).words


def test_it_is_set_up_at_the_first_sign_in_with_codes_for_a_lost_phone(
    cast: Cast, beginner: Person, anonymous: Browser, sari: Browser
) -> None:
    enters(anonymous, beginner)
    page = anonymous.follow(anonymous.get(DOOR, status=303))
    assert page.soup.select_one("svg.qr") is not None
    secret = str(page.soup.select_one(".code").get_text()).replace(" ", "")  # type: ignore[union-attr]
    assert "tidak cocok" in anonymous.submit(page, "/aplikasi", {"code": "123456"}, status=422).words
    made = anonymous.submit(page, "/aplikasi", {"code": pyotp.TOTP(secret).at(clock.now())}, status=200)
    codes = [each.get_text() for each in made.soup.select("#kode-pemulihan .code")]
    assert len(set(codes)) == 10
    anonymous.get("/cabang/")
    resting = db.session.execute(text("select secret from second_factor")).scalars().all()
    assert resting
    assert not any(secret.encode() in bytes(each) for each in resting if each)

    lost = Browser(anonymous.app)
    enters(lost, beginner)
    shows(lost, codes[3].lower())
    lost.get("/cabang/")
    again = Browser(anonymous.app)
    enters(again, beginner)
    shows(again, codes[3], status=422)
    told = " ".join(str(each.facts) for each in db.session.scalars(cast.hasan.actor().sees(AuditEvent)))
    assert secret not in told
    assert codes[0] not in told
    own = {"factor_added", "recovery_codes_made", "factor_proved", "factor_failed"}
    lines = [each for each in lines_of(cast, beginner.user_id) if each.action in own]
    assert {each.action for each in lines} == own
    assert {(each.user_id, each.actor_name) for each in lines} == {(beginner.user_id, beginner.name)}
    assert sari.get("/akun/pengaman", status=303).location == "/akun"


def test_factors_change_only_for_who_has_just_shown_one(cast: Cast, hasan: Browser) -> None:
    page = hasan.get("/akun/pengaman")
    assert "0 dari 10 kode" in page.words
    last = hasan.submit(page, "/hapus", status=422)
    assert "satu-satunya pengaman" in last.words
    made = hasan.submit(page, "/kode-pemulihan", status=200)
    assert len(made.soup.select("#kode-pemulihan .code")) == 10
    with time_machine.travel(clock.now() + timedelta(minutes=11), tick=True):
        assert hasan.get("/akun/pengaman", status=303).location == DOOR
        again = hasan.get(DOOR)
        refused = hasan.submit(again, DOOR, {"code": code(), "present": "bukan-ini"}, status=422)
        assert "Kata sandi sekarang" in refused.words
        done = hasan.submit(refused, DOOR, {"code": code(), "present": PASSWORD})
        assert done.location == "/akun/pengaman"
        hasan.follow(done)


def test_an_offer_is_for_one_session(cast: Cast, hasan: Browser, mira: Browser) -> None:
    theirs = mira.get("/akun/pengaman/aplikasi")
    offer = str(theirs.soup.select_one("input[name=offer]")["value"])  # type: ignore[index]
    page = hasan.get("/akun/pengaman/aplikasi")
    for wrong in (offer, "", "AAAA", "é"):
        assert "QR yang baru" in hasan.submit(page, "/aplikasi", {"offer": wrong, "code": "1"}, status=422).words


def test_who_gave_only_a_password_does_not_stay_for_long(
    app: Flask, cast: Cast, anonymous: Browser, browser: Callable[[Person], Browser]
) -> None:
    enters(anonymous, cast.hasan)
    with time_machine.travel(clock.now() + timedelta(minutes=31), tick=True):
        assert anonymous.get(DOOR, status=303).location == "/masuk"
    anonymous.post("/keluar")
    assert db.session.query(LoginSession).filter_by(user_id=cast.hasan.user_id, proved_at=None).count() == 1


def test_a_colleague_ends_sessions_and_forgets_what_is_lost(
    cast: Cast, beginner: Person, hasan: Browser, sari: Browser, anonymous: Browser
) -> None:
    enters(anonymous, beginner)
    page = hasan.get(f"/cabang/rekan/{beginner.membership_id}")
    assert "Terakhir terlihat" in page.words
    hasan.submit(page, "/akhiri-sesi")
    assert anonymous.get(DOOR, status=303).location == "/masuk"
    hasan.submit(page, "/lupakan-pengaman")
    assert deeds_of(cast, beginner.membership_id)[-2:] == ["session_ended", "factors_forgotten"]
    own = hasan.post(f"/cabang/rekan/{cast.hasan.membership_id}/lupakan-pengaman", status=422)
    assert "menunjukkan yang masih ada" in own.words
    elsewhere = sari.post(f"/sekolah/rekan/{cast.budi.membership_id}/lupakan-pengaman", status=422)
    assert "Hanya petugas kantor cabang" in elsewhere.words


def test_who_may_do_what_is_what_the_program_holds(hasan: Browser, sari: Browser) -> None:
    every = hasan.get("/cabang/rekan/peran/").words
    assert "Menyetujui pengajuan sebagai kepala sekolah Kepala sekolah" in every
    own = hasan.get("/cabang/rekan/peran/", query_string={"peran": "school_reader"})
    assert "Mengajukan peserta" not in own.words
    assert len(own.soup.select("tbody tr")) == len(PERMISSIONS[Role.SCHOOL_READER])
    assert DEEDS.keys() == set(Permission)
    sari.get("/cabang/rekan/peran/", status=404)


def test_who_keeps_the_machine_lets_the_last_officer_begin_anew(app: Flask, cast: Cast, anonymous: Browser) -> None:
    run = app.test_cli_runner().invoke
    db.session.rollback()
    done = contextvars.Context().run(run, args=["factors", "forget", cast.hasan.email])
    assert done.exit_code == 0, done.output
    assert contextvars.Context().run(run, args=["factors", "forget", "siapa@contoh.id"]).exit_code == 1
    enters(anonymous, cast.hasan)
    assert anonymous.get(DOOR, status=303).location == "/akun/pengaman/aplikasi"


def test_a_passkey_that_answers_nothing_is_refused(
    cast: Cast, hasan: Browser, anonymous: Browser, sari: Browser
) -> None:
    """The story makes and shows a real one."""
    assert "challenge" in hasan.post("/akun/kunci-sandi/tawaran", status=200).json["options"]
    for answer in ("", "{}", "[]", '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}'):
        refused = hasan.post("/akun/kunci-sandi", {"answer": answer}, status=422)
        assert "Kunci sandi tidak diterima" in refused.words
    assert sari.post("/akun/kunci-sandi", status=303).location == "/akun"
    enters(anonymous, cast.hasan)
    assert "challenge" in anonymous.post("/masuk/kunci-sandi/pertanyaan", status=200).json["options"]
    refused = anonymous.post("/masuk/kunci-sandi", {"answer": "{}"}, status=422)
    assert "Kunci sandi tidak diterima" in refused.words
    assert anonymous.get("/cabang/", status=303).location == DOOR
