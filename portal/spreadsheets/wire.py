"""How the child that parses hands rows to its parent: frames of text (`portal.sandbox`), nothing to be executed.

An empty frame says that all is told. Cells hold no control characters (`cells.clean`), so two of these can separate
cells and rows, and splitting is one call in C.
"""

from __future__ import annotations

from collections.abc import Iterable

from portal.spreadsheets.cells import Row

_CELL, _ROW = "\x1f", "\x1e"


def packed(rows: Iterable[Row]) -> bytes:
    return _ROW.join([f"{number}{_CELL}{_CELL.join(cells)}" for number, cells in rows]).encode()


def unpacked(frame: bytes) -> list[Row]:
    rows = []
    for line in frame.decode().split(_ROW):
        number, *cells = line.split(_CELL)
        rows.append(Row(int(number), cells))
    return rows
