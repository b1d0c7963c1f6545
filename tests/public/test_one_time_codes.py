"""One's own cover without an account: a code by mail, and the same answers for whoever is typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import select

from portal.models import AuditEvent, Message, OneTimeCode, db
from portal.models.transaction import transaction
from portal.services import messages, one_time_codes, upkeep
from tests.browser import Answer, Browser
from tests.cast import Cast
from tests.conftest import Hand
from tests.make import accidents, workers

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("mailbox")]

MAIL = "siti@contoh.id"


@pytest.fixture(autouse=True)
def november() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True) as traveller:
        yield traveller


@pytest.fixture
def insured(cast: Cast, november: time_machine.Traveller) -> UUID:
    """One with a mailbox, one without; the first of them."""
    [first] = accidents.insured(cast)
    accidents.reached(cast.dewi, first, MAIL)
    workers.registered(cast.dewi, [2])
    november.move_to("2026-11-22 05:00:00+00:00", tick=True)
    return first


def asked(by: Browser, number: int, **other: str) -> Answer:
    typed = {"nik": workers.nik(number).digits, "birth_date": f"{workers.born(number):%d/%m/%Y}"} | other
    return by.submit(by.get("/saya"), "/saya", typed)


def mailed() -> list[Message]:
    db.session.rollback()
    return list(db.session.scalars(select(Message).order_by(Message.created_at).execution_options(seen_by="test")))


def code_in(message: Message) -> str:
    found = re.search(r"^\d{6}$", message.body or "", re.MULTILINE)
    assert found
    return found[0]


def test_the_mail_that_was_left_when_registering_gets_the_code(
    dewi: Browser, anonymous: Browser, worker: Hand
) -> None:
    said = workers.texts(5) | {"occupation": "pedagang-kaki-lima", "income": "1000000", "consent": "y"}
    dewi.submit(dewi.get("/perisai/pendaftaran/"), "/perisai/pendaftaran/", said | {"email": "neng@contoh.id"})
    asked(anonymous, 5)
    worker.drain()
    [mail] = mailed()
    assert (mail.recipient, len(code_in(mail))) == ("neng@contoh.id", 6)


def test_a_person_sees_their_own_state_and_closes_it_again(
    cast: Cast, insured: UUID, anonymous: Browser, worker: Hand, november: time_machine.Traveller
) -> None:
    waiting = asked(anonymous, 1)
    assert waiting.location == "/saya/kode"
    worker.drain()
    [mail] = mailed()
    assert (mail.recipient, mail.branch_id) == (MAIL, cast.bandung)
    form = anonymous.follow(waiting)
    wrong = anonymous.submit(form, "/saya/kode", {"code": "12 34"})
    assert "tidak cocok" in anonymous.follow(wrong).words
    right = anonymous.submit(anonymous.get("/saya/kode"), "/saya/kode", {"code": f" {code_in(mail)} "})
    seen = anonymous.follow(right)
    assert "Terlindungi" in seen.words
    assert "November 2026" in seen.words
    assert "Bayar berikutnya Rp" in seen.words
    assert "Wadah" in seen.words
    assert workers.nik(1).digits not in seen.text
    assert workers.texts(1)["name"] not in seen.text
    assert seen.headers["Cache-Control"] == "no-store"

    again = anonymous.get("/saya/kode", status=303)
    assert again.location == "/saya", "a code is used once"
    closed = anonymous.submit(seen, "/saya/keadaan/tutup", {})
    assert closed.location == "/saya"
    assert anonymous.get("/saya/keadaan", status=303).location == "/saya"

    told = cast.hasan.actor().sees(AuditEvent).where(AuditEvent.action == "own_cover_opened")
    [line] = db.session.scalars(told).all()
    assert MAIL not in str(line.facts)
    with transaction():
        one_time_codes.ask(workers.nik(1), workers.born(1))
    november.shift(timedelta(days=2))
    with transaction():
        upkeep.forget()
    assert db.session.scalars(select(OneTimeCode)).all() == []


def test_the_page_closes_by_itself_and_a_late_code_opens_nothing(
    insured: UUID, anonymous: Browser, worker: Hand, november: time_machine.Traveller
) -> None:
    asked(anonymous, 1)
    worker.drain()
    anonymous.submit(anonymous.get("/saya/kode"), "/saya/kode", {"code": code_in(mailed()[-1])})
    november.shift(one_time_codes.OPEN - timedelta(seconds=30))
    anonymous.get("/saya/keadaan")
    november.shift(timedelta(seconds=60))
    assert anonymous.get("/saya/keadaan", status=303).location == "/saya"

    asked(anonymous, 1)
    worker.drain()
    form, late = anonymous.get("/saya/kode"), code_in(mailed()[-1])
    november.shift(one_time_codes.LIFETIME)
    answer = anonymous.submit(form, "/saya/kode", {"code": late})
    assert "sudah tidak berlaku" in anonymous.follow(answer).words


def test_a_code_is_guessed_five_times_and_no_more(insured: UUID, anonymous: Browser, worker: Hand) -> None:
    asked(anonymous, 1)
    worker.drain()
    form, right = anonymous.get("/saya/kode"), code_in(mailed()[-1])
    for number in range(one_time_codes.TRIES):
        guess = f"{(int(right) + number + 1) % 10**6:06}"
        anonymous.post("/saya/kode", {"code": guess})
    answer = anonymous.submit(form, "/saya/kode", {"code": right})
    assert "dicoba terlalu sering" in anonymous.follow(answer).words
    assert anonymous.get("/saya/keadaan", status=303).location == "/saya"


@pytest.mark.parametrize(
    ("number", "other"),
    [(1, {"birth_date": "1/1/1999"}), (2, {}), (7, {})],
    ids=["another birth date", "no mailbox", "unknown"],
)
def test_a_stranger_learns_nothing(
    insured: UUID, anonymous: Browser, worker: Hand, number: int, other: dict[str, str]
) -> None:
    answer = asked(anonymous, number, **other)
    assert answer.location == "/saya/kode"
    worker.drain()
    page = anonymous.follow(answer)
    assert "Bila NIK dan tanggal lahirnya cocok" in page.words
    assert mailed() == []
    guessed = anonymous.submit(page, "/saya/kode", {"code": "000000"})
    assert "tidak cocok" in anonymous.follow(guessed).words


def test_nobody_is_asked_about_all_day(insured: UUID, anonymous: Browser) -> None:
    for _ in range(3):
        asked(anonymous, 9)
    page = anonymous.submit(
        anonymous.get("/saya"),
        "/saya",
        {"nik": workers.nik(9).digits, "birth_date": "1/1/1999"},
        status=429,
    )
    assert "Sudah beberapa kali diminta" in page.words


def test_what_cannot_be_a_number_is_said_at_the_field(anonymous: Browser) -> None:
    form = anonymous.get("/saya")
    typed = {"nik": "3273 0101", "birth_date": "kemarin"}
    page = anonymous.submit(form, "/saya", typed, status=422)
    assert "Tulis tanggal sebagai hari/bulan/tahun" in page.words
    short = anonymous.submit(form, "/saya", typed | {"birth_date": "1/1/1980"}, status=422)
    assert "16 angka" in short.words


def test_without_a_mail_server_nobody_is_promised_a_code(anonymous: Browser) -> None:
    messages.use(None)
    assert "Belum dapat mengirim kode" in anonymous.get("/saya").words
    anonymous.post("/saya", {"nik": workers.nik(1).digits, "birth_date": "1/1/1980"}, status=422)
