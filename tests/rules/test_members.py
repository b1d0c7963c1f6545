"""What a row of a member list must be."""

from __future__ import annotations

from datetime import date

import pytest

from portal.rules.members import examine, folded_kta
from portal.values.fault import Severity

pytestmark = pytest.mark.unit

TODAY = date(2026, 11, 21)
GOOD = {"kta": "31.74-0001", "name": "Agus Setiawan"}


def found(**texts: str) -> tuple[dict[str, str], list[tuple[str, Severity]]]:
    examined = examine({**GOOD, **texts}, today=TODAY)
    return examined.values, [(fault.code, fault.severity) for fault in examined.faults]


def test_a_card_and_a_name_are_enough() -> None:
    assert found() == ({"kta": "31.74-0001", "name": "Agus Setiawan"}, [])


@pytest.mark.parametrize("nothing", ["", "-", " ", "belum ada", "0"])
def test_a_missing_nik_is_nothing_to_speak_of(nothing: str) -> None:
    assert found(nik=nothing) == (GOOD, [])


@pytest.mark.parametrize(
    ("nik", "code"),
    [
        ("32730144010900", "nik.length"),
        ("3273014401090000", "nik.serial"),
        ("3273019901090001", "nik.date"),
        ("3,27301E+15", "nik.rounded"),
        ("327301440109O001", "nik.characters"),
    ],
)
def test_a_nik_that_cannot_be_is_left_out_and_keeps_nobody_back(nik: str, code: str) -> None:
    assert found(nik=nik) == (GOOD, [(code, Severity.WARNING)])


def test_a_nik_tells_the_birth_date() -> None:
    values, faults = found(nik="3273014401850001")
    assert values["birth_date"] == "1985-01-04"
    assert faults == []


@pytest.mark.parametrize(
    ("kta", "code"),
    [
        ("", "kta.empty"),
        (" - ", "kta.empty"),
        ("3,17E+11", "kta.rounded"),
        ("A*7#", "kta.form"),
        ("9" * 41, "kta.form"),
    ],
)
def test_without_a_card_nobody_goes_in(kta: str, code: str) -> None:
    values, faults = found(kta=kta)
    assert "kta" not in values
    assert faults == [(code, Severity.ERROR)]


def test_a_name_is_needed() -> None:
    assert found(name=" ")[1] == [("name.empty", Severity.ERROR)]


def test_who_is_old_is_a_member_all_the_same() -> None:
    assert found(birth_date="01/02/1940")[1] == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ya", "ya"),
        ("PU", "ya"),
        ("Karyawan Swasta", "ya"),
        ("tidak", "tidak"),
        ("BPU", "tidak"),
        ("-", None),
        ("", None),
    ],
)
def test_wage_earners_are_told_by_the_usual_words(text: str, value: str | None) -> None:
    values, faults = found(wage_earner=text)
    assert (values.get("wage_earner"), faults) == (value, [])


def test_another_word_asks_a_person() -> None:
    assert found(wage_earner="nanti")[1] == [("wage_earner.form", Severity.WARNING)]


def test_a_phone_that_cannot_be_warns_and_is_left_out() -> None:
    values, faults = found(phone="12345")
    assert "phone" not in values
    assert faults == [("phone.form", Severity.WARNING)]


def test_cards_are_compared_without_signs() -> None:
    assert {folded_kta(text) for text in ("31.74-0001", "31 74 0001", "31/74/0001", "31740001")} == {"31740001"}
    assert folded_kta("pp-1") == folded_kta("PP 1")
