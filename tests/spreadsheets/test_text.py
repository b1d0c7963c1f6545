"""CSV of Indonesian Excel, text copied out of Excel, and lists from WhatsApp."""

from __future__ import annotations

import pytest

from portal.spreadsheets.reader import open_sheet
from portal.spreadsheets.recognition import mapping_of, recognise

pytestmark = pytest.mark.unit


def said(content: bytes | str, *fields: str) -> list[tuple[int, ...] | tuple[str, ...]]:
    """What the text says: for each row its number and the asked fields."""
    content = content.encode() if isinstance(content, str) else content
    with open_sheet(content, "tempel.txt") as sheet:
        mapping = mapping_of(recognise(sheet.header, sheet.sample))
        return [
            (row.number, *(row.cells[mapping[field]] if field in mapping else None for field in fields))
            for batch in sheet.rows()
            for row in batch
        ]


@pytest.mark.parametrize(
    "content",
    [
        "NIK;Nama\n3273014401080001;Siti\n",
        "NIK,Nama\r\n3273014401080001,Siti\r\n",
        "NIK\tNama\r3273014401080001\tSiti",
        "NIK|Nama\n3273014401080001|Siti\n",
        "\ufeffNIK;Nama\n3273014401080001;Siti\n",
        "sep=;\nNIK;Nama\n3273014401080001;Siti\n",
        '"sep=;"\nNIK;Nama\n3273014401080001;Siti\n',
        "NIK\tNama\n3273014401080001\tSiti\n".encode("utf-16"),
        "NIK\tNama\n3273014401080001\tSiti\n".encode("utf-16-le"),
        "NIK;N\x00ama\n3273014401080001;S\x00iti\n",
    ],
)
def test_delimiters_and_encodings(content: bytes | str) -> None:
    assert said(content, "nik", "name") == [(2, "3273014401080001", "Siti")]


def test_windows_letters() -> None:
    assert said("NIK;Nama\n3273014401080001;Andrée ’t Hooft\n".encode("cp1252"), "name") == [(2, "Andrée ’t Hooft")]


def test_commas_inside_cells_do_not_make_columns() -> None:
    text = "NIK;Nama;Alamat\n1;Budi, S;Jl. A, B, C\n2;Siti, M;Jl. D, E, F, G, H\n"
    assert said(text, "name", "address") == [(2, "Budi, S", "Jl. A, B, C"), (3, "Siti, M", "Jl. D, E, F, G, H")]


def test_quoted_cells_may_hold_delimiters_and_line_breaks_as_one_row() -> None:
    text = 'NIK;Nama;Alamat\n1;"Budi; S.Kom";"Jl. A\nNo. 5"\n2;Siti;B\n'
    assert said(text, "name", "address") == [(2, "Budi; S.Kom", "Jl. A No. 5"), (3, "Siti", "B")]


def test_a_quote_never_closed_swallows_nobody() -> None:
    assert said('NIK;Nama\n1;"Budi\n2;Siti\n', "nik", "name") == [(2, "1", '"Budi'), (3, "2", "Siti")]


def test_titles_above_and_totals_below() -> None:
    text = "DAFTAR SISWA PKL;;;\n;;;\nNo;NIK;Nama;L/P\n1;3273014401080001;Siti;P\nJumlah: 1;;;\n"
    assert said(text, "nik", "name", "sex") == [(4, "3273014401080001", "Siti", "P")]


def test_rows_copied_from_excel_without_their_header() -> None:
    text = "1\tSiti Aminah\t3273014401080001\tP\t04/01/2008\n2\tBudi\t3273010502080002\tL\t05/02/2008"
    assert said(text, "name", "nik", "sex", "birth_date") == [
        (1, "Siti Aminah", "3273014401080001", "P", "04/01/2008"),
        (2, "Budi", "3273010502080002", "L", "05/02/2008"),
    ]


def test_a_list_from_whatsapp() -> None:
    text = """Assalamualaikum, berikut daftar PKL

1. Siti Aminah – 3273014401080001
2) Budi Santoso - 3273010502080002 - L
3. Nama: Dewi (P), NIK: 3273 0144 0208 0003, HP 0812-3456-7890
4. Agus Salim-Putra, 3273010502080004, Bogor, 5 Februari 2008
5. Joko (belum ada NIK)
3273014401080009 Rina
Terima kasih"""
    assert said(text, "name", "nik", "sex", "phone", "birth_date") == [
        (3, "Siti Aminah", "3273014401080001", "", "", ""),
        (4, "Budi Santoso", "3273010502080002", "L", "", ""),
        (5, "Dewi", "3273 0144 0208 0003", "P", "0812-3456-7890", ""),
        (6, "Agus Salim-Putra", "3273010502080004", "", "", "5 Februari 2008"),
        (7, "Joko (belum ada NIK)", "", "", "", ""),
        (8, "Rina", "3273014401080009", "", "", ""),
    ]


def test_names_and_numbers_with_a_colon() -> None:
    assert said("Siti: 3273014401080001\nBudi S: 3273010502080002", "name", "nik") == [
        (1, "Siti", "3273014401080001"),
        (2, "Budi S", "3273010502080002"),
    ]


def test_bare_numbers_under_their_title() -> None:
    assert said("NIK\n3273014401080001\n3273010502080002\n", "nik") == [
        (2, "3273014401080001"),
        (3, "3273010502080002"),
    ]
