"""Files as schools and ormas send them, made once and kept between runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from benchmarks import stages
from tests.make import people, sheets, workers


def dapodik(count: int) -> bytes:
    """The Dapodik download of `count` students."""
    return _kept(f"dapodik-{count}.xlsx", lambda: sheets.dapodik(sheets.students(count)))


def wide(count: int) -> bytes:
    """A list of twelve columns, every one of them with something in it."""
    return _kept(f"wide-{count}.xlsx", lambda: sheets.xlsx([_WIDE, *map(_line, sheets.students(count))]))


def unit(*numbers: int) -> str:
    """The code of a unit of PAC Cicendo: of a Ranting, or of an Anak Ranting of it."""
    return "-".join(("BDG-01", *(f"{number:02}" for number in numbers)))


def members(count: int, units: int) -> bytes:
    """An ormas's list of `count` members of so many Anak Ranting; three of ten give their NIK."""
    return _kept(
        f"anggota-{count}-{units}.xlsx", lambda: sheets.xlsx([_MEMBERS, *(_member(at, units) for at in range(count))])
    )


_MEMBERS = ("No KTA", "Nama Anggota", "Anak Ranting", "No HP", "NIK", "Tgl Lahir", "Pekerjaan")


def _member(number: int, units: int) -> tuple[str, ...]:
    at = number % units
    return (
        f"3273.{number:06}",
        people.name(number),
        unit(at // 24, at % 24),
        f"0812{number:08}",
        workers.nik(number).digits if number % 10 < 3 else "",
        f"{workers.born(number):%d/%m/%Y}",
        "Petani",
    )


_WIDE = (
    "NIK",
    "Nama Lengkap",
    "Jenis Kelamin",
    "Tempat Lahir",
    "Tanggal Lahir",
    "Nama Ibu Kandung",
    "No HP",
    "NISN",
    "Kelas",
    "Tanggal Mulai",
    "Tanggal Selesai",
    "Alamat",
)


def _line(student: sheets.Student) -> tuple[str, ...]:
    first, last = date(2027, 1, 4), date(2027, 6, 30)
    return (
        student.nik,
        student.name,
        student.sex,
        "Bandung",
        f"{student.born:%d/%m/%Y}",
        student.mother,
        student.phone,
        student.nisn,
        student.class_name,
        f"{first:%d/%m/%Y}",
        f"{last:%d/%m/%Y}",
        f"Jl. Melati No. {student.phone[-3:]}",
    )


def _kept(name: str, make: Callable[[], bytes]) -> bytes:
    path = stages.DATA / name
    if not path.exists():
        stages.DATA.mkdir(exist_ok=True)
        draft = path.with_suffix(".part")
        draft.write_bytes(make())
        draft.rename(path)
    return path.read_bytes()
