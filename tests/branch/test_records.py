"""The record on screen: by person, by record, by day; taken away as a file; verified line by line."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

from openpyxl import load_workbook
from sqlalchemy import update

from portal.access.audit import looked
from portal.models import AuditEvent, Participant, ReadEvent, db, engine
from portal.models.transaction import transaction
from portal.services import records
from portal.services.records import Sieve
from portal.values.clock import today
from tests.browser import Browser
from tests.cast import Cast
from tests.conftest import Hand
from tests.make import journey

REASON = "=mencocokkan dengan kartu keluarga"


def test_who_did_what_by_person_by_record_and_by_day(cast: Cast, hasan: Browser, mira: Browser) -> None:
    way = journey.covered(cast.sari, cast.hasan)
    every = hasan.get("/cabang/audit/")
    assert "Sari Wulandari" in every.words
    own = hasan.get("/cabang/audit/", query_string={"orang": str(cast.sari.user_id)})
    told = {cell.get_text(" ", strip=True) for cell in own.soup.select("td[data-label=Siapa]")}
    assert told == {"Sari Wulandari SMK Negeri 1 Bandung"}
    of_the_bill = hasan.get("/cabang/audit/", query_string={"tentang": str(way.invoice)})
    assert "kode iuran" in of_the_bill.words
    line = of_the_bill.soup.select_one("td.main a")
    assert line is not None
    shown = hasan.get(str(line["href"])).words
    assert "Yang berubah" in shown
    assert "Sidik baris" in shown
    yesterday = (today() - timedelta(days=1)).isoformat()
    assert "Tidak ada catatan di sini" in hasan.get("/cabang/audit/", query_string={"sampai": yesterday}).words
    assert "Sari" not in mira.get("/cabang/audit/", query_string={"orang": str(cast.sari.user_id)}).words
    mira.get(str(line["href"]), status=404)


def test_who_looked_at_whose_data_and_why_and_the_file_of_it(
    cast: Cast, hasan: Browser, mira: Browser, sari: Browser
) -> None:
    journey.sent(cast.sari)
    with transaction():
        actor = cast.sari.actor()
        person = db.session.scalars(actor.sees(Participant)).first()
        assert person is not None
        looked(actor, person, fields=["nik", "mother_name"], reason=REASON)
        name, whose = person.name, person.id
    page = hasan.get("/cabang/audit/dilihat/", query_string={"tentang": str(whose)})
    for words in (name, "NIK, nama ibu kandung", REASON, "Sari Wulandari"):
        assert words in page.words
    assert "kartu keluarga" not in mira.get("/cabang/audit/dilihat/").words
    sari.get("/cabang/audit/", status=404)

    sheet = hasan.submit(page, "/audit/berkas/", button="Unduh Excel", status=200)
    cells = [cell for row in load_workbook(BytesIO(sheet.body)).active.iter_rows() for cell in row]  # type: ignore[union-attr]
    assert REASON in {cell.value for cell in cells}
    assert not [cell for cell in cells if cell.data_type == "f"]
    csv = hasan.submit(page, "/audit/berkas/", button="Unduh CSV", status=200)
    assert f"'{REASON}" in csv.text
    assert db.session.scalar(cast.hasan.actor().sees(ReadEvent).with_only_columns(ReadEvent.id)) is not None
    taken = cast.hasan.actor().sees(AuditEvent).where(AuditEvent.action == "record_taken")
    assert [event.facts["rows"] for event in db.session.scalars(taken)] == [1, 1]


def test_too_many_lines_and_none_are_told(cast: Cast, hasan: Browser, monkeypatch: object) -> None:
    page = hasan.get("/cabang/audit/")
    monkeypatch.setattr(records, "MOST_LINES", 3)  # type: ignore[attr-defined]
    assert "Persempit tanggalnya" in hasan.submit(page, "/audit/berkas/", button="Unduh CSV", status=422).words
    nothing = {"apa": "dilihat", "bentuk": "csv", "dari": "2020-01-01", "sampai": "2020-01-02"}
    assert "tidak ada yang diunduh" in hasan.post("/cabang/audit/berkas/", nothing, status=422).words


def test_an_address_that_is_nonsense_shows_all(cast: Cast, hasan: Browser) -> None:
    strange = {"orang": "x", "tentang": "'; --", "dari": "kemarin", "sampai": "9999-99-99"}
    assert "Masuk" in hasan.get("/cabang/audit/", query_string=strange).words
    with transaction():
        actor = cast.hasan.actor()
        assert records.name_of(actor, cast.mira.user_id) == ""
        assert db.session.execute(records.readings(actor, Sieve(first=today()))).all() == []


def test_the_chain_is_verified_on_screen(cast: Cast, hasan: Browser, worker: Hand) -> None:
    page = hasan.get("/cabang/audit/rantai/")
    assert "Belum pernah diperiksa" in page.words
    hasan.submit(page, "/audit/rantai/")
    waiting = hasan.get("/cabang/audit/rantai/")
    assert "Memeriksa baris demi baris" in waiting.words
    assert waiting.soup.find("progress") is not None
    worker.drain()
    assert "Catatan utuh" in hasan.htmx_get("/cabang/audit/rantai/").words
    db.session.rollback()
    with engine.writing(), db.engine.begin() as connection:
        line = (AuditEvent.chain == str(cast.bandung)) & (AuditEvent.sequence == 3)
        connection.execute(update(AuditEvent).where(line).values(actor_name="Orang Lain"))
    hasan.submit(hasan.get("/cabang/audit/rantai/"), "/audit/rantai/")
    worker.drain()
    told = hasan.get("/cabang/audit/rantai/").words
    assert "Catatan tidak utuh" in told
    assert "Baris 3 diubah." in told
