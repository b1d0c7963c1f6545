"""Kode iuran and bill numbers found in what people and banks write: with spaces and dashes, O for 0, I for 1."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import accumulate

_ALIKE = str.maketrans("OIL", "011")
_NOT_IN_CODE = re.compile(r"[^0-9A-Z]+")
#: A code begins and ends where letters and digits part, so that it is never found within a longer number.
_PIECES = re.compile(r"[A-Z]+|[0-9]+")
#: Shorter codes stand in other numbers by accident: they count only in a column of their own.
SHORTEST = 6


def folded(code: str) -> str:
    """What all ways to write a code have in common: ``88-O1 23`` → ``880123``."""
    return _NOT_IN_CODE.sub("", code.upper()).translate(_ALIKE)


def found(text: str, lengths: Collection[int]) -> Iterator[str]:
    """Folded stretches of a text that might be a code of one of these lengths: whole runs of letters and of digits,
    whatever parts them. At least one real digit stands in each."""
    pieces = _PIECES.findall(text.upper())
    whole = "".join(pieces)
    alike = whole.translate(_ALIKE)
    ends = set(accumulate(map(len, pieces)))
    start = 0
    for piece in pieces:
        for length in lengths:
            end = start + length
            if end in ends and not whole[start:end].isalpha():
                yield alike[start:end]
        start += len(piece)
