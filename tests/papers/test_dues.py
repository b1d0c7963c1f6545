"""The sheet of dues on paper: every line numbered, with a box, over as many pages as it takes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.papers import dues
from portal.values.rupiah import Rupiah
from tests.papers.people import AWKWARD
from tests.papers.reading import opened, text

pytestmark = pytest.mark.unit

LINE = dues.Line(1, "Asep Suryana", "Ranting Arjuna", "Oktober – November 2026", Rupiah(16_800), "1 bulan tunggakan")
SHEET = dues.Sheet(
    "Daftar iuran November 2026", "PAC Cicendo", "21 November 2026", "https://gandeng.example/ormas/iuran/x", [LINE]
)


def test_a_sheet_names_each_with_a_number_months_and_amount() -> None:
    said = text(dues.sheet(SHEET))
    for words in ("Daftar iuran November 2026", "PAC Cicendo", "Asep Suryana", "Ranting Arjuna", "Rp16.800"):
        assert words in said
    for words in ("Oktober – November 2026", "1 bulan tunggakan", "Halaman 1 dari 1", "Uang yang diserahkan"):
        assert words in said


def test_a_long_sheet_goes_on_under_the_same_heading_and_the_same_bytes() -> None:
    names = list(AWKWARD)
    lines = [replace(LINE, number=number, name=names[number % len(names)]) for number in range(1, 101)]
    paper = dues.sheet(replace(SHEET, lines=lines))
    pages = [page.extract_text() for page in opened(paper).pages]
    assert len(pages) > 2
    assert all("Bayar" in page for page in pages)
    assert "Rp1.680.000" in pages[-1]
    assert paper == dues.sheet(replace(SHEET, lines=lines))
