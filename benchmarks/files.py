"""Files as schools send them, made once and kept between runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from benchmarks import stages
from tests.make import sheets


def dapodik(count: int) -> bytes:
    """The Dapodik download of `count` students."""
    return _kept(f"dapodik-{count}.xlsx", lambda: sheets.dapodik(sheets.students(count)))


def wide(count: int) -> bytes:
    """A list of twelve columns, every one of them with something in it."""
    return _kept(f"wide-{count}.xlsx", lambda: sheets.xlsx([_WIDE, *map(_line, sheets.students(count))]))


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
