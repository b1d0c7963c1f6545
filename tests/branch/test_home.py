"""The branch's front page: what waits, and nothing of another branch's."""

from __future__ import annotations

from datetime import timedelta

import time_machine

from portal.values import clock
from tests.browser import Browser
from tests.cast import Cast
from tests.make import journey


def test_all_that_waits_is_on_one_page(cast: Cast, hasan: Browser) -> None:
    journey.every_state(cast)
    words = hasan.get("/cabang/").words
    assert "1 pengajuan menunggu" in words
    assert "1 pembayaran dicatat hari ini" in words
    assert "0 tagihan tanpa kode iuran" in words
    assert "SMK Negeri 1 Bandung" in words


def test_a_bill_that_is_late_is_named(cast: Cast, browser) -> None:  # type: ignore[no-untyped-def]
    journey.approved(cast.sari, cast.hasan)
    with time_machine.travel(clock.now() + timedelta(days=70)):
        words = browser(cast.hasan).get("/cabang/").words
    assert "1 tagihan lewat jatuh tempo" in words
    assert "Lewat jatuh tempo" in words


def test_another_branch_sees_nothing(cast: Cast, mira: Browser) -> None:
    journey.every_state(cast)
    words = mira.get("/cabang/").words
    assert "Belum ada mitra" in words
    assert "SMK Negeri" not in words
    assert "Tidak ada pengajuan yang menunggu" in words


def test_a_school_is_not_let_in(cast: Cast, sari: Browser) -> None:
    sari.get("/cabang/", status=404)
