"""Rows that go back to the school, in the school's own layout, with the reason beside each.

What a cell holds is only ever text: a name that reads ``=cmd|…`` must not run on the computer that opens it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO, StringIO
from typing import NamedTuple

import xlsxwriter

REASON, ORIGIN = "Alasan", "Baris"
_BARE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
#: Signs at which a spreadsheet starts to calculate, also in their full width.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


class Returned(NamedTuple):
    """A row to hand back: its number in the school's file, its cells as they came, and what is wrong in words."""

    number: int
    cells: Sequence[str]
    reason: str


def to_xlsx(header: Sequence[Sequence[str]], rows: Iterable[Returned]) -> bytes:
    """An xlsx of the header rows as they were, then the rows; two columns are added at the right.

    `header` holds every row above the data, titles too. Memory stays flat; every cell is formatted as text, so
    that what is typed into it keeps its zeros and its sixteenth digit. The mark of a rounded number stays: without
    it a spoilt NIK would come back looking whole.
    """
    made = BytesIO()
    book = xlsxwriter.Workbook(made, {"constant_memory": True, **_BARE})
    sheet = book.add_worksheet("Perbaikan")
    text = book.add_format({"num_format": "@"})
    sheet.set_column(0, 250, 16, text)
    for at, cells in enumerate(_table(header, rows)):
        for index, cell in enumerate(cells):
            if cell:
                sheet.write_string(at, index, cell, text)
    book.close()
    return made.getvalue()


def to_csv(header: Sequence[Sequence[str]], rows: Iterable[Returned]) -> bytes:
    """The same as a file of text that Indonesian Excel opens by double click: ``;`` and a byte order mark.

    A cell that could start a formula gets an apostrophe before it.
    """
    made = StringIO(newline="")
    writer = csv.writer(made, delimiter=";")
    for cells in _table(header, rows):
        writer.writerow([harmless(cell) for cell in cells])
    return made.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """The cell as text a spreadsheet will not calculate."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _table(header: Sequence[Sequence[str]], rows: Iterable[Returned]) -> Iterator[list[str]]:
    width = max((len(cells) for cells in header), default=0)
    for at, cells in enumerate(header, 1):
        added = [REASON, ORIGIN] if at == len(header) else ["", ""]
        yield [*_padded(cells, width), *added]
    for row in rows:
        # Cells beyond the header come last, lest they push the reason out of its column.
        yield [*_padded(row.cells, width)[:width], row.reason, str(row.number), *row.cells[width:]]


def _padded(cells: Sequence[str], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))]
