"""The process that parses one file (`portal.sandbox`).

``python -m portal.spreadsheets.child PROFILE SHEET ROWS COLUMNS UNPACKED RATIO MEMBERS`` reads the file on standard
input and answers in frames: first what was found (JSON), then rows in batches (`wire`). calamine aborts the whole
process when memory ends, which is why nothing else may live here. It imports little, to start quickly.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

from portal import sandbox
from portal.spreadsheets import headers, wire
from portal.spreadsheets.cells import Row, clean, text_of
from portal.spreadsheets.columns import ROSTER, Profile
from portal.spreadsheets.guards import check_archive, check_compound
from portal.spreadsheets.kinds import Kind, kind_of
from portal.spreadsheets.limits import Limits
from portal.spreadsheets.profiles import PROFILES
from portal.spreadsheets.refusal import FileRefused

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

#: The first batch is small: a page can be drawn from it while the rest is read.
_FIRST, _BATCH = 64, 2_000


def main() -> None:
    sandbox.confine()
    profile, sheet, *numbers = sys.argv[1:]
    rows, columns, unpacked, ratio, members = map(int, numbers)
    limits = Limits(rows=rows, columns=columns, unpacked=unpacked, ratio=ratio, members=members)
    try:
        tell(sys.stdin.buffer, sys.stdout.buffer, sheet, limits, PROFILES[profile])
    except FileRefused as refused:
        sandbox.send(sys.stdout.buffer, json.dumps(refused.fault.as_json()).encode())
    except BrokenPipeError:
        # The reader has seen enough.
        sys.stderr.close()


def tell(file: BinaryIO, answer: BinaryIO, wanted: str, limits: Limits, profile: Profile = ROSTER) -> None:
    """Writes what the file holds. Raises `FileRefused` before the first frame, never after it."""
    pictures = False
    content = file.read()
    if kind_of(content) is Kind.ZIP:
        file.seek(0)
        pictures = check_archive(file, limits)
    else:
        check_compound(content)
    del content
    file.seek(0)
    book = _opened(file)
    name, sheet, others = _chosen(book, wanted, pictures, profile)
    _check_rows(sheet, limits)
    _check_columns(sheet, limits)
    sandbox.send(answer, json.dumps({"name": name, "others": others, "rows": sheet.height}).encode())
    batch: list[Row] = []
    size = _FIRST
    for row in rows_of(sheet):
        batch.append(row)
        if len(batch) == size:
            sandbox.send(answer, wire.packed(batch))
            batch, size = [], _BATCH
    if batch:
        sandbox.send(answer, wire.packed(batch))
    sandbox.send(answer, b"")


def rows_of(sheet: CalamineSheet) -> Iterator[Row]:
    """The rows that hold something, with Excel's numbers; columns keep their place."""
    if sheet.start is None:
        return
    before = [""] * sheet.start[1]
    for number, values in enumerate(sheet.iter_rows(), 1):
        cells = [
            clean(value) if value.__class__ is str else text_of(value) if value != "" else "" for value in values
        ]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield Row(number, before + cells)


def _opened(file: BinaryIO) -> CalamineWorkbook:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        return CalamineWorkbook.from_filelike(file)
    except PasswordError as locked:
        raise FileRefused.because("file.password") from locked
    except (CalamineError, ValueError, OSError) as broken:
        raise FileRefused.because("file.broken") from broken


def _chosen(
    book: CalamineWorkbook, wanted: str, pictures: bool, profile: Profile
) -> tuple[str, CalamineSheet, list[str]]:
    """The sheet asked for, else the first visible one with a header one knows, else the first that is a table."""
    from python_calamine import CalamineError, SheetTypeEnum, SheetVisibleEnum

    visible = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.visible is SheetVisibleEnum.Visible and sheet.typ is SheetTypeEnum.WorkSheet
    ]
    second: str | None = None
    empty = True
    try:
        for name in [wanted] if wanted in visible else visible:
            sheet = book.get_sheet_by_name(name)
            header = headers.find(_head(sheet), profile)
            if header and (header.known >= headers.FEW or name == wanted):
                return name, sheet, [other for other in visible if other != name]
            second = second or (name if header else None)
            empty = empty and sheet.start is None
        if second:
            return second, book.get_sheet_by_name(second), [other for other in visible if other != second]
    except (CalamineError, ValueError, OSError) as broken:
        raise FileRefused.because("file.broken") from broken
    if empty:
        raise FileRefused.because("file.pictures_only" if pictures else "file.empty")
    raise FileRefused.because("file.no_table")


def _head(sheet: CalamineSheet) -> list[Row]:
    return list(islice(rows_of(sheet), headers.SEARCHED))


def _check_rows(sheet: CalamineSheet, limits: Limits) -> None:
    """Counts rows that hold something, and only when the sheet is tall enough to matter: blanks cost nothing."""
    if sheet.end is None or sheet.end[0] < limits.rows:
        return
    if next(islice(rows_of(sheet), limits.rows, None), None):
        raise FileRefused.because("file.rows", limit=limits.rows)


def _check_columns(sheet: CalamineSheet, limits: Limits) -> None:
    if sheet.end is None or sheet.end[1] < limits.columns:
        return
    if any(len(row.cells) > limits.columns for row in rows_of(sheet)):
        raise FileRefused.because("file.columns", limit=limits.columns)


if __name__ == "__main__":
    main()
