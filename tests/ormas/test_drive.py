"""The drive as a unit works it: an event from its invitation to what came of it, and the calls afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from werkzeug.datastructures import MultiDict

from portal.models import Applicant, Lead, OrmasMember, RegistrationLink, Roster, db
from portal.models.transaction import transaction
from portal.ormas.roll_calls import changes
from portal.services import admissions, events, funnels
from portal.services.attendances import Guest, guests_of
from portal.services.funnels import Outcome, Scope
from portal.values import clock
from portal.values.fault import Refused
from portal.values.rupiah import Rupiah
from tests.browser import Browser
from tests.cast import Cast, Person
from tests.make import comers, drive, dues, member_lists, workers


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True):
        yield


SAID = {"name": "Sosialisasi BPJS", "place": "Balai RW 02", "day": "28/11/2026", "hour": "19.30", "cost": "450.000"}


def test_an_event_is_planned_invited_to_changed_and_called_off(
    cast: Cast, agus: Browser, yanto: Browser, euis: Browser
) -> None:
    assert "Belum ada kegiatan yang akan datang" in agus.get("/ormas/kegiatan/").words
    new = agus.get("/ormas/kegiatan/baru")
    wrong = agus.submit(new, f"/kegiatan/baru?unit={cast.arjuna}", {**SAID, "hour": "25.00"}, status=422)
    assert "Tulis jam dan menit" in wrong.words
    far = agus.submit(new, f"/kegiatan/baru?unit={cast.arjuna}", {**SAID, "day": "28/11/2030"}, status=422)
    assert "paling jauh dua tahun lagi" in far.words
    shown = agus.follow(agus.submit(new, f"/kegiatan/baru?unit={cast.arjuna}", SAID))
    assert "28 Nov 2026, 19.30 WIB" in shown.words
    assert "Hari: Sabtu, 28 November 2026 Jam: 19.30 WIB Tempat: Balai RW 02" in shown.words
    assert "https://wa.me/?text=Selamat%20siang" in shown.text
    event = shown.url.rpartition("/")[2]

    edit = agus.get(f"/ormas/kegiatan/{event}/ubah")
    secret = agus.submit(
        edit, f"/kegiatan/{event}", {"invitation": "NIK 3273010101800001"}, status=422, unmasked=True
    )
    assert "tidak boleh memuat NIK" in secret.words
    shown = agus.follow(agus.submit(edit, f"/kegiatan/{event}", {"invitation": "Datang ya!", "place": "Masjid"}))
    assert "Datang ya!" in shown.words
    assert "Masjid" in yanto.get("/ormas/kegiatan/").words
    assert "Masjid" not in euis.get("/ormas/kegiatan/").words
    euis.get(f"/ormas/kegiatan/{event}", status=404)

    qr = agus.get(f"/ormas/kegiatan/{event}/qr")
    assert "/hadir/" in qr.words
    refused = agus.submit(shown, f"/kegiatan/{event}/batal", {"reason": "x"}, status=422)
    assert "Tulis alasan pembatalannya" in refused.words
    off = agus.follow(agus.submit(shown, f"/kegiatan/{event}/batal", {"reason": "Balai dipakai"}))
    assert "Balai dipakai" in off.words
    assert "sudah dibatalkan" in agus.post(f"/ormas/kegiatan/{event}/tamu", {"guests": "Budi"}, status=422).words


def test_past_and_coming_events_are_paged(cast: Cast, agus: Browser) -> None:
    for days in range(-3, 30):
        drive.planned(cast.agus, name=f"Rapat {days}", starts_at=clock.now() + timedelta(days=days))
    coming = agus.get("/ormas/kegiatan/")
    assert "Rapat 0" in coming.words
    assert "Rapat -1" not in coming.words
    on = next(str(each["href"]) for each in coming.soup.find_all("a", rel="next"))
    assert "Rapat 29" in agus.get(on).words
    past = agus.get("/ormas/kegiatan/?waktu=lewat").words
    assert past.index("Rapat -1") < past.index("Rapat -3")


def test_a_meeting_from_the_door_to_the_money(cast: Cast, agus: Browser, yanto: Browser, euis: Browser) -> None:
    """Sixty are many for a test: twelve come. Who is covered was covered by money, and by nothing ticked."""
    with time_machine.travel("2026-11-19 03:00:00+00:00", tick=True):
        before = drive.insured(cast.agus, [0])
        sheet = dues.opened(cast.agus)
        dues.ticked(cast.agus, sheet, [1])
        dues.paid(cast.hasan, dues.billed(cast.agus, sheet))
    event = drive.planned(cast.agus)
    url = f"/ormas/kegiatan/{event}"
    some = [drive.member(cast.agus, number, nik=workers.nik(number)) for number in range(1, 9)]

    roll = agus.get(f"{url}/anggota")
    agus.submit(roll, f"{event}/anggota", {"hadir": [str(each) for each in [*before, *some[:5]]]})
    by_kta = agus.follow(agus.submit(roll, f"{event}/anggota/cari", {"q": "d-bdg-01-01-6"}))
    assert "dicatat hadir" in by_kta.words
    assert (
        "Tidak ada anggota dengan nomor itu"
        in agus.submit(by_kta, f"{event}/anggota/cari", {"q": "D-999"}, status=422).words
    )
    sent_on = agus.submit(agus.get(f"{url}/anggota"), f"{event}/anggota/cari", {"q": "budi"})
    assert sent_on.location.endswith("q=budi")
    typed = agus.get(f"{url}/tamu")
    wrong = agus.submit(typed, f"{event}/tamu", {"guests": "Ani 0812\nBudi, 0812 3456 7890\n08129999999"}, status=422)
    assert "Baris 3: belum ada namanya" in wrong.words
    listed = agus.follow(agus.submit(typed, f"{event}/tamu", {"guests": "Tamu Satu, 0812 3456 7890\nTamu Dua"}))
    assert "Tamu Satu" in listed.words

    came = {each.name: each.id for each in drive.lines(cast.agus, event)}
    assert len(came) == 9
    ids = [str(each) for name, each in came.items() if name != "Tamu Dua"]
    listed = agus.follow(agus.submit(listed, f"/kegiatan/{event}/hadir", {"berminat": ids}))
    assert "Minat disimpan" in listed.words

    workers.registered(cast.agus, range(1, 5))
    guest = workers.registered(cast.agus, [50], name="Tamu Satu")[0]
    choice = agus.get(f"{url}/hadir/{came['Tamu Satu']}/peserta")
    agus.follow(agus.submit(choice, "/peserta", {"peserta": str(guest)}))
    sheet = dues.opened(cast.agus)
    dues.ticked(cast.agus, sheet, [1, 2, 3])
    dues.paid(cast.hasan, dues.billed(cast.agus, sheet))

    db.session.rollback()
    actor = cast.agus.actor()
    found = events.find(actor, event)
    scope = Scope(found.organisation, found)
    figures = funnels.of_event(actor, found)
    assert (figures.attended, figures.interested, figures.registered, figures.paid, figures.before) == (9, 8, 5, 3, 1)
    assert figures.cost_per_paid == Rupiah(100_000)
    for outcome, many in ((Outcome.REGISTERED, 5), (Outcome.PAID, 3), (Outcome.BEFORE, 1)):
        assert len(db.session.scalars(funnels.people(actor, scope, outcome)).unique().all()) == many
    shown = agus.get(url)
    assert "Biaya Rp300.000, berarti Rp100.000 untuk setiap orang yang membayar" in shown.words
    for step, many in (("hadir", 9), ("berminat", 8), ("terdaftar", 5), ("membayar", 3), ("sudah", 1)):
        names = agus.get(f"/ormas/kegiatan/hasil/{step}?kegiatan={event}")
        assert len(names.soup.select("tbody tr")) == many, step
    agus.get("/ormas/kegiatan/hasil/lain", status=404)

    other = drive.planned(cast.yanto, cost=50_000)
    drive.came(cast.yanto, other, some[:2])
    by_unit = yanto.get("/ormas/kegiatan/hasil/")
    rows = [" ".join(each.get_text(" ").split()) for each in by_unit.soup.select("tbody tr")]
    assert rows[0].startswith("PAC Cicendo (kegiatan sendiri) 2 hadir di kegiatan sendiri 0 0 2 terdaftar")
    assert rows[1].startswith("Ranting Arjuna 9")
    assert "11 hadir" in by_unit.words
    assert "5 terdaftar" in by_unit.words  # two came to both, and are two people
    names = yanto.get(f"/ormas/kegiatan/hasil/terdaftar?unit={cast.cicendo}&tahun=2026")
    assert len(names.soup.select("tbody tr")) == 5
    euis.get(f"/ormas/kegiatan/hasil/hadir?kegiatan={event}", status=404)
    euis.get(f"/ormas/kegiatan/hasil/?unit={cast.arjuna}", status=404)
    own = yanto.get(f"/ormas/kegiatan/hasil/hadir?unit={cast.cicendo}&tahun=2026&sendiri=ya")
    assert len(own.soup.select("tbody tr")) == 2
    assert "Belum ada kegiatan di tahun ini" in yanto.get("/ormas/kegiatan/hasil/?tahun=2025").words

    struck = agus.follow(agus.post(f"{url}/hadir/{came['Tamu Dua']}/coret"))
    assert "Tamu Dua dicoret" in struck.words
    assert "dicoret Agus Salim" in agus.get(f"{url}/hadir?tampilan=dicoret").words
    agus.post(f"{url}/hadir/{came['Tamu Dua']}/coret/hapus")
    assert agus.get(f"{url}/tanda-nama.pdf").body.startswith(b"%PDF")


def test_two_officers_at_one_list_keep_both_their_ticks(cast: Cast, agus: Browser) -> None:
    event = drive.planned(cast.agus)
    one, two = (drive.member(cast.agus, number) for number in (1, 2))
    url = f"/ormas/kegiatan/{event}/anggota"
    mine, theirs = agus.get(url), agus.twin().get(url)
    agus.submit(mine, f"{event}/anggota", {"hadir": [str(one)]})
    agus.submit(theirs, f"{event}/anggota", {"hadir": [str(two)]})
    agus.submit(theirs, f"{event}/anggota", {"hadir": [str(two)]}, status=303)
    there = {each.member_id for each in drive.lines(cast.agus, event) if each.struck_at is None}
    assert there == {one, two}
    agus.submit(agus.get(url), f"{event}/anggota", {"hadir": [str(two)]})
    agus.submit(agus.get(url), f"{event}/anggota", {"hadir": [str(one), str(two)]})
    assert [each.struck_at for each in drive.lines(cast.agus, event)] == [None, None]  # ticked again, not doubled
    agus.post(url, {f"semula-{uuid4()}": "0"})
    agus.post(url, {f"semula-{(strange := uuid4())}": "0", "hadir": str(strange)}, status=404)


def test_who_calls_whom_by_when(
    cast: Cast, agus: Browser, euis: Browser, browser: Callable[[Person], Browser]
) -> None:
    event = drive.planned(cast.agus)
    drive.came(cast.agus, event, [drive.member(cast.agus, number) for number in range(3)])
    guest = drive.guest(cast.agus, event, "Tamu Satu", "+6281234567890")
    lines = [each.id for each in drive.lines(cast.agus, event)]
    page = agus.get(f"/ormas/kegiatan/{event}/tindak-lanjut")
    assert "Tidak ada yang menunggu dibagi" in page.words
    drive.interested(cast.agus, event, lines)
    page = agus.get(f"/ormas/kegiatan/{event}/tindak-lanjut")
    late = agus.submit(page, "/tindak-lanjut", {"due_on": "20/11/2026"}, status=422)
    assert "mulai hari ini" in late.words
    rest = agus.follow(agus.submit(page, "/tindak-lanjut", {"orang": [str(guest)], "due_on": "21/11/2026"}))
    assert "Tamu Satu" not in rest.soup.find("main").find("table").get_text()  # type: ignore[union-attr]
    agus.submit(rest, "/tindak-lanjut", {"due_on": "24/11/2026"})
    assert "Tindak lanjut yang jatuh tempo Lihat semua Tamu Satu Hari ini" in agus.get("/ormas/").words

    lead = db.session.scalars(cast.agus.actor().sees(Lead).where(Lead.attendance_id == guest)).one().id
    url = f"/ormas/tindak-lanjut/{lead}"
    euis.get(url, status=404)
    shown = agus.get(url)
    assert "https://wa.me/6281234567890" in shown.text
    outsider = str(cast.euis.membership_id)
    assert "Pilih rekan" in agus.post(url, {"caller": outsider, "due_on": "27/11/2026"}, status=422).words
    nothing = agus.submit(shown, f"{lead}/hasil", status=422)
    assert "Hasilnya wajib diisi" in nothing.words
    silent = agus.submit(shown, f"{lead}/hasil", {"state": "declined"}, status=422)
    assert "Tulis sedikit catatan" in silent.words
    agus.submit(shown, f"{lead}/hasil", {"state": "missed", "again_on": "23/11/2026"})
    with time_machine.travel("2026-11-26 03:00:00+00:00", tick=True):
        yanto = browser(cast.yanto)
        listed = yanto.get("/ormas/tindak-lanjut/").words
        assert listed.index("Tamu Satu") < listed.index("Lewat 2 hari")
        assert "Lewat 3 hari" in listed
        assert "1 kali belum tersambung" in listed
        handed = yanto.get(url)
        handed = yanto.submit(handed, url, {"caller": str(cast.yanto.membership_id), "due_on": "27/11/2026"})
        assert "Yanto Kusnadi" in yanto.follow(handed).words
        assert "Tamu Satu" in yanto.get("/ormas/tindak-lanjut/?tampilan=saya").words
        done = {"state": "done", "note": "Mau mendaftar hari Minggu"}
        yanto.submit(yanto.get(url), f"{lead}/hasil", done)
        assert "Mau mendaftar hari Minggu" in yanto.get("/ormas/tindak-lanjut/?tampilan=selesai").words
        assert "sudah selesai" in yanto.post(f"{url}/hasil", done, status=422).words


def test_only_the_unit_s_people_are_ticked_and_called(cast: Cast) -> None:
    event = drive.planned(cast.agus)
    elsewhere, above = drive.member(cast.euis, 1), drive.member(cast.yanto, 2)
    with pytest.raises(LookupError):
        drive.came(cast.agus, event, [elsewhere])
    with pytest.raises(LookupError):
        drive.came(cast.yanto, event, [above])  # in his sight, but not of the unit that meets
    with pytest.raises(Refused):
        drive.assigned(cast.agus, event, [uuid4()])
    assert drive.lines(cast.agus, event) == []


def test_who_came_stays_when_their_list_is_taken_back(cast: Cast) -> None:
    roster = member_lists.admitted(cast.agus, cast.arjuna, ["T-1;Entin Kartini;;;;;;", "T-2;Ujang Kosasih;;;;;;"])
    query = cast.agus.actor().sees(OrmasMember).order_by(OrmasMember.name_key)
    entin, ujang = (each.id for each in db.session.scalars(query))
    drive.came(cast.agus, drive.planned(cast.agus), [entin])
    with transaction():
        actor = cast.agus.actor()
        admissions.take_back(actor, actor.find(Roster, roster))
    db.session.rollback()
    left = db.session.scalars(cast.agus.actor().sees(OrmasMember).with_only_columns(OrmasMember.id)).all()
    assert left == [entin]
    assert ujang not in left


@pytest.mark.unit
def test_guests_are_read_as_people_type_them() -> None:
    assert guests_of("Budi Santoso, 0812 3456 7890\n\n Siti - 62812-3456-7891\nDr. H. Ujang") == [
        Guest("Budi Santoso", "+6281234567890"),
        Guest("Siti", "+6281234567891"),
        Guest("Dr. H. Ujang", None),
    ]
    for text, code in (
        ("", "attendance.guests_none"),
        ("Budi 0812 3", "attendance.guest_phone"),
        ("0812 3456 7890", "attendance.guest_name"),
        ("Budi 12", "attendance.guest_phone"),
        ("A\n" * 201, "attendance.guests_many"),
    ):
        with pytest.raises(Refused) as told:
            guests_of(text)
        assert told.value.faults[0].code == code


@pytest.mark.unit
def test_only_what_was_changed_on_the_page_is_noted() -> None:
    one, two, three = (str(uuid4()) for _ in range(3))
    shown = [(f"semula-{one}", "1"), (f"semula-{two}", "1"), (f"semula-{three}", "0"), ("nomor", "1")]
    assert changes(MultiDict([*shown, ("hadir", two), ("hadir", three)]), "hadir") == {
        UUID(one): False,
        UUID(three): True,
    }
    assert list(changes(MultiDict([("semula-x", "1")]), "hadir")) == [UUID(int=0)]


def test_who_registers_by_the_link_of_an_event_is_known_to_it(
    cast: Cast, agus: Browser, yanto: Browser, euis: Browser
) -> None:
    """They are nobody who came, and nobody who was covered before, even when they paid before the day."""
    event = drive.planned(cast.agus, name="Rapat Desember", starts_at=clock.now() + timedelta(days=20))
    url = f"/ormas/kegiatan/{event}"
    shown = agus.get(url)
    opened = agus.follow(agus.submit(shown, f"/kegiatan/{event}/tautan"))
    assert "Terbuka sampai 18 Des 2026" in opened.words
    agus.post(f"{url}/tautan")
    db.session.rollback()
    actor = cast.agus.actor()
    (link,) = db.session.scalars(actor.sees(RegistrationLink))
    link_id, code = link.id, link.code
    assert (link.title, link.event_id) == ("Rapat Desember", event)
    assert f"/daftar/{code}" in opened.words
    assert agus.get(f"/ormas/pendaftar/tautan/{link_id}.pdf").body.startswith(b"%PDF")
    assert "Untuk kegiatan Rapat Desember" in agus.get(f"/ormas/pendaftar/tautan/{link_id}").words
    euis.post(f"{url}/tautan", status=404)

    ids = [comers.came(cast.agus, code, number) for number in range(4)]
    agus.post("/ormas/pendaftar/pengesahan", {"orang": [str(each) for each in ids[:3]]})
    agus.post("/ormas/pendaftar/penolakan", {"orang": str(ids[3]), "reason": "bukan warga sini"})
    waiting = comers.came(cast.agus, code, 5)
    sheet = dues.opened(cast.agus)
    dues.ticked(cast.agus, sheet, [1, 2])
    dues.paid(cast.hasan, dues.billed(cast.agus, sheet))
    db.session.rollback()
    found = events.find(cast.agus.actor(), event)
    figures = funnels.of_event(cast.agus.actor(), found)
    told = (figures.attended, figures.applied, figures.registered, figures.paid, figures.before)
    assert told == (0, 4, 3, 2, 0)

    with time_machine.travel(found.starts_at, tick=True):
        # At the meeting one of them is ticked too, and somebody comes who was covered long before.
        drive.came(cast.agus, event, [cast.agus.actor().find(Applicant, ids[0]).member_id or uuid4()])
        db.session.rollback()
        actor = cast.agus.actor()
        found = events.find(actor, event)
        scope = Scope(found.organisation, found)
        figures = funnels.of_event(actor, found)
        told = (figures.attended, figures.applied, figures.registered, figures.paid, figures.before)
        assert told == (1, 4, 3, 2, 0), "one person, whichever way"
        for outcome, many in ((Outcome.REGISTERED, 3), (Outcome.PAID, 2), (Outcome.BEFORE, 0)):
            assert len(db.session.scalars(funnels.people(actor, scope, outcome)).unique().all()) == many
        scope = Scope(found.organisation, year=2026)
        assert funnels.by_unit(actor, scope) == {None: figures}
        assert funnels.of_unit(actor, scope, {None: figures}) == figures
    names = agus.get(f"/ormas/kegiatan/hasil/mendaftar?kegiatan={event}")
    assert len(names.soup.select("tbody tr")) == 4
    assert f"#pendaftar-{waiting}" in names.text
    assert "4 mendaftar lewat tautan" in agus.get(url).words
    assert "Ranting Arjuna 1 hadir" in yanto.get("/ormas/kegiatan/hasil/").words

    agus.post(f"{url}/batal", {"reason": "Balai dipakai"})
    db.session.rollback()
    link = cast.agus.actor().find(RegistrationLink, link_id)
    assert link.stopped_at is not None, "what does not take place registers nobody"
    again = {"title": "Rapat", "last_day": clock.today().isoformat()}
    assert "sudah dibatalkan" in agus.post(f"/ormas/pendaftar/tautan/{link_id}", again, status=422).words
    assert "sudah dibatalkan" in agus.post(f"{url}/tautan", status=422).words
