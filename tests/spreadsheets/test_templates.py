"""The template comes back as it went out, and its example is nobody."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest

from portal.spreadsheets.columns import ROSTER
from portal.spreadsheets.headers import EXAMPLE
from portal.spreadsheets.reader import open_sheet
from portal.spreadsheets.recognition import mapping_of, recognise
from portal.spreadsheets.templates import template

pytestmark = pytest.mark.unit

#: The column beyond the last.
WIDTH = len(ROSTER.columns) + 2


def filled_in() -> bytes:
    book = openpyxl.load_workbook(BytesIO(template()))
    page = book["Daftar"]
    for column, text in ((2, "3273014401080001"), (3, "Siti Aminah"), (5, "04/01/2008")):
        page.cell(3, column).value = text
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def test_what_is_filled_in_is_read_back() -> None:
    with open_sheet(filled_in()) as sheet:
        assert sheet.name == "Daftar"
        mapping = mapping_of(recognise(sheet.header, sheet.sample))
        assert set(mapping) == set(ROSTER.by_field)
        [[row]] = sheet.rows()
    assert row.number == 3
    assert row.cells[mapping["nik"]] == "3273014401080001"
    assert row.cells[mapping["name"]] == "Siti Aminah"


def test_every_cell_to_be_filled_in_is_text() -> None:
    book = openpyxl.load_workbook(BytesIO(template()))
    page = book["Daftar"]
    assert page["A2"].value == EXAMPLE
    assert {page.cell(row, column).number_format for row in (1, 2, 3, 500) for column in range(2, WIDTH)} == {"@"}
    assert book.sheetnames == ["Daftar", "Petunjuk"]
    assert [row[0].value for row in book["Petunjuk"].iter_rows(min_row=2, max_row=WIDTH - 1)] == [
        column.title for column in ROSTER.columns
    ]
