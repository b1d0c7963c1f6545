"""Every fault of a school's list in one file: each is told by its Excel row with the cure, and mended in the page."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Locator, expect

from portal.values import clock
from tests.cast import Person
from tests.make import journey, people, sheets
from tests.make.sheets import Student
from tests.stories.conftest import Visit
from tests.stories.house import House, Staff
from tests.stories.visitor import Visitor

pytestmark = [pytest.mark.story, pytest.mark.timeout(300)]

TITLES = (
    "No",
    "NIK",
    "Nama Lengkap",
    "L/P",
    "Tanggal Lahir",
    "Nama Ibu Kandung",
    "No HP",
    "Kelas",
    "NISN",
    "E-mail",
    "Tanggal Mulai PKL",
    "Tanggal Selesai PKL",
)
#: Below a title, an empty line and the header.
FIRST_ROW = 4
FILE = "daftar siswa (lengkap).xlsx"
PROPOSAL, SKIP = "proposal", "skip"
#: The sex that the student is not of.
OTHER = "L for P"
Cell = str | int | date | None


@dataclass
class Line:
    """A row of the list: what stands in it otherwise than it should, what is said of it, and how it is mended."""

    cells: dict[str, Cell] = field(default_factory=dict)
    says: str = ""
    cure: dict[str, str] | str = SKIP
    warns: bool = False


def right(number: int) -> Student:
    return next(sheets.students(1, 5000 + number))._replace(name=people.name(number))


def lines(covered_here: str, covered_elsewhere: str, until: date) -> list[Line]:
    """What section 4.3 of the plan asks for; `%` in a cell is what should stand there."""
    first = right(0)
    too_old = f"327301{first.nik[6:8]}0150{first.nik[12:]}"
    wrong = [
        # Numbers that Excel spoilt, and numbers that cannot be.
        Line({"NIK": int(right(20).nik)}, "NIK rusak karena Excel menyimpannya sebagai angka", {"NIK": "%"}),
        Line({"NIK": "3,27E+15"}, "NIK rusak karena Excel menyimpannya sebagai angka", {"NIK": "%"}),
        Line({"NIK": right(22).nik[:15]}, "NIK harus 16 angka, di sini 15. Periksa KK.", {"NIK": "%"}),
        Line({"NIK": right(23).nik[:15] + "O"}, "NIK hanya boleh angka.", {"NIK": "%"}),
        Line({"NIK": f"327301321308{first.nik[12:]}"}, "Tanggal lahir di dalam NIK tidak mungkin ada.", {"NIK": "%"}),
        Line({"NIK": right(25).nik[:12] + "0000"}, "Empat angka terakhir NIK tidak mungkin 0000.", {"NIK": "%"}),
        Line({"NIK": None}, "NIK kosong. Isi 16 angka dari KK atau KIA.", {"NIK": "%"}),
        # People who stand here or elsewhere already.
        Line({"NIK": first.nik}, f"NIK ini sama dengan baris {FIRST_ROW}.", SKIP),
        Line({"NIK": covered_here}, "Siswa ini sudah didaftarkan sekolah Anda untuk", SKIP),
        Line({"NIK": covered_elsewhere}, "Siswa ini masih terdaftar melalui sponsor lain sampai", SKIP),
        # Days and sexes nobody can read.
        Line({"Tanggal Lahir": "31/02/2008"}, "Tanggal lahir tidak terbaca.", PROPOSAL),
        Line({"Tanggal Lahir": "04/01/2049"}, "Tanggal lahir belum terjadi.", PROPOSAL),
        Line({"NIK": too_old, "Tanggal Lahir": None}, "pendaftaran hanya sebelum 65", {"NIK": "%"}),
        Line({"L/P": "Cowok"}, "Jenis kelamin tidak terbaca. Isi L atau P.", PROPOSAL),
        Line({"Nama Lengkap": None}, "Nama kosong. Isi sesuai KK.", {"Nama Lengkap": "%"}),
        Line({"Nama Lengkap": "A"}, "Nama terlalu pendek.", {"Nama Lengkap": "%"}),
        Line({"Nama Lengkap": "Siti " * 30}, "Isi lebih dari 120 huruf. Singkatkan.", {"Nama Lengkap": "%"}),
        Line({"Tanggal Mulai PKL": "besok"}, "Tanggal mulai tidak terbaca.", PROPOSAL),
        Line(
            {"Tanggal Mulai PKL": until, "Tanggal Selesai PKL": until - timedelta(days=9)},
            "Tanggal selesai mendahului tanggal mulai.",
            {"Tanggal Selesai PKL": f"{until:%d/%m/%Y}"},
        ),
    ]
    odd = [
        Line({"NIK": "0012" + right(40).nik[4:]}, "Kode wilayah 00… pada NIK tidak dikenal.", {"NIK": "%"}),
        Line({"Tanggal Lahir": date(2008, 5, 5)}, "Tanggal lahir berbeda dari NIK", PROPOSAL),
        Line({"L/P": OTHER}, "Jenis kelamin berbeda dari NIK.", PROPOSAL),
        Line(
            {"NIK": f"327301{first.nik[6:8]}0116{first.nik[12:]}", "Tanggal Lahir": None, "L/P": None},
            "Umur 10 tahun, di luar 12–25.",
            {"NIK": "%"},
        ),
        Line({"Nama Lengkap": "%2🙂"}, "Nama memuat angka atau tanda.", PROPOSAL),
        Line({"Nama Ibu Kandung": None}, "Nama ibu kandung kosong.", {"Nama Ibu Kandung": "Kartini"}),
        Line({"Nama Ibu Kandung": "Ibu 2"}, "Nama ibu memuat angka atau tanda.", {"Nama Ibu Kandung": "Kartini"}),
        Line({"No HP": "0813 1111 2222 / 021-555"}, "Nomor HP tidak dikenali.", PROPOSAL),
        Line({"No HP": "12345"}, "Nomor HP tidak dikenali.", {"Nomor HP": "081234567890"}),
        Line({"E-mail": "siti@sekolah,id"}, "E-mail tidak lengkap.", PROPOSAL),
        Line({"NISN": "12"}, "NISN harus 10 angka.", {"NISN": "0081234567"}),
        Line({"Tanggal Mulai PKL": until - timedelta(days=400)}, "Tanggal mulai di luar gelombang", PROPOSAL),
        Line({"Tanggal Selesai PKL": until + timedelta(days=40)}, "Tanggal selesai di luar gelombang", PROPOSAL),
    ]
    for line in odd:
        line.warns = True
    return [*map(Line, _readable()), *wrong, *odd]


def _readable() -> list[dict[str, Cell]]:
    """Ways to write what is right: nothing is said of any of them."""
    born = [right(at).born for at in range(12)]
    month = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September")
    return [
        {"NIK": f"'{right(0).nik}"},
        {"NIK": " ".join((right(1).nik[:6], right(1).nik[6:12], right(1).nik[12:]))},
        {"NIK": ".".join((right(2).nik[:6], right(2).nik[6:12], right(2).nik[12:]))},
        {"Tanggal Lahir": f"{born[3]:%d/%m/%Y}"},
        {"Tanggal Lahir": f"{born[4]:%d-%m-%Y}"},
        {"Tanggal Lahir": born[5].isoformat()},
        {"Tanggal Lahir": f"{born[6].day} {month[born[6].month - 1]} {born[6].year}"},
        {"Tanggal Lahir": f"Bogor, {born[7].day} {month[born[7].month - 1]} {born[7].year}"},
        {"Tanggal Lahir": born[8]},
        {"L/P": "Laki-laki", "No HP": "6281234567809"},
        {"L/P": "Perempuan", "No HP": "+62 812-3456-7810"},
        {"L/P": "l", "No HP": "081234567811"},
    ]


def sheet(found: Sequence[Line]) -> bytes:
    rows: list[list[Cell]] = [["DAFTAR SISWA PKL"], [], list(TITLES)]
    for at, line in enumerate(found):
        student = right(at)
        cells: dict[str, Cell] = {
            "No": at + 1,
            "NIK": student.nik,
            "Nama Lengkap": student.name,
            "L/P": student.sex,
            "Tanggal Lahir": student.born,
            "Nama Ibu Kandung": student.mother,
            "No HP": student.phone,
            "Kelas": student.class_name,
        }
        for title, value in line.cells.items():
            cells[title] = value.replace("%", str(cells.get(title))) if isinstance(value, str) else value
            if value == OTHER:
                cells[title] = "L" if student.sex == "P" else "P"
        rows.append([cells.get(title) for title in TITLES])
    return sheets.xlsx(rows)


def test_every_fault_is_told_and_mended_in_the_page(house: House, visit: Visit) -> None:
    staff = house.school("SMK Serba Salah", "Tuti Alawiyah")
    here, elsewhere = already_covered(house, staff)
    start = clock.today() + timedelta(days=7)
    until = start + timedelta(days=60)
    found = lines(here, elsewhere, until)
    faulty = {FIRST_ROW + at: line for at, line in enumerate(found) if line.says and not line.warns}
    warned = {FIRST_ROW + at: line for at, line in enumerate(found) if line.warns}

    tuti = visit()
    tuti.signs_in(staff.operator.email)
    tuti.goes_to("Gelombang PKL")
    tuti.follows("PKL Gelombang 1")
    tuti.arrives("PKL Gelombang 1")
    content = sheet(found)
    uploads(tuti, content)
    tuti.arrives(FILE)
    figures(tuti, len(faulty), len(warned), len(found) - len(faulty) - len(warned))

    told(tuti, "Salah", faulty)
    finds_one_by_name(tuti, right(22).name)
    takes_the_faulty_rows_along(tuti, faulty)
    mend(tuti, "Salah", faulty)
    told(tuti, "Perlu dilihat", warned)
    mend(tuti, "Perlu dilihat", warned)
    skipped = sum(line.cure == SKIP for line in (*faulty.values(), *warned.values()))
    figures(tuti, 0, 0, len(found) - skipped)
    tuti.follows(re.compile("^Dilewati"))
    expect(tuti.page.get_by_role("button", name="Kembalikan")).to_have_count(skipped)

    the_same_file_is_noticed_and_undone(tuti, content)


def already_covered(house: House, staff: Staff) -> tuple[str, str]:
    """The NIKs of someone this school has sent in already, and of someone another school has."""

    def sent(by: Person, number: int, name: str) -> str:
        with house.app.app_context():
            journey.sent(by, [number], name=name)
        return people.nik(number).digits

    with house.app.app_context():
        journey.wave(staff.operator)
    other = house.school("SMK Tetangga", "Yuni Astuti")
    return sent(staff.operator, 600, "PKL Terdahulu"), sent(other.operator, 601, "PKL Tetangga")


def uploads(tuti: Visitor, content: bytes) -> None:
    tuti.follows(re.compile("^(Masukkan daftar siswa|Tambah siswa)$"))
    tuti.arrives("Masukkan daftar siswa")
    tuti.sends_file("Berkas daftar siswa", FILE, content)
    tuti.presses("Periksa daftar")


def figures(tuti: Visitor, *counts: int) -> None:
    for count, words in zip(counts, ("salah", "perlu dilihat", "siap"), strict=True):
        expect(tuti.page.get_by_role("link", name=re.compile(rf"^{count} {words}$"))).to_be_visible()


def tab(tuti: Visitor, name: str) -> None:
    tuti.page.get_by_role("navigation", name="Saring baris").get_by_role("link", name=re.compile(f"^{name}")).click()
    expect(tuti.page.get_by_role("navigation", name="Saring baris").locator("[aria-current]")).to_contain_text(name)


def row(tuti: Visitor, number: int) -> Locator:
    """The row that bears this number in Excel."""
    cell = tuti.page.locator("td").filter(has_text=re.compile(rf"^\s*{number}\s*$"))
    return tuti.page.get_by_role("row").filter(has=cell)


def told(tuti: Visitor, name: str, expected: dict[int, Line]) -> None:
    """The filter shows exactly these rows, each with its sentence."""
    tab(tuti, name)
    tuti.looks()
    for number, line in expected.items():
        expect(row(tuti, number)).to_contain_text(line.says)
    assert tuti.page.locator("tbody tr").count() == len(expected)
    tuti.sees_not(re.compile("SMK Tetangga"))


def finds_one_by_name(tuti: Visitor, name: str) -> None:
    tuti.fills("Cari nama", name)
    tuti.presses("Cari")
    expect(tuti.page.locator("tbody tr")).to_have_count(1)
    tuti.fills("Cari nama", "")
    tuti.presses("Cari")


def takes_the_faulty_rows_along(tuti: Visitor, faulty: dict[int, Line]) -> None:
    content = tuti.downloads(tuti.page.get_by_role("button", name="Unduh baris yang salah"))
    page = load_workbook(io.BytesIO(content)).active
    assert page is not None
    rows = [["" if value is None else str(value) for value in line] for line in page.iter_rows(values_only=True)]
    head = next(at for at, cells in enumerate(rows) if "NIK" in cells)
    assert rows[head][: len(TITLES)] == list(TITLES)
    reason, origin = rows[head].index("Alasan"), rows[head].index("Baris")
    assert [int(cells[origin]) for cells in rows[head + 1 :]] == sorted(faulty)
    for cells in rows[head + 1 :]:
        assert faulty[int(cells[origin])].says in cells[reason]


def mend(tuti: Visitor, name: str, expected: dict[int, Line]) -> None:
    """Every row, in its place, until none is left."""
    tab(tuti, name)
    for left, (number, line) in zip(range(len(expected) - 1, -1, -1), expected.items(), strict=True):
        here = row(tuti, number)
        if line.cure == SKIP:
            tuti.presses("Lewati", here)
        elif line.cure == PROPOSAL:
            here.get_by_role("button", name=re.compile("^Pakai “")).first.click()
        else:
            assert isinstance(line.cure, dict)
            student = right(number - FIRST_ROW)
            tuti.follows("Perbaiki", here)
            expect(tuti.page.get_by_text(re.compile(f"^Baris {number}"))).to_be_visible()
            for label, text in line.cure.items():
                meant = {"NIK": student.nik, "Nama Lengkap": student.name}.get(label, "") if text == "%" else text
                tuti.mends(label, meant)
            tuti.presses("Simpan")
        kind = "perlu dilihat" if line.warns else "salah"
        told_left = tuti.page.get_by_role("link", name=re.compile(rf"^{left} {kind}$"))
        try:
            expect(told_left).to_be_visible()
        except AssertionError as error:
            raise AssertionError(f"row {number} ({line.says}) is not mended: {here.inner_text()}") from error
    tuti.looks()


def the_same_file_is_noticed_and_undone(tuti: Visitor, content: bytes) -> None:
    tuti.goes_to("Gelombang PKL")
    tuti.follows("PKL Gelombang 1")
    tuti.arrives("PKL Gelombang 1")
    uploads(tuti, content)
    tuti.arrives("Masukkan daftar siswa")
    tuti.sees(re.compile(r"Berkas ini sudah diunggah pada .* \(daftar siswa \(lengkap\)\.xlsx\)"))
    tuti.ticks("Unggah lagi walau sama")
    tuti.sends_file("Berkas daftar siswa", FILE, content)
    tuti.presses("Periksa daftar")
    tuti.arrives(FILE)
    tuti.unfolds("Batalkan daftar ini")
    tuti.looks()
    tuti.presses("Ya, batalkan")
    tuti.arrives("PKL Gelombang 1")
    tuti.sees("Daftar dibatalkan.")
    expect(tuti.page.get_by_role("link", name=FILE)).to_have_count(1)
