"""The page of who leaves uncovered: each name leads to its cure."""

from __future__ import annotations

from tests.browser import Browser
from tests.cast import Cast
from tests.make import journey


def test_the_page_leads_to_each_cure(cast: Cast, sari: Browser, rina: Browser) -> None:
    steps = journey.every_state(cast)
    page = sari.get("/sekolah/berangkat/")
    assert "3 siswa berangkat" in page.words
    assert "3 belum diajukan" in page.words
    for name, leads_to in (
        ("listed", f"/sekolah/daftar/{steps['listed'].roster}"),
        ("sent", f"/sekolah/pengajuan/{steps['sent'].submission}"),
        ("approved", f"/sekolah/tagihan/{steps['approved'].invoice}"),
    ):
        named = sari.get(f"/sekolah/berangkat/?gelombang={steps[name].wave}")
        link = named.soup.find("tbody").find("a")  # type: ignore[union-attr]
        assert link is not None
        assert str(link["href"]).startswith(leads_to)  # type: ignore[index]
        sari.get(str(link["href"]))  # type: ignore[index]
    assert "Semua sudah terlindungi" in sari.get(f"/sekolah/berangkat/?gelombang={steps['covered'].wave}").words
    assert "Semua sudah terlindungi" in rina.get("/sekolah/berangkat/").words
    rina.get(f"/sekolah/berangkat/?gelombang={steps['sent'].wave}", status=404)
