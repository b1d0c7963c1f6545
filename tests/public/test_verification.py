"""What a stranger learns from a code: whether it holds, and little else; and who guesses is stopped."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
import time_machine

from portal.models import Enrolment, Payment, db
from portal.models.transaction import transaction
from portal.public.visitors import UNKNOWN
from portal.services import payments, verifications
from portal.values.clock import WIB, today
from tests.browser import Browser
from tests.cast import Cast
from tests.make import journey, people

TRIES = int(UNKNOWN.partition(" ")[0])


def code_of(cast: Cast, wave: UUID, at: int = 0) -> str:
    found = cast.sari.actor().sees(Enrolment).where(Enrolment.wave_id == wave).order_by(Enrolment.name_key)
    return db.session.scalars(found).all()[at].card_code


def verdict(browser: Browser, code: str) -> str:
    return str(browser.get(f"/periksa/{code}").soup.find(class_="verdict__words").get_text(strip=True))  # type: ignore[union-attr]


def test_a_card_says_as_little_as_proves_it(cast: Cast, anonymous: Browser) -> None:
    step = journey.covered(cast.sari, cast.hasan, range(3))
    page = anonymous.get(f"/periksa/{code_of(cast, step.wave)}")
    main = page.soup.find("main")
    assert main is not None
    words = main.get_text(" ")
    assert "A*** S******" in words
    assert "JKK, JKM" in words
    assert "Sekolah" in words
    hidden = (people.name(0), "SMK Negeri", "XI RPL", people.nik(0).digits[:6], people.nik(0).masked, "Bandung")
    for text in (*hidden, f"{people.born(0).year}", people.mother(0), "PKL Gelombang"):
        assert text not in words
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_cover_begins_and_ends_to_the_second(cast: Cast, anonymous: Browser) -> None:
    start, end = today() + timedelta(days=7), today() + timedelta(days=37)
    step = journey.covered(cast.sari, cast.hasan, range(3), start=start, end=end)  # type: ignore[arg-type]
    code = code_of(cast, step.wave)
    first, after = (datetime(day.year, day.month, day.day, tzinfo=WIB) for day in (start, end + timedelta(days=1)))
    second = timedelta(seconds=1)
    with time_machine.travel(first - second, tick=False):
        assert verdict(anonymous, code).startswith("Terlindungi mulai")
    with time_machine.travel(first, tick=False):
        assert verdict(anonymous, code) == "Terlindungi"
    with time_machine.travel(after - second, tick=False):
        assert verdict(anonymous, code) == "Terlindungi"
    with time_machine.travel(after, tick=False):
        assert verdict(anonymous, code) == "Kepesertaan sudah selesai"


def test_who_has_not_paid_is_not_covered(cast: Cast, anonymous: Browser) -> None:
    step = journey.approved(cast.sari, cast.hasan, range(3))
    assert verdict(anonymous, code_of(cast, step.wave)) == "Belum terlindungi"


def test_a_payment_that_was_voided_covers_nobody(cast: Cast, anonymous: Browser) -> None:
    step = journey.covered(cast.sari, cast.hasan, range(3), start=today(), end=today() + timedelta(days=40))  # type: ignore[arg-type]
    code = code_of(cast, step.wave)
    assert verdict(anonymous, code) == "Terlindungi"
    with transaction():
        actor = cast.hasan.actor()
        assert step.payment
        payments.void(actor, actor.find(Payment, step.payment), "salah mencatat rekening")
    assert verdict(anonymous, code) == "Belum terlindungi"


def test_a_code_is_read_as_people_type_it(cast: Cast, anonymous: Browser) -> None:
    step = journey.covered(cast.sari, cast.hasan, range(3))
    code = code_of(cast, step.wave)
    anonymous.get(f"/periksa/{code[:4].lower()} {code[4:8]}-{code[8:]}")
    page = anonymous.get("/periksa/AAAABBBBCCCC", status=404)
    done = anonymous.submit(page, "/periksa", {"kode": code}, status=303)
    assert done.location == f"/periksa/{code}"


@pytest.mark.parametrize(
    "path", ["/periksa/AAAABBBBCCCC", "/periksa/x", "/kuitansi/AAAABBBBCCCC", "/periksa/%F0%9F%92%A9"]
)
def test_an_unknown_code_is_answered_in_the_same_shape(cast: Cast, anonymous: Browser, path: str) -> None:
    page = anonymous.get(path, status=404)
    assert "tidak dikenal" in page.words
    assert "tanyakan ke" in page.words
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_a_receipt_says_what_is_printed_on_it(cast: Cast, anonymous: Browser) -> None:
    step = journey.covered(cast.sari, cast.hasan, range(3))
    assert step.payment
    payment = cast.hasan.actor().find(Payment, step.payment)
    code, number, amount = payment.code, payment.number, str(payment.amount)
    page = anonymous.get(f"/kuitansi/{code}")
    for text in ("Kuitansi ini sah", number, amount, "SMK Negeri 1 Bandung"):
        assert text in page.words
    with transaction():
        actor = cast.hasan.actor()
        payments.void(actor, actor.find(Payment, step.payment), "uangnya kembali ke pengirim")
    void = anonymous.get(f"/kuitansi/{code}")
    assert "sudah dibatalkan" in void.words
    assert "uangnya kembali" not in void.words, "why is between the branch and the school"


@pytest.mark.once
def test_who_guesses_is_stopped_and_others_are_not(cast: Cast, anonymous: Browser) -> None:
    step = journey.covered(cast.sari, cast.hasan, range(3))
    code = code_of(cast, step.wave)
    for _ in range(60):
        anonymous.get(f"/periksa/{code}")
    for guess in range(TRIES):
        kind = "periksa" if guess % 2 else "kuitansi"
        anonymous.get(f"/{kind}/AAAABBBB{guess:04}".replace("0", "Z").replace("1", "Y"), status=404)
    refused = anonymous.get(f"/periksa/{code}", status=429)
    assert "menit lagi" in refused.words
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    anonymous.get(f"/periksa/{code}", environ_base=elsewhere)


@pytest.mark.once
def test_a_household_of_ipv6_is_one_visitor(cast: Cast, anonymous: Browser) -> None:
    for guess in range(TRIES):
        anonymous.get(
            "/periksa/AAAABBBBCCCC", status=404, environ_base={"REMOTE_ADDR": f"2001:db8:1:2::{guess + 1:x}"}
        )
    anonymous.get("/periksa/AAAABBBBCCCC", status=429, environ_base={"REMOTE_ADDR": "2001:db8:1:2:ffff::1"})
    anonymous.get("/periksa/AAAABBBBCCCC", status=404, environ_base={"REMOTE_ADDR": "2001:db8:1:3::1"})


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("Budi Santoso", "B*** S******"),
        ("Nurhasanah", "N*********"),
        ("A", "A"),
        ("", ""),
        ("Wolfeschlegelsteinhausen", "W*********"),
    ],
)
def test_masking_a_name(name: str, masked: str) -> None:
    assert verifications.masked(name) == masked


def test_a_code_has_the_marks_that_papers_have() -> None:
    assert verifications.code_of("abcd efgh-jkmn") == "ABCDEFGHJKMN"
    for text in ("abcd efgh jkm0", "abcd efgh jkm", "abcd efgh jkmnp", ""):
        assert verifications.code_of(text) is None
