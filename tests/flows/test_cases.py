"""Pages of a case: of agent, clinic, school and branch; two at once; papers, forms, and who reads what."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date, timedelta
from uuid import UUID

import pytest
import time_machine

from portal.access.audit import Action, personal
from portal.access.permissions import Role
from portal.models import Case, CaseDocument, CoverCheck, Enrolment, Membership, ReadEvent, db, new_id
from portal.models.transaction import transaction
from portal.rules.accidents import Evidence, Form
from portal.rules.benefits import Outcome
from portal.services import cases
from portal.values import clock
from portal.values.clock import in_wib
from tests.browser import Browser
from tests.cast import Cast, Person
from tests.make import accidents, journey, people, workers
from tests.papers.reading import text

pytestmark = pytest.mark.once

CANARY = "patah tulang kering kiri terbuka"
#: That the page of a case may cost, with who asks for it.
MOST_QUERIES = 12


@pytest.fixture(autouse=True)
def november() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True) as traveller:
        yield traveller


@pytest.fixture
def vendor(cast: Cast, november: time_machine.Traveller) -> UUID:
    [enrolment_id] = accidents.insured(cast)
    november.move_to("2026-11-21 05:00:00+00:00", tick=True)
    return enrolment_id


@pytest.fixture
def treated(cast: Cast, vendor: UUID) -> UUID:
    check = accidents.checked(cast.tono, workers.nik(1).digits)
    return accidents.opened_at(cast.tono, check, injury=CANARY)


def said(**other: str) -> dict[str, str]:
    then = in_wib(clock.now() - timedelta(minutes=30))
    return {
        "day": then.date().isoformat(),
        "hour": f"{then:%H.%M}",
        "zone": "WIB",
        "where": "at_work",
        "place": "Pasar Andir, Bandung",
        "chronology": "Menurunkan barang dari rak atas, lalu jatuh.",
    } | other


def test_an_agent_reports_and_sees_state_and_next_step_and_no_health_data(
    cast: Cast, vendor: UUID, dewi: Browser, joko: Browser, tono: Browser, hasan: Browser
) -> None:
    form = dewi.get(f"/perisai/peserta/{vendor}/kecelakaan")
    path = f"/perisai/peserta/{vendor}/kecelakaan"
    refused = dewi.submit(form, path, said(place="", chronology=""), status=422)
    assert "Tempat wajib diisi" in refused.words
    done = dewi.submit(form, path, said(injury=CANARY, clinic=str(cast.sehat), traffic="y"))
    page = dewi.follow(done)
    for words in (
        "Sampaikan laporan tahap I",
        "Masih ada waktu",
        "laporan polisi",
        "Klinik Sehat Sentosa",
        "Kasus dibuka",
    ):
        assert words.casefold() in page.words.casefold()
    case_id = UUID(done.location.rpartition("/")[2])
    accidents.noted(cast.tono, case_id, injury=CANARY, diagnosis="fraktur tibia", days_off=41)
    accidents.brought(cast.tono, case_id, Evidence.DOCTOR)
    for who, base in ((tono, "/perisai"), (hasan, "/cabang")):
        whole = who.get(f"{base}/kasus/{case_id}")
        assert CANARY in whole.words
        assert "Surat dokter" in whole.words
    mine = f"/perisai/kasus/{case_id}"
    for url in (mine, f"{mine}/manfaat", "/perisai/kasus/", f"/perisai/peserta/{vendor}"):
        text_ = dewi.get(url).text
        for secret in (CANARY, "tibia", "41 hari", "Catatan perawatan", "Surat dokter"):
            assert secret not in text_, (url, secret)
    dewi.get(f"/perisai/kasus/{case_id}/perawatan", status=403)
    for url in (f"/perisai/kasus/{case_id}", f"/perisai/kasus/{case_id}/manfaat"):
        joko.get(url, status=404)
    assert people.name(1) in dewi.get("/perisai/kasus/").words
    assert people.name(1) not in joko.get("/perisai/kasus/").words


def test_the_clinic_opens_a_case_from_its_check_with_the_time_filled_in(
    cast: Cast, vendor: UUID, tono: Browser
) -> None:
    check = accidents.checked(cast.tono, workers.nik(1).digits, at=clock.now() - timedelta(minutes=40))
    shown = tono.get(f"/perisai/cek/{check}")
    assert f"/perisai/cek/{check}/kecelakaan" in shown.text
    form = tono.get(f"/perisai/cek/{check}/kecelakaan")
    then = in_wib(accidents.answer(cast.tono, check).happened_at)
    assert f'value="{then.date().isoformat()}"' in form.text
    assert f'value="{then:%H:%M}"' in form.text
    path = f"/perisai/cek/{check}/kecelakaan"
    told = {name: text_ for name, text_ in said().items() if name not in ("day", "hour", "zone")}
    done = tono.submit(form, path, told | {"injury": CANARY})
    page = tono.follow(done)
    assert CANARY in page.words
    assert people.name(1) in page.words
    again = tono.post(path, said())
    assert again.location == done.location, "one accident is one case"
    unknown = accidents.checked(cast.tono, workers.nik(99).digits)
    assert tono.get(f"/perisai/cek/{unknown}/kecelakaan", status=303).location == f"/perisai/cek/{unknown}"


def test_a_decided_case_is_not_joined_and_the_cure_is_said(
    cast: Cast, vendor: UUID, tono: Browser, hasan: Browser
) -> None:
    known = accidents.opened(cast.dewi, vendor)
    page = hasan.get(f"/cabang/kasus/{known}")
    hasan.submit(page, f"/cabang/kasus/{known}/penolakan", {"reason": "Terjadi saat libur"})
    path = f"/perisai/cek/{accidents.checked(cast.tono, workers.nik(1).digits)}/kecelakaan"
    refused = tono.submit(tono.get(path), path, said(injury=CANARY), status=422)
    assert "sudah selesai diputuskan" in refused.words
    assert "kantor cabang dapat membukanya kembali" in refused.words
    assert CANARY in refused.text, "nothing typed is lost"


def test_the_cover_of_that_instant_and_the_clinic_s_check_stand_on_the_case(
    cast: Cast,
    treated: UUID,
    tono: Browser,
    hasan: Browser,
    dewi: Browser,
    queries: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    """It was asked about another minute than the account says, until the account is put right."""
    ours, theirs = f"/cabang/kasus/{treated}", f"/perisai/kasus/{treated}"
    evidence = ("Jawaban cek klinik", "Tono Hartono", "Pasien ada di klinik", "Waktu yang diperiksa klinik berbeda")
    for who, url in ((hasan, ours), (tono, theirs)):
        with queries() as seen:
            page = who.get(url)
        assert len(seen) <= MOST_QUERIES, "\n\n".join(seen)
        for words in ("Perlindungan pada saat itu", "Terlindungi; iuran lunas sampai", *evidence):
            assert words in page.words, words
        assert workers.nik(1).digits not in page.text
    with queries() as seen:
        agent = dewi.get(theirs)
    assert len(seen) <= MOST_QUERIES, "\n\n".join(seen)
    card = agent.soup.find(id="perlindungan").get_text(" ", strip=True)  # type: ignore[union-attr]
    assert "Terlindungi; iuran lunas sampai" in card
    for words in (*evidence, "Tono", str(accidents.case_of(cast.hasan, treated).check_id)):
        assert words not in card, words
    with transaction():
        case = accidents.case_of(cast.hasan, treated)
        asked = db.session.get_one(CoverCheck, case.check_id, execution_options={"seen_by": "a test"})
        same = accidents.account(happened_at=asked.happened_at)
        cases.change(cast.hasan.actor(), case, same, version=case.version)
    page = hasan.get(ours)
    assert "Jawaban cek klinik" in page.words
    assert "Waktu yang diperiksa klinik berbeda" not in page.words


def test_two_edit_the_same_page_and_nothing_typed_is_lost(
    cast: Cast, treated: UUID, dewi: Browser, hasan: Browser
) -> None:
    theirs = dewi.get(f"/perisai/kasus/{treated}/ubah")
    ours = hasan.get(f"/cabang/kasus/{treated}/ubah")
    hasan.submit(ours, f"/cabang/kasus/{treated}", {"place": "Gudang pasar lantai dua"})
    late = dewi.submit(theirs, f"/perisai/kasus/{treated}", {"place": "Jalan Kebon Jati"}, status=422)
    assert "Rekan lain baru saja mengubah kasus ini" in late.words
    assert "Gudang pasar lantai dua" in late.words
    assert 'value="Jalan Kebon Jati"' in late.text
    dewi.submit(late, f"/perisai/kasus/{treated}", {})
    assert "Jalan Kebon Jati" in hasan.get(f"/cabang/kasus/{treated}").words


def test_the_clinic_and_the_branch_edit_the_record_at_once(
    cast: Cast, treated: UUID, tono: Browser, hasan: Browser
) -> None:
    theirs, ours = tono.get(f"/perisai/kasus/{treated}/perawatan"), hasan.get(f"/cabang/kasus/{treated}/perawatan")
    assert CANARY in theirs.text
    tono.submit(theirs, f"/perisai/kasus/{treated}/perawatan", {"diagnosis": "fraktur tibia"})
    late = hasan.submit(ours, f"/cabang/kasus/{treated}/perawatan", {"treatment": "gips"}, status=422)
    assert "fraktur tibia" in late.words
    assert "gips" in late.text
    kept = tono.get(f"/perisai/kasus/{treated}").words
    assert "fraktur tibia" in kept
    assert "gips" not in kept
    missing = tono.post(f"/perisai/kasus/{treated}/perawatan", {"outcome": "healed", "version": "99"}, status=422)
    assert "Rekan lain" in missing.words
    page = tono.get(f"/perisai/kasus/{treated}/perawatan")
    early = tono.submit(page, f"/perisai/kasus/{treated}/perawatan", {"outcome": "healed"}, status=422)
    assert "Isi kapan dokter menyatakannya" in early.words
    now = in_wib(clock.now())
    told = {"outcome": "partial", "percent": "35", "lost": "100", "days_off": "12", "carried": "land"}
    declared = {"declared_day": now.date().isoformat(), "declared_hour": f"{now:%H.%M}"}
    tono.submit(page, f"/perisai/kasus/{treated}/perawatan", told | declared)
    benefits = tono.get(f"/perisai/kasus/{treated}/manfaat")
    assert "Rp28.000.000" in benefits.words
    assert "paling banyak Rp5.000.000" in benefits.words


def test_forms_come_out_filled_and_are_handed_in_by_who_owes_them(
    cast: Cast, treated: UUID, dewi: Browser, tono: Browser, hasan: Browser
) -> None:
    printed = dewi.post(f"/perisai/kasus/{treated}/cetak", {"form": "kk1"}, status=200)
    one = text(printed.body)
    for words in (
        "Formulir 3 KK1",
        workers.nik(1).digits,
        people.name(1),
        "Pasar Andir, Bandung",
        "Wadah Sinar Mandiri",
    ):
        assert words in one
    assert CANARY not in one
    assert CANARY in text(tono.post(f"/perisai/kasus/{treated}/cetak", {"form": "kk1"}, status=200).body)
    looks = db.session.scalars(cast.hasan.actor().sees(ReadEvent)).all()
    assert {(each.actor_name, each.reason) for each in looks} == {
        ("Dewi Anggraini", "mencetak kk1"),
        ("Tono Hartono", "mencetak kk1"),
    }
    dewi.post(f"/perisai/kasus/{treated}/cetak", {"form": "kk9"}, status=422)
    page = dewi.get(f"/perisai/kasus/{treated}")
    assert "3a KK2" in page.words
    done = dewi.post(f"/perisai/kasus/{treated}/formulir", {"form": "kk1"})
    assert "dicatat sudah disampaikan" in dewi.follow(done).words
    assert "sudah disampaikan" in tono.post(f"/perisai/kasus/{treated}/formulir", {"form": "kk1"}, status=422).words
    early = dewi.post(f"/perisai/kasus/{treated}/formulir", {"form": "kk2"}, status=422)
    assert "baru disampaikan sesudah dokter" in early.words
    accidents.noted(cast.tono, treated, outcome=Outcome.HEALED, declared_at=clock.now(), diagnosis="fraktur tibia")
    refused = dewi.post(f"/perisai/kasus/{treated}/formulir", {"form": "kk3"}, status=422)
    assert "oleh klinik yang merawat" in refused.words
    assert "fraktur" not in text(dewi.post(f"/perisai/kasus/{treated}/cetak", {"form": "kk3"}, status=200).body)
    assert "fraktur" in text(hasan.post(f"/cabang/kasus/{treated}/cetak", {"form": "kk3"}, status=200).body)
    tono.post(f"/perisai/kasus/{treated}/formulir", {"form": "kk3"})


def test_papers_are_sent_checked_and_opened_on_record(
    cast: Cast, treated: UUID, dewi: Browser, ratna: Browser, tono: Browser, hasan: Browser
) -> None:
    send = f"/perisai/kasus/{treated}/dokumen"
    page = dewi.get(f"/perisai/kasus/{treated}")
    dewi.submit(page, send, {"kind": "identity", "file": (accidents.photo("x" * 90), "ktp.png")})
    tono.post(send, {"kind": "doctor", "file": (accidents.pdf(2, script=True), "surat.pdf")})
    mine = dewi.get(f"/perisai/kasus/{treated}")
    assert "Yang Anda kirim" in mine.words
    assert "KTP, KK, atau KIA" in mine.words
    assert "Buka KTP" not in mine.text
    assert "Yang Anda kirim" not in ratna.get(f"/perisai/kasus/{treated}").words
    documents = {each.kind: each for each in db.session.scalars(cast.hasan.actor().sees(CaseDocument))}
    assert documents[Evidence.IDENTITY].media == "image/jpeg"
    assert documents[Evidence.DOCTOR].pages == 2
    opened = hasan.post(f"/cabang/kasus/{treated}/dokumen/{documents[Evidence.DOCTOR].id}/buka", status=200)
    assert opened.body.startswith(b"%PDF-")
    assert b"/JavaScript" not in opened.body
    assert "attachment" in opened.headers["Content-Disposition"]
    for who in (dewi, ratna):
        for each in documents.values():
            who.post(f"/perisai/kasus/{treated}/dokumen/{each.id}/buka", status=403)
    ratna.post(f"/perisai/kasus/{treated}/dokumen/{documents[Evidence.IDENTITY].id}/hapus", status=404)
    dewi.post(f"/perisai/kasus/{treated}/dokumen/{documents[Evidence.IDENTITY].id}/hapus")
    for content, words in (
        (b"", "Pilih dahulu berkasnya"),
        (b"<script>alert(1)</script>", "bukan foto JPEG, PNG, atau WebP"),
        (accidents.pdf(password="x"), "dikunci kata sandi"),
        (accidents.pdf(31), "1 sampai 30 halaman"),
        (b"%PDF-1.7 rusak", "PDF ini rusak"),
    ):
        assert words in dewi.post(send, {"kind": "card", "file": (content, "berkas.pdf")}, status=422).words
    dewi.post(send, {"kind": "apa saja", "file": (accidents.pdf(), "x.pdf")}, status=422)


def test_a_school_reports_an_intern_names_the_clinic_and_what_the_heirs_may_expect(
    cast: Cast, sari: Browser, budi: Browser, tono: Browser, november: time_machine.Traveller
) -> None:
    journey.covered(cast.sari, cast.hasan, [3], start=clock.today(), end=date(2027, 1, 29))
    november.move_to("2026-11-21 05:00:00+00:00", tick=True)
    intern = db.session.scalars(cast.sari.actor().sees(Enrolment)).one()
    assert "Laporkan kecelakaan" in sari.get(f"/sekolah/peserta/{intern.id}").words
    budi.get(f"/sekolah/peserta/{intern.id}/kecelakaan", status=403)
    assert "/sekolah/kasus/siapa" not in budi.get("/sekolah/kasus/").text
    asked = sari.get("/sekolah/kasus/").text
    assert "/sekolah/kasus/siapa" in asked
    assert f"/peserta/{intern.id}/kecelakaan" in sari.get(f"/sekolah/kasus/siapa?q={people.name(3)[:4]}").text
    assert "Tidak ada nama yang cocok" in sari.get("/sekolah/kasus/siapa?q=tidakada").words
    assert sari.get(f"/sekolah/kasus/siapa?q={people.nik(3).digits}", status=303).location == "/sekolah/kasus/siapa"
    done = sari.post(f"/sekolah/peserta/{intern.id}/kecelakaan", said(where="on_the_way", traffic="y"))
    page = sari.follow(done)
    for words in ("Surat penempatan PKL", "Jadwal PKL", "Gambar rute", "Jasa Raharja", "Klinik PLKK terdekat"):
        assert words in page.words
    home = sari.get("/sekolah/").words
    assert "Kecelakaan yang ditangani" in home
    assert "paling lambat 23 Nov 2026" in home
    tono.get(done.location.replace("/sekolah", "/perisai"), status=404)
    sari.submit(page, f"{done.location}/klinik", {"clinic": str(cast.sehat)})
    assert "Klinik Sehat Sentosa" in sari.get(done.location).words
    tono.get(done.location.replace("/sekolah", "/perisai"))
    form = sari.get(f"{done.location}/manfaat")
    told = sari.submit(
        form, f"{done.location}/manfaat", {"outcome": "died", "school_1": "primary", "age_1": "6"}, status=200
    )
    for words in ("Rp70.000.000", "Rp48.000.000", "perkiraan", "PP 82/2019", "Rp10.000.000", "paling banyak Rp"):
        assert words in told.words
    wrong = sari.submit(form, f"{done.location}/manfaat", {"outcome": "partial"}, status=422)
    assert "Pilih bagian tubuh yang cacat" in wrong.words
    assert "Kasus" in budi.get("/sekolah/kasus/").words
    budi.get(done.location)
    budi.post(f"{done.location}/formulir", {"form": "kk1"}, status=403)


def test_colours_at_24_40_and_48_hours_stand_on_the_list(
    cast: Cast, treated: UUID, browser: Callable[[Person], Browser], november: time_machine.Traveller
) -> None:
    happened = db.session.get_one(Case, treated, execution_options={"seen_by": "a test"}).happened_at
    turns = {20: "Masih ada waktu", 25: "Kurang dari 24 jam", 41: "Kurang dari 8 jam", 49: "Terlambat"}
    for hours, words in turns.items():
        november.move_to(happened + timedelta(hours=hours), tick=True)
        hasan = browser(cast.hasan)
        assert words in hasan.get("/cabang/kasus/").words, hours
        assert words in hasan.get(f"/cabang/kasus/{treated}").words
    accidents.handed_in(cast.dewi, treated, Form.KK1)
    assert "lewat batas" in hasan.get(f"/cabang/kasus/{treated}").words


def test_a_wrong_case_is_withdrawn_with_a_reason(treated: UUID, tono: Browser, dewi: Browser) -> None:
    page = tono.get(f"/perisai/kasus/{treated}")
    assert "Tulis alasan" in tono.submit(page, f"/perisai/kasus/{treated}/batal", {"reason": "x"}, status=422).words
    assert (
        "Hanya yang membuka"
        in dewi.post(f"/perisai/kasus/{treated}/batal", {"reason": "Bukan orangnya"}, status=422).words
    )
    tono.submit(page, f"/perisai/kasus/{treated}/batal", {"reason": "Pasien salah orang"})
    assert "Pasien salah orang" in dewi.get(f"/perisai/kasus/{treated}").words
    assert "Pasien salah orang" not in dewi.get("/perisai/kasus/").words
    assert people.name(1) in dewi.get("/perisai/kasus/", query_string={"keadaan": "batal"}).words


def test_the_conflict_of_an_agent_at_the_treating_clinic_is_told_to_the_branch_only(
    cast: Cast, treated: UUID, hasan: Browser, ratna: Browser
) -> None:
    with transaction() as session, personal(Action.INVITATION_ACCEPTED, None, who="Dewi"):
        session.add(
            Membership(
                id=new_id(),
                user_id=cast.dewi.user_id,
                branch_id=cast.bandung,
                organisation_id=cast.sehat,
                role=Role.CLINIC_CLERK.value,
                started_at=clock.now(),
            )
        )
        session.flush()
    assert "Agen bekerja di klinik yang merawat" in hasan.get(f"/cabang/kasus/{treated}").words
    assert "Agen bekerja" not in ratna.get(f"/perisai/kasus/{treated}").words
