"""Policies: what holds, since when and why; what a decision would change, shown before it is made."""

from __future__ import annotations

from portal.rules.policies import CATALOGUE
from portal.web.wording.policies import POLICIES, choices, meaning
from tests.browser import Browser
from tests.cast import Cast
from tests.services.test_policies import KEY, decide


def test_every_policy_is_worded_and_so_is_each_of_its_choices() -> None:
    assert POLICIES.keys() == CATALOGUE.keys()
    for key, point in CATALOGUE.items():
        assert meaning(key, point.text(point.default))
        assert all(words != text for text, words in choices(key))


def test_deciding_on_the_page_shows_what_it_would_change(cast: Cast, hasan: Browser) -> None:
    page = hasan.get(f"/cabang/kebijakan/{KEY}")
    assert "Rp8.400" in page.words
    assert "Rp16.800" in page.words
    refused = hasan.submit(
        page, f"/{KEY}", {"value": "on", "valid_from": "2026-11-20", "reason": "Surat 12"}, status=422
    )
    assert "paling cepat hari ini" in refused.words
    done = hasan.submit(page, f"/{KEY}", {"value": "on", "valid_from": "2026-11-21", "reason": "Surat Kanwil 12"})
    words = hasan.follow(done).words
    assert "Surat Kanwil 12 (Hasan Basri)" in words
    assert "Bawaan: Tidak diberikan" in words


def test_strangers_see_and_decide_their_own(cast: Cast, mira: Browser, sari: Browser) -> None:
    decide(cast)
    assert "Surat Kanwil" not in mira.get("/cabang/kebijakan/").words
    sari.get("/cabang/kebijakan/", status=404)
    mira.get("/cabang/kebijakan/nonsense", status=404)
