"""Where interns work: read from the list, said by ticks or one by one; the letter; the nearest clinics; the QR."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import LargeBinary, select, type_coerce
from sqlalchemy.orm import joinedload

from portal.models import Enrolment, OrganisationKind, Placement, Source, Wave, db
from portal.models.transaction import transaction
from portal.papers.days import span
from portal.services import placements, rosters, submissions, verifications
from tests.browser import Browser
from tests.cast import Cast, founder
from tests.make import journey, people
from tests.papers.reading import text

WAY = "Jalan Pasirkaliki, angkot merah"
MORE = ("Kab/Kota DU/DI", "No HP Pembimbing", "Rute")
HOSTS = ("CV Maju Bersama", "cv. maju bersama", "")


def sent_with_hosts(cast: Cast) -> Wave:
    """Three interns; the list says where two of them work, spelled in two ways, and of the first all there is."""
    made = journey.wave(cast.sari)
    titles = [*people.TITLES, "Nama DU/DI", "Alamat DU/DI", "Pembimbing Industri", *MORE]
    more = [("Surabaya", "0812-9876-5432", "Jl. Melati, naik motor"), ("", "", ""), ("", "", "")]
    lines = [[*people.line(each), HOSTS[each], "Jl. Industri 12", "Dedi Kurniawan", *more[each]] for each in range(3)]
    with transaction():
        actor = cast.sari.actor()
        wave = actor.find(Wave, made.wave)
        content = "\n".join("\t".join(line) for line in [titles, *lines]).encode()
        roster = rosters.receive(actor, wave, content=content, filename="", source=Source.PASTE)
        submissions.send(actor, roster)
    return cast.sari.actor().find(Wave, made.wave)


def test_the_list_says_where_they_work_and_ticks_say_it_of_the_rest(
    cast: Cast, sari: Browser, budi: Browser, rina: Browser, hasan: Browser, anonymous: Browser
) -> None:
    from portal.services import partners

    with transaction():
        for name, region in (("Klinik Garut", "Kabupaten Garut"), ("Klinik Surabaya", "Kota Surabaya")):
            said = partners.Description(
                name=name, region=region, address="Jl. Sehat 1", contact_phone="+6281277770003"
            )
            partners.register(founder(cast.garut), OrganisationKind.CLINIC, said)
    school = f"/cabang/mitra/{cast.smkn1}"
    contact = {"contact_name": "Pak Ade", "contact_phone": "0812 7777 0002"}
    hasan.submit(hasan.get(f"{school}/ubah"), school, contact)
    wave = sent_with_hosts(cast)
    url = f"/sekolah/gelombang/{wave.id}/penempatan"
    page = sari.get(url)
    assert "CV Maju Bersama" in page.words
    assert "Belum" in page.words
    by_name = cast.sari.actor().sees(Enrolment).options(joinedload(Enrolment.participant))
    named = {each.participant.name: each for each in db.session.scalars(by_name)}
    first, third = named[people.name(0)], named[people.name(2)]
    read = placements.of(cast.sari.actor(), first)
    assert read
    assert (read.region, read.supervisor_phone, read.route) == ("35.78", "+6281298765432", "Jl. Melati, naik motor")
    far = sari.get(f"/sekolah/peserta/{first.id}/kecelakaan").words
    assert "Klinik Surabaya" in far, "by the list alone"
    budi_sees = budi.get(url)
    assert "Yang dicentang" not in budi_sees.words
    budi.post(url, {"host": "X"}, status=403)
    rina.get(url, status=404)
    assert "Pilih dahulu siswa" in sari.post(url, {"host": "Bengkel Jaya"}, status=422).words
    wrong = {"host": "Bengkel", "region": "Negeri Antah", "people": str(third.id)}
    assert "Kabupaten atau kota ini tidak dikenal." in sari.post(url, wrong, status=422).words
    data = {"host": "Bengkel Jaya", "region": "Kabupaten Garut", "people": str(third.id), "route": WAY}
    sari.submit(page, url, data)
    placed = placements.of(cast.sari.actor(), third)
    assert placed
    assert (placed.host, placed.region, placed.route) == ("Bengkel Jaya", "32.05", WAY)

    own = sari.get(f"/sekolah/peserta/{third.id}/penempatan")
    assert own.words.index("Klinik Garut") < own.words.index("Klinik Sehat Sentosa")
    assert "Klinik Surabaya" not in own.words
    first, last = wave.start + timedelta(days=3), wave.end - timedelta(days=4)
    days = {"start": f"{first:%d-%m-%Y}", "end": f"{last:%d-%m-%Y}"}
    said = {"supervisor": "Ibu Tati", "supervisor_phone": "0812-7777-0001"}
    turned = said | {"start": days["end"], "end": days["start"]}
    wrong_way = sari.submit(own, f"/sekolah/peserta/{third.id}/penempatan", turned, status=422)
    assert "Tanggal selesainya mendahului tanggal mulai." in wrong_way.words
    sari.submit(own, f"/sekolah/peserta/{third.id}/penempatan", said | days)
    assert "Ibu Tati" in sari.get(url).words
    placed = placements.of(cast.sari.actor(), third)
    assert placed
    assert (placed.supervisor_phone, placed.start, placed.end, placed.route) == ("+6281277770001", first, last, WAY)
    again = sari.get(f"/sekolah/peserta/{third.id}/penempatan").form("/penempatan")
    filled = {str(each.get("name")): str(each.get("value")) for each in again.find_all("input")}
    assert WAY in again.get_text()
    assert [filled[name] for name in ("supervisor_phone", "start", "end")] == [
        "+6281277770001",
        f"{first}",
        f"{last}",
    ]
    with db.engine.connect() as connection:
        for column in (Placement.__table__.c.supervisor_phone, Placement.__table__.c.route):
            sealed = connection.execute(select(type_coerce(column, LargeBinary())).where(column.is_not(None))).all()
            assert sealed
            at_rest = b"".join(bytes(each[0]) for each in sealed)
            assert not [word for word in (b"7777", *WAY.encode().split()) if word in at_rest]

    hurt = sari.get(f"/sekolah/peserta/{third.id}/kecelakaan").words
    told, _, offered = hurt.partition("Klinik (PLKK) yang merawat")
    assert told.index("Klinik Garut") < told.index("Klinik Sehat Sentosa"), "nearest to where they work"
    assert "Klinik Garut" not in offered, "the treating clinic is one of the branch's own"

    letter = text(sari.get(f"{url}/{placed.id}/surat.pdf").body)
    for words in ("Bengkel Jaya", "u.p. Ibu Tati", third.participant.name, span(first, last)):
        assert words in letter
    _, _, to_call = letter.partition("Siapa yang ditelepon")
    assert "2 × 24 jam" in letter
    called = (
        "Sekolah Pak Ade · 0812 7777 0002 Kantor cabang Kantor Cabang Bandung Klinik PLKK Klinik Garut · Jl. Sehat 1"
    )
    assert called in to_call
    assert "0812 7777 0003" in to_call
    assert WAY not in letter, "the way home is nobody's at the firm"
    assert people.nik(2).digits not in letter
    shared = db.session.scalars(cast.sari.actor().sees(Placement).where(Placement.id != placed.id)).all()
    both = text(sari.get(f"{url}/{shared[0].id}/surat.pdf").body)
    assert len(shared) == 2
    assert all(people.name(each) in both for each in range(2)), "two spellings are one firm"
    rina.get(f"{url}/{placed.id}/surat.pdf", status=404)
    other = journey.wave(cast.sari, name="Lain")
    sari.get(f"/sekolah/gelombang/{other.wave}/penempatan/{placed.id}/surat.pdf", status=404)

    assert wave.code
    told = anonymous.get(verifications.wave_url(wave.code).partition("/rombongan")[1] + f"/{wave.code}")
    assert "0 siswa terdaftar, 0 sudah dibayar" in told.words
    assert third.participant.name not in told.words
    assert "tidak dikenal" in anonymous.get("/rombongan/ABCDEFGHJKMN", status=404).words
