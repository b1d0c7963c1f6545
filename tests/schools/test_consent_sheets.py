"""One printed sheet a class: signed by the parents, filed by its code, ticked off; or chosen where it is blurred."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
import time_machine

from portal.models import Consent, ConsentPhoto, ConsentSheet, GuardianConsent, Relation, db
from portal.models.transaction import transaction
from portal.papers import consents
from portal.services import enrolments, guardian_consents, upkeep
from portal.services.guardian_consents import Said
from portal.services.verifications import consent_url
from portal.values import clock
from portal.web.wording.consents import CURRENT_GUARDIAN, CURRENT_ON_SHEET
from tests.browser import Browser
from tests.cast import Cast
from tests.make import guardians, journey, people, photos
from tests.papers.people import AWKWARD
from tests.papers.reading import opened, scanned, text
from tests.papers.reading import pictures as drawn


def kept(cast: Cast) -> list[GuardianConsent]:
    db.session.rollback()
    return list(db.session.scalars(cast.sari.actor().sees(GuardianConsent).order_by(GuardianConsent.id)))


def pictures(cast: Cast) -> list[ConsentPhoto]:
    db.session.rollback()
    return list(db.session.scalars(cast.sari.actor().sees(ConsentPhoto).order_by(ConsentPhoto.id)))


def test_a_sheet_is_printed_filed_by_its_code_and_ticked(
    cast: Cast, sari: Browser, budi: Browser, rina: Browser
) -> None:
    way = journey.sent(cast.sari, range(4))
    other = journey.sent(cast.sari, range(10, 12), name="PKL Lain")
    url = f"/sekolah/gelombang/{way.wave}/lembar-wali"
    assert "Buat lembar" not in budi.get(url).words
    assert "Belum setuju" in sari.get(url).words
    done = sari.post(url, {"class_name": guardians.CLASS})
    shown = sari.follow(done)
    assert "Unggah dahulu foto" in shown.words
    assert sari.post(url, {"class_name": guardians.CLASS}).location == done.location, "nobody came or went: the same"
    assert "Semua siswa kelas ini sudah ada" in sari.post(url, {"class_name": "XII Z"}, status=422).words
    sheet = UUID(done.location.rpartition("/")[2])
    paper = sari.get(f"{done.location}.pdf").body
    said = text(paper)
    for words in (
        *(people.name(number) for number in range(4)),
        "SMK Negeri 1 Bandung",
        CURRENT_ON_SHEET,
        "XI RPL 1",
    ):
        assert words in said
    assert people.nik(1).digits not in said
    sari.post(done.location, {"baris": "1"}, status=422)

    # The photograph is sent from the page of another wave, on its side; its code files it under the right one.
    elsewhere = sari.get(f"/sekolah/gelombang/{other.wave}/lembar-wali")
    assert "Unggah foto lembar" not in elsewhere.words, "nothing was printed there"
    photo = (photos.paper(consent_url(sheet), turned=90), "IMG_1.jpg")
    filed = sari.post("/sekolah/foto-lembar-wali", {"gelombang": str(other.wave), "photo": photo})
    assert filed.location == done.location
    shown = sari.follow(filed)
    assert "Foto masuk ke lembar XI RPL 1, PKL Gelombang 1" in shown.words
    again = sari.post("/sekolah/foto-lembar-wali", {"photo": photo})
    assert again.location == done.location
    [picture] = pictures(cast)
    assert picture.width > picture.height, "turned as one reads it"
    assert shown.soup.select_one("img")["src"] == f"/sekolah/foto-lembar-wali/{picture.id}.jpg"  # type: ignore[index]
    with db.engine.connect() as connection:
        [(rest,)] = connection.exec_driver_sql("select content from consent_photo").all()
    assert not bytes(rest).startswith(b"\xff\xd8"), "sealed"

    # One parent agrees on their phone meanwhile, one pupil is returned: their lines are passed over.
    db.session.rollback()
    order = [UUID(each) for each in cast.sari.actor().find(ConsentSheet, sheet).lines]
    with transaction():
        asked = guardian_consents.opened_by(guardian_consents.token(enrolments.find(cast.sari.actor(), order[0])))
        assert asked
        guardian_consents.give(asked, Said("Ibu Euis", Relation.MOTHER, CURRENT_GUARDIAN))
    assert "Belum ada baris yang dicentang" in sari.submit(shown, str(sheet), status=422).words
    ticked = sari.follow(sari.submit(shown, str(sheet), {"baris": ["1", "2", "3", "99"]}))
    assert "2 persetujuan dicatat dari lembar kertas" in ticked.words
    assert "lembar kertas, dicatat Sari Wulandari" in ticked.words
    given = {each.enrolment_id: each for each in kept(cast)}
    assert set(given) == set(order[:3])
    assert given[order[0]].way is Consent.ONLINE
    on_paper = given[order[1]]
    assert (on_paper.way, on_paper.version, on_paper.sheet_id) == (Consent.SIGNED, CURRENT_ON_SHEET, sheet)
    listed = sari.get(f"/sekolah/gelombang/{way.wave}/persetujuan").words
    assert f"versi {CURRENT_ON_SHEET}" in listed
    gone = sari.post(f"/sekolah/foto-lembar-wali/{picture.id}/hapus", status=422)
    assert "satu-satunya bukti" in gone.words
    proof = sari.get(f"/sekolah/peserta/{order[1]}/persetujuan")
    assert done.location in proof.text
    assert "(tertulis di lembarnya)" in proof.words

    # A sheet made now holds who is left.
    fresh = UUID(sari.post(url, {"class_name": guardians.CLASS}).location.rpartition("/")[2])
    db.session.rollback()
    assert [UUID(each) for each in cast.sari.actor().find(ConsentSheet, fresh).lines] == order[3:]
    for who, status in ((rina, 404), (budi, 403)):
        who.post(done.location, {"baris": "4"}, status=status)
        who.get(f"{done.location}.pdf", status=status)
        who.get(f"/sekolah/foto-lembar-wali/{picture.id}.jpg", status=status)
    assert not budi.get(done.location).soup.select("img")
    rina.get(done.location, status=404)
    strange = rina.post("/sekolah/foto-lembar-wali", {"photo": photo}, status=422)
    assert "bukan milik lembar persetujuan sekolah Anda" in strange.words


def test_a_code_that_cannot_be_read_is_said_and_somebody_chooses(cast: Cast, sari: Browser) -> None:
    way = journey.sent(cast.sari, range(2))
    sheet = guardians.sheet(cast.sari, way.wave or UUID(int=0))
    blurred = (photos.photo(), "IMG_2.jpg")
    assert "Pilih atau potret dahulu" in sari.post("/sekolah/foto-lembar-wali", status=422).words
    assert (
        "bukan foto JPEG"
        in sari.post("/sekolah/foto-lembar-wali", {"photo": (b"%PDF-1.7", "x.pdf")}, status=422).words
    )
    done = sari.post("/sekolah/foto-lembar-wali", {"gelombang": str(way.wave), "photo": blurred})
    choosing = sari.follow(done)
    assert "Kode QR di foto tidak terbaca" in choosing.words
    assert "1 foto belum diketahui lembarnya" in sari.get(f"/sekolah/gelombang/{way.wave}/lembar-wali").words
    location = done.location
    assert "Pilih dahulu lembarnya" in sari.submit(choosing, location, {"sheet": ""}, status=422).words
    filed = sari.submit(choosing, location, {"sheet": str(sheet)})
    assert filed.location == f"/sekolah/lembar-wali/{sheet}"
    assert [each.sheet_id for each in pictures(cast)] == [sheet]

    # From the page of a sheet it is that sheet's, with a word of caution; what nobody filed is forgotten.
    near = sari.post("/sekolah/foto-lembar-wali", {"lembar": str(sheet), "photo": (photos.photo(1300), "IMG_3.jpg")})
    assert "disimpan di lembar ini" in sari.follow(near).words
    sari.post("/sekolah/foto-lembar-wali", {"photo": (photos.photo(1400), "IMG_4.jpg")})
    assert [each.sheet_id for each in pictures(cast)] == [sheet, sheet, None]
    with time_machine.travel(clock.now() + timedelta(days=31), tick=True), transaction():
        upkeep.forget()
    found = pictures(cast)
    assert [each.sheet_id for each in found] == [sheet, sheet]
    sari.post(f"/sekolah/foto-lembar-wali/{found[0].id}/hapus")
    assert len(pictures(cast)) == 1


@pytest.mark.unit
def test_each_page_says_what_is_signed_and_carries_the_code() -> None:
    url = "https://gandeng.example/sekolah/lembar-wali/x"
    names = [*AWKWARD, *(people.name(number) for number in range(40))]
    given = consents.Sheet("SMK", "PKL", "4 Jan – 3 Mar", "XI", names, ["Saya setuju."], CURRENT_ON_SHEET, url)
    paper = consents.sheet(given)
    pages = [page.extract_text() for page in opened(paper).pages]
    assert len(pages) >= 3
    for words in ("Saya setuju.", "Tanda tangan", CURRENT_ON_SHEET, "kelas XI"):
        assert all(words in page for page in pages), words
    assert [scanned(page) for page in drawn("consent", consents.laid_out(given))] == [[url]] * len(pages)
    assert paper == consents.sheet(given)
