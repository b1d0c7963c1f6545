"""Faulty rows go back in the school's own layout, and nothing in them can run."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

import openpyxl
import pytest

from portal.spreadsheets.cells import ROUNDED
from portal.spreadsheets.exports import Returned, harmless, to_csv, to_xlsx
from portal.spreadsheets.reader import open_sheet
from portal.spreadsheets.recognition import mapping_of, recognise
from tests.make import sheets

pytestmark = pytest.mark.unit
HEADER = [["DAFTAR PKL"], ["NIK", "Nama", "Kelas"]]
ROWS = [
    Returned(7, ["3273014401080001", "=cmd|' /C calc'!A0", "XII"], "Nama memuat tanda"),
    Returned(9, [f"{ROUNDED}3273014401080010", "Siti"], "NIK rusak"),
]


def test_the_layout_is_the_schools_with_reasons_beside() -> None:
    page = openpyxl.load_workbook(BytesIO(to_xlsx(HEADER, ROWS))).active
    assert page is not None
    assert [[cell.value for cell in row] for row in page.iter_rows()] == [
        ["DAFTAR PKL", None, None, None, None],
        ["NIK", "Nama", "Kelas", "Alasan", "Baris"],
        ["3273014401080001", "=cmd|' /C calc'!A0", "XII", "Nama memuat tanda", "7"],
        ["≈3273014401080010", "Siti", None, "NIK rusak", "9"],
    ]
    cells = [cell for row in page.iter_rows(min_row=3) for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}, "text, no formula"
    assert page["B3"].number_format == "@"


def test_cells_beyond_the_header_are_not_lost() -> None:
    page = openpyxl.load_workbook(BytesIO(to_xlsx([["NIK"]], [Returned(2, ["1", "lebih"], "x")]))).active
    assert page is not None
    assert [cell.value for cell in page[2]] == ["1", "x", "2", "lebih"]


def test_the_dapodik_layout_comes_back_and_is_read_again() -> None:
    people = list(sheets.students(5))
    with open_sheet(sheets.dapodik(people)) as sheet:
        header = [row.cells for row in sheet.header.rows]
        bad = [Returned(row.number, row.cells, "Periksa") for batch in sheet.rows() for row in batch][1:3]
    with open_sheet(to_xlsx(header, bad)) as again:
        mapping = mapping_of(recognise(again.header, again.sample))
        rows = [row for batch in again.rows() for row in batch]
    assert [row.cells[mapping["nik"]] for row in rows] == [people[1].nik, people[2].nik]
    assert [row.cells[mapping["mother_name"]] for row in rows] == [people[1].mother.upper(), people[2].mother.upper()]
    assert [row.cells[-1] for row in rows] == ["8", "9"]


def test_csv_opens_in_indonesian_excel_and_calculates_nothing() -> None:
    content = to_csv(HEADER, ROWS)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert rows[1] == ["NIK", "Nama", "Kelas", "Alasan", "Baris"]
    assert rows[2] == ["3273014401080001", "'=cmd|' /C calc'!A0", "XII", "Nama memuat tanda", "7"]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
def test_signs_that_start_a_formula(sign: str) -> None:
    assert harmless(f"{sign}1+1") == f"'{sign}1+1"
    assert harmless(f"1{sign}1") == f"1{sign}1"
