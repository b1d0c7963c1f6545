"""The list one downloads, fills in and brings back: made from the same profile that reads it."""

from __future__ import annotations

from io import BytesIO

import xlsxwriter

from portal.spreadsheets.columns import ROSTER, UNITS, Profile
from portal.spreadsheets.headers import EXAMPLE
from portal.spreadsheets.schools import SCHOOLS

SHEET, GUIDE = "Daftar", "Petunjuk"
#: So many rows are already text, so that Excel leaves identity numbers and leading zeros alone.
_READY_ROWS = 1_000
_WIDTHS = {"nik": 20, "name": 28, "address": 32, "host": 26, "host_address": 32, "email": 26, "route": 32}
_WIDTH = 18

_RULES = (
    "Satu baris untuk satu {thing}. Jangan menggabungkan sel.",
    "Baris CONTOH tidak ikut dibaca; boleh dihapus.",
    "Semua sel berformat Teks. Jika menempel dari berkas lain, pilih Tempel Khusus → Nilai (Paste Special → Values).",
)
_THINGS = {UNITS.name: "unit", SCHOOLS.name: "sekolah"}
_OF_NIKS = "NIK harus terbaca 16 angka. Jika tampil seperti 3,27E+15, angkanya sudah rusak: ketik ulang NIK itu."


def template(profile: Profile = ROSTER) -> bytes:
    """The bytes of an xlsx: a sheet to fill in, every cell text, with one marked example; and a sheet of advice."""
    made = BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    text = book.add_format({"num_format": "@"})
    bold = book.add_format({"bold": True, "num_format": "@", "bottom": 1})
    needed = book.add_format({"bold": True, "num_format": "@", "bottom": 1, "bg_color": "#E8EEF7"})
    pale = book.add_format({"italic": True, "font_color": "#777777", "num_format": "@"})

    sheet = book.add_worksheet(SHEET)
    sheet.set_column(0, 0, 26, text)
    sheet.write_string(0, 0, "No", bold)
    sheet.write_string(1, 0, EXAMPLE, pale)
    for index, column in enumerate(profile.columns, 1):
        sheet.set_column(index, index, _WIDTHS.get(column.field, _WIDTH), text)
        sheet.write_string(0, index, column.title, needed if column.required else bold)
        sheet.write_string(1, index, column.example, pale)
        for row in range(2, _READY_ROWS):
            sheet.write_blank(row, index, None, text)
    sheet.freeze_panes(1, 0)

    guide = book.add_worksheet(GUIDE)
    guide.set_column(0, 0, 24)
    guide.set_column(1, 1, 8)
    guide.set_column(2, 2, 70)
    for index, title in enumerate(("Nama kolom", "Wajib?", "Cara mengisi")):
        guide.write_string(0, index, title, bold)
    for row, column in enumerate(profile.columns, 1):
        guide.write_string(row, 0, column.title)
        guide.write_string(row, 1, "ya" if column.required else "")
        guide.write_string(row, 2, f"{column.advice} {column.of_cells}".strip())
    rules = (*_RULES, _OF_NIKS) if "nik" in profile.by_field else _RULES
    for row, rule in enumerate(rules, len(profile.columns) + 2):
        guide.write_string(row, 0, rule.format(thing=_THINGS.get(profile.name, "orang")))
    book.close()
    return made.getvalue()
