"""Honest files of every kind: what the school sees in Excel is what is read, under Excel's row numbers."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter

from portal.spreadsheets.cells import ROUNDED, Row, clean, shown, text_of
from portal.spreadsheets.reader import Sheet, open_sheet
from portal.spreadsheets.recognition import mapping_of, recognise
from tests.make import sheets

pytestmark = pytest.mark.unit
FILES = Path(__file__).parent / "files"


def all_rows(sheet: Sheet) -> list[Row]:
    return [row for batch in sheet.rows() for row in batch]


def read(content: bytes, filename: str = "daftar.xlsx", sheet: str = "") -> list[Row]:
    with open_sheet(content, filename, sheet=sheet) as opened:
        return all_rows(opened)


def test_the_dapodik_download_is_read_as_it_is() -> None:
    assert sum(1 if isinstance(title, str) else len(title[1]) for title in sheets.DAPODIK) == 66
    people = list(sheets.students(40))
    with open_sheet(sheets.dapodik(people), "daftar_pd-SMKN 1.xlsx") as sheet:
        header = sheet.header
        assert (header.number, header.depth, header.width) == (6, 2, 66)
        assert header.titles.index("Rombel Saat Ini") == 42
        assert [header.label(at) for at, title in enumerate(header.titles) if title == "NIK"] == [
            "NIK",
            "Data Ayah / NIK",
            "Data Ibu / NIK",
            "Data Wali / NIK",
        ]
        mapping = mapping_of(recognise(header, sheet.sample))
        rows = all_rows(sheet)
    assert [row.number for row in rows] == list(range(7, 47))
    for row, student in zip(rows, people, strict=True):
        said = {field: row.cells[index] for field, index in mapping.items()}
        assert said["nik"] == student.nik
        assert said["name"] == student.name.upper()
        assert said["mother_name"] == student.mother.upper()
        assert said["birth_date"] == student.born.isoformat()
        assert said["class_name"] == student.class_name
        assert said["phone"] == student.phone


@pytest.mark.parametrize("name", ["daftar.xls", "daftar.ods"])
def test_old_excel_and_libreoffice(name: str) -> None:
    rows = read((FILES / name).read_bytes(), "daftar.xlsx")
    assert rows == [
        (2, ["3275014506070003", "Siti Aminah", "P", "2007-06-05"]),
        (3, ["3275010401080001", "O'Brien", "L", "2008-01-04"]),
        (4, [ROUNDED + "3275014506070003", "Angka", "", "2"]),
    ]


def test_every_cell_becomes_text() -> None:
    made = BytesIO()
    book = xlsxwriter.Workbook(made)
    page = book.add_worksheet()
    page.write_row(0, 0, ["NIK", "Nama", "HP", "Tanggal Lahir", "Ket", "Kelas", "Alamat"])
    page.write_number(1, 0, 3275014506070003)
    page.write_formula(1, 1, '=CONCATENATE("Siti"," Aminah")', None, "Siti Aminah")
    page.write_number(1, 2, 81234567890)
    page.write_datetime(1, 3, datetime(2008, 3, 1), book.add_format({"num_format": "dd/mm/yyyy"}))  # noqa: DTZ001
    page.write_formula(1, 4, "=1/0", None, "#DIV/0!")
    page.write_boolean(1, 5, True)
    page.write_number(1, 6, 2.5)
    book.close()
    [row] = read(made.getvalue())
    assert row.cells == [f"{ROUNDED}3275014506070003", "Siti Aminah", "81234567890", "2008-03-01", "", "TRUE", "2.5"]
    assert shown(row.cells[0]) == "3275014506070003"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.0, "3"),
        (99_999_999_999_999.0, "99999999999999"),
        (100_000_000_000_000.0, "≈100000000000000"),
        (3275014506070003.0, "≈3275014506070003"),
        (float("nan"), ""),
        (float("inf"), ""),
        (-2.0, "-2"),
        (True, "TRUE"),
        (date(2008, 1, 4), "2008-01-04"),
        (datetime(2008, 1, 4, 7, 30), "2008-01-04 07:30:00"),  # noqa: DTZ001
        (None, ""),
    ],
)
def test_numbers_and_days(value: object, text: str) -> None:
    assert text_of(value) == text


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\x00b", "ab"),
        ("\u202eitiS\u202c\u200f", "itiS"),
        ("Siti\u00a0\n Aminah\t", "Siti Aminah"),
        ("\ufeffNIK", "NIK"),
        ("Ani \U0001f600", "Ani \U0001f600"),
        ("I\u200bdo\u00adh", "Idoh"),
    ],
)
def test_what_one_cannot_see_is_gone(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_empty_rows_and_columns_before_the_table_keep_excels_numbers() -> None:
    rows = [[], [], [None, None, "NIK", "Nama"], [], [None, None, "3273014401080001", "Siti"]]
    with open_sheet(sheets.xlsx(rows)) as sheet:
        assert sheet.header.number == 3
        assert all_rows(sheet) == [(5, ["", "", "3273014401080001", "Siti"])]


def test_hidden_rows_and_columns_are_read_like_others() -> None:
    made = BytesIO()
    book = xlsxwriter.Workbook(made)
    page = book.add_worksheet()
    for number, row in enumerate([["NIK", "Nama"], ["1", "Ani"], ["2", "Budi"], ["3", "Cici"]]):
        page.write_row(number, 0, row)
    page.set_row(2, None, None, {"hidden": True})
    page.set_column(1, 1, None, None, {"hidden": True})
    book.close()
    assert [row.cells for row in read(made.getvalue())] == [["1", "Ani"], ["2", "Budi"], ["3", "Cici"]]


def test_the_sheet_with_the_table_is_chosen_and_another_can_be_asked_for() -> None:
    made = BytesIO()
    book = xlsxwriter.Workbook(made)
    hidden = book.add_worksheet("Lama")
    hidden.write_row(0, 0, ["NIK", "Nama"])
    hidden.write_row(1, 0, ["9", "Tersembunyi"])
    notes = book.add_worksheet("Catatan")
    notes.write_column(0, 0, ["Mohon dicek", "Kirim sebelum Jumat"])
    for name, person in (("XII RPL 1", "Ani"), ("XII RPL 2", "Budi")):
        page = book.add_worksheet(name)
        page.write_row(0, 0, ["NIK", "Nama"])
        page.write_row(1, 0, ["1", person])
    notes.activate()
    notes.set_first_sheet()
    hidden.hide()
    book.close()
    with open_sheet(made.getvalue()) as sheet:
        assert (sheet.name, sheet.others) == ("XII RPL 1", ("Catatan", "XII RPL 2"))
        assert all_rows(sheet) == [(2, ["1", "Ani"])]
    assert read(made.getvalue(), sheet="XII RPL 2") == [(2, ["1", "Budi"])]
    assert read(made.getvalue(), sheet="Lama") == [(2, ["1", "Ani"])], "a hidden sheet is not for asking"


def test_reading_goes_on_after_a_row() -> None:
    content = sheets.roster(sheets.students(5_000))
    with open_sheet(content) as sheet:
        batches = list(sheet.rows(after=4_321))
    numbers = [row.number for batch in batches for row in batch]
    assert numbers == list(range(4_322, 5_002))
    assert max(map(len, batches)) <= 2_000


def test_leaving_early_ends_the_child() -> None:
    with open_sheet(sheets.roster(sheets.students(5_000))) as sheet:
        assert next(sheet.rows())[0].number == 2


def test_macros_are_never_run_and_do_not_matter() -> None:
    content = sheets.with_member(
        sheets.roster(sheets.students(3)), "xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + b"A" * 99
    )
    assert len(read(content, "daftar.xlsm")) == 3


def test_emoji_apostrophes_and_formulas_in_names_come_through_as_text() -> None:
    names = ["Siti \U0001f600", "D'Angelo", "=cmd|' /C calc'!A0", "Agus"]
    rows = read(sheets.xlsx([["NIK", "Nama"], *[["3273014401080001", name] for name in names]]))
    assert [row.cells[1] for row in rows] == names


def test_twenty_megabytes_of_blanks_are_nothing() -> None:
    assert read(sheets.styled_blanks(60_000)) == [(2, ["3273014401080001", "Siti"])]
    blanks = b";".ljust(400) + b"\n"
    with open_sheet(b"NIK;Nama\n3273014401080001;Siti\n" + blanks * 50_000) as sheet:
        assert all_rows(sheet) == [(2, ["3273014401080001", "Siti"])]
