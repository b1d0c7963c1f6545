"""A pupil's own line by a class's link: no account, no JavaScript, few bytes, and nothing told of anybody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from portal.models import ApplicantState, AuditEvent, Consent, RegistrationLink, Wave, db
from portal.models.transaction import transaction
from portal.public.counters import TRAP
from portal.public.entries import OF_A_FORM
from portal.services import class_links, cooperation, waves
from portal.values import clock
from tests.browser import Answer, Browser
from tests.cast import Cast
from tests.make import classes, comers, journey, people

THANKS = "memeriksanya, lalu mendaftarkan Anda"


@pytest.fixture(autouse=True)
def november() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True) as travelling:
        yield travelling


@pytest.fixture
def code(cast: Cast) -> str:
    return classes.link(cast.sari, journey.wave(cast.sari).wave)[1]


def sent(by: Browser, code: str, number: int, clockwork: time_machine.Coordinates, **other: str) -> Answer:
    """The whole way of a pupil who reads before sending."""
    form = by.get(f"/kelas/{code}")
    clockwork.shift(timedelta(seconds=40))
    return by.submit(form, code, classes.said(number, **other) | {"consent": "y"})


def test_a_line_is_filled_in_without_an_account_and_says_what_is_wrong(
    cast: Cast, anonymous: Browser, code: str, november: time_machine.Coordinates
) -> None:
    form = anonymous.get(f"/kelas/{code}")
    for words in ("SMK Negeri 1 Bandung", "PKL Gelombang 1", "26 November 2026", "bukan persetujuan orang tua"):
        assert words in form.words
    assert form.headers["X-Robots-Tag"] == "noindex, nofollow"
    files = {str(tag.get("href") or tag.get("src")) for tag in form.soup.find_all(["link", "script"])}
    files |= {str(tag["href"]).partition("#")[0] for tag in form.soup.find_all("use")} - {""}
    assert form.wire + sum(anonymous._weigh(each) for each in files) <= 30 * 1024

    wrong = {"nik": "123", "name": "Dede Sunandar", "birth_date": "", "mother_name": "", "phone": "021"}
    refused = anonymous.submit(form, code, wrong, status=422)
    for sentence in (
        "NIK harus 16 angka",
        "Tanggal lahir belum diisi",
        "Kelas belum dipilih",
        "Tempat lahir belum diisi",
        "Nama ibu kandung",
        "Pernyataannya belum dicentang",
    ):
        assert sentence in refused.words
    assert 'value="Dede Sunandar"' in refused.text
    early = anonymous.submit(form, code, classes.said(1) | {"consent": "y"}, status=422, unmasked=True)
    assert "Halaman ini baru saja dibuka" in early.words
    november.shift(timedelta(seconds=20))
    other = f"{people.born(2):%d/%m/%Y}"
    unlikely = anonymous.submit(early, code, {"birth_date": other}, status=422, unmasked=True)
    assert "Data sudah benar seperti di Kartu Keluarga" in unlikely.words
    assert classes.lines(cast.sari) == []
    done = anonymous.submit(unlikely, code, {"birth_date": other, "sure": "y"})
    assert THANKS in anonymous.follow(done).words

    [line] = classes.lines(cast.sari)
    assert (line.state, line.consent, line.consent_version) == (
        ApplicantState.WAITING,
        Consent.ONLINE,
        "siswa-2026-11",
    )
    assert line.content["class_name"] == "XI TKJ 1"
    with db.engine.connect() as connection:
        rows = str(connection.exec_driver_sql("select * from applicant").all())
        told = str(connection.exec_driver_sql("select facts from audit_event").all())
    for secret in (people.name(1), people.nik(1).digits, people.mother(1)):
        assert secret not in rows + told, "what came in rests sealed"


def test_known_or_not_twice_or_once_the_answer_is_the_same(
    cast: Cast, anonymous: Browser, code: str, november: time_machine.Coordinates
) -> None:
    journey.covered(cast.sari, cast.hasan, [7], name="PKL Lama")
    fresh = anonymous.follow(sent(anonymous, code, 8, november)).words
    known = anonymous.follow(sent(anonymous, code, 7, november)).words
    again = anonymous.follow(sent(anonymous, code, 8, november, host="PT Lain")).words
    same_number = anonymous.follow(sent(anonymous, code, 8, november, phone="081377776666")).words
    assert fresh == known == again == same_number
    first, second, third = classes.lines(cast.sari)
    assert [each.content["host"] for each in (first, second, third)] == [
        "PT Lain",
        "CV Maju Bersama",
        "CV Maju Bersama",
    ], "who sends again with the same phone mends; another phone is another line, for the school to look at"
    events = db.session.scalars(cast.hasan.actor().sees(AuditEvent).where(AuditEvent.action == "entry_received"))
    assert [each.actor_name for each in events] == ["Siswa"] * 4


def test_machines_are_thanked_and_forgotten_and_a_worn_form_is_turned_away(
    cast: Cast, anonymous: Browser, code: str, november: time_machine.Coordinates
) -> None:
    texts = classes.said(1) | {"consent": "y"}
    trapped = anonymous.post(f"/kelas/{code}", texts | {TRAP: "https://contoh.id"})
    assert THANKS in anonymous.follow(trapped).words
    forged = anonymous.post(f"/kelas/{code}", texts | {"_segel": "WyJ4Il0.x"}, status=422, unmasked=True)
    assert "baru saja dibuka" in forged.words
    _, unit = comers.link(cast.agus)
    seal = str(anonymous.get(f"/daftar/{unit}").soup.find("input", attrs={"name": "_segel"})["value"])  # type: ignore[index]
    november.shift(timedelta(minutes=1))
    anonymous.post(f"/kelas/{code}", texts | {"_segel": seal}, status=422, unmasked=True)
    anonymous.get(f"/kelas/{unit}", status=404)
    anonymous.get(f"/daftar/{code}", status=404)
    assert classes.lines(cast.sari) == []

    seal = str(anonymous.get(f"/kelas/{code}").soup.find("input", attrs={"name": "_segel"})["value"])  # type: ignore[index]
    november.shift(timedelta(minutes=1))
    most = int(OF_A_FORM.limits[0].split()[0])
    for number in range(most):
        anonymous.post(f"/kelas/{code}", classes.said(number) | {"consent": "y", "_segel": seal})
    full = anonymous.post(f"/kelas/{code}", classes.said(99) | {"consent": "y", "_segel": seal}, status=429)
    assert "minta operator sekolah memasukkan data Anda" in full.words
    assert len(classes.lines(cast.sari)) == most


def test_a_link_that_ended_was_closed_or_whose_wave_is_over_takes_nothing(
    cast: Cast, anonymous: Browser, november: time_machine.Coordinates
) -> None:
    made = journey.wave(cast.sari)
    link_id, code = classes.link(cast.sari, made.wave, names=["XI TKJ 1"], days=0)
    anonymous.get("/kelas/AAAABBBBCCCC", status=404)
    form = anonymous.get(f"/kelas/{code.lower()}")
    assert "kelas XI TKJ 1" in form.words
    november.shift(timedelta(days=1))
    assert "berakhir 21 November 2026" in anonymous.get(f"/kelas/{code}", status=410).words
    anonymous.submit(form, code, status=410)

    def again(*, stop: bool = False, end_in: int = 60, suspended: bool = False) -> str:
        with transaction():
            actor = cast.sari.actor()
            link = class_links.find(actor, link_id)
            class_links.change(actor, link, classes=["XI TKJ 1"], last_day=clock.today())
            if stop:
                class_links.stop(actor, link)
            wave = actor.find(Wave, made.wave)
            start = clock.today() + timedelta(days=end_in - 30)
            waves.change(actor, wave, name="PKL", start=start, end=start + timedelta(days=30))
        return anonymous.get(f"/kelas/{code}", status=None).words

    assert "Sekolah menutup pengisian" in again(stop=True)
    assert "Kirim ke sekolah" in again()
    assert "Pengisian lewat tautan ini berakhir" in again(end_in=-1), "the wave was moved to the past"
    with transaction():
        officer = cast.hasan.actor()
        link = db.session.scalars(officer.sees(RegistrationLink)).one()
        school = class_links.find(officer, link.id).organisation
        cooperation.suspend(officer, school, reason="PKS belum diperpanjang")
    assert "sedang tidak menerima isian" in anonymous.get(f"/kelas/{code}", status=410).words
    assert classes.lines(cast.sari) == []
