"""A table to take away: amounts are numbers to reckon with, everything else is only ever text.

A name that reads ``=cmd|…`` must not run on the computer that opens it, and an account number keeps its zeros.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO

import xlsxwriter

from portal.spreadsheets.exports import harmless

Cell = str | int
_BARE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def to_xlsx(title: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """An xlsx with the title above its heading; memory stays flat."""
    made = BytesIO()
    book = xlsxwriter.Workbook(made, {"constant_memory": True, **_BARE})
    sheet = book.add_worksheet()
    text, money = book.add_format({"num_format": "@"}), book.add_format({"num_format": "#,##0"})
    bold = book.add_format({"bold": True})
    sheet.set_column(0, len(head) - 1, 24)
    sheet.write_string(0, 0, title, bold)
    for column, name in enumerate(head):
        sheet.write_string(2, column, name, bold)
    sheet.freeze_panes(3, 0)
    for at, row in enumerate(rows, 3):
        for column, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(at, column, cell, money)
            elif cell:
                sheet.write_string(at, column, cell, text)
    book.close()
    return made.getvalue()


def to_csv(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A file of text, ``;`` between its cells and a byte order mark before them, as `exports.to_csv`."""
    made = StringIO(newline="")
    writer = csv.writer(made, delimiter=";")
    writer.writerow(head)
    for row in rows:
        writer.writerow([cell if isinstance(cell, int) else harmless(cell) for cell in row])
    return made.getvalue().encode("utf-8-sig")
