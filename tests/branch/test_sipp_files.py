"""The hand-over to SIPP on the page: a workbook is made, taken away for a reason, marked, or put away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import update

from portal.models import AuditEvent, Enrolment, Participant, ReadEvent, Sipp, SippFile, SippLine, db
from portal.models.transaction import transaction
from portal.spreadsheets import sipp
from portal.values import clock
from tests.browser import Browser
from tests.cast import Cast, Person
from tests.make import journey, people, workers
from tests.services.test_policies import decide

Browsing = Callable[[Person], Browser]
HOME = "/cabang/sipp/"


def table(content: bytes, sheet: str = "data_tk_baru") -> list[list[object]]:
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_name(sheet).to_python()


def test_from_the_approved_to_a_file_that_sipp_has(
    cast: Cast, browser: Browsing, monkeypatch: pytest.MonkeyPatch
) -> None:
    journey.approved(cast.sari, cast.hasan, range(3))
    journey.sent(cast.sari, [7], name="PKL Belum Disetujui")
    workers.registered(cast.dewi, [0])
    hasan = browser(cast.hasan)
    assert "4 orang dari 2 mitra" in hasan.get(HOME).words
    place = hasan.submit(hasan.get(HOME), HOME).location
    assert "Tidak ada yang dapat diserahkan" in hasan.post(HOME, {"mitra": ""}, status=422).words
    shown = hasan.get(place)
    assert "1 orang tanpa nama ibu kandung" in shown.words
    assert people.nik(0).digits not in shown.text
    assert "Unduh berkasnya dahulu" in hasan.post(f"{place}/terunggah", status=422).words
    assert (
        "Tulis alasannya dengan beberapa kata" in hasan.submit(shown, "/unduhan", {"reason": "x"}, status=422).words
    )
    # Nothing of it may touch a disk, not even while it is made.
    monkeypatch.setattr("tempfile.tempdir", "/nowhere")
    file = hasan.submit(shown, "/unduhan", {"reason": "diunggah ke SIPP hari ini"}, status=200)
    assert file.headers["Content-Disposition"].endswith("filename=data_tk_baru.xlsx")
    head, *rows = table(file.body)
    assert tuple(head) == sipp.HEAD
    assert [len(head), len(rows)] == [30, 4]
    told = {row[14]: dict(zip(sipp.HEAD, row, strict=True)) for row in rows}
    intern = told[people.nik(1).digits]
    assert {key: text for key, text in intern.items() if text and key != "NO_PEGAWAI"} == {
        "NAMA": people.name(1),
        "HANDPHONE": f"0812{1:08}",
        "TEMPAT_LAHIR": "Bandung",
        "TGL_LAHIR": f"{people.born(1):%d-%m-%Y}",
        "NAMA_IBU_KANDUNG": people.mother(1),
        "JENIS_IDENTITAS": "KTP",
        "NOMOR_IDENTITAS": people.nik(1).digits,
        "MASA_LAKU_IDENTITAS": "01-01-2090",
        "JENIS_KELAMIN": "P",
        "SURAT_MENYURAT_KE": "S",
        "STATUS_KAWIN": "T",
        "KODE_NEGARA": "ID",
        "UPAH": "1000000",
        "TGL_AWAL_BEKERJA": f"{clock.today() + timedelta(days=7):%d-%m-%Y}",
        "TGL_AKHIR_KONTRAK": f"{clock.today() + timedelta(days=67):%d-%m-%Y}",
    }
    assert told[workers.nik(0).digits]["STATUS_KAWIN"] == "", "nobody asked"
    assert [row[0] for row in rows] == ["1", "2", "3", "4"]
    with ZipFile(BytesIO(file.body)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count('t="s"') == sheet.count("<v>"), "every cell is text"
    # Decided otherwise, it is a plain table from that day on.
    decide(cast, "plain", key="bpu_template")
    plain = hasan.submit(hasan.get(place), "/unduhan", {"reason": "diserahkan ke petugas"}, status=200)
    assert plain.headers["Content-Disposition"].endswith("filename=daftar_peserta.xlsx")
    head, *listed = table(plain.body, "daftar_peserta")
    assert tuple(head) == sipp.PLAIN.head
    assert [[row[sipp.HEAD.index(str(title))] for title in head] for row in rows] == listed
    assert all(any(row[at] for row in listed) for at, title in enumerate(head) if title not in {"EMAIL", "ALAMAT"})
    assert "unggahan massal SIPP tidak menerimanya" in hasan.get(place).words
    # Two records a time: that it left, and that somebody saw the numbers.
    actor = cast.hasan.actor()
    taken = actor.sees(AuditEvent).where(AuditEvent.action == "sipp_file_taken").order_by(AuditEvent.id)
    event, _ = db.session.scalars(taken).all()
    assert (event.facts["people"], len(event.facts["sha256"])) == (4, 64)
    read, _ = db.session.scalars(actor.sees(ReadEvent).order_by(ReadEvent.id)).all()
    assert (read.subject_type, read.reason) == ("sipp_file", "diunggah ke SIPP hari ini")
    db.session.rollback()
    assert "mengunduh berkas SIPP (4 orang" in hasan.get(place).words.lower().replace("sipp", "SIPP")
    hasan.submit(hasan.get(place), "/terunggah")
    assert "Menunggu hasil SIPP" in hasan.get(place).words
    assert "sudah ditandai terunggah" in hasan.post(f"{place}/terunggah", status=422).words


def test_a_file_is_put_away_and_its_people_wait_again(cast: Cast, browser: Browsing) -> None:
    journey.approved(cast.sari, cast.hasan, range(2))
    journey.approved(cast.rina, cast.hasan, range(10, 12))
    hasan, mira = browser(cast.hasan), browser(cast.mira)
    assert "Tidak ada." in mira.get(HOME).words
    place = hasan.post(HOME, {"mitra": str(cast.smkn2)}).location
    assert db.session.scalars(cast.rina.actor().sees(SippLine)).all()
    assert not db.session.scalars(cast.sari.actor().sees(SippLine)).all()
    assert not db.session.scalars(cast.rina.actor().sees(SippFile)).all(), "the workbook is the branch's own"
    db.session.rollback()
    mira.get(place, status=404)
    hasan.submit(hasan.get(place), "/batal")
    assert "4 orang dari 2 mitra" in hasan.get(HOME).words
    for refused in ("batal", "unduhan", "terunggah"):
        hasan.post(f"{place}/{refused}", {"reason": "diunggah ke SIPP"}, status=422)
    assert "2 orang siap diunduh" in hasan.follow(hasan.post(HOME, {"mitra": str(cast.smkn2)})).words


def test_a_file_takes_so_many_and_the_next_the_rest(
    cast: Cast, browser: Browsing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody who needs no file, or waits in another, stands in the way of those behind them."""
    monkeypatch.setattr(sipp, "MOST", 2)
    journey.approved(cast.sari, cast.hasan, range(5))
    hasan = browser(cast.hasan)

    def made() -> set[str]:
        """The names in the workbook that is made now."""
        place = hasan.submit(hasan.get(HOME), HOME).location
        file = hasan.submit(hasan.get(place), "/unduhan", {"reason": "diunggah ke SIPP"}, status=200)
        return {str(row[1]) for row in table(file.body)[1:]}

    with transaction():
        for number in range(2):
            known = (
                update(Participant).where(Participant.name == people.name(number)).values(kpj=f"2600000000{number}")
            )
            db.session.execute(known.execution_options(seen_by="test"))
    assert "3 orang dari 1 mitra" in hasan.get(HOME).words
    assert made() == {people.name(2), people.name(3)}
    with transaction():  # as one is who was approved once more while the answer of SIPP is awaited
        again = update(Enrolment).where(Enrolment.sipp == Sipp.TAKEN).values(sipp=Sipp.DUE)
        db.session.execute(again.execution_options(seen_by="test"))
    assert made() == {people.name(4)}
    assert "Tidak ada yang dapat diserahkan" in hasan.post(HOME, {"mitra": ""}, status=422).words
