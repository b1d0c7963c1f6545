"""What people write into cells, read as what they meant: days, sexes, names, numbers a spreadsheet spoilt."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from portal.values.nik import Sex

#: Seen in place of an identity number: ``≈3275…`` from a cell that was a number, ``3,27E+15`` as Excel shows one.
_ROUNDED = re.compile(r"≈.*|'?\d+(?:[.,]\d+)?[eE]\+?\d+")

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{1,2}[:.]\d\d(?:[:.]\d\d)?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4}|\d\d)(?: \d{1,2}[:.]\d\d(?:[:.]\d\d)?)?")
_IN_WORDS = re.compile(r"(\d{1,2})\s*[-/. ]?\s*([^\W\d]{3,9})\.?\s*[-/., ]?\s*(\d{4}|\d\d)")
_SERIAL = re.compile(r"\d{5}")
_BEFORE_DIGIT = re.compile(r"[^\d]*")

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan",
            "februari february feb pebruari peb",
            "maret march mar mrt",
            "april apr",
            "mei may",
            "juni june jun",
            "juli july jul",
            "agustus august agu agt ags aug agust",
            "september sep sept",
            "oktober october okt oct",
            "november nopember nov nop",
            "desember december des dec",
        ),
        1,
    )
    for name in names.split()
}
_WEEKDAYS = frozenset(("senin", "selasa", "rabu", "kamis", "jumat", "jum'at", "sabtu", "minggu"))
_SEXES = {
    **dict.fromkeys(("l", "lk", "laki", "laki-laki", "laki laki", "lakilaki", "pria", "m", "male"), Sex.MALE),
    **dict.fromkeys(("p", "pr", "perempuan", "wanita", "w", "f", "female"), Sex.FEMALE),
}

#: Day 60 of Excel's calendar is 29 February 1900, which never was; from day 61 on it counts from this eve.
_EXCEL_EVE = date(1899, 12, 30)
#: A year of two digits is of this century up to here, of the last beyond.
_PIVOT = 50

_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[ .,'’‘`´/()\-])*")
_NOT_IN_NAME = re.compile(r"(?:[^\w .,'’‘`´/()\-]|[\d_])+")
_INVISIBLE = dict.fromkeys(
    (0x00, 0xAD, 0x61C, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF)
)

_MONEY = re.compile(
    r"(?:rp\.? ?)?(?P<amount>[0-9]{1,3}(?:\.[0-9]{3}){1,3}(?:,[0-9]{2}|,-)?|[0-9]{1,12}(?:[.,][0-9]{1,3})?(?:,-)?)"
    r" ?(?P<unit>juta|jt|ribu|rb)?(?: ?/ ?bulan)?"
)
_GROUPED = re.compile(r"[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+")
#: How many zeros a word stands for.
_SCALES = {"juta": 6, "jt": 6, "ribu": 3, "rb": 3}
_ANSWERS = {
    **dict.fromkeys(("", "-", "0", "n", "no", "t", "tidak", "tdk", "bukan", "jkk+jkm"), False),
    **dict.fromkeys(("1", "y", "ya", "yes", "v", "x", "ikut", "jht", "jkk+jkm+jht", "on"), True),
}


class Day(NamedTuple):
    """A day as it was written: the date, or None where none can be read, and the place written before it."""

    date: date | None
    iso: str
    place: str


def tidy(text: str) -> str:
    """One line, single spaces, nothing invisible; letters with accents in their one usual form."""
    if not (text.isascii() and text.isprintable()):
        text = unicodedata.normalize("NFC", text.translate(_INVISIBLE))
    return " ".join(text.split())


def is_rounded(text: str) -> bool:
    """Whether a number stood here that a spreadsheet cut to fifteen digits."""
    return _ROUNDED.fullmatch(text.strip()) is not None


@lru_cache(maxsize=65_536)
def day(text: str) -> Day:
    """The day a text names, day before month: 04/01/2008, 2008-01-04, 4 Januari 2008, Bogor, 4-1-08, 39451."""
    text = tidy(text).lstrip("'`’")
    before = _BEFORE_DIGIT.match(text)
    place = before[0].strip(" ,.-/:") if before else ""
    found = _date(text[before.end() :] if before else text)
    if place.casefold() in _WEEKDAYS:
        place = ""
    return Day(found, found.isoformat() if found else "", place)


def month_first(text: str) -> str:
    """ISO text of a day written the American way (01/25/2008); empty when that makes no day either."""
    found = _DAY_FIRST.search(tidy(text))
    return (made.isoformat() if (made := _made(found[3], found[1], found[2])) else "") if found else ""


def sex(text: str) -> Sex | None:
    """The sex a text names, in any of the usual words; None when it names none."""
    return _SEXES.get(text.casefold().strip(" .'"))


def money(text: str) -> int | None:
    """Whole rupiah as people write them: 1500000, Rp1.500.000, 1.500.000,00, 1,5 juta, 750 rb; None for no amount."""
    found = _MONEY.fullmatch(tidy(text).casefold())
    if found is None:
        return None
    digits, _, fraction = found["amount"].partition(",")
    if found["unit"] is None:
        whole = _GROUPED.fullmatch(digits) is not None and not fraction.strip("0-")
        return int(digits.replace(".", "")) if whole else None
    digits, _, fraction = found["amount"].replace(",", ".").partition(".")
    scale = _SCALES[found["unit"]]
    if len(fraction) > scale:
        return None
    return int(digits + fraction.ljust(scale, "0"))


def yes(text: str) -> bool | None:
    """What was answered to a question of yes or no; nothing is no, None is neither."""
    return _ANSWERS.get(text.casefold().strip(" ."))


def is_name(text: str) -> bool:
    """Whether a tidy text can be a person's name: letters, apostrophes, dots of titles; one word is a name."""
    return text.replace(" ", "").isalpha() or _NAME.fullmatch(text) is not None


def without_oddities(text: str) -> str:
    """A name without digits, emoji and signs; empty when no name is left."""
    rest = " ".join(_NOT_IN_NAME.sub(" ", text).split()).strip(" .,-/")
    return rest if len(rest) > 1 and is_name(rest) else ""


def _date(text: str) -> date | None:
    if found := _ISO.fullmatch(text):
        return _made(found[1], found[2], found[3])
    if found := _DAY_FIRST.fullmatch(text):
        return _made(found[3], found[2], found[1])
    if (found := _IN_WORDS.fullmatch(text)) and (month := _MONTHS.get(found[2].casefold())):
        return _made(found[3], str(month), found[1])
    if _SERIAL.fullmatch(text):
        return _EXCEL_EVE + timedelta(days=int(text))
    return None


def _made(year: str, month: str, day_of_month: str) -> date | None:
    number = int(year)
    if len(year) < 4:
        number += 2000 if number < _PIVOT else 1900
    try:
        return date(number, int(month), int(day_of_month))
    except ValueError:
        return None
