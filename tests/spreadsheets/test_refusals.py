"""Files that cannot be read are declined with a code that has a sentence; nothing crashes and nothing is executed."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter

from portal.spreadsheets.limits import DEFAULT, Limits
from portal.spreadsheets.reader import open_sheet
from portal.spreadsheets.refusal import FileRefused
from portal.values.fault import Refused
from tests.make import sheets

pytestmark = pytest.mark.unit
FILES = Path(__file__).parent / "files"


def refusal(content: bytes, filename: str = "daftar.xlsx", limits: Limits = DEFAULT) -> tuple[str, object]:
    with pytest.raises(FileRefused) as caught, open_sheet(content, filename, limits) as sheet:
        list(sheet.rows())
    assert isinstance(caught.value, Refused)
    return caught.value.fault.code, dict(caught.value.fault.params).get("found")


@pytest.mark.parametrize("content", [b"", b" \r\n\t", b"\x00" * 500])
def test_an_empty_file(content: bytes) -> None:
    assert refusal(content) == ("file.empty", None)


def test_a_workbook_without_a_cell() -> None:
    assert refusal(sheets.xlsx([])) == ("file.empty", None)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"%PDF-1.7\n...", "PDF"),
        (b"\x89PNG\r\n\x1a\n...", "gambar"),
        (b"\xff\xd8\xff\xe0....", "gambar"),
        (b"\r\n<html><table><tr><td>NIK</td></tr></table></html>", "halaman web"),
        (b'<?xml version="1.0"?><Workbook/>', "berkas XML"),
        (b"{\\rtf1 NIK}", "dokumen Word"),
        (sheets.zip_of({"word/document.xml": b"<w/>", "[Content_Types].xml": b"<x/>"}), "dokumen Word"),
        (sheets.zip_of({"ppt/presentation.xml": b"<w/>"}), "presentasi PowerPoint"),
        (sheets.zip_of({"daftar.xlsx": b"PK"}), "arsip ZIP"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 504 + "WordDocument".encode("utf-16-le"), "dokumen Word"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 504, "berkas lain"),
        (bytes(range(256)) * 20, "berkas lain"),
    ],
)
def test_a_wrong_type_with_a_right_name(content: bytes, found: str) -> None:
    assert refusal(content) == ("file.type", found)


@pytest.mark.parametrize("name", ["terkunci.xlsx", "terkunci.ods", "terkunci.xls"])
def test_a_password(name: str) -> None:
    assert refusal((FILES / name).read_bytes(), name) == ("file.password", None)


def test_a_zip_bomb() -> None:
    content = sheets.bomb(250)
    assert len(content) < 1_000_000
    assert refusal(content) == ("file.bomb", None)


def test_a_bomb_of_many_members() -> None:
    members = {f"xl/media/{at}.png": b"" for at in range(2_001)}
    assert refusal(sheets.zip_of({"xl/workbook.xml": b"<x/>", **members})) == ("file.bomb", None)


def test_inflated_bytes_are_counted_over_all_members() -> None:
    noise = BytesIO(bytes(range(256)) * 4).getvalue()
    content = sheets.zip_of({"xl/workbook.xml": b"<x/>", **{f"xl/{at}.bin": noise for at in range(10)}})
    assert refusal(content, limits=Limits(unpacked=9_000)) == ("file.bomb", None)


def test_an_entity_bomb_is_not_expanded() -> None:
    assert refusal(sheets.entity_bomb()) == ("file.broken", None)


def test_broken_xml() -> None:
    content = sheets.with_member(sheets.xlsx([["NIK", "Nama"]]), sheets.SHEET_XML, b"<worksheet><sheetData><row")
    assert refusal(content)[0] in {"file.broken", "file.empty"}
    content = sheets.with_member(sheets.xlsx([["NIK", "Nama"]]), "xl/workbook.xml", b"<workbook><sheets")
    assert refusal(content)[0] in {"file.broken", "file.empty"}


@pytest.mark.parametrize("share", [0.3, 0.7, 0.99])
def test_an_upload_cut_in_the_middle(share: float) -> None:
    content = sheets.roster(sheets.students(200))
    assert refusal(content[: int(len(content) * share)]) == ("file.broken", None)


def test_a_flipped_byte_is_noticed() -> None:
    content = bytearray(sheets.roster(sheets.students(200)))
    at = content.index(b"xl/worksheets/sheet1.xml") + 200
    content[at] ^= 0xFF
    assert refusal(bytes(content)) == ("file.broken", None)


def test_pictures_only() -> None:
    assert refusal(sheets.pictures_only()) == ("file.pictures_only", None)


def test_no_table() -> None:
    assert refusal(sheets.xlsx([["Halo"], ["Besok rapat"]])) == ("file.no_table", None)
    assert refusal(b"Selamat pagi Bapak dan Ibu\nBesok ada rapat\n") == ("file.no_table", None)


def test_three_hundred_columns() -> None:
    row = [f"k{index}" for index in range(300)]
    assert refusal(sheets.xlsx([["NIK", "Nama", *row], ["1", "Ani", *row]])) == ("file.columns", None)
    assert refusal((";".join(["NIK", "Nama", *row]) + "\n").encode()) == ("file.columns", None)


def test_too_many_rows_are_refused_before_the_first_is_given() -> None:
    people = [["NIK", "Nama"], *[["3273014401080001", "Siti"]] * 50]
    limits = Limits(rows=40)
    for content in (sheets.xlsx(people), "\n".join(map(";".join, people)).encode()):
        with pytest.raises(FileRefused) as caught, open_sheet(content, limits=limits):
            pytest.fail("opened")
        assert (caught.value.fault.code, caught.value.fault.params) == ("file.rows", {"limit": 40})


def test_more_lines_than_excel_has_rows_are_not_even_counted() -> None:
    assert refusal(b"NIK;Nama\n1;Ani\n" + b";\n" * 1_048_576) == ("file.rows", None)


def test_too_many_bytes() -> None:
    assert refusal(b"N" * 2_000_000, limits=Limits(size=1 << 20)) == ("file.too_large", None)


def test_one_stray_cell_at_the_end_of_the_world_ends_the_child_and_not_us() -> None:
    made = BytesIO()
    book = xlsxwriter.Workbook(made)
    page = book.add_worksheet()
    page.write_row(0, 0, ["NIK", "Nama"])
    page.write(1_048_575, 16_383, "x")
    book.close()
    assert refusal(made.getvalue()) == ("file.exhausting", None)


def test_faults_tell_nothing_of_the_content() -> None:
    content = sheets.with_member(sheets.roster(sheets.students(3)), "xl/workbook.xml", b"<workbook>3273014401080001")
    with pytest.raises(FileRefused) as caught, open_sheet(content):
        pytest.fail("opened")
    assert "3273" not in repr(caught.value.fault) + str(caught.value)
