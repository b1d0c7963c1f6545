"""Papers of a meeting: the sheet that goes round, and the poster on the wall."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.papers import meetings, posters
from tests.papers.people import AWKWARD
from tests.papers.reading import opened, text

pytestmark = pytest.mark.unit

SHEET = meetings.Sheet(
    "Ranting Arjuna",
    "Rapat Ranting",
    "21 November 2026",
    30,
    "Dengan menandatangani: saya setuju didaftarkan.",
    "https://gandeng.example/ormas/pendaftar/lembar/x",
)
POSTER = posters.Poster(
    "Daftar di sini",
    "Ranting Arjuna",
    "Rapat Ranting",
    "28 November 2026",
    "https://gandeng.example/daftar/AB2CD3EF4GH5",
    ("Pindai kodenya.", "Isi data Anda."),
)


def test_each_page_that_is_signed_says_what_is_signed() -> None:
    paper = meetings.sheet(SHEET)
    pages = [page.extract_text() for page in opened(paper).pages]
    assert len(pages) == 2
    for words in ("Tanda tangan", "saya setuju didaftarkan", "Ranting Arjuna"):
        assert all(words in page for page in pages)
    assert "30" in pages[1]
    assert paper == meetings.sheet(SHEET)


@pytest.mark.parametrize("unit", list(AWKWARD)[:6])
def test_a_poster_is_one_page_whatever_the_unit_is_called(unit: str) -> None:
    paper = posters.poster(replace(POSTER, unit=unit))
    assert len(opened(paper).pages) == 1
    said = text(paper)
    assert "Daftar di sini" in said
    assert "AB2CD3EF4GH5" in said
    assert "2." in said
    assert "Isi data Anda" in said
    assert len(opened(meetings.sheet(replace(SHEET, unit=unit, lines=5))).pages) == 1
