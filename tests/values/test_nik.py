"""The sixteen digits: what they say, and what they cannot be."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.values.fault import Invalid
from portal.values.nik import Nik, Sex

pytestmark = pytest.mark.unit

TODAY = date(2026, 11, 21)


def refused(text: str) -> str:
    with pytest.raises(Invalid) as told:
        Nik.parse(text)
    return told.value.fault.code


def nik(day: date, sex: Sex = Sex.MALE, serial: int = 1) -> Nik:
    return Nik.parse(f"327301{day.day + 40 * (sex is Sex.FEMALE):02}{day:%m%y}{serial:04}")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "nik.empty"),
        ("  '  ", "nik.empty"),
        ("327301010108000", "nik.length"),
        ("32730101010800011", "nik.length"),
        ("3,27301E+15", "nik.characters"),
        ("327301O101080001", "nik.characters"),
        ("٣٢٧٣٠١٠١٠١٠٨٠٠٠١", "nik.characters"),
        ("3273010101080000", "nik.serial"),
        ("3273010113080001", "nik.date"),
        ("3273010100080001", "nik.date"),
        ("3273010001080001", "nik.date"),
        ("3273013201080001", "nik.date"),
        ("3273014001080001", "nik.date"),
        ("3273017201080001", "nik.date"),
        ("3273013002080001", "nik.date"),
        ("3273017002080001", "nik.date"),
        ("3273013104080001", "nik.date"),
    ],
)
def test_impossible(text: str, code: str) -> None:
    assert refused(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "'3273010101080001",
        "3273.0101.0108.0001",
        "3273-0101-0108-0001",
        " 3273 0101 0108 0001\t",
        "\u200e3273\u00a001010108\u202c0001\ufeff",
        "’3273010101080001",
    ],
)
def test_noise_of_sheets_and_chats_is_no_fault(text: str) -> None:
    assert Nik.parse(text).digits == "3273010101080001"


@given(st.dates(date(1940, 1, 1), TODAY), st.sampled_from(Sex), st.integers(1, 9999))
def test_day_and_sex_come_back(day: date, sex: Sex, serial: int) -> None:
    made = nik(day, sex, serial)
    assert made.sex is sex
    read = made.born(TODAY)
    # Two digits tell no century: the latest in which the person is born by today.
    assert read is not None
    assert (read.month, read.day, read.year % 100) == (day.month, day.day, day.year % 100)
    assert TODAY - timedelta(days=36_525) < read <= TODAY


@given(st.text(max_size=24))
def test_whatever_is_typed_is_a_nik_or_a_fault(text: str) -> None:
    try:
        outcome = Nik.parse(text).masked[4:-4]
    except Invalid as invalid:
        outcome = invalid.fault.code
    assert outcome in {"••••••••", "nik.empty", "nik.length", "nik.characters", "nik.serial", "nik.date"}


@given(st.dates(date(2000, 1, 1), TODAY), st.sampled_from(Sex), st.integers(1, 9999))
def test_never_shown_whole(day: date, sex: Sex, serial: int) -> None:
    made = nik(day, sex, serial)
    for shown in (repr(made), str(made), f"{made}", made.masked, repr([made]), repr({"nik": made})):
        assert made.digits not in shown
        assert made.digits[4:12] not in shown


def test_a_fault_holds_no_digits() -> None:
    with pytest.raises(Invalid) as told:
        Nik.parse("327301010108000199")
    assert "3273" not in repr(told.value.fault) + str(told.value)


def test_leap_day() -> None:
    assert nik(date(2008, 2, 29)).born(TODAY) == date(2008, 2, 29)
    # 1 March of 2007 exists, 29 February does not; nor in 1907, and so the day is nobody's.
    assert Nik.parse("3273012902070001").born(TODAY) is None
    # 29 February 2000 existed, that of 1900 did not.
    assert Nik.parse("3273012902000001").born(TODAY) == date(2000, 2, 29)
    assert Nik.parse("3273012902000001").born(date(1999, 12, 31)) is None


def test_century_turns_with_today() -> None:
    assert Nik.parse("3273012111260001").born(TODAY) == TODAY
    assert Nik.parse("3273012211260001").born(TODAY) == date(1926, 11, 22)


@pytest.mark.parametrize(
    ("digits", "known"),
    [
        ("3273010101080001", True),
        ("9401010101080001", True),  # Papua before 2022
        ("9201010101080001", True),
        ("9901010101080001", False),
        ("3200010101080001", False),
        ("3270010101080001", False),
    ],
)
def test_region_is_known_or_not_but_never_refused(digits: str, known: bool) -> None:
    assert Nik.parse(digits).knows_region is known
