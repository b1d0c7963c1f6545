"""Daftar iuran as an officer works it: open, tick on the phone or from the paper, bill, hand over, next month."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
import time_machine
from werkzeug.datastructures import MultiDict

from portal.flows.dues import changes, numbers
from portal.models import DuesLine, Enrolment, Invoice, InvoiceState, db
from portal.services import dues_sheets
from portal.services.dues_sheets import Tick
from portal.values.fault import Refused
from portal.values.month import Month
from portal.values.rupiah import Rupiah
from tests.browser import Browser
from tests.cast import Cast
from tests.make import dues, workers


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True):
        yield


def ticked(cast: Cast, sheet_id: UUID) -> list[int]:
    db.session.rollback()
    actor = cast.agus.actor()
    lines = actor.sees(DuesLine).where(DuesLine.sheet_id == sheet_id, DuesLine.ticked_at.is_not(None))
    return list(db.session.scalars(lines.with_only_columns(DuesLine.number).order_by(DuesLine.number)))


def test_a_meeting_from_the_list_to_the_code(cast: Cast, agus: Browser, hasan: Browser) -> None:
    assert "Belum ada daftar iuran" in agus.get("/ormas/iuran/").words
    empty = agus.submit(agus.get("/ormas/iuran/"), "/ormas/iuran/", {"month": "2026-11"}, status=422)
    assert "Tidak ada yang perlu membayar iuran November 2026" in empty.words

    workers.registered(cast.agus, range(30))
    done = agus.submit(agus.get("/ormas/iuran/"), "/ormas/iuran/", {"month": "2026-11"})
    shown = agus.follow(done)
    sheet = UUID(done.location.rpartition("/")[2])
    assert "0 dari 30" in shown.words
    assert "Rp8.400" in shown.words

    done = agus.submit(shown, f"/ormas/iuran/{sheet}", {"bayar": ["1", "2"], "bulan-2": "3"})
    shown = agus.follow(done)
    assert ticked(cast, sheet) == [1, 2]
    assert "2 dari 30" in shown.words
    assert "Rp42.000" in shown.words  # one month, and three of which the last costs twice as much

    shown = agus.follow(agus.submit(shown, f"/ormas/iuran/{sheet}/centang/", {"nomor": "5-7, 30"}))
    assert ticked(cast, sheet) == [1, 2, 5, 6, 7, 30]
    wrong = agus.submit(shown, f"/ormas/iuran/{sheet}/centang/", {"nomor": "5-7, 31"}, status=422)
    assert "Nomor 31 tidak ada di daftar ini" in wrong.words
    agus.get(f"/ormas/iuran/{sheet}?sesudah={_line(cast, sheet, 25).id}")

    checked = agus.get(f"/ormas/iuran/{sheet}/tagihan/")
    assert "6 dari 30" in checked.words
    assert "Rp75.600" in checked.words
    bill = agus.follow(agus.submit(checked, f"/ormas/iuran/{sheet}/tagihan/"))
    assert "Menunggu kode iuran" in bill.words
    assert "Ditagih" in agus.get(f"/ormas/iuran/{sheet}").words
    assert "6" in agus.get("/ormas/iuran/").words

    invoice = db.session.scalars(cast.hasan.actor().sees(Invoice)).one()
    assert invoice.total == Rupiah(75_600)
    assert invoice.number in hasan.get("/cabang/tagihan/?keadaan=tanpa-kode").words
    assert "tagihan" in hasan.get("/cabang/").words
    coded = hasan.submit(
        hasan.get(f"/cabang/tagihan/{invoice.id}/kode"),
        f"/cabang/tagihan/{invoice.id}/kode",
        {"kode_iuran": "88812345"},
    )
    hasan.follow(coded)
    payment = {
        "amount": "75600",
        "paid_on": "2026-11-21",
        "paid_time": "10.00",
        "channel": "Teller bank",
        "reference": "NTB1",
    }
    form = hasan.get(f"/cabang/tagihan/{invoice.id}/pembayaran/baru")
    paid = hasan.submit(form, f"/cabang/tagihan/{invoice.id}/pembayaran", payment)
    assert "Lunas" in hasan.follow(paid).words
    db.session.rollback()
    assert db.session.scalars(cast.hasan.actor().sees(Invoice)).one().state is InvoiceState.PAID
    assert "Lunas" in agus.get(f"/ormas/tagihan/{invoice.id}").words
    covered = [each for each in db.session.scalars(cast.agus.actor().sees(Enrolment)) if each.covered_from]
    assert len(covered) == 6
    assert len(dues_lines_of(cast, dues.opened(cast.agus))) == 24


def dues_lines_of(cast: Cast, sheet_id: UUID) -> list[DuesLine]:
    actor = cast.agus.actor()
    return list(db.session.scalars(dues_sheets.lines(actor, dues_sheets.find(actor, sheet_id))))


def _line(cast: Cast, sheet_id: UUID, number: int) -> DuesLine:
    actor = cast.agus.actor()
    return dues_sheets.line(actor, dues_sheets.find(actor, sheet_id), number)


def test_two_officers_with_the_same_page_keep_both_their_ticks(cast: Cast, agus: Browser) -> None:
    workers.registered(cast.agus, range(4))
    sheet = dues.opened(cast.agus)
    url = f"/ormas/iuran/{sheet}"
    mine, theirs = agus.get(url), agus.twin().get(url)
    agus.submit(mine, url, {"bayar": ["1", "2"]})
    agus.submit(theirs, url, {"bayar": ["3"]})
    assert ticked(cast, sheet) == [1, 2, 3]
    agus.submit(agus.get(url), url, {"bayar": ["1", "3"]})
    assert ticked(cast, sheet) == [1, 3]


def test_one_person_s_months_are_explained_line_by_line(cast: Cast, agus: Browser) -> None:
    workers.registered(cast.agus, range(1))
    sheet = dues.opened(cast.agus)
    url = f"/ormas/iuran/{sheet}/nomor/1"
    shown = agus.get(url)
    assert "Keringanan 50% berakhir 31 Desember 2026" in shown.words
    agus.follow(agus.submit(shown, url, {"bulan": "12", "bayar": "y"}))
    assert _line(cast, sheet, 1).ahead == 12
    assert (
        "Pilih membayar 1, 3, 6, atau 12 bulan" in agus.submit(agus.get(url), url, {"bulan": "2"}, status=422).words
    )
    agus.get(f"/ormas/iuran/{sheet}/nomor/2", status=404)


def test_the_sheet_is_printed_with_numbers_and_boxes(cast: Cast, agus: Browser) -> None:
    workers.registered(cast.agus, range(45))
    sheet = dues.opened(cast.yanto, whole_subtree=True)
    agus.get(f"/ormas/iuran/{sheet}.pdf", status=404)
    mine = dues.opened(cast.agus)
    answer = agus.get(f"/ormas/iuran/{mine}.pdf")
    assert answer.body.startswith(b"%PDF")


def test_a_bill_is_undone_while_it_has_no_code_and_a_sheet_is_dropped(cast: Cast, agus: Browser) -> None:
    workers.registered(cast.agus, range(2))
    sheet = dues.opened(cast.agus)
    dues.ticked(cast.agus, sheet, [1])
    dues.billed(cast.agus, sheet)
    shown = agus.get(f"/ormas/iuran/{sheet}")
    shown = agus.follow(agus.submit(shown, f"/ormas/iuran/{sheet}/tagihan/batal"))
    assert "1 dari 2" in shown.words
    shown = agus.follow(agus.submit(shown, f"/ormas/iuran/{sheet}/tambahan/"))
    assert "Semua sudah ada di daftar" in shown.words
    agus.follow(agus.submit(shown, f"/ormas/iuran/{sheet}/batal"))
    assert "Dibatalkan" in agus.get(f"/ormas/iuran/{sheet}").words


def test_whoever_is_above_sees_it_and_who_is_beside_does_not(
    cast: Cast, yanto: Browser, euis: Browser, sari: Browser
) -> None:
    workers.registered(cast.agus, range(2))
    sheet = dues.opened(cast.agus)
    assert "Ranting Arjuna" in yanto.get(f"/ormas/iuran/{sheet}").words
    assert "Ranting Arjuna" in yanto.get("/ormas/iuran/").words
    for path in ("", "/tagihan/", "/nomor/1", ".pdf"):
        euis.get(f"/ormas/iuran/{sheet}{path}", status=404)
        sari.get(f"/ormas/iuran/{sheet}{path}", status=404)
    euis.post("/ormas/iuran/", {"month": "2026-11", "unit": str(cast.arjuna)}, status=404)


@pytest.mark.unit
def test_numbers_are_read_off_the_paper_as_people_write_them() -> None:
    assert numbers("1-3, 7; 12 15") == [1, 2, 3, 7, 12, 15]
    assert numbers(" 4 – 6 ") == [4, 5, 6]
    for wrong in ("", "1," * 3_000, "a", "3-1", "1-99999", "1--2", "1.5"):
        with pytest.raises(Refused):
            numbers(wrong)


@pytest.mark.unit
def test_only_what_was_changed_on_the_page_is_noted() -> None:
    shown = [
        ("semula-1", "0:1"),
        ("semula-2", "1:1"),
        ("semula-3", "1:1"),
        ("semula-4", "0:3"),
        ("semula-x", "1"),
        ("semula-" + "9" * 5_000, "0:1"),
    ]
    form = MultiDict([*shown, ("bayar", "1"), ("bayar", "3"), ("bulan-4", "6"), ("bulan-3", "1")])
    assert changes(form) == {1: Tick(paid=True), 2: Tick(paid=False), 4: Tick(ahead=6)}
    assert Month(2026, 11) in dues_sheets.months_open()
