"""The branch's front page: what waits, and nothing of another branch's."""

from __future__ import annotations

from tests.browser import Browser
from tests.cast import Cast
from tests.make import journey


def test_all_that_waits_is_on_one_page(cast: Cast, hasan: Browser) -> None:
    journey.sent(cast.sari, range(3), name="PKL Januari")
    words = hasan.get("/cabang/").words
    assert "1 pengajuan menunggu" in words
    assert "SMK Negeri 1 Bandung" in words
