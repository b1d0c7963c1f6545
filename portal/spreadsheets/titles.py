"""Titles of columns as people write them, brought to one form so that they can be compared."""

from __future__ import annotations

import re
from functools import lru_cache

_ASIDE = re.compile(r"\([^)]*\)?|\[[^\]]*\]?")
_DUDI = re.compile(r"\bdu\W{0,3}di\b")
_WORD = re.compile(r"[a-z0-9]+")
_SAME = {
    "nomor": "no",
    "nmr": "no",
    "tgl": "tanggal",
    "tggl": "tanggal",
    "tmp": "tempat",
    "tmpt": "tempat",
    "jns": "jenis",
    "telp": "telepon",
    "tlp": "telepon",
    "telpon": "telepon",
    "tlpn": "telepon",
    "handphone": "hp",
    "hape": "hp",
    "whatsapp": "wa",
    "dan": "",
}


@lru_cache(maxsize=4096)
def words(title: str) -> tuple[str, ...]:
    """The words of a title without asides, signs and spelling habits: ``Tgl. Lahir (dd/mm)`` → tanggal, lahir."""
    text = _DUDI.sub("dudi", title.casefold())
    plain = _WORD.findall(_ASIDE.sub(" ", text)) or _WORD.findall(text)
    return tuple(word for word in (_SAME.get(word, word) for word in plain) if word)


def normal(title: str) -> str:
    """The title for people who compare: ``tanggal lahir``."""
    return " ".join(words(title))


def compact(title: str) -> str:
    """The title for machines that compare: ``E-Mail``, ``email`` and ``e mail`` are one."""
    return "".join(words(title))
