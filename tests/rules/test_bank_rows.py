"""What banks write into a row, and what it means."""

from __future__ import annotations

from datetime import date

import pytest

from portal.rules import bank_rows, bill_codes
from portal.rules.bank_rows import Columns, Reading, read
from portal.values.clock import in_wib
from portal.values.fault import Invalid

pytestmark = pytest.mark.unit

TODAY = date(2026, 11, 21)
COLUMNS = {"date": 0, "text": 1, "reference": 2, "amount": 3, "mark": 4}


def said(*cells: str) -> Reading:
    return read(7, cells, Columns(COLUMNS, 5), today=TODAY)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.234.567,00", 1_234_567),
        ("1,234,567.00", 1_234_567),
        ("16.800", 16_800),
        ("16,800", 16_800),
        ("16800", 16_800),
        ("16800.0", 16_800),
        ("Rp 1.234.567,-", 1_234_567),
        ("IDR 201,600.00 CR", 201_600),
        ("201.600,00 DB", -201_600),
        ("-16.800", -16_800),
        ("16.800-", -16_800),
        ("(16.800)", -16_800),
        ("−16.800", -16_800),
        ("0,00", 0),
        ("1 234 567", 1_234_567),
    ],
)
def test_amounts_as_banks_write_them(text: str, amount: int) -> None:
    assert bank_rows.amount(text) == amount


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1.234.567,89", "bank_row.cents"),
        ("1,234,567.89", "bank_row.cents"),
        ("16.80", "bank_row.cents"),
        ("1.23.456", "bank_row.amount"),
        ("1,234.567,00", "bank_row.amount"),
        ("dua ratus", "bank_row.amount"),
        ("16.800 XX", "bank_row.amount"),
        ("12345678901234567", "bank_row.amount"),
        ("", "bank_row.amount"),
    ],
)
def test_what_is_no_whole_amount_is_said(text: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        bank_rows.amount(text)
    assert refused.value.fault.code == code


def test_money_that_came_in() -> None:
    row = said("20/11/2026 10:15:30", "IURAN PKL 8801", "NTB1", "201.600,00", "K")
    assert (row.amount, row.reference, row.fault) == (201_600, "NTB1", "")
    assert row.paid_at is not None
    assert f"{in_wib(row.paid_at):%d/%m/%Y %H:%M:%S}" == "20/11/2026 10:15:30"
    assert row.text == "IURAN PKL 8801 NTB1"
    without_hour = said("20.11.26", "IURAN", "", "201600", "").paid_at
    assert without_hour is not None
    assert f"{in_wib(without_hour):%H:%M}" == "23:59", "never before the money can have been there"


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        (("20/11/2026", "BIAYA ADM", "", "10.000,00", "D"), "bank_row.outgoing"),
        (("20/11/2026", "KOREKSI", "", "-10.000,00", ""), "bank_row.outgoing"),
        (("20/11/2026", "INFO", "", "0,00", "K"), "bank_row.zero"),
        (("TOTAL", "", "", "9.999.999,00", "K"), "bank_row.total"),
        (("", "Saldo Awal", "", "5.000.000,00", ""), "bank_row.total"),
        (("", "Grand Total", "3 transaksi", "5.000.000,00", ""), "bank_row.total"),
    ],
)
def test_what_is_no_money_that_came_in(cells: tuple[str, ...], fault: str) -> None:
    row = said(*cells)
    assert (row.fault, row.aside) == (fault, True)


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        (("", "20/11/2026", "IURAN", "NTB", "201.600"), "bank_row.shifted"),
        (("20/11/2026", "IURAN PKL", " SMKN 1", "NTB", "201.600", "K"), "bank_row.shifted"),
        (("kemarin", "IURAN", "NTB", "201.600", "K"), "bank_row.day"),
        (("20/11/2026", "IURAN", "NTB", "lunas", "K"), "bank_row.amount"),
        (("20/11/2026", "IURAN", "NTB", "201.600,50", "K"), "bank_row.cents"),
        (("11/12/2026", "IURAN", "NTB", "201.600", "K"), "bank_row.future"),
    ],
)
def test_what_cannot_be_read(cells: tuple[str, ...], fault: str) -> None:
    row = said(*cells)
    assert (row.fault, row.aside) == (fault, False)


def test_two_columns_of_amounts() -> None:
    columns = {"date": 0, "text": 1, "debit": 2, "credit": 3, "balance": 4}

    def amount(*cells: str) -> tuple[int, str]:
        row = read(7, ("20/11/2026", "x", *cells), Columns(columns, 5), today=TODAY)
        return row.amount, row.fault

    assert amount("", "201,600.00", "9,000,000.00") == (201_600, "")
    assert amount("0.00", "201,600.00", "") == (201_600, "")
    assert amount("50.000", "", "") == (0, "bank_row.outgoing")
    assert amount("-", "-", "") == (0, "bank_row.zero")


@pytest.mark.parametrize(
    "text",
    [
        "TRSF E-BANKING 880112345678 SMKN 1",
        "8801 1234 5678",
        "8801-1234-5678",
        "IURAN 88O112345678",
        "88OII2345678 lunas",
        "KODE880112345678BAYAR",
        "kode 8801.1234.5678/okt",
    ],
)
def test_a_code_is_found_however_it_is_written(text: str) -> None:
    code = bill_codes.folded("880112345678")
    assert code in set(bill_codes.found(text, {len(code)}))


@pytest.mark.parametrize("text", ["9880112345678", "8801123456789", "88011234567", "OLLOOLLOOLLO", ""])
def test_a_code_is_not_found_in_another_number(text: str) -> None:
    assert bill_codes.folded("880112345678") not in set(bill_codes.found(text, {12}))


def test_a_bill_number_is_found_with_other_signs() -> None:
    number = bill_codes.folded("TAG/2026/11/000123")
    for text in ("BAYAR TAG/2026/11/000123", "tag 2026 11 000123", "TAG-2026-11-OOO123"):
        assert number in set(bill_codes.found(text, {len(number)}))
