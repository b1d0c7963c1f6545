"""Where the table begins: under titles and empty rows, with one header row or two, and where it goes on.

Works on text alone, row by row, because the child must choose a sheet with it before anything else is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from portal.spreadsheets.cells import Row
from portal.spreadsheets.columns import ROSTER, Profile, speaks_of_host, speaks_of_parents
from portal.spreadsheets.titles import compact, words

#: Rows in which a header is looked for; Dapodik needs six, letters with a letterhead some fifteen.
SEARCHED = 30
#: The first cell of the template's example row; such a row is never a person.
EXAMPLE = "CONTOH – hapus baris ini"

_LONG_NUMBER = re.compile(r"\d{10}")
_ENUMERATION = re.compile(r"\(?(\d{1,3})[).]?")
_TOTALS = re.compile(
    r"(?:jumlah|total|rekapitulasi)\W*(?:\d.*|(?:siswa|peserta|laki|perempuan|semua|orang)\b.*)?", re.IGNORECASE
)
_SIGNATURES = (("mengetahui",), ("menyetujui",), ("nip",), ("ttd",))
_OFFICES = ("kepalasekolah", "ketuaprogram", "wakilkepala")
_PLACE_AND_DAY = re.compile(r"[^\W\d]+(?: [^\W\d]+){0,3}, \d{1,2} [^\W\d]+ \d{4}")
#: So many known titles in one row are no accident.
FEW = 2


@dataclass(frozen=True)
class Header:
    """The rows above the data, as they were, and what they call each column.

    `rows` are the titles of the document and the header rows, `depth` of them (0, 1 or 2) name columns. `number`
    is Excel's number of the last row that is not data; 0 when the list begins at once.
    """

    number: int
    rows: tuple[Row, ...]
    depth: int
    titles: tuple[str, ...]
    groups: tuple[str, ...]
    known: int = 0

    @property
    def width(self) -> int:
        return len(self.titles)

    def label(self, index: int) -> str:
        """How a person reads the column: ``Data Ibu / Nama``."""
        group, title = self.groups[index], self.titles[index]
        return f"{group} / {title}" if group else title

    @cached_property
    def named_by(self) -> tuple[Row, ...]:
        return self.rows[-self.depth :] if self.depth else ()


def untitled(width: int) -> Header:
    """A header for a list that has none: columns are named by their letter."""
    return Header(0, (), 0, tuple(f"Kolom {letter(index)}" for index in range(width)), ("",) * width)


def letter(index: int) -> str:
    """The column's name in Excel: 0 → A, 26 → AA."""
    name, index = "", index + 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def find(head: Sequence[Row], profile: Profile = ROSTER) -> Header | None:
    """The header among the first rows; None where there is no table at all.

    A table of unknown titles is a table too: its widest early row of words is the header, and a list of NIKs
    without any title gets columns named by letter.
    """
    head = head[:SEARCHED]
    width = max((len(row.cells) for row in head), default=0)
    best = max(range(len(head)), key=lambda at: (_known(head[at], profile), -at), default=None)
    if best is None:
        return None
    if _known(head[best], profile) >= FEW:
        return _header(head, best, width, profile)
    if any(_LONG_NUMBER.search(cell) for cell in head[0].cells):
        return untitled(width)
    if _known(head[best], profile) == 1 and _followed_by_numbers(head, best):
        return _header(head, best, width, profile)
    guess = _widest_words(head, width)
    if guess is not None:
        return _header(head, guess, width, profile)
    return untitled(width) if any(_LONG_NUMBER.search(cell) for row in head for cell in row.cells) else None


class Body:
    """Tells data from what only decorates it: repeated headers, column numbers, examples, totals, signatures.

    In doubt a row is data: a row too many can be skipped by a person, a student lost cannot be found again.
    Remembers that it passed the signatures, so rows must come in their order.
    """

    def __init__(self, header: Header) -> None:
        self._header = header
        self._repeats = {tuple(map(compact, row.cells)) for row in header.named_by}
        self._firsts = {_first(row.cells) for row in header.named_by}
        self._signed = False
        self._begun = False

    def holds(self, row: Row) -> bool:
        if row.number <= self._header.number:
            return False
        cells = row.cells
        filled = len(cells) - cells.count("")
        if not filled:
            return False
        if not self._begun:
            self._begun = True
            if _enumerates(cells):
                return False
        first = _first(cells)
        if first in self._firsts and self._repeats_header(cells):
            return False
        if first == EXAMPLE:
            return False
        return filled > FEW or not self._closes(cells, first)

    def _repeats_header(self, cells: list[str]) -> bool:
        short = [compact(cell) for cell in cells]
        while short and not short[-1]:
            short.pop()
        return any(tuple(short) == _trimmed(repeat) for repeat in self._repeats)

    def _closes(self, cells: list[str], first: str) -> bool:
        if self._header.width <= FEW or any(_LONG_NUMBER.search(cell) and not _is_nip(cell) for cell in cells):
            return False
        if words(first)[:1] in _SIGNATURES or compact(first).startswith(_OFFICES) or _PLACE_AND_DAY.fullmatch(first):
            self._signed = True
        return self._signed or _TOTALS.fullmatch(first) is not None


def _header(head: Sequence[Row], at: int, width: int, profile: Profile) -> Header:
    first = last = at
    if at + 1 < len(head) and _is_below(head[at], head[at + 1], profile):
        last = at + 1
    elif at and _is_above(head[at - 1], head[at], profile):
        first = at - 1
    top, sub = _padded(head[first], width), _padded(head[last], width)
    if first == last:
        titles, groups = top, [""] * width
    else:
        titles, groups = _merged(top, sub)
    return Header(
        number=head[last].number,
        rows=tuple(head[: last + 1]),
        depth=last - first + 1,
        titles=tuple(titles),
        groups=tuple(groups),
        known=sum(map(profile.knows, filter(None, titles))),
    )


def _merged(top: list[str], sub: list[str]) -> tuple[list[str], list[str]]:
    """A cell merged over several columns keeps its text in the first: it is the group of those that follow."""
    titles, groups, group = [], [], ""
    for above, below in zip(top, sub, strict=True):
        if above:
            group = above
        titles.append(below or above)
        groups.append(group if below and compact(group) != compact(below) else "")
        if not below:
            group = ""
    return titles, groups


def _is_below(top: Row, sub: Row, profile: Profile) -> bool:
    """Whether `sub` names the columns under the groups of `top`: words one knows, most under a gap or a group."""
    if sub.number != top.number + 1 or any(_LONG_NUMBER.search(cell) for cell in sub.cells):
        return False
    names = [cell for cell in sub.cells if cell]
    if not names or any(cell.isdigit() for cell in names):
        return False
    width = max(len(top.cells), len(sub.cells))
    above, below = _padded(top, width), _padded(sub, width)
    gaps = sum(1 for up, down in zip(above, below, strict=True) if down and not up)
    return bool(gaps) and 2 * sum(map(profile.knows, names)) >= len(names)


def _is_above(top: Row, sub: Row, profile: Profile) -> bool:
    """Whether `top` groups the columns of `sub`: two words or more, one of them known, each over several columns."""
    groups = [cell for cell in top.cells if cell]
    if sub.number != top.number + 1 or not FEW <= len(groups) < len([cell for cell in sub.cells if cell]):
        return False
    if any(":" in cell or any(map(str.isdigit, cell)) for cell in groups):
        return False
    return any(profile.knows(cell) or speaks_of_parents(cell) or speaks_of_host(cell) for cell in groups)


def _known(row: Row, profile: Profile) -> int:
    return sum(1 for cell in row.cells if cell and profile.knows(cell))


def _followed_by_numbers(head: Sequence[Row], at: int) -> bool:
    return any(_LONG_NUMBER.search(cell) for row in head[at + 1 : at + 4] for cell in row.cells)


def _widest_words(head: Sequence[Row], width: int) -> int | None:
    for at, row in enumerate(head[:-1]):
        names = [cell for cell in row.cells if cell]
        if len(names) >= FEW and 5 * len(names) >= 3 * width and not any(any(map(str.isdigit, n)) for n in names):
            return at
    return None


def _enumerates(cells: list[str]) -> bool:
    """Forms number their columns under the header: (1) (2) (3)."""
    found = [_ENUMERATION.fullmatch(cell) for cell in cells if cell]
    numbers = [int(match[1]) for match in found if match]
    return len(numbers) == len(found) > FEW and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _is_nip(cell: str) -> bool:
    """A civil servant's number under a signature, written with its name: ``NIP. 19700101 199803 1 001``."""
    return words(cell)[:1] == ("nip",)


def _first(cells: Sequence[str]) -> str:
    return next((cell for cell in cells if cell), "")


def _trimmed(cells: tuple[str, ...]) -> tuple[str, ...]:
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return cells[:end]


def _padded(row: Row, width: int) -> list[str]:
    return row.cells + [""] * (width - len(row.cells))
