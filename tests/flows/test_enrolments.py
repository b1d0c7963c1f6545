"""People: found by name and by number, shown, corrected, revealed for a reason; and to whom not."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from portal.models import AuditEvent, Enrolment, ReadEvent, Submission, db
from portal.models.transaction import transaction
from portal.services import submissions
from tests.browser import Browser
from tests.cast import Cast, Person
from tests.make import journey, people

PEOPLE = "/sekolah/peserta/"


def enrolled(by: Person, number: int) -> Enrolment:
    return db.session.scalars(
        by.actor()
        .sees(Enrolment)
        .join(Enrolment.participant)
        .where(Enrolment.name_key == f" {people.name(number).lower()}")
    ).one()


def test_a_list_shows_who_was_sent_in_with_masked_numbers(cast: Cast, sari: Browser) -> None:
    journey.sent(cast.sari, range(3))
    page = sari.get(PEOPLE)
    for number in range(3):
        assert people.name(number) in page.words
        assert people.nik(number).masked in page.words
        assert people.nik(number).digits not in page.text


def test_an_empty_list_says_what_to_do_first(cast: Cast, sari: Browser) -> None:
    assert "Masukkan daftar" in sari.get(PEOPLE).words


def test_a_long_list_goes_on_and_back(cast: Cast, sari: Browser) -> None:
    journey.sent(cast.sari, range(30))
    first = sari.get(PEOPLE)
    onward = first.soup.find("a", rel="next")
    assert onward is not None
    second = sari.get(str(onward["href"]))
    assert len(second.soup.find("tbody").find_all("tr")) == 5  # type: ignore[union-attr]
    back = second.soup.find("a", rel="prev")
    assert back is not None
    assert sari.get(str(back["href"])).soup.find("tbody").get_text() == first.soup.find("tbody").get_text()  # type: ignore[union-attr]


def test_tabs_and_waves_narrow_the_list(cast: Cast, sari: Browser) -> None:
    steps = journey.every_state(cast)
    waiting = sari.get(PEOPLE + "?keadaan=menunggu")
    assert people.name(3) in waiting.words
    assert people.name(6) not in waiting.words
    of_wave = sari.get(f"{PEOPLE}?gelombang={steps['covered'].wave}")
    assert people.name(9) in of_wave.words
    assert people.name(3) not in of_wave.words
    assert "Tidak ada peserta dalam keadaan ini" in sari.get(PEOPLE + "?keadaan=ditarik").words


def test_any_word_of_a_name_finds_its_people(cast: Cast, sari: Browser) -> None:
    journey.sent(cast.sari, range(12))
    page = sari.get(PEOPLE)
    found = sari.follow(sari.submit(page, "/peserta/cari/", {"q": "rahma SITI"}))
    assert people.name(11) in found.words
    assert people.name(10) not in found.words
    assert people.name(1) not in found.words
    assert "Tidak ada nama yang cocok" in sari.get(PEOPLE + "?q=zz").words
    assert "Tidak ada nama yang cocok" in sari.get(PEOPLE + "?q=%25").words, (
        "a sign of LIKE is a letter like any other"
    )


def test_a_number_finds_its_person_and_stands_in_no_address(
    cast: Cast, sari: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    journey.sent(cast.sari, range(3))
    digits = people.nik(1).digits
    page = sari.get(PEOPLE)
    spaced = f" {digits[:4]} {digits[4:8]}.{digits[8:]} "
    done = sari.submit(page, "/peserta/cari/", {"q": spaced})
    assert done.location == f"{PEOPLE}{enrolled(cast.sari, 1).id}"
    assert digits not in done.location
    assert people.name(1) in sari.follow(done).words
    assert sari.get(f"{PEOPLE}?q={digits}", status=303).location == PEOPLE, "not even when it is put there by hand"
    assert digits not in capsys.readouterr().out


def test_a_number_nobody_has_is_answered_kindly(cast: Cast, sari: Browser) -> None:
    journey.sent(cast.sari, range(3))
    page = sari.get(PEOPLE)
    absent = sari.submit(page, "/peserta/cari/", {"q": people.nik(500).digits}, status=404)
    assert "tidak ditemukan" in absent.words
    assert people.nik(500).digits not in absent.text
    impossible = sari.submit(page, "/peserta/cari/", {"q": "3273019901080001"}, status=422)
    assert "tidak dapat dicari" in impossible.words
    assert "3273019901080001" not in impossible.text


def test_a_stranger_finds_nobody(cast: Cast, sari: Browser, rina: Browser, mira: Browser) -> None:
    journey.sent(cast.sari, range(3))
    person = enrolled(cast.sari, 1).id
    rina.post("/sekolah/peserta/cari/", {"q": people.nik(1).digits}, status=404)
    for url in (f"{PEOPLE}{person}", f"{PEOPLE}{person}/ubah"):
        rina.get(url, status=404)
    rina.post(f"{PEOPLE}{person}", {"name": "Orang Lain"}, status=404)
    rina.post(f"{PEOPLE}{person}/data-lengkap/", {"reason": "ingin tahu saja"}, status=404)
    mira.get(f"/cabang/peserta/{person}", status=404)
    assert people.name(1) not in mira.get("/cabang/peserta/").words


def test_the_branch_sees_everybody_of_its_schools(cast: Cast, hasan: Browser) -> None:
    journey.sent(cast.sari, range(2))
    journey.sent(cast.rina, range(5, 7))
    page = hasan.get("/cabang/peserta/")
    assert people.name(0) in page.words
    assert "SMK Negeri 2 Bandung" in page.words
    only = hasan.get(f"/cabang/peserta/?mitra={cast.smkn2}")
    assert people.name(0) not in only.words
    done = hasan.post("/cabang/peserta/cari/", {"q": people.nik(6).digits})
    shown = hasan.follow(done)
    assert people.name(6) in shown.words
    assert "Ubah data" not in shown.words


def test_a_page_says_all_that_is_known_and_hides_what_is_not_asked_for(cast: Cast, sari: Browser) -> None:
    journey.covered(cast.sari, cast.hasan, range(3))
    page = sari.get(f"{PEOPLE}{enrolled(cast.sari, 1).id}")
    assert people.nik(1).masked in page.words
    assert people.mother(1) not in page.words
    assert f"{1:08}" not in page.words, "the phone is hidden too"
    assert "Sudah dibayar; perlindungan mulai" in page.words
    assert "Rp16.800" in page.words
    assert "Lunas" in page.words
    history = page.soup.find(id="riwayat")
    assert history is not None
    told = history.get_text(" ")
    for deed in ("Mengajukan peserta", "Menyetujui pengajuan", "Menerbitkan tagihan", "Mencatat pembayaran"):
        assert deed in told


def test_a_person_who_came_back_is_mended_in_the_list(cast: Cast, sari: Browser) -> None:
    step = journey.sent(cast.sari, range(3))
    person = enrolled(cast.sari, 1).id
    with transaction():
        actor = cast.hasan.actor()
        assert step.submission
        submissions.return_rows(actor, actor.find(Submission, step.submission), {person: "nama tidak sama dengan KK"})
    page = sari.get(f"{PEOPLE}{person}")
    assert "nama tidak sama dengan KK" in page.words
    assert "Perbaiki di daftarnya" in page.words
    assert "Ubah data" not in page.words
    assert "Perbaiki barisnya di daftar" in sari.get(f"{PEOPLE}{person}/ubah", status=422).words
    other = sari.get(f"{PEOPLE}{enrolled(cast.sari, 2).id}")
    assert "nama tidak sama" not in other.words, "what was wrong with one is not told of another"


def test_correcting_a_person(cast: Cast, sari: Browser) -> None:
    journey.sent(cast.sari, range(3))
    person = enrolled(cast.sari, 1).id
    page = sari.get(f"{PEOPLE}{person}/ubah")
    assert people.mother(1) not in page.text
    done = sari.submit(page, f"/peserta/{person}", {"name": "Siti Nur'aini", "class_name": "XI TKJ 2"})
    shown = sari.follow(done)
    assert "Siti Nur'aini" in shown.words
    assert "XI TKJ 2" in shown.words
    assert "Mengubah data peserta (Nama Lengkap, Rombel Saat Ini)" in shown.words
    known = cast.sari.actor().find(Enrolment, person)
    assert known.name_key == " siti nur'aini"
    event = db.session.scalars(
        cast.sari.actor().sees(AuditEvent).where(AuditEvent.action == "participant_changed")
    ).one()
    assert people.nik(1).digits not in json.dumps(event.facts)


def test_what_cannot_be_is_refused_at_its_field(cast: Cast, sari: Browser) -> None:
    journey.sent(cast.sari, range(3))
    person = enrolled(cast.sari, 1).id
    page = sari.get(f"{PEOPLE}{person}/ubah")
    refused = sari.submit(page, f"/peserta/{person}", {"birth_date": "31/02/2008"}, status=422)
    assert refused.soup.find(id="birth_date")["aria-invalid"] == "true"  # type: ignore[index]
    assert refused.soup.find(id="sure") is None, "an error cannot be waved through"
    assert "Siti" in refused.soup.find(id="name")["value"]  # type: ignore[index]
    unchanged = sari.submit(page, f"/peserta/{person}", status=422)
    assert "Belum ada yang diubah" in unchanged.words
    unreadable = sari.submit(page, f"/peserta/{person}", {"phone": "nanti"}, status=422)
    assert unreadable.soup.find(id="sure") is None, "what would be lost cannot be accepted"


def test_what_is_unlikely_is_accepted_with_a_tick(cast: Cast, sari: Browser) -> None:
    journey.sent(cast.sari, range(3))
    person = enrolled(cast.sari, 1).id
    page = sari.get(f"{PEOPLE}{person}/ubah")
    asked = sari.submit(page, f"/peserta/{person}", {"birth_date": "03/03/2008"}, status=422)
    assert "Data sudah benar" in asked.words
    done = sari.submit(asked, f"/peserta/{person}", {"sure": "y"})
    assert "3 Maret 2008" in sari.follow(done).words


def test_a_reader_cannot_correct_or_reveal(cast: Cast, budi: Browser) -> None:
    journey.sent(cast.sari, range(3))
    person = enrolled(cast.sari, 1).id
    page = budi.get(f"{PEOPLE}{person}")
    assert "Ubah data" not in page.words
    assert "Untuk apa Anda melihatnya" not in page.words
    budi.get(f"{PEOPLE}{person}/ubah", status=403)
    budi.post(f"{PEOPLE}{person}", {"name": "Lain"}, status=403)
    budi.post(f"{PEOPLE}{person}/data-lengkap/", {"reason": "ingin tahu saja"}, status=403)
    assert budi.follow(budi.post("/sekolah/peserta/cari/", {"q": people.nik(1).digits})).status == 200


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_revealing_needs_a_reason_and_leaves_a_trace(cast: Cast, sari: Browser, htmx: bool) -> None:
    journey.sent(cast.sari, range(3))
    person = enrolled(cast.sari, 1)
    url, participant, digits = f"{PEOPLE}{person.id}/data-lengkap/", person.participant_id, people.nik(1).digits
    page = sari.get(f"{PEOPLE}{person.id}")

    without = sari.submit(page, "/data-lengkap/", {"reason": "ya"}, status=422, htmx=htmx)
    assert "Tulis alasannya" in without.words
    numbered = sari.submit(page, "/data-lengkap/", {"reason": "orangnya 3273 0140 0108 0001"}, status=422, htmx=htmx)
    assert "tidak boleh memuat nomor" in numbered.words
    looks = cast.sari.actor().sees(ReadEvent).where(ReadEvent.subject_id == participant)
    assert db.session.scalars(looks).all() == []

    reason = {"reason": "mencocokkan dengan KK"}
    clear = sari.submit(page, "/data-lengkap/", reason, status=200, htmx=htmx, unmasked=True)
    assert digits in clear.words
    assert people.mother(1) in clear.words
    assert "no-store" in clear.headers["Cache-Control"]
    assert digits not in url
    look = db.session.scalars(looks).one()
    assert (look.reason, look.fields) == ("mencocokkan dengan KK", "nik,mother_name,phone")
    assert look.actor_name == cast.sari.name
    assert digits not in sari.get(f"{PEOPLE}{person.id}").text, "shown once"


def test_a_list_costs_the_same_for_few_and_many(
    cast: Cast, sari: Browser, queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    journey.sent(cast.sari, range(2))
    with queries() as few:
        sari.get(PEOPLE)
    journey.sent(cast.sari, range(10, 70), name="PKL Gelombang 2")
    with queries() as many:
        sari.get(PEOPLE)
    assert len(many) == len(few)
