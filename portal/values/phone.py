"""Mobile numbers as people write them, kept in E.164."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portal.values.fault import Invalid

_NOISE = re.compile(r"[\s().\-\u00a0\u200b\u200e\u200f\u202a-\u202e\u2060\ufeff'’`]+")
_MOBILE = re.compile(r"(?:\+?62|0)?(8[0-9]{7,11})")


@dataclass(frozen=True, slots=True)
class Phone:
    """An Indonesian mobile number, ``+628…``; `parse` takes 08…, 62…, +62 8… and a lost leading zero."""

    e164: str

    @classmethod
    def parse(cls, text: str) -> Phone:
        found = _MOBILE.fullmatch(_NOISE.sub("", text))
        if not found:
            raise Invalid("phone.form", "phone")
        return cls(f"+62{found[1]}")

    @property
    def dialled(self) -> str:
        """As it is dialled at home: ``081234567890``."""
        return "0" + self.e164[3:]

    @property
    def local(self) -> str:
        """`dialled`, as people read it: ``0812 3456 7890``."""
        digits = self.dialled
        return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))

    @property
    def masked(self) -> str:
        return f"0{self.e164[3:5]}••••{self.e164[-3:]}"

    def __str__(self) -> str:
        return self.e164
