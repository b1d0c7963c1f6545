from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from portal.papers import receipts
from portal.values.month import Month
from portal.values.rupiah import Rupiah
from tests.papers.people import AFTER, AWKWARD, BEFORE, PAID
from tests.papers.reading import opened, pictures, scanned, text, unbroken

pytestmark = pytest.mark.unit


def test_a_receipt_says_who_paid_what_for_which_months() -> None:
    said = text(receipts.receipt(PAID))
    for words in (
        "Nomor KW-2026-11-000123",
        "SMK Negeri 1 Bandung",
        "Rp1.346.800",
        "Satu juta tiga ratus empat puluh enam ribu delapan ratus rupiah",
        "261100012345",
        "Transfer bank · referensi FT26324XYZ",
        "Kantor Cabang Bandung",
        "Hasan",
        "November – Desember 2026",
        "37 orang × 2 bulan × Rp5.600",
        "Rp414.400",
        "Januari – Maret 2027",
        "37 orang × 3 bulan × Rp8.400",
        "Rp932.400",
        "Keringanan berakhir 31 Desember 2026.",
        "Halaman 1 dari 1",
        "bukan produk resmi BPJS Ketenagakerjaan",
    ):
        assert words in said


def test_the_hour_is_that_of_wib() -> None:
    assert "21 November 2026 pukul 00.05 WIB" in text(receipts.receipt(PAID))


def test_lines_may_not_exceed_the_payment_and_a_rest_is_shown() -> None:
    with pytest.raises(ValueError):
        replace(PAID, amount=Rupiah(1_346_799))
    assert "Kelebihan bayar" not in text(receipts.receipt(PAID))
    assert "Kelebihan bayar, belum dialokasikan Rp200" in text(
        receipts.receipt(replace(PAID, amount=Rupiah(1_347_000)))
    )


def test_months_with_a_gap_are_named_apart() -> None:
    line = replace(BEFORE, months=(Month(2027, 3), Month(2026, 12), Month(2027, 1)))
    said = text(receipts.receipt(replace(PAID, amount=line.amount, lines=(line,))))
    assert "Desember 2026 – Januari 2027, Maret 2027" in said


def test_a_void_receipt_is_crossed_on_every_page_with_the_reason() -> None:
    lines = (BEFORE, AFTER) * 15
    long = replace(PAID, lines=lines, amount=Rupiah.total(line.amount for line in lines))
    assert "BATAL" not in text(receipts.receipt(long))
    void = receipts.receipt(replace(long, void="Salah catat: pembayaran SMKN 2."))
    assert "Salah catat: pembayaran SMKN 2." in text(void)
    pages = [page.extract_text() for page in opened(void).pages]
    assert len(pages) > 1
    assert all("BATAL" in page for page in pages)


def test_a_void_mark_is_seen_and_leaves_the_code_readable() -> None:
    def red(picture: Image.Image) -> int:
        return sum(count for count, (r, g, b) in picture.getcolors(1 << 24) if r > g + 15 and r > b + 15)

    (valid,) = pictures("receipt", receipts.given(PAID), ppi=100)
    (void,) = pictures("receipt", receipts.given(replace(PAID, void="Salah catat")), ppi=100)
    assert red(valid) == 0
    assert red(void) > 0.02 * void.width * void.height
    assert scanned(valid) == scanned(void) == [PAID.url]


def test_many_lines_go_on_with_heading_and_number() -> None:
    lines = tuple(replace(BEFORE, what=f"Baris {n:03}") for n in range(60))
    pdf = receipts.receipt(replace(PAID, lines=lines, amount=Rupiah.total(line.amount for line in lines)))
    pages = [page.extract_text() for page in opened(pdf).pages]
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert f"Halaman {number} dari {len(pages)}" in page
        assert "Rincian" in page
    said = " ".join(pages)
    assert [n for n in range(60) if f"Baris {n:03}" not in said] == []


@pytest.mark.parametrize("void", [None, "Salah catat"])
def test_a_receipt_may_break_anywhere(void: str | None) -> None:
    """PDF/UA refuses a table whose tags a page break tore, so every length up to two pages is pressed."""
    pages = []
    for count in range(1, 20):
        lines = (BEFORE,) * count
        paid = replace(PAID, lines=lines, amount=Rupiah.total(line.amount for line in lines), void=void)
        pages.append(len(opened(receipts.receipt(paid)).pages))
    assert pages == sorted(pages)
    assert set(pages) == {1, 2}


@settings(max_examples=20, deadline=None)
@given(st.text(), st.text(max_size=4000), st.text())
def test_no_words_whatever_stop_a_receipt(name: str, because: str, void: str) -> None:
    line = replace(BEFORE, what=name, because=because)
    paid = replace(PAID, received_from=name, lines=(line,), amount=line.amount, reference=because, void=void)
    assert "Jumlah dibayar" in text(receipts.receipt(paid))


@pytest.mark.parametrize(("typed", "printed"), AWKWARD.items(), ids=[ascii(each) for each in AWKWARD])
def test_what_people_typed_is_text_and_nothing_else(typed: str, printed: str | None) -> None:
    line = replace(BEFORE, what=typed, because=typed)
    paid = replace(PAID, received_from=typed, recorded_by=typed, lines=(line,), amount=line.amount, void=typed)
    assert text(receipts.receipt(paid)).count(printed or typed) == 5


def test_long_names_wrap_inside_the_page() -> None:
    name = "SMK" + "x" * 297
    paid = replace(PAID, received_from=name, branch=name, reference=name)
    assert unbroken(receipts.receipt(paid)).count(name) == 3
    (page,) = pictures("receipt", receipts.given(paid), ppi=60)
    margin = page.crop((round(page.width * (1 - 20 / 210)), 0, page.width, page.height))
    assert margin.getcolors() == [(margin.width * margin.height, (255, 255, 255))]


def test_the_same_receipt_is_the_same_bytes_and_tagged() -> None:
    once = receipts.receipt(PAID)
    assert once == receipts.receipt(PAID)
    assert b"xmp:CreateDate" not in once
    root = opened(once).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
