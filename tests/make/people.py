"""Interns as a school's list tells of them: made up, and different for each number."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from portal.values.nik import Nik

TITLES = ("Nama", "NIK", "Tempat Lahir", "Tanggal Lahir", "JK", "Nama Ibu Kandung", "No HP", "Kelas")
_GIVEN = ("Asep", "Siti", "Dadan", "Neng", "Ujang", "Euis", "Cecep", "Lilis", "Yayan", "Tini")
_FAMILY = ("Suryana", "Rahmawati", "Kurniawan", "Nuraini", "Hidayat", "Permata", "Setiawan", "Wulan", "Ramdani")


def born(number: int) -> date:
    return date(2008, 1, 1) + timedelta(days=number % 700)


def is_woman(number: int) -> bool:
    return number % 2 == 1


def nik(number: int) -> Nik:
    """A possible NIK of Bandung, that of the `number`-th intern."""
    day = born(number)
    return Nik.parse(f"327301{day.day + 40 * is_woman(number):02}{day:%m%y}{number // 700 + 1:04}")


def name(number: int) -> str:
    return f"{_GIVEN[number % 10]} {_FAMILY[number // 10 % 9]}{' ' + _roman(number // 90) if number >= 90 else ''}"


def mother(number: int) -> str:
    return f"Ibu {_FAMILY[(number + 3) % 9]} {_GIVEN[(number + 1) % 10]}"


def line(number: int) -> list[str]:
    """The intern's line, under `TITLES`."""
    return [
        name(number),
        nik(number).digits,
        "Bandung",
        f"{born(number):%d/%m/%Y}",
        "P" if is_woman(number) else "L",
        mother(number),
        f"0812{number:08}",
        "XI RPL 1",
    ]


def pasted(numbers: Iterable[int]) -> bytes:
    """The list as it is pasted from a sheet: tabs, and a row of titles."""
    return "\n".join("\t".join(row) for row in (list(TITLES), *(line(number) for number in numbers))).encode()


def _roman(number: int) -> str:
    """Names stay names: they hold no digits."""
    return "".join("IVXLCDM"[int(digit) % 7] for digit in str(number))
