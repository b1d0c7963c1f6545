"""The national identity number (NIK): what its sixteen digits say, and what they cannot be.

``PPKKCC DDMMYY SSSS``: region where it was first issued, birth date (women: day + 40), serial from 0001.
The region never changes when a person moves and old codes stay valid, so it is never a reason to refuse.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from portal.values.fault import Invalid

_SIXTEEN = re.compile(r"[0-9]{16}")
#: Sixteen digits in a text, as people part them, and no more than those.
_IN_TEXT = re.compile(r"(?<![0-9])[0-9](?:[ .\-]?[0-9]){15}(?![0-9])")

#: Province codes of the Ministry of Home Affairs (38 provinces, 2025), and 94: the old code of Papua.
PROVINCES = frozenset(
    str(code)
    for codes in (range(11, 20), (21,), range(31, 37), range(51, 54), range(61, 66), range(71, 77))
    for code in (*codes,)
) | frozenset(("81", "82", "91", "92", "93", "94", "95", "96"))


class Sex(StrEnum):
    MALE = "L"
    FEMALE = "P"


@dataclass(frozen=True, slots=True)
class Nik:
    """A possible NIK. `parse` raises `Invalid` with codes nik.empty, nik.length, nik.date, nik.serial."""

    digits: str

    @classmethod
    def parse(cls, text: str) -> Nik:
        digits = text.strip().lstrip("'`’‘").translate(_NOISE)
        if not digits:
            raise Invalid("nik.empty", "nik")
        if not _SIXTEEN.fullmatch(digits):
            if not digits.isascii() or not digits.isdigit():
                raise Invalid("nik.characters", "nik")
            raise Invalid("nik.length", "nik", found=len(digits))
        if digits[12:] == "0000":
            raise Invalid("nik.serial", "nik")
        if _day_and_month(digits[6:12]) is None:
            raise Invalid("nik.date", "nik")
        return cls(digits)

    @property
    def sex(self) -> Sex:
        return Sex.FEMALE if self.digits[6] >= "4" else Sex.MALE

    @property
    def knows_region(self) -> bool:
        """Whether the first four digits are a province and a plausible kabupaten or kota today."""
        place = self.digits[2:4]
        return self.digits[:2] in PROVINCES and ("01" <= place <= "69" or "71" <= place <= "99")

    def born(self, by: date) -> date | None:
        """The birth date, taking the latest century in which the person is born by the day `by`.

        None when the day cannot exist in that year (29 February).
        """
        found = _day_and_month(self.digits[6:12])
        if found is None:
            return None
        day, month = found
        short = int(self.digits[10:12])
        century = by.year // 100 * 100
        for year in (century + short, century - 100 + short):
            try:
                born = date(year, month, day)
            except ValueError:
                continue
            if born <= by:
                return born
        return None

    @property
    def masked(self) -> str:
        """Enough to recognise, too little to use: ``3273••••••••0001``."""
        return f"{self.digits[:4]}••••••••{self.digits[12:]}"

    def __repr__(self) -> str:
        return f"Nik({self.masked})"

    __str__ = __repr__


_NOISE = str.maketrans("", "", " .-\u00a0\u200b\u200e\u200f\u202a\u202b\u202c\u2060\ufeff\t")
_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@lru_cache(maxsize=65_536)
def _day_and_month(six: str) -> tuple[int, int] | None:
    day, month = int(six[:2]), int(six[2:4])
    if day > 40:
        day -= 40
    if 1 <= month <= 12 and 1 <= day <= _LONGEST[month - 1]:
        return day, month
    return None


def without_numbers(text: str) -> str:
    """A text that people typed, with every sixteen digits in it masked as a NIK is, whether or not they are one."""
    return _IN_TEXT.sub(_masked, text) if len(text) >= 16 else text


def _masked(found: re.Match[str]) -> str:
    return Nik("".join(filter(str.isdigit, found[0]))).masked
