"""Where a table begins and which rows only decorate it."""

from __future__ import annotations

import pytest

from portal.spreadsheets.cells import Row
from portal.spreadsheets.headers import EXAMPLE, Body, find, letter

pytestmark = pytest.mark.unit


def rows(*lines: str) -> list[Row]:
    """Rows written with ``|`` between cells, numbered from 1; an empty line is no row."""
    return [Row(number, [c.strip() for c in line.split("|")]) for number, line in enumerate(lines, 1) if line]


def kept(*lines: str) -> list[int]:
    table = rows(*lines)
    header = find(table)
    assert header
    body = Body(header)
    return [row.number for row in table if body.holds(row)]


def test_a_header_under_a_letterhead() -> None:
    header = find(
        rows(
            "PEMERINTAH PROVINSI JAWA BARAT",
            "DINAS PENDIDIKAN",
            "SMKN 1 | | | NPSN: 20219345",
            "",
            "Daftar Nama Siswa PKL",
            "No | Nama Siswa | NIK | JK",
            "1 | Siti | 3273014401080001 | P",
        )
    )
    assert header
    assert (header.number, header.depth) == (6, 1)
    assert header.titles == ("No", "Nama Siswa", "NIK", "JK")
    assert len(header.rows) == 5


def test_two_rows_are_one_header() -> None:
    header = find(
        rows(
            "No | Nama | Orang Tua | | Periode PKL | | Kelas",
            " | | Nama Ibu | NIK | Mulai | Selesai | ",
            "1 | Siti | Ani | 3273014401080001 | 04/01/2027 | 30/06/2027 | XII",
        )
    )
    assert header
    assert (header.number, header.depth) == (2, 2)
    assert [header.label(index) for index in range(header.width)] == [
        "No",
        "Nama",
        "Orang Tua / Nama Ibu",
        "Orang Tua / NIK",
        "Periode PKL / Mulai",
        "Periode PKL / Selesai",
        "Kelas",
    ]


def test_groups_above_a_fuller_row() -> None:
    header = find(
        rows(
            "Data Siswa | | | Data Ibu | ",
            "Nama | NIK | JK | Nama | NIK",
            "Siti | 3273014401080001 | P | Ani | 3273014401800001",
        )
    )
    assert header
    assert header.number == 2
    assert [header.label(index) for index in (1, 3, 4)] == ["Data Siswa / NIK", "Data Ibu / Nama", "Data Ibu / NIK"]


def test_a_line_about_the_school_is_no_group() -> None:
    header = find(rows("Wali Kelas: | Pak Budi", "Nama | NIK | JK", "Siti | 3273014401080001 | P"))
    assert header
    assert (header.depth, header.groups) == (1, ("", "", ""))


def test_data_under_the_header_is_not_taken_for_a_second_row() -> None:
    header = find(rows("No | Nama | NIK", "1 | Siti | 3273014401080001"))
    assert header
    assert header.number == 1
    header = find(rows("Nama | NIK | Kelas | Alamat", "Siti | | XII RPL | "))
    assert header
    assert header.number == 1


def test_unknown_titles_still_make_a_table() -> None:
    header = find(rows("Student | Identity | Class", "Siti | 3273014401080001 | XII"))
    assert header
    assert header.titles == ("Student", "Identity", "Class")


def test_no_header_at_all() -> None:
    header = find(rows("Siti | 3273014401080001", "Budi | 3273010502080002"))
    assert header
    assert (header.number, header.titles) == (0, ("Kolom A", "Kolom B"))


def test_no_table_at_all() -> None:
    assert find([]) is None
    assert find(rows("Selamat pagi", "Besok rapat")) is None


def test_letters_of_columns() -> None:
    assert [letter(index) for index in (0, 25, 26, 65, 701, 702)] == ["A", "Z", "AA", "BN", "ZZ", "AAA"]


def test_repeated_headers_column_numbers_and_examples_are_no_students() -> None:
    assert kept(
        "No | Nama | NIK | Kelas",
        "(1) | (2) | (3) | (4)",
        f"{EXAMPLE} | Siti | 3273014401080001 | XII",
        "1 | Siti | 3273014401080001 | XII",
        "",
        "No | Nama | NIK | Kelas",
        "2 | Budi | 3273010502080002 | XII",
    ) == [4, 7]


def test_both_rows_of_a_double_header_are_skipped_when_repeated() -> None:
    head = ("No | Nama | Data Ibu | ", " | | Nama | NIK")
    assert kept(*head, "1 | Siti | Ani | 3273014401800001", *head, "2 | Budi | Eni | 3273014402800002") == [3, 6]


def test_totals_and_signatures_below_are_no_students() -> None:
    assert kept(
        "No | Nama | NIK | Kelas",
        "1 | Siti | 3273014401080001 | XII",
        "Jumlah | 1 | | ",
        " | | Bandung, 4 Januari 2027 | ",
        " | | Kepala Sekolah, | ",
        " | | Drs. H. Asep Sunandar | ",
        " | | NIP. 197001011998031001 | ",
    ) == [2]


def test_in_doubt_a_row_is_a_student() -> None:
    assert kept(
        "No | Nama | NIK | Kelas",
        "1 | Siti | | ",
        "2 | Budi | | ",
        " | Total Sugiarto | | ",
        " | Mengetahui | | ",
        "3 | Ani | 3273014401080001 | XII",
    ) == [2, 3, 4, 6]
    assert kept("Nama | NIK", "Jumlah | 3273014401080001", "Siti | ") == [2, 3]
