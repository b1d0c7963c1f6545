"""The page at the clinic's desk: typed, photographed, of another system, too often; and what the answer says."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from limits import parse

from portal.access.permissions import Role
from portal.models import AskedBy, CoverCheck, db
from portal.models.transaction import transaction
from portal.perisai.cover_checks import OF_A_CLINIC, OF_A_PERSON, UNKNOWN
from portal.values import clock
from portal.values.clock import in_wib
from portal.web.limits import limits
from tests.browser import Browser
from tests.cast import Cast, Person, newcomer
from tests.make import accidents, people, workers

pytestmark = pytest.mark.once

ASK = "/perisai/cek/"


@pytest.fixture(autouse=True)
def november() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True) as traveller:
        yield traveller


@pytest.fixture
def vendor(cast: Cast, november: time_machine.Traveller) -> UUID:
    """The enrolment of somebody who paid at ten; now it is eleven."""
    [enrolment_id] = accidents.insured(cast)
    november.move_to("2026-11-21 04:00:00+00:00", tick=True)
    return enrolment_id


def said(number: str = "", **other: str) -> dict[str, str]:
    now = in_wib(clock.now())
    asked = {"day": now.date().isoformat(), "hour": f"{now:%H.%M}", "zone": "WIB", "purpose": "at_the_desk"}
    return asked | {"number": number} | other


def bomb() -> bytes:
    """A PNG of thirty thousand by thirty thousand pixels that is a few kilobytes small."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(100_000)))
        + chunk(b"IEND", b"")
    )


def test_a_number_is_typed_and_the_answer_says_what_to_do(vendor: UUID, tono: Browser) -> None:
    page = tono.get(ASK)
    done = tono.submit(page, ASK, said(workers.nik(1).digits, traffic="y"))
    told = tono.follow(done)
    for words in (
        "Terlindungi",
        "S*** S******",
        "tanpa membayar",
        "Jasa Raharja menjamin lebih dahulu",
        "dalam 48 jam",
        "Tono Hartono",
        "Pasien ada di klinik",
    ):
        assert words in told.words
    assert people.name(1) not in told.text
    assert "Wadah Sinar Mandiri" not in told.text
    listed = tono.get("/perisai/cek/riwayat")
    assert "S*** S******" in listed.words
    assert done.location in listed.text


def test_each_answer_has_its_own_words(
    cast: Cast, vendor: UUID, tono: Browser, browser: Callable[[Person], Browser]
) -> None:
    workers.registered(cast.dewi, [5])
    unpaid = tono.follow(tono.post(ASK, said(workers.nik(5).digits)))
    assert "Belum terlindungi" in unpaid.words
    assert "Membayar iuran sekarang tidak melindungi kecelakaan yang sudah terjadi" in unpaid.words
    nobody = tono.follow(tono.post(ASK, said(workers.nik(77).digits)))
    assert "Tidak dikenal" in nobody.words
    assert "e-PLKK" in nobody.words
    with time_machine.travel("2027-01-21 03:00:00+00:00", tick=True):
        tono = browser(cast.tono)
        late = tono.follow(tono.post(ASK, said(workers.nik(1).digits)))
        assert "Terlindungi, menunggak" in late.words
        assert "biayanya dapat diganti setelah tunggakan lunas" in late.words
    with time_machine.travel("2027-04-21 03:00:00+00:00", tick=True):
        tono = browser(cast.tono)
        lapsed = tono.follow(tono.post(ASK, said(workers.nik(1).digits)))
        assert "Tidak terlindungi" in lapsed.words
        earlier = tono.follow(tono.post(ASK, said(workers.nik(1).digits, day="2026-11-30", zone="WITA")))
        assert "Terlindungi" in earlier.words
        assert "WITA" in earlier.words


def test_a_photograph_of_the_card_is_read_on_the_server(cast: Cast, vendor: UUID, tono: Browser) -> None:
    card = accidents.photo(accidents.card_of(cast.dewi, vendor))
    done = tono.post(ASK, said() | {"photo": (card, "kartu.png")})
    assert "S*** S******" in tono.follow(done).words
    check = accidents.answer(cast.tono, UUID(done.location.rpartition("/")[2]))
    assert (check.way, check.enrolment_id) == (AskedBy.CARD, vendor)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Tulis NIK, nomor kartu"),
        (b"<script>alert(1)</script>", "bukan foto JPEG, PNG, atau WebP"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "bukan foto JPEG, PNG, atau WebP"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(40), "HEIC"),
        (b"\xff\xd8\xff" + b"<script>" * 50, "Foto rusak"),
        (bomb(), "megapiksel"),
        (accidents.photo("https://qris.contoh.id/0002"), "dari sistem lain"),
        (accidents.photo("https://contoh.id/" + "x" * 90)[:-900], "Foto rusak"),
    ],
    ids=["nothing", "script", "svg", "heic", "script-as-jpeg", "bomb", "another-system", "cut-off"],
)
def test_a_picture_that_helps_nobody_gets_a_sentence(tono: Browser, content: bytes, words: str) -> None:
    refused = tono.post(ASK, said() | {"photo": (content, "kartu.jpg")}, status=422)
    assert words in refused.words
    assert db.session.query(CoverCheck).execution_options(seen_by="a test").count() == 0


def test_a_picture_without_any_code(tono: Browser) -> None:
    from PIL import Image

    plain = io.BytesIO()
    Image.new("RGB", (800, 600), "white").save(plain, "JPEG")
    refused = tono.post(ASK, said() | {"photo": (plain.getvalue(), "kartu.jpg")}, status=422)
    assert "Tidak ada kode QR yang terbaca" in refused.words


def test_what_is_missing_and_what_cannot_be(tono: Browser) -> None:
    page = tono.get(ASK)
    empty = tono.submit(page, ASK, {"number": "", "day": "", "hour": ""}, status=422)
    assert "Tanggal wajib diisi" in empty.words
    assert "Jam wajib diisi" in empty.words
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    future = tono.submit(page, ASK, said(workers.nik(1).digits, day=tomorrow), status=422, unmasked=True)
    assert "Waktu itu belum terjadi" in future.words
    assert "Tulis jam dan menit" in tono.submit(page, ASK, said("1", hour="setengah lima"), status=422).words


def test_asking_too_often_is_stopped_for_the_person_and_for_guessers_sooner(vendor: UUID, tono: Browser) -> None:
    for _ in range(int(OF_A_PERSON[0].split()[0])):
        tono.post(ASK, said(workers.nik(1).digits))
    stopped = tono.post(ASK, said(workers.nik(1).digits), status=429)
    assert "rawat dahulu pasiennya" in stopped.words
    for minute in range(1, int(UNKNOWN.split()[0]) + 1):
        with time_machine.travel(clock.now() + timedelta(minutes=2 * minute), tick=True):
            tono.post(ASK, said(workers.nik(1000 + minute).digits))
    with time_machine.travel(clock.now() + timedelta(minutes=50), tick=True):
        guessing = tono.post(ASK, said(workers.nik(1).digits), status=429)
        assert "nomor yang tidak dikenal" in guessing.words


def test_a_clinic_as_a_whole_is_stopped_too(
    cast: Cast, vendor: UUID, tono: Browser, browser: Callable[[Person], Browser]
) -> None:
    with transaction():
        nining = newcomer("Nining Suryani", Role.CLINIC_CLERK, cast.bandung, cast.sehat)
    most = int(OF_A_CLINIC.split()[0])
    limits().strategy.hit(parse(OF_A_CLINIC), "cover-check-clinic", str(cast.sehat), cost=most - 1)
    tono.post(ASK, said(workers.nik(1).digits))
    stopped = browser(nining).post(ASK, said(workers.nik(1).digits), status=429)
    assert "rawat dahulu pasiennya" in stopped.words, "she asked nothing yet, but her clinic did"
    with time_machine.travel(clock.now() + timedelta(minutes=61), tick=True):
        browser(nining).post(ASK, said(workers.nik(1).digits))


def test_others_have_no_such_desk(dewi: Browser, ratna: Browser, sari: Browser, hasan: Browser) -> None:
    for who in (dewi, ratna):
        who.get(ASK, status=403)
    for who in (sari, hasan):
        who.get(ASK, status=404)
    assert "/perisai/cek/" not in dewi.get("/perisai/").text
