"""Columns by their names, their near misses and their contents; and what is never taken for the student's."""

from __future__ import annotations

import pytest

from portal.spreadsheets.cells import ROUNDED, Row
from portal.spreadsheets.columns import ROSTER
from portal.spreadsheets.headers import Header, find, untitled
from portal.spreadsheets.recognition import mapping_of, recognise, remembered, signature
from portal.spreadsheets.titles import compact, normal

pytestmark = pytest.mark.unit


def header(*labels: str) -> Header:
    """A header of ``Group / Title`` or plain titles."""
    split = [label.split(" / ") if " / " in label else ["", label] for label in labels]
    return Header(1, (), 1, tuple(s[1] for s in split), tuple(s[0] for s in split))


def fields(*labels: str, sample: list[Row] | None = None) -> dict[str, str]:
    """field → title of the column that got it."""
    named = header(*labels)
    return {match.field: named.label(match.index) for match in recognise(named, sample or []) if match.field}


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("NIK*", "nik"),
        ("No. KTP / NIK", "nik"),
        ("Nomor Induk Kependudukan (16 digit)", "nik"),
        ("NOMOR_IDENTITAS", "nik"),
        ("NAMA", "name"),
        ("Nama  Lengkap\nSiswa", "name"),
        ("TGL_LAHIR", "birth_date"),
        ("Tgl. Lahir (dd/mm/yyyy)", "birth_date"),
        ("Tempat, Tgl Lahir", "birth_date"),
        ("Tempat/Tanggal Lahir", "birth_date"),
        ("TEMPAT_LAHIR", "birth_place"),
        ("L/P", "sex"),
        ("JENIS_KELAMIN", "sex"),
        ("NAMA_IBU_KANDUNG", "mother_name"),
        ("HANDPHONE", "phone"),
        ("No. HP/WA", "phone"),
        ("E-mail", "email"),
        ("Rombel Saat Ini", "class_name"),
        ("NISN", "nisn"),
        ("TGL_AWAL_BEKERJA", "start"),
        ("Tgl Selesai PKL", "end"),
        ("DU / DI", "host"),
        ("Nama DU/DI", "host"),
        ("Tempat PKL", "host"),
        ("Alamat DU-DI", "host_address"),
        ("Pembimbing Lapangan", "supervisor"),
        ("No. HP Pembimbing DU/DI", "supervisor_phone"),
        ("Nomor HP Pembimbing", "supervisor_phone"),
        ("Kab./Kota DU/DI", "host_region"),
        ("Kota Tempat PKL", "host_region"),
        ("Rute Perjalanan", "route"),
    ],
)
def test_names_columns_go_by(title: str, field: str) -> None:
    [match] = recognise(Header(1, (), 1, (title,), ("",)), [])
    assert (match.field, match.confidence) == (field, 1.0)


@pytest.mark.parametrize(
    ("title", "field"),
    [("Nama Lenkap", "name"), ("Tangal Lahir", "birth_date"), ("Jenis Kelamim", "sex"), ("Alamt Rumah", "address")],
)
def test_near_misses(title: str, field: str) -> None:
    [match] = recognise(Header(1, (), 1, (title,), ("",)), [])
    assert match.field == field
    assert 0.8 < match.confidence < 1


@pytest.mark.parametrize(
    "title",
    [
        "NIK Ayah",
        "NIK Ibu",
        "No KK",
        "NIPD",
        "NIS",
        "Nama Ayah",
        "Nama Wali",
        "Nama Sekolah",
        "Nama di KIP",
        "Nama Wali Kelas",
        "No HP Orang Tua",
        "Alamat Orang Tua",
        "Tahun Lahir",
        "Kode Pos",
        "Pekerjaan",
    ],
)
def test_what_is_somebody_elses_is_never_the_students(title: str) -> None:
    sample = [Row(at, ["3273014401080001"]) for at in range(2, 9)]
    [match] = recognise(Header(1, (), 1, (title,), ("",)), sample)
    assert match.field is None


def test_under_the_parents_only_the_mothers_name_is_wanted() -> None:
    found = fields("Data Ayah / Nama", "Data Ayah / NIK", "Data Ibu / Nama", "Data Ibu / NIK", "Data Wali / Nama")
    assert found == {"mother_name": "Data Ibu / Nama"}


def test_under_the_host_are_its_own_name_and_address() -> None:
    of_host = ("DU/DI / Nama", "DU/DI / Alamat", "DU/DI / Telepon", "DU/DI / Kab/Kota", "DU/DI / No HP Pembimbing")
    found = fields("Siswa / Nama", "Siswa / Alamat", "Kabupaten", *of_host)
    assert found == {
        "name": "Siswa / Nama",
        "address": "Siswa / Alamat",
        "host": "DU/DI / Nama",
        "host_address": "DU/DI / Alamat",
        "host_region": "DU/DI / Kab/Kota",
        "supervisor_phone": "DU/DI / No HP Pembimbing",
    }


def test_a_field_is_given_once_and_to_the_surest() -> None:
    assert fields("Telepon", "HP", "Nama", "Nama", "Guru Pembimbing", "Pembimbing Industri") == {
        "phone": "HP",
        "name": "Nama",
        "supervisor": "Pembimbing Industri",
    }


def test_contents_speak_where_names_do_not() -> None:
    sample = [
        Row(1, ["1", "Siti Aminah", f"{ROUNDED}3273014401080001", "P", "Bogor, 4 Januari 2008", "0812-3456-7890"]),
        Row(2, ["2", "Budi", "3273 0105 0208 0002", "Laki-laki", "05-02-2008", "+62 812 3456 7891"]),
    ]
    found = recognise(untitled(6), sample)
    assert mapping_of(found) == {"name": 1, "nik": 2, "sex": 3, "birth_date": 4, "phone": 5}
    assert {match.confidence for match in found if match.field} == {0.5}
    assert found[2].examples == ("3273014401080001", "3273 0105 0208 0002"), "the mark is for machines"


def test_an_unknown_name_over_numbers_one_recognises() -> None:
    sample = [Row(2, ["Siti", "3273014401080001"]), Row(3, ["Budi", "3273010502080002"])]
    assert fields("Nama", "Identitas Anak", sample=sample) == {"name": "Nama", "nik": "Identitas Anak"}


def test_what_a_person_decided_is_remembered_by_name() -> None:
    named = header("Nama", "Panggilan", "Data Ibu / Nama", "Nama", "")
    matches = recognise(named, [Row(2, ["Siti", "Iti", "Ani", "x", "y"])])
    assert [match.key for match in matches] == ["nama", "panggilan", "data ibu nama", "nama #3", " #4"]
    kept = remembered(matches, {"panggilan": "name", "data ibu nama": ""})
    assert mapping_of(kept) == {"name": 1}


def test_a_signature_names_the_make_of_a_file() -> None:
    assert signature(header("NIK", "Tgl. Lahir")) == signature(header("nik ", "Tanggal Lahir (dd/mm)"))
    assert signature(header("NIK", "Nama")) != signature(header("Nama", "NIK"))
    assert signature(header("Data Ibu / NIK")) != signature(header("NIK"))
    assert len(signature(header("NIK"))) == 64


def test_titles_are_compared_in_one_form() -> None:
    assert normal("Tgl. Lahir\n(dd/mm/yyyy)") == "tanggal lahir"
    assert compact("E-Mail") == compact("email") == compact("e mail")
    assert normal("DU/DI") == normal("Dudi") == normal("DU - DI") == "dudi"
    assert normal("(*)") == ""


def test_the_profile_says_what_a_list_is_useless_without() -> None:
    assert ROSTER.required == ("nik", "name")
    assert find([Row(1, [column.title for column in ROSTER.columns])])
    assert set(mapping_of(recognise(header(*(c.title for c in ROSTER.columns)), []))) == set(ROSTER.by_field)
