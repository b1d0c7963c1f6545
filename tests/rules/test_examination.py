"""Every fault of a row, all at once; and the rows that must not be troubled."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules import cells, regions
from portal.rules.examination import Examined, examine
from portal.spreadsheets.cells import ROUNDED
from portal.values.fault import Severity
from tests.make import sheets

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module", autouse=True)
def table_of_regions() -> None:
    """Read once a process, and not while an example is timed."""
    regions.meant("Kota Bandung")


START, END, TODAY = date(2027, 1, 4), date(2027, 6, 30), date(2026, 11, 21)
GOOD = {
    "nik": "3273014401080001",
    "name": "Siti Aminah",
    "birth_place": "Bandung",
    "birth_date": "04/01/2008",
    "sex": "P",
    "mother_name": "Nurhayati",
    "phone": "0812-3456-7890",
    "email": "siti@contoh.sch.id",
    "address": "Jl. Melati 5",
    "class_name": "XII RPL 1",
    "nisn": "0081234567",
    "host": "CV Maju Bersama",
}


def look(**changes: str) -> Examined:
    return examine({**GOOD, **changes}, start=START, end=END, today=TODAY)


def faults(**changes: str) -> list[tuple[str, str, str | None]]:
    return [(fault.code, fault.severity.value, fault.proposal) for fault in look(**changes).faults]


def test_a_good_row_has_no_fault_and_is_ready_to_store() -> None:
    assert look() == Examined(
        values={
            "nik": "3273014401080001",
            "name": "Siti Aminah",
            "birth_place": "Bandung",
            "birth_date": "2008-01-04",
            "sex": "P",
            "mother_name": "Nurhayati",
            "phone": "+6281234567890",
            "email": "siti@contoh.sch.id",
            "address": "Jl. Melati 5",
            "class_name": "XII RPL 1",
            "nisn": "0081234567",
            "host": "CV Maju Bersama",
            "start": "2027-01-04",
            "end": "2027-06-30",
        },
        faults=(),
        derived=(),
    )


def test_number_and_name_are_enough() -> None:
    examined = examine({"nik": "3273014401080001", "name": "Siti"}, start=START, end=END, today=TODAY)
    assert examined.faults == ()
    assert examined.values["birth_date"] == "2008-01-04"
    assert examined.values["sex"] == "P"
    assert examined.derived == ("birth_date", "sex")


def test_all_faults_are_told_at_once() -> None:
    examined = look(nik="327301", name="", birth_date="kemarin", sex="x", phone="123", email="siti", start="?")
    assert [(fault.field, fault.code) for fault in examined.faults] == [
        ("nik", "nik.length"),
        ("birth_date", "birth_date.form"),
        ("sex", "sex.form"),
        ("name", "name.empty"),
        ("phone", "phone.form"),
        ("email", "email.form"),
        ("start", "start.form"),
    ]
    assert examined.has_errors


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "nik.empty"),
        ("   ", "nik.empty"),
        ("32730144010800", "nik.length"),
        ("32730144010800011", "nik.length"),
        ("327301440108000A", "nik.characters"),
        ("3273014401080000", "nik.serial"),
        ("3273013213080001", "nik.date"),
        ("3273017202080001", "nik.date"),
        ("3273012902070001", "nik.date"),
        (f"{ROUNDED}3273014401080010", "nik.rounded"),
        (f"{ROUNDED}327301440108001", "nik.rounded"),
        ("3,27E+15", "nik.rounded"),
        ("3.27301E+15", "nik.rounded"),
        ("3E15", "nik.rounded"),
        (" 3,27301440108E+15 ", "nik.rounded"),
    ],
)
def test_numbers_that_cannot_be_one(text: str, code: str) -> None:
    [fault] = examine({"nik": text, "name": "Siti"}, start=START, end=END, today=TODAY).faults
    assert (fault.code, fault.field, fault.severity, fault.proposal) == (code, "nik", Severity.ERROR, None)


@pytest.mark.parametrize(
    "text", ["'3273014401080001", "3273 0144 0108 0001", "32.73.01.440108.0001", "\u200e3273014401080001 "]
)
def test_numbers_people_decorate(text: str) -> None:
    assert look(nik=text).values["nik"] == "3273014401080001"


def test_an_unknown_region_is_a_warning() -> None:
    [fault] = look(nik="9973014401080001").faults
    assert (fault.code, fault.severity, fault.params) == ("nik.region", Severity.WARNING, {"region": "99"})


def test_birth_date_and_sex_against_the_number() -> None:
    assert faults(birth_date="01/04/2008", sex="L") == [
        ("birth_date.nik", "warning", "2008-01-04"),
        ("sex.nik", "warning", "P"),
    ]
    assert look(birth_date="2008-01-04", sex="Perempuan").faults == ()


@pytest.mark.parametrize(
    "text",
    [
        "04/01/2008",
        "4/1/2008",
        "04-01-2008",
        "04.01.2008",
        "4 - 1 - 2008",
        "04/01/08",
        "2008-01-04",
        "2008/1/4",
        "2008-01-04 00:00:00",
        "2008-01-04T00:00:00",
        "4 Januari 2008",
        "04 JANUARI 2008",
        "4 Jan 2008",
        "4-Jan-08",
        "4 January 2008",
        "'04/01/2008",
        "39451",
        "Jumat, 4 Januari 2008",
        "04/01/2008 00:00:00",
    ],
)
def test_days_people_write(text: str) -> None:
    examined = look(birth_date=text)
    assert examined.values["birth_date"] == "2008-01-04"
    assert examined.faults == ()


@pytest.mark.parametrize(
    "text", ["Bogor, 4 Januari 2008", "Bogor,04-01-2008", "BOGOR 04/01/2008", "Bogor / 2008-01-04"]
)
def test_place_and_day_in_one_cell(text: str) -> None:
    examined = examine({**GOOD, "birth_place": "", "birth_date": text}, start=START, end=END, today=TODAY)
    assert examined.values["birth_date"] == "2008-01-04"
    assert examined.values["birth_place"].lower() == "bogor"
    assert look(birth_date=text).values["birth_place"] == "Bandung", "what was said apart counts more"


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("5 Mei 2007", 5),
        ("5 Agt 2007", 8),
        ("5 Agustus 2007", 8),
        ("5 Nopember 2007", 11),
        ("5 Pebruari 2007", 2),
        ("5 Des 07", 12),
        ("5 Okt. 2007", 10),
        ("5 Sept 2007", 9),
        ("5 Juli 2007", 7),
        ("5 Juni 2007", 6),
        ("5 Mar 2007", 3),
        ("5 Apr 2007", 4),
    ],
)
def test_months_by_name(text: str, month: int) -> None:
    assert cells.day(text).date == date(2007, month, 5)


@pytest.mark.parametrize(
    "text", ["31/02/2008", "4 Janu 2008", "00/01/2008", "2008", "2008-13-01", "besok", "4//2008", "123456"]
)
def test_days_that_are_none_are_mended_from_the_number(text: str) -> None:
    assert faults(birth_date=text) == [("birth_date.form", "error", "2008-01-04")]
    assert "birth_date" not in look(birth_date=text).values


def test_an_american_day_is_mended_when_the_number_is_silent() -> None:
    [_, fault] = look(nik="", birth_date="01/25/2008").faults
    assert (fault.code, fault.proposal) == ("birth_date.form", "2008-01-25")


@pytest.mark.parametrize(
    ("nik", "day", "expected"),
    [
        ("3273014401080001", "22/11/2026", [("birth_date.future", "error")]),
        ("3273012111140001", "21/11/2014", []),
        ("3273012211140001", "22/11/2014", [("birth_date.age", "warning")]),
        ("3273012211000001", "22/11/2000", []),
        ("3273012111000001", "21/11/2000", [("birth_date.age", "warning")]),
        ("3273012211610001", "22/11/1961", [("birth_date.age", "warning")]),
        ("3273012111610001", "21/11/1961", [("birth_date.too_old", "error")]),
    ],
)
def test_ages(nik: str, day: str, expected: list[tuple[str, str]]) -> None:
    sex = "P" if nik[6] >= "4" else "L"
    assert [found[:2] for found in faults(nik=nik, birth_date=day, sex=sex)] == expected


@pytest.mark.parametrize("text", ["P", "p", "Perempuan", "WANITA", "Pr", "F", "P."])
def test_women(text: str) -> None:
    assert look(sex=text).values["sex"] == "P"


@pytest.mark.parametrize("text", ["L", "Laki-laki", "laki laki", "Pria", "M", "LK"])
def test_men(text: str) -> None:
    assert look(nik="3273010401080001", sex=text).values["sex"] == "L"


def test_a_sex_nobody_can_read_is_mended_from_the_number() -> None:
    assert faults(sex="??") == [("sex.form", "error", "P")]
    assert faults(sex="0", nik="1") == [("nik.length", "error", None), ("sex.form", "error", None)]


@pytest.mark.parametrize(
    "text",
    [
        "Agus",
        "D'Angelo",
        "Nur ‘Aini",
        "M. Rizky, S.Kom",
        "SITI AMINAH",
        "Anne-Marie",
        "Zoë",
        "Ni Putu Sri (Ayu)",
        "Ma`ruf",
        "Ze\u0301",
    ],
)
def test_names_that_are_names(text: str) -> None:
    assert look(name=text).faults == ()


def test_spaces_and_invisible_marks_are_tidied_and_letters_kept() -> None:
    assert look(name="  SITI \u00a0 \u200f Aminah ").values["name"] == "SITI Aminah"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Siti \U0001f600", [("name.characters", "warning", "Siti")]),
        ("Siti 2", [("name.characters", "warning", "Siti")]),
        ("Siti_Aminah*", [("name.characters", "warning", "Siti Aminah")]),
        ("=cmd|' /C calc'!A0", [("name.characters", "warning", None)]),
        ("\U0001f600\U0001f600", [("name.characters", "warning", None)]),
        ("S", [("name.short", "error", None)]),
        ("", [("name.empty", "error", None)]),
        ("A" * 121, [("text.long", "error", None)]),
    ],
)
def test_names_to_look_at_twice(text: str, expected: list[tuple[str, str, str | None]]) -> None:
    found = faults(name=text)
    assert [fault[:2] for fault in found] == [fault[:2] for fault in expected]
    if "cmd" not in text:
        assert found == expected


def test_the_mothers_name_is_wanted_where_there_is_a_column_for_it() -> None:
    assert faults(mother_name="") == [("mother_name.empty", "warning", None)]
    assert faults(mother_name="-") == [("mother_name.empty", "warning", None)]
    assert faults(mother_name="Nur 5") == [("mother_name.characters", "warning", None)]
    without = {field: text for field, text in GOOD.items() if field != "mother_name"}
    assert examine(without, start=START, end=END, today=TODAY).faults == ()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("081234567890", "+6281234567890"),
        ("6281234567890", "+6281234567890"),
        ("+62 812-3456-7890", "+6281234567890"),
        ("81234567890", "+6281234567890"),
        ("", None),
        ("-", None),
    ],
)
def test_phones(text: str, kept: str | None) -> None:
    examined = look(phone=text)
    assert examined.values.get("phone") == kept
    assert examined.faults == ()


def test_two_phones_in_one_cell_and_a_landline() -> None:
    assert faults(phone="022-7201234 / 081234567890") == [("phone.form", "warning", "+6281234567890")]
    assert faults(phone="022-7201234") == [("phone.form", "warning", None)]


def test_mail_and_nisn() -> None:
    assert faults(email="siti @contoh,com") == [("email.form", "warning", "siti@contoh.com")]
    assert faults(email="tidak ada") == [("email.form", "warning", None)]
    assert look(nisn="81234567").values["nisn"] == "0081234567", "a spreadsheet ate the zeros"
    assert faults(nisn="ABC") == [("nisn.form", "warning", None)]
    assert look(nisn="-", email="-").faults == ()


def test_days_of_the_placement() -> None:
    assert look(start="11/01/2027", end="30 Mei 2027").values["start"] == "2027-01-11"
    assert faults(start="01/01/2027") == [("start.outside", "warning", "2027-01-04")]
    assert faults(end="01/07/2027") == [("end.outside", "warning", "2027-06-30")]
    assert faults(start="01/03/2027", end="01/02/2027") == [("end.before_start", "error", None)]
    assert faults(end="nanti") == [("end.form", "error", "2027-06-30")]


def test_other_fields_are_tidied_and_must_fit() -> None:
    assert look(address=" Jl.\n Melati  5 ").values["address"] == "Jl. Melati 5"
    assert faults(address="x" * 201) == [("text.long", "error", None)]
    assert faults(class_name="x" * 61) == [("text.long", "error", None)]


def test_the_makers_students_are_faultless() -> None:
    for student in sheets.students(300):
        texts = {
            "nik": student.nik,
            "name": student.name,
            "sex": student.sex,
            "birth_date": f"{student.born:%d-%m-%Y}",
        }
        assert examine({**texts, "phone": student.phone}, start=START, end=END, today=TODAY).faults == ()


def test_faults_carry_neither_the_number_nor_the_mothers_name() -> None:
    texts = {**GOOD, "nik": f"{ROUNDED}3273014401080010", "mother_name": "Nurhayati 7", "phone": "x"}
    found = json.dumps([fault.as_json() for fault in examine(texts, start=START, end=END, today=TODAY).faults])
    assert "3273" not in found
    assert "Nurhayati" not in found


def test_where_an_intern_works_is_a_region_by_name_or_code() -> None:
    for text in ("Kota Surabaya", "surabaya", "35.78", "3578", "35.78.01.1001", "357801"):
        assert look(host_region=text).values["host_region"] == "Kota Surabaya", text
    assert look(host_region="kab. Garut").values["host_region"] == "Kabupaten Garut"
    assert faults(host_region="Bandung") == [("region.unclear", "warning", None)]
    assert look(host_region="Bandung").faults[0].params == {"names": "Kabupaten Bandung, Kota Bandung"}
    for text in ("Negeri Antah", "99.99", "3", "3.578"):
        assert faults(host_region=text) == [("region.unknown", "warning", None)], text
    assert "host_region" not in look(host_region="Bandung").values
    assert look(host_region="-").faults == ()


def test_the_supervisors_number_and_the_route() -> None:
    known = look(supervisor_phone="0812-3456-7890", route=" Jl. Melati,\n Jl.  Raya ")
    assert (known.values["supervisor_phone"], known.values["route"]) == ("+6281234567890", "Jl. Melati, Jl. Raya")
    [fault] = look(supervisor_phone="0812 3456 7890 / 0813 1111 2222").faults
    assert (fault.code, fault.field, fault.proposal) == ("phone.form", "supervisor_phone", "+6281234567890")
    assert look(route="x" * 500).faults == ()
    assert faults(route="x" * 501) == [("text.long", "error", None)]


FIELDS = [*GOOD, "start", "end", "supervisor", "supervisor_phone", "host_region", "route"]


@given(st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=40)))
def test_no_text_breaks_it(texts: dict[str, str]) -> None:
    examined = examine(texts, start=START, end=END, today=TODAY)
    for fault in examined.faults:
        json.dumps(fault.as_json())
    if not examined.has_errors:
        assert len(examined.values["nik"]) == 16
        assert date.fromisoformat(examined.values["birth_date"])


@given(st.sampled_from(FIELDS), st.data())
def test_what_is_proposed_mends_the_field(field: str, data: st.DataObject) -> None:
    """One tap must not lead to another fault of the same kind."""
    text = data.draw(st.text(alphabet="0123456789/-. abLPJan@,\U0001f600", max_size=16))
    for fault in look(**{field: text}).faults:
        if fault.field == field and fault.proposal is not None:
            assert fault.code not in [again.code for again in look(**{field: fault.proposal}).faults]
