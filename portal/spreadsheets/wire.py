"""How the child that parses hands rows to its parent: lengths and lines of text, nothing that can be executed.

A frame is four bytes of length and as many bytes of UTF-8; an empty frame says that all is told. Cells hold no
control characters (`cells.clean`), so two of these can separate cells and rows, and splitting is one call in C.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO

from portal.spreadsheets.cells import Row

_CELL, _ROW = "\x1f", "\x1e"
_LENGTH = 4


def send(pipe: IO[bytes], text: str) -> None:
    body = text.encode()
    pipe.write(len(body).to_bytes(_LENGTH, "big") + body)
    pipe.flush()


def receive(pipe: IO[bytes]) -> str:
    """The next frame; EOFError when the other side died before it was whole."""
    return _exactly(pipe, int.from_bytes(_exactly(pipe, _LENGTH), "big")).decode()


def packed(rows: Iterable[Row]) -> str:
    return _ROW.join([f"{number}{_CELL}{_CELL.join(cells)}" for number, cells in rows])


def unpacked(text: str) -> list[Row]:
    rows = []
    for line in text.split(_ROW):
        number, *cells = line.split(_CELL)
        rows.append(Row(int(number), cells))
    return rows


def _exactly(pipe: IO[bytes], count: int) -> bytes:
    body = pipe.read(count)
    if len(body) < count:
        raise EOFError
    return body
