"""Makers of the files schools send: honest ones as they are, and the hostile ones of issue section 8."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from io import BytesIO
from typing import NamedTuple

import xlsxwriter

PARENT = ("Nama", "Tahun Lahir", "Jenjang Pendidikan", "Pekerjaan", "Penghasilan", "NIK")

#: The Dapodik download "Daftar Peserta Didik": a title, or a group over the six columns of `PARENT`.
DAPODIK = (
    "No",
    "Nama",
    "NIPD",
    "JK",
    "NISN",
    "Tempat Lahir",
    "Tanggal Lahir",
    "NIK",
    "Agama",
    "Alamat",
    "RT",
    "RW",
    "Dusun",
    "Kelurahan",
    "Kecamatan",
    "Kode Pos",
    "Jenis Tinggal",
    "Alat Transportasi",
    "Telepon",
    "HP",
    "E-Mail",
    "SKHUN",
    "Penerima KPS",
    "No. KPS",
    ("Data Ayah", PARENT),
    ("Data Ibu", PARENT),
    ("Data Wali", PARENT),
    "Rombel Saat Ini",
    "No Peserta Ujian Nasional",
    "No Seri Ijazah",
    "Penerima KIP",
    "Nomor KIP",
    "Nama di KIP",
    "Nomor KKS",
    "No Registrasi Akta Lahir",
    "Bank",
    "Nomor Rekening Bank",
    "Rekening Atas Nama",
    "Layak PIP (usulan dari sekolah)",
    "Alasan Layak PIP",
    "Kebutuhan Khusus",
    "Sekolah Asal",
    "Anak ke-berapa",
    "Lintang",
    "Bujur",
    "No KK",
    "Berat Badan",
    "Tinggi Badan",
    "Lingkar Kepala",
    "Jml. Saudara Kandung",
    "Jarak Rumah ke Sekolah (KM)",
)

_NAMES = ("Siti Aminah", "Budi Santoso", "Rizky O'Brien", "Suharti", "I Made Wirawan", "Nur Aini", "Agus", "Dewi")
_MOTHERS = ("Nurhayati", "Sri Wahyuni", "Kartini", "Maria Goreti")


class Student(NamedTuple):
    """A student whose data agree with one another: the NIK says the same birth date and sex."""

    name: str
    nik: str
    sex: str
    born: date
    mother: str
    phone: str
    class_name: str
    nisn: str


def students(count: int, first: int = 0, province: str = "3273") -> Iterator[Student]:
    """`count` different students, always the same ones; `first` begins further on."""
    for at in range(first, first + count):
        born = date(2008, 1, 1) + timedelta(days=at % 700)
        woman = at % 2 == 0
        nik = f"{province}{at // 9000 % 30 + 1:02}{born.day + 40 * woman:02}{born:%m%y}{at % 9000 + 1:04}"
        yield Student(
            name=_NAMES[at % len(_NAMES)],
            nik=nik,
            sex="P" if woman else "L",
            born=born,
            mother=_MOTHERS[at % len(_MOTHERS)],
            phone=f"0812{at:08}",
            class_name=f"XII RPL {at // 36 % 3 + 1}",
            nisn=f"008{at:07}",
        )


def xlsx(rows: Iterable[Sequence[object]], sheet: str = "Data", *, hidden_before: Sequence[str] = ()) -> bytes:
    """An xlsx of these rows: text as text, numbers as numbers, days as days, None as nothing, ``=…`` as a formula."""
    made = BytesIO()
    book = xlsxwriter.Workbook(made, {"constant_memory": True, "in_memory": False, "strings_to_formulas": False})
    for name in hidden_before:
        book.add_worksheet(name).hide()
    page = book.add_worksheet(sheet)
    page.activate()
    page.set_first_sheet()
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for number, row in enumerate(rows):
        for index, value in enumerate(row):
            if isinstance(value, str):
                page.write_string(number, index, value)
            elif isinstance(value, date):
                page.write_datetime(number, index, value, day)
            elif value is not None:
                page.write(number, index, value)
    book.close()
    return made.getvalue()


def roster(people: Iterable[Student]) -> bytes:
    """A plain list with a header in its first row, as a class teacher makes it."""
    header = ("No", "NIK", "Nama Lengkap", "L/P", "Tanggal Lahir", "Nama Ibu Kandung", "No HP", "Kelas")
    rows = (
        (str(at), s.nik, s.name, s.sex, f"{s.born:%d/%m/%Y}", s.mother, s.phone, s.class_name)
        for at, s in enumerate(people, 1)
    )
    return xlsx([header, *rows])


def dapodik(people: Iterable[Student], school: str = "SMKN 1 BANDUNG") -> bytes:
    """The Dapodik download as it is: four title rows, two header rows with merged groups, 66 columns, all text."""
    made = BytesIO()
    book = xlsxwriter.Workbook(made)
    page = book.add_worksheet("Daftar Peserta Didik")
    head = book.add_format({"bold": True, "border": 1, "align": "center", "valign": "vcenter"})
    place = "Kecamatan Kec. Sumur Bandung, Kabupaten Kota Bandung, Provinsi Prov. Jawa Barat"
    for at, title in enumerate(("Daftar Peserta Didik", school, place)):
        page.write_string(at, 0, title)
    page.write_string(3, 0, "Tanggal Unduh: 2026-11-20 08:15:22")
    page.write_string(3, 2, "Pengunduh: Sari (operator@smkn1.sch.id)")
    column = 0
    for title in DAPODIK:
        if isinstance(title, str):
            page.merge_range(4, column, 5, column, title, head)
            column += 1
        else:
            group, below = title
            page.merge_range(4, column, 4, column + len(below) - 1, group, head)
            for each in below:
                page.write_string(5, column, each, head)
                column += 1
    for at, student in enumerate(people, 1):
        for index, text in enumerate(dapodik_row(student, at)):
            if text:
                page.write_string(5 + at, index, text)
    book.close()
    return made.getvalue()


def dapodik_row(student: Student, number: int) -> list[str]:
    """One line of the download; the parents' NIKs are plausible too, so that taking the wrong one would show."""
    own = {
        "No": str(number),
        "Nama": student.name.upper(),
        "NIPD": f"2324{number:05}",
        "JK": student.sex,
        "NISN": student.nisn,
        "Tempat Lahir": "BANDUNG",
        "Tanggal Lahir": student.born.isoformat(),
        "NIK": student.nik,
        "Agama": "Islam",
        "Alamat": f"JL. MELATI NO. {number}",
        "RT": "1",
        "RW": "2",
        "Kelurahan": "BRAGA",
        "Kecamatan": "Kec. Sumur Bandung",
        "Kode Pos": "40111",
        "Jenis Tinggal": "Bersama orang tua",
        "HP": student.phone,
        "Penerima KPS": "Tidak",
        "Rombel Saat Ini": student.class_name,
        "Penerima KIP": "Tidak",
        "Kebutuhan Khusus": "Tidak ada",
        "Anak ke-berapa": "1",
        "No KK": "3273011505100007",
        "Jarak Rumah ke Sekolah (KM)": "3",
    }
    parents = {
        "Data Ayah": (
            "SUPARDI",
            "1975",
            "SMA / sederajat",
            "Buruh",
            "Rp. 1,000,000",
            "3273010505750001",
        ),
        "Data Ibu": (student.mother.upper(), "1979", "SMP / sederajat", "Tidak bekerja", "", "3273014506790002"),
        "Data Wali": ("", "", "", "", "", ""),
    }
    cells: list[str] = []
    for title in DAPODIK:
        cells += [own.get(title, "")] if isinstance(title, str) else parents[title[0]]
    return cells


def zip_of(members: dict[str, bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def with_member(content: bytes, name: str, body: bytes) -> bytes:
    """The same archive with one member replaced or added."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        members = {each: archive.read(each) for each in archive.namelist()}
    return zip_of({**members, name: body})


SHEET_XML = "xl/worksheets/sheet1.xml"


def sheet_xml(data: str, prologue: str = "") -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return (
        f'<?xml version="1.0"?>{prologue}<worksheet xmlns="{space}"><sheetData>{data}</sheetData></worksheet>'
    ).encode()


def bomb(megabytes: int = 250) -> bytes:
    """A small xlsx that inflates to `megabytes` of one letter."""
    row = f'<row><c t="inlineStr"><is><t>{"A" * 30_000}</t></is></c></row>'
    return with_member(xlsx([["NIK", "Nama"]]), SHEET_XML, sheet_xml(row * (megabytes * 1_000_000 // len(row))))


def entity_bomb() -> bytes:
    entities = "".join(f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(9))
    prologue = f'<!DOCTYPE x [<!ENTITY a "AAAAAAAAAA">{entities}]>'
    data = '<row r="1"><c r="A1" t="inlineStr"><is><t>&j;</t></is></c></row>'
    return with_member(xlsx([["NIK", "Nama"]]), SHEET_XML, sheet_xml(data, prologue))


def pictures_only() -> bytes:
    """A scan pasted into Excel: a picture and not one cell."""
    dot = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63606060000000040001f61738"
        "550000000049454e44ae426082"
    )
    made = BytesIO()
    book = xlsxwriter.Workbook(made)
    book.add_worksheet().insert_image(0, 0, "scan.png", {"image_data": BytesIO(dot)})
    book.close()
    return made.getvalue()


def styled_blanks(rows: int) -> bytes:
    """A list of one person above `rows` rows of cells that are coloured and empty."""
    made = BytesIO()
    book = xlsxwriter.Workbook(made, {"constant_memory": True})
    page = book.add_worksheet()
    page.write_row(0, 0, ["NIK", "Nama"])
    page.write_row(1, 0, ["3273014401080001", "Siti"])
    shade = book.add_format({"bg_color": "#FFFF00"})
    for number in range(2, rows):
        for index in range(12):
            page.write_blank(number, index, None, shade)
    book.close()
    return made.getvalue()
