"""A phone that the people of one clinic or wadah share: each is in as themselves, and PINs are not guessed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from portal.access.permissions import Role
from portal.models import LoginSession, SharedPhone, User, db
from portal.models.transaction import transaction
from portal.services import passwords, pins
from portal.values import clock
from tests.accounts.people import another_place
from tests.accounts.test_sessions import events, sign_in
from tests.browser import Browser
from tests.cast import PASSWORD, Cast, Person, newcomer

pytestmark = pytest.mark.once

PIN, OTHER = "482915", "730264"


def with_pin(person: Person, pin: str) -> None:
    with transaction() as session:
        pins.choose(session.get_one(User, person.user_id), present=PASSWORD, pin=pin, actor=None)


@pytest.fixture
def nining(cast: Cast) -> Person:
    """Tono's colleague at the desk, with a PIN of her own."""
    with transaction():
        person = newcomer("Nining Suryani", Role.CLINIC_CLERK, cast.bandung, cast.sehat)
    with_pin(person, OTHER)
    return person


@pytest.fixture
def phone(cast: Cast, nining: Person, anonymous: Browser) -> Browser:
    """Tono signed in on it and opened it to his colleagues."""
    with_pin(cast.tono, PIN)
    sign_in(anonymous, cast.tono.email)
    page = anonymous.get("/hp/bersama")
    anonymous.submit(page, "/hp/bersama")
    return anonymous


def unlock(phone: Browser, person: Person, pin: str, *, status: int = 303):  # type: ignore[no-untyped-def]
    page = phone.get("/hp")
    return phone.submit(page, "/hp/masuk", {"siapa": str(person.membership_id), "pin": pin}, status=status)


def test_colleagues_switch_by_pin_and_every_act_is_their_own(cast: Cast, phone: Browser, nining: Person) -> None:
    page = phone.get("/perisai/")
    assert "Tono Hartono" in page.words
    assert "Kunci, ganti orang" in page.words
    assert phone.submit(page, "/hp/kunci").location == "/hp"
    assert phone.get("/perisai/", status=303).location == "/hp", "locked, and no password is asked for"
    locked = phone.get("/hp")
    assert "Nining Suryani" in locked.words
    assert "Tono Hartono" in locked.words
    assert "Dewi" not in locked.words
    assert unlock(phone, nining, OTHER).location == "/perisai/"
    assert "Nining Suryani" in phone.get("/perisai/").words
    phone.submit(phone.get("/akun"), "/akun", {"name": "Nining S."})
    (changed,) = events("profile_changed")
    assert changed.user_id == nining.user_id
    living = db.session.scalars(select(LoginSession).where(LoginSession.ended_at.is_(None))).all()
    assert [each.user_id for each in living if each.phone_id] == [nining.user_id], "two are never in at once"
    (unlocked,) = events("phone_unlocked")
    assert (unlocked.user_id, unlocked.organisation_id) == (nining.user_id, cast.sehat)


def test_it_locks_by_itself_and_closes_after_eight_hours(cast: Cast, phone: Browser, nining: Person) -> None:
    began = clock.now()
    with time_machine.travel(began + timedelta(minutes=9), tick=False) as then:
        phone.get("/perisai/")
        then.move_to(began + timedelta(minutes=18))
        phone.get("/perisai/rekan/")
        then.move_to(began + timedelta(minutes=29))
        assert phone.get("/perisai/rekan/", status=303).location == "/hp"
        assert unlock(phone, cast.tono, PIN).location == "/perisai/rekan/", "on where he was"
        then.move_to(began + timedelta(minutes=50))
        assert phone.get("/perisai/rekan/", status=303).location == "/hp"
        assert unlock(phone, nining, OTHER).location == "/perisai/", "another is not led to his page"
        for minutes in range(55, 8 * 60 - 1, 9):
            then.move_to(began + timedelta(minutes=minutes))
            phone.get("/perisai/")
        then.move_to(began + timedelta(hours=8, seconds=5))
        assert phone.get("/perisai/", status=303).location == "/hp"
        assert phone.get("/hp", status=303).location == "/masuk"
        assert phone.post("/hp/masuk", {"siapa": str(nining.membership_id), "pin": OTHER}).location == "/masuk"


def test_a_pin_is_not_guessed(cast: Cast, phone: Browser, nining: Person, app: Flask) -> None:
    phone.submit(phone.get("/perisai/"), "/hp/kunci")
    for _ in range(5):
        assert "PIN tidak cocok" in unlock(phone, nining, "111213", status=422).words
    assert "Tunggu" in unlock(phone, nining, OTHER, status=429).words, "the right one does not help any more"
    assert unlock(phone, cast.tono, PIN).location == "/perisai/", "another person has a count of their own"
    assert len(events("pin_failed")) == 5
    assert {each.user_id for each in events("pin_failed")} == {None}
    phone.submit(phone.get("/perisai/"), "/hp/kunci")
    with time_machine.travel(clock.now() + timedelta(minutes=16), tick=False):
        for _ in range(4):
            unlock(phone, nining, "111213", status=422)
        for _ in range(4):
            unlock(phone, cast.tono, "111213", status=422)
    closed = [each for each in db.session.scalars(select(SharedPhone)) if each.ended_at]
    assert closed == []


def test_after_many_wrong_pins_the_phone_closes(cast: Cast, phone: Browser, nining: Person) -> None:
    with transaction():
        three = [newcomer(f"Petugas{each} Baru", Role.CLINIC_CLERK, cast.bandung, cast.sehat) for each in range(3)]
    for person in three:
        with_pin(person, OTHER)
    phone.submit(phone.get("/perisai/"), "/hp/kunci")
    answers = []
    for person in three:
        for _ in range(5):
            page = phone.get("/hp", status=None)
            if page.status != 200:
                break
            said = {"siapa": str(person.membership_id), "pin": "111213"}
            last = phone.submit(page, "/hp/masuk", said, status=None)
            answers.append(last.status)
    assert answers[-1] == 303, "sent to the door"
    assert last.headers["Clear-Site-Data"] == '"storage"', "what waited to be sent goes as well"
    assert len(answers) == 15
    assert phone.get("/hp", status=303).location == "/masuk"
    assert len(events("phone_ended")) == 1
    assert sign_in(phone, cast.tono.email).location == "/perisai/", "a password opens as ever"


def test_who_is_no_colleague_cannot_unlock(cast: Cast, phone: Browser, nining: Person) -> None:
    with_pin(cast.dewi, PIN)
    phone.submit(phone.get("/perisai/"), "/hp/kunci")
    for stranger in (cast.dewi, cast.ratna):
        assert "Pilih nama Anda" in unlock(phone, stranger, PIN, status=422).words
    from portal.models import Membership
    from portal.services import memberships

    with transaction():
        hasan = cast.hasan.actor()
        memberships.end(hasan, hasan.find(Membership, nining.membership_id))
    assert "Nining" not in phone.get("/hp").words
    assert "Pilih nama Anda" in unlock(phone, nining, OTHER, status=422).words


def test_a_pin_opens_no_other_place(cast: Cast, phone: Browser, nining: Person) -> None:
    school, wadah = another_place(nining, cast.sari), another_place(nining, cast.dewi)
    branch = another_place(nining, cast.hasan)
    phone.submit(phone.get("/perisai/"), "/hp/kunci")
    unlock(phone, nining, OTHER)
    chooser = phone.get("/akun/bertindak")
    assert "SMK Negeri 1" not in chooser.words
    assert "Di HP bersama hanya" in chooser.words
    assert {str(nining.membership_id), str(wadah)} == {
        each["value"] for each in chooser.soup.select("[name=membership]")
    }
    for elsewhere in (school, branch):
        assert "kata sandi" in phone.post("/akun/bertindak", {"membership": elsewhere}, status=422).words
    assert phone.post("/akun/bertindak", {"membership": wadah}).location == "/perisai/"
    phone.get("/sekolah/", status=404)
    for elsewhere in (school, branch):  # by whatever way the session came to it
        with transaction() as session:
            mine = session.scalars(select(LoginSession).where(LoginSession.ended_at.is_(None))).all()
            next(each for each in mine if each.phone_id).membership_id = elsewhere
        for door in ("/sekolah/", "/cabang/", "/perisai/"):
            assert phone.get(door, status=303).location == "/akun/bertindak"
    assert phone.post("/akun/bertindak", {"membership": nining.membership_id}).location == "/perisai/"


def test_a_pin_does_not_begin_the_hours_anew(cast: Cast, phone: Browser, nining: Person) -> None:
    phone.submit(phone.get("/perisai/"), "/hp/kunci")
    unlock(phone, nining, OTHER)
    assert "sudah dipakai bersama" in phone.post("/hp/bersama", status=422).words
    assert len(db.session.scalars(select(SharedPhone)).all()) == 1


def test_signing_out_ends_the_sharing_and_wipes(cast: Cast, phone: Browser, nining: Person) -> None:
    thief = phone.twin()
    done = phone.submit(phone.get("/perisai/"), "/keluar")
    assert done.headers["Clear-Site-Data"] == '"storage"'
    assert phone.get("/hp", status=303).location == "/masuk"
    assert thief.get("/hp", status=303).location == "/masuk", "a copied token opens nothing"
    assert thief.get("/perisai/", status=303).location in {"/hp", "/masuk"}


def test_whoever_holds_a_locked_phone_may_end_the_sharing(phone: Browser) -> None:
    phone.submit(phone.get("/perisai/"), "/hp/kunci")
    done = phone.submit(phone.get("/hp"), "/hp/akhiri")
    assert done.location == "/masuk"
    assert done.headers["Clear-Site-Data"]
    assert phone.get("/hp", status=303).location == "/masuk"


def test_a_colleague_s_password_on_a_shared_phone_locks_like_a_pin(
    cast: Cast, phone: Browser, nining: Person
) -> None:
    phone.submit(phone.get("/perisai/"), "/hp/kunci")
    sign_in(phone, nining.email)
    with time_machine.travel(clock.now() + timedelta(minutes=11), tick=False):
        assert phone.get("/perisai/", status=303).location == "/hp"


def test_a_new_password_of_who_opened_it_closes_the_phone(cast: Cast, phone: Browser) -> None:
    with transaction() as session:
        tono = session.get_one(User, cast.tono.user_id)
        elsewhere = session.scalars(select(LoginSession.id).where(LoginSession.user_id == cast.rina.user_id)).first()
        passwords.change(
            tono, present=PASSWORD, chosen="sate-lontong-kecap-manis", session_id=elsewhere or tono.id, actor=None
        )
    assert phone.get("/hp", status=303).location == "/masuk"


def test_who_may_share_a_phone(cast: Cast, tono: Browser, sari: Browser, dewi: Browser) -> None:
    assert "Atur PIN Anda" in tono.get("/hp/bersama").words
    assert "Atur PIN Anda lebih dahulu" in tono.post("/hp/bersama", status=422).words
    assert "hanya untuk agen" in sari.post("/hp/bersama", status=422).words
    assert "HP bersama" not in sari.get("/akun").words
    assert "HP bersama" in dewi.get("/akun").words
    assert sari.post("/hp/kunci").location == "/sekolah/"
    assert Browser(sari.client.application).get("/hp", status=303).location == "/masuk"


def test_choosing_a_pin(cast: Cast, dewi: Browser, browser: Callable[[Person], Browser]) -> None:
    form = dewi.get("/akun/pin")
    for wrong, said in (
        ({"pin": "12345"}, "6 angka"),
        ({"pin": "123456"}, "mudah ditebak"),
        ({"pin": "121212"}, "mudah ditebak"),
        ({"pin": "734734"}, "mudah ditebak"),
        ({"pin": "111222"}, "mudah ditebak"),
        ({"repeated": "482916"}, "Tidak sama"),
        ({"present": "salah-sekali-ini"}, "tidak cocok"),
    ):
        data = {"present": PASSWORD, "pin": PIN, "repeated": wrong.get("pin", PIN)} | wrong
        assert said in dewi.submit(form, "/akun/pin", data, status=422).words, wrong
    dewi.submit(form, "/akun/pin", {"present": PASSWORD, "pin": PIN, "repeated": PIN})
    assert "PIN Anda sudah diatur" in dewi.get("/akun").words
    kept = db.session.get_one(User, cast.dewi.user_id).pin_hash
    assert kept is not None
    assert not passwords.matches(kept, PIN), "the hash alone tells nothing: six digits are tried out in a minute"
    assert pins.matches(cast.dewi.user_id, kept, PIN)
    assert not pins.matches(cast.joko.user_id, kept, PIN)
    assert PIN not in str(events("pin_set")[0].facts)
