"""The one door for files that come in: bytes and a name, and out come a header and rows of clean text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import chain, islice
from typing import IO, Any

from portal.sandbox import beside, receive
from portal.spreadsheets import headers, text, wire
from portal.spreadsheets.cells import Row
from portal.spreadsheets.columns import ROSTER, Profile
from portal.spreadsheets.headers import Body, Header
from portal.spreadsheets.kinds import Kind, kind_of
from portal.spreadsheets.limits import DEFAULT, Limits
from portal.spreadsheets.refusal import FileRefused
from portal.values.fault import Fault

_BATCH = 2_000
_SAMPLE = 25


class Sheet:
    """A table being read. `header` says where it begins, `sample` shows its first rows, `rows` yields them all.

    `others` names the visible sheets that were not chosen, so that a person can say another was meant; `expected`
    is about how many rows there are, for a progress bar.
    """

    def __init__(
        self,
        name: str,
        others: tuple[str, ...],
        batches: Iterator[list[Row]],
        expected: int,
        profile: Profile = ROSTER,
    ) -> None:
        self.name = name
        self.others = others
        self.expected = expected
        first = next(batches, [])
        self._batches = chain([first], batches)
        found = headers.find(first, profile)
        if found is None:
            raise FileRefused.because("file.no_table" if first else "file.empty")
        self.header: Header = found
        body = Body(self.header)
        self.sample = [self._whole(row) for row in first if body.holds(row)][:_SAMPLE]

    def rows(self, after: int = 0) -> Iterator[list[Row]]:
        """The data rows in batches, once; rows up to number `after` are passed over, to go on where one stopped.

        Every row has at least as many cells as the header. Raises `FileRefused` if the file turns out broken.
        """
        body = Body(self.header)
        for batch in self._batches:
            rows = [self._whole(row) for row in batch if body.holds(row) and row.number > after]
            if rows:
                yield rows

    def _whole(self, row: Row) -> Row:
        missing = self.header.width - len(row.cells)
        if missing > 0:
            row.cells.extend([""] * missing)
        return row


def admitted(content: bytes, limits: Limits = DEFAULT) -> Kind:
    """What a first look at the bytes says, before anything is unpacked. Raises `FileRefused` with file.too_large,
    file.type or file.empty."""
    if len(content) > limits.size:
        raise FileRefused.because("file.too_large", limit=limits.size >> 20)
    return kind_of(content)


@contextmanager
def open_sheet(
    content: bytes, filename: str = "", limits: Limits = DEFAULT, sheet: str = "", profile: Profile = ROSTER
) -> Iterator[Sheet]:
    """Opens a spreadsheet or a text for reading; pasted text comes as UTF-8 bytes.

    `filename` decides nothing, for names lie; `sheet` asks for one sheet by name; `profile` says which titles to
    expect. Raises `FileRefused` with codes file.empty, file.too_large, file.type, file.password, file.bomb,
    file.rows, file.columns, file.broken, file.pictures_only, file.no_table, file.exhausting.
    """
    if admitted(content, limits) is Kind.TEXT:
        rows = text.rows(text.decoded(content), limits, profile)
        yield Sheet("", (), _batched(rows), content.count(b"\n") + 1, profile)
        return
    with _child(content, sheet, limits, profile) as answer:
        found = _answered(answer)
        yield Sheet(found["name"], tuple(found["others"]), _frames(answer), found["rows"], profile)


def _batched(rows: Iterable[Row]) -> Iterator[list[Row]]:
    rows = iter(rows)
    while batch := list(islice(rows, _BATCH)):
        yield batch


def _child(content: bytes, sheet: str, limits: Limits, profile: Profile) -> AbstractContextManager[IO[bytes]]:
    numbers = (limits.rows, limits.columns, limits.unpacked, limits.ratio, limits.members)
    return beside("portal.spreadsheets.child", [profile.name, sheet, *numbers], content, limits.ceilings)


def _answered(answer: IO[bytes]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_received(answer))
    if "c" in found:
        raise FileRefused(Fault.from_json(found))
    return found


def _frames(answer: IO[bytes]) -> Iterator[list[Row]]:
    while frame := _received(answer):
        yield wire.unpacked(frame)


def _received(answer: IO[bytes]) -> bytes:
    """A frame; a child that died without a word ran out of memory or time."""
    try:
        return receive(answer)
    except EOFError:
        raise FileRefused.because("file.exhausting") from None
