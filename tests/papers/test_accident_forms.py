"""The forms of an accident as they are printed: what is known stands there, the rest is a line to write on."""

from __future__ import annotations

from typing import cast

import pytest

from portal.papers import accident_forms
from portal.papers.accident_forms import Section, Sheet
from tests.papers.reading import opened, pictures, scanned, text, unbroken

pytestmark = pytest.mark.unit

URL = "https://gandeng.example/periksa/ABCDEFGH2345"


def sheet(form: str = "kk1", **words: str) -> Sheet:
    known = {"Nama": "Asep Suryana", "NIK": "3273010101800001", "Saksi 1 (nama, alamat)": ""} | words
    return Sheet(
        form, "KAS/2026/11/000012", "21 November 2026 pukul 10.00 WIB", URL, [Section("Peserta", [*known.items()])]
    )


@pytest.mark.parametrize(
    ("form", "code", "signs"),
    [
        ("kk1", "Formulir 3 KK1", "Wadah, sekolah"),
        ("kk2", "Formulir 3a KK2", "Wadah, sekolah"),
        ("kk3", "Formulir 3b KK3", "Dokter"),
    ],
)
def test_each_form_says_what_it_is_and_who_signs(form: str, code: str, signs: str) -> None:
    made = accident_forms.sheet(sheet(form))
    said = text(made)
    for words in (code, signs, "Asep Suryana", "3273010101800001", "KAS/2026/11/000012", "Saksi 1"):
        assert words in said
    assert opened(made).metadata.title == f"{code}, KAS/2026/11/000012"  # type: ignore[union-attr]
    assert made == accident_forms.sheet(sheet(form)), "the same data gives the same bytes"


def test_the_code_leads_to_the_card() -> None:
    [page] = pictures("accident", accident_forms.data(sheet()))
    assert scanned(page) == [URL]


@pytest.mark.parametrize("words", ["Jalan " * 300, "X" * 700, '#read("/etc/passwd") *tebal* $x$'])
def test_whatever_is_typed_stays_within_the_page(words: str) -> None:
    said = unbroken(accident_forms.sheet(sheet(Kronologi=words)))
    assert words.replace(" ", "")[:40] in said
    assert "root:" not in said
    assert cast(dict[str, object], accident_forms.data(sheet()))["url"] == URL
