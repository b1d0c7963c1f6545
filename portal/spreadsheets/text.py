"""Text files and pasted text: encodings and delimiters of Indonesian Excel, of WhatsApp and of everything between."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from portal.spreadsheets import lists
from portal.spreadsheets.cells import Row, clean
from portal.spreadsheets.columns import ROSTER, Profile
from portal.spreadsheets.limits import Limits
from portal.spreadsheets.refusal import FileRefused

_DELIMITERS = "\t;,|"
_SEARCHED = 15
_UTF16 = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_FIELD = 131_072
#: No sheet has more rows; a text with more lines is not looked at one by one.
_EXCEL_ROWS = 1_048_576


def decoded(content: bytes) -> str:
    """The text: by its mark, else UTF-8, else UTF-16 without a mark, else what Windows writes."""
    for mark, encoding in _UTF16:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    half = len(content[:2000]) // 2
    if half and content[1:2000:2].count(0) * 10 > half * 9:
        return content.decode("utf-16-le", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def rows(text: str, limits: Limits, profile: Profile = ROSTER) -> Iterator[Row]:
    """The rows of a delimited text or of a list written by hand, numbered as Excel would. Empty rows are left out.

    Raises `FileRefused` with file.rows, file.columns or file.broken before the first row.
    """
    text = text.replace("\x00", "")
    separator, text = _declared(text)
    first_lines = [line for line in text[:_FIELD].splitlines() if line.strip()][:_SEARCHED]
    if profile is ROSTER and not separator and lists.is_list(first_lines):
        yield from lists.rows(text.splitlines())
        return
    yield from _delimited(text, separator or delimiter(first_lines, profile), limits)


def delimiter(lines: Iterable[str], profile: Profile = ROSTER) -> str:
    """The sign that splits one of the first lines into the most known titles, else into the most cells."""
    candidates = (
        (sum(profile.knows(cell.strip('" ')) for cell in line.split(sign)), line.count(sign), -at, sign)
        for line in lines
        for at, sign in enumerate(_DELIMITERS)
    )
    return max(candidates, default=(0, 0, 0, ","))[-1]


def _declared(text: str) -> tuple[str, str]:
    """Excel's own first line ``sep=;``, which it never shows and never counts."""
    first, _, rest = text.partition("\n")
    declared = first.strip().strip('"')
    if declared.lower().startswith("sep=") and len(declared) == len("sep=") + 1:
        return declared[-1], rest
    return "", text


def _delimited(text: str, sign: str, limits: Limits) -> Iterator[Row]:
    if text.count("\n") > _EXCEL_ROWS or text.count("\r") > _EXCEL_ROWS:
        raise FileRefused.because("file.rows", limit=limits.rows)
    # An opening quote that is never closed would swallow every row after it.
    quoted = text.count('"') % 2 == 0
    _check(_records(text, sign, quoted), limits)
    for number, record in enumerate(_records(text, sign, quoted), 1):
        cells = [clean(cell) for cell in record]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield Row(number, cells)


def _records(text: str, sign: str, quoted: bool) -> Iterator[list[str]]:
    return csv.reader(
        StringIO(text, newline=""), delimiter=sign, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    )


def _check(records: Iterator[list[str]], limits: Limits) -> None:
    """Reads all once for its size alone: a roster must not be refused when half of it is stored."""
    filled = 0
    try:
        for record in records:
            if not any(record) or not any(map(str.strip, record)):
                continue
            filled += 1
            if len(record) > limits.columns and any(map(str.strip, record[limits.columns :])):
                raise FileRefused.because("file.columns", limit=limits.columns)
            if filled > limits.rows:
                raise FileRefused.because("file.rows", limit=limits.rows)
    except csv.Error as broken:
        raise FileRefused.because("file.broken") from broken
