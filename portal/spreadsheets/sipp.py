"""The workbook ``data_tk_baru`` by which SIPP takes in many people at once, made as its instructions ask; and a plain
table of the same, for a branch that hands its people over otherwise.

Thirty columns, every cell text, days as dd-mm-yyyy, at most `MOST` people, and a file name that may not change. The
columns are those of the wage segment's template: that of the BPU segment was not found in the open. Nothing of it is
ever written to a disk, not even while it is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from operator import itemgetter
from typing import NamedTuple

import xlsxwriter

from portal.spreadsheets.sipp_columns import HEAD

#: SIPP refuses longer files, and any whose name differs by as much as a "(1)".
MOST = 10_000


@dataclass(frozen=True, slots=True)
class Layout:
    """The name of a workbook and of its sheet, and which of the columns of `HEAD` it has."""

    name: str
    head: tuple[str, ...]

    @property
    def file_name(self) -> str:
        return f"{self.name}.xlsx"

    @property
    def for_upload(self) -> bool:
        """Whether SIPP takes it in, and so its name may not change."""
        return self is DATA_TK_BARU


DATA_TK_BARU = Layout("data_tk_baru", HEAD)
#: What is known of people and differs between them: what BPJSTK counts as needed (BSU 2021), the period, the wage.
PLAIN = Layout(
    "daftar_peserta",
    (
        "NO_PEGAWAI",
        "NAMA",
        "HANDPHONE",
        "EMAIL",
        "TEMPAT_LAHIR",
        "TGL_LAHIR",
        "NAMA_IBU_KANDUNG",
        "NOMOR_IDENTITAS",
        "JENIS_KELAMIN",
        "UPAH",
        "ALAMAT",
        "TGL_AWAL_BEKERJA",
        "TGL_AKHIR_KONTRAK",
    ),
)

#: An identity card holds for life, and the column may not stay empty: what employers write there.
_FOR_LIFE = "01-01-2090"


class Entrant(NamedTuple):
    """One person as the workbook tells of them. `married` is None where nobody asked; `wage` is whole rupiah."""

    number: int
    name: str
    phone: str
    email: str
    birth_place: str
    birth_date: date
    mother_name: str
    nik: str
    sex: str
    married: bool | None
    wage: int
    address: str
    start: date
    end: date | None


def cells(person: Entrant) -> tuple[str, ...]:
    """The thirty cells of one person, in the order of `HEAD`; the system fills in what is empty, or nobody does."""
    return (
        str(person.number),
        person.name,
        "",
        "",
        "",
        "",
        "",
        "",
        person.phone,
        person.email,
        person.birth_place,
        _day(person.birth_date),
        person.mother_name,
        "KTP",
        person.nik,
        _FOR_LIFE,
        person.sex,
        "E" if person.email else "S",
        "",
        "" if person.married is None else "Y" if person.married else "T",
        "",
        "",
        "ID",
        str(person.wage),
        person.address,
        "",
        "",
        "",
        _day(person.start),
        _day(person.end) if person.end else "",
    )


def workbook(people: Iterable[Entrant], layout: Layout = DATA_TK_BARU) -> bytes:
    """The bytes of the file for at most `MOST` people; every cell is text, an empty one too."""
    chosen = itemgetter(*map(HEAD.index, layout.head))
    rows = map(cells, people)
    return _written(layout, rows if layout.head is HEAD else map(chosen, rows))


def _written(layout: Layout, rows: Iterable[Sequence[str]]) -> bytes:
    made = BytesIO()
    # Held in memory to its end: the frugal way of this library keeps rows in a file beside, in the clear.
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    sheet = book.add_worksheet(layout.name)
    text = book.add_format({"num_format": "@"})
    sheet.set_column(0, len(layout.head) - 1, 18, text)
    for at, row in enumerate((layout.head, *rows)):
        for column, cell in enumerate(row):
            if cell:
                sheet.write_string(at, column, cell, text)
    book.close()
    return made.getvalue()


def _day(day: date) -> str:
    return f"{day:%d-%m-%Y}"
