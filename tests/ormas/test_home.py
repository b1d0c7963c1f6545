"""Beranda of a coordinator."""

from __future__ import annotations

from tests.browser import Browser


def test_a_coordinator_sees_their_unit_and_what_is_below(yanto: Browser) -> None:
    page = yanto.get("/ormas/")
    assert page.soup.h1 is not None and page.soup.h1.get_text() == "PAC Cicendo"
    assert "Ranting Arjuna" in page.words
    assert "PAC Andir" not in page.words


def test_the_entrance_to_the_units_is_ones_own(yanto: Browser) -> None:
    page = yanto.get("/ormas/unit/")
    assert "Ranting Arjuna" in page.words
