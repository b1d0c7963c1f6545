"""What the house's font can print, so that a name in any script never stops a paper.

PDF/UA forbids the blank box of a missing glyph; typst then refuses the whole document, which would let one emoji
in one name withhold a thousand cards.
"""

from __future__ import annotations

import struct
import unicodedata
from functools import lru_cache
from pathlib import Path

#: Source Sans 3 by Adobe, version 3.052, regular and bold, unmodified; SIL Open Font License 1.1 (OFL.txt beside).
FONTS = Path(__file__).parent / "fonts"

#: What stands for a character the font cannot draw; the font has it.
MISSING = "□"


def printable(text: str) -> str:
    """`text` in characters the font has, on one line.

    Look-alikes become plain letters (``𝐁𝐮𝐝𝐢`` → ``Budi``); invisible marks go, among them those that turn the
    direction of what follows and could make a paper say another name; the rest becomes `MISSING`.
    """
    if text.isascii() and text.isprintable():
        return text
    spaced = (" " if unicodedata.category(each) in _SPACES else each for each in text)
    return " ".join("".join(map(_drawn, unicodedata.normalize("NFC", "".join(spaced)))).split())


_SPACES = frozenset(("Cc", "Zs", "Zl", "Zp"))
#: Format characters and marks: without a glyph of their own they are nothing to see.
_INVISIBLE = frozenset(("Cf", "Mn", "Me"))


@lru_cache(maxsize=4096)
def _drawn(character: str) -> str:
    if unicodedata.category(character) == "Cf":
        return ""
    if ord(character) in _covered():
        return character
    if unicodedata.category(character) in _INVISIBLE:
        return ""
    plain = unicodedata.normalize("NFKC", character)
    return plain if all(ord(each) in _covered() for each in plain) else MISSING


@lru_cache(maxsize=1)
def _covered() -> frozenset[int]:
    """Code points that every face of the family draws."""
    faces = (_code_points(path.read_bytes()) for path in sorted(FONTS.glob("*.ttf")))
    return frozenset.intersection(*faces)


def _code_points(font: bytes) -> frozenset[int]:
    """The code points in a TrueType file's ``cmap`` (OpenType specification, subtable format 12)."""
    tables = (struct.unpack_from(">4sIII", font, 12 + 16 * n) for n in range(_short(font, 4)))
    cmap = next(offset for tag, _, offset, _ in tables if tag == b"cmap")
    encodings = (struct.unpack_from(">HHI", font, cmap + 4 + 8 * n) for n in range(_short(font, cmap + 2)))
    subtable = next(cmap + at for _, _, at in encodings if _short(font, cmap + at) == 12)
    (groups,) = struct.unpack_from(">I", font, subtable + 12)
    ranges = (struct.unpack_from(">II", font, subtable + 16 + 12 * n) for n in range(groups))
    return frozenset(point for first, last in ranges for point in range(first, last + 1))


def _short(font: bytes, at: int) -> int:
    return int.from_bytes(font[at : at + 2])
