"""What a row of SIPP's answers says, and which rows are believed beside each other."""

from __future__ import annotations

import pytest

from portal.rules.sipp_answers import About, answer, compared
from tests.make import people

pytestmark = pytest.mark.unit

ONE, TWO = people.nik(1).digits, people.nik(2).digits


@pytest.mark.parametrize(
    ("texts", "about", "told"),
    [
        ({"kpj": "26012345678"}, About.MIXED, (True, "26012345678", "")),
        ({"kpj": "'2601 234-5678"}, About.MIXED, (True, "26012345678", "")),
        ({"verdict": "VALID"}, About.MIXED, (True, "", "")),
        ({"reason": "Sukses", "kpj": "26012345678"}, About.MIXED, (True, "26012345678", "")),
        (
            {"verdict": "Tidak Valid", "reason": "Nama beda dengan KTP"},
            About.MIXED,
            (False, "", "Nama beda dengan KTP"),
        ),
        ({"verdict": "Tidak valid"}, About.MIXED, (False, "", "Tidak valid")),
        ({"reason": f"NIK {ONE} tidak ditemukan"}, About.MIXED, (False, "", "NIK •••• tidak ditemukan")),
        ({}, About.VALID, (True, "", "")),
        ({"reason": "Tgl lahir salah"}, About.REFUSED, (False, "", "Tgl lahir salah")),
        ({}, About.MIXED, "sipp.unclear"),
        ({"kpj": "26012345678", "reason": "sudah terdaftar"}, About.MIXED, "sipp.unclear"),
        ({}, About.REFUSED, "sipp.no_reason"),
        ({"kpj": "123"}, About.MIXED, "sipp.kpj_form"),
        ({"kpj": "2601234567A"}, About.MIXED, "sipp.kpj_form"),
        ({"nik": "≈3273010101080000"}, About.MIXED, "nik.rounded"),
        ({"nik": "123"}, About.MIXED, "nik.length"),
    ],
)
def test_a_row_says_by_itself_what_it_is(
    texts: dict[str, str], about: About, told: str | tuple[bool, str, str]
) -> None:
    said = answer(2, {"nik": ONE} | texts, about=about, usual=11)
    if isinstance(told, str):
        assert said.fault is not None
        assert said.fault.code == told
    else:
        assert said.fault is None
        assert (said.taken, said.kpj, said.reason) == told


def test_an_unusual_length_is_a_warning_and_kept() -> None:
    said = answer(2, {"nik": ONE, "kpj": "123456789"}, about=About.MIXED, usual=11)
    assert (said.taken, said.kpj, said.fault) == (True, "123456789", None)
    assert said.warning is not None
    assert said.warning.params == {"found": 9, "usual": 11}


def test_nobody_twice_and_no_number_for_two() -> None:
    def said(number: int, nik: str, kpj: str) -> object:
        return answer(number, {"nik": nik, "kpj": kpj}, about=About.MIXED, usual=11)

    rows = [said(2, ONE, "26000000001"), said(3, TWO, "26000000002"), said(4, ONE, "26000000003")]
    found = compared(rows)  # type: ignore[arg-type]
    assert [each.fault and (each.fault.code, each.fault.params["rows"]) for each in found] == [
        ("sipp.nik_twice", "2, 4"),
        None,
        ("sipp.nik_twice", "2, 4"),
    ]
    rows = [said(2, ONE, "26000000001"), said(3, TWO, "26000000001")]
    assert [each.fault and each.fault.code for each in compared(rows)] == ["sipp.kpj_twice"] * 2  # type: ignore[arg-type]
