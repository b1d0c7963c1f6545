"""What the house's fonts can print, so that a name in any script never stops a paper.

PDF/UA forbids the blank box of a missing glyph; typst then refuses the whole document, which would let one emoji
in one name withhold a thousand cards.
"""

from __future__ import annotations

import struct
import unicodedata
from functools import lru_cache
from pathlib import Path

import fontpkg_noto_sans_arabic
from anyascii import anyascii

#: Source Sans 3 by Adobe, version 3.052, regular and bold, unmodified; SIL Open Font License 1.1 (OFL.txt beside).
LATIN = Path(__file__).parent / "fonts"
#: Noto Sans Arabic, of all weights, under the same licence; as the package brings it.
ARABIC = fontpkg_noto_sans_arabic.ROOT / "files"
#: In the order in which a layout asks them for a letter (``kit.typ``).
FONTS = (LATIN, ARABIC)

#: What stands for a character that no font draws and that cannot be spelt out; the first font has it.
MISSING = "□"


def printable(text: str) -> str:
    """`text` in characters the fonts have, on one line.

    Look-alikes become plain letters (``𝐁𝐮𝐝𝐢`` → ``Budi``); Arabic stays as it is, other scripts are spelt in Latin
    letters (``李`` → ``Li``), pictures are left out. Invisible marks go, among them those that turn the direction of
    what follows and could make a paper say another name. What is left becomes `MISSING`.
    """
    if text.isascii() and text.isprintable():
        return text
    spaced = (" " if unicodedata.category(each) in _SPACES else each for each in text)
    drawn: list[str] = []
    font: int | None = 0
    for character in unicodedata.normalize("NFC", "".join(spaced)):
        if unicodedata.category(character) in _MARKS:
            drawn.append(_marked(character, font))
            continue
        words, font = _drawn(character)
        drawn.append(words)
    return " ".join("".join(drawn).split())


_SPACES = frozenset(("Cc", "Zs", "Zl", "Zp"))
_MARKS = frozenset(("Mn", "Me"))
#: Pictures, and the signs that colour them: no part of anybody's name.
_PICTURES = frozenset(("So", "Sk"))


def _marked(mark: str, font: int | None) -> str:
    """A mark is drawn with its letter, by the font of that letter or by none; or is spelt out like it."""
    if font is None:
        return anyascii(mark)
    return mark if ord(mark) in _covered()[font] else ""


@lru_cache(maxsize=4096)
def _drawn(character: str) -> tuple[str, int | None]:
    """What stands for a character, and the place of the font that draws it; None when it is spelt out."""
    if unicodedata.category(character) == "Cf":
        return "", 0
    for place, covered in enumerate(_covered()):
        if ord(character) in covered:
            return character, place
    if unicodedata.category(character) == "Cs":
        return MISSING, 0
    plain = unicodedata.normalize("NFKC", character)
    if all(ord(each) in _covered()[0] for each in plain):
        return plain, 0
    if unicodedata.category(character) in _PICTURES:
        return "", 0
    spelt = anyascii(character)
    return (spelt, None) if spelt else (MISSING, 0)


@lru_cache(maxsize=1)
def _covered() -> tuple[frozenset[int], ...]:
    """Code points that every face of a family draws, family by family."""
    return tuple(
        frozenset.intersection(*(_code_points(path.read_bytes()) for path in sorted(family.glob("*.ttf"))))
        for family in FONTS
    )


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
