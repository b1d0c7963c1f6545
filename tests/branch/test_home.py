"""The branch's front page: what waits, and nothing of another branch's."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from portal.values import clock
from tests.browser import Browser
from tests.cast import Cast
from tests.make import dues, journey, people, workers


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


@pytest.mark.once
def test_the_gap_at_a_glance_leads_to_names(  # type: ignore[no-untyped-def]
    cast: Cast, hasan: Browser, mira: Browser, browser
) -> None:
    soon = clock.today() + timedelta(days=7)
    journey.approved(cast.sari, cast.hasan, range(3), name="Segera", start=soon)
    workers.registered(cast.yanto, range(2), unit=cast.arjuna)
    sheet = dues.opened(cast.yanto, unit=cast.arjuna)
    dues.ticked(cast.yanto, sheet, [1])
    dues.paid(cast.hasan, dues.billed(cast.yanto, sheet))
    home = hasan.get("/cabang/")
    assert "3 berangkat dalam 14 hari atau sudah berangkat, belum terlindungi" in home.words
    assert "Belum ada yang terlindungi 1" in home.words
    leaving = hasan.get("/cabang/berangkat/")
    assert "Segera SMK Negeri 1 Bandung" in leaving.words
    link = leaving.soup.select_one("tbody a")
    assert link is not None
    named = hasan.get(str(link["href"]))
    assert "3 siswa berangkat" in named.words
    assert people.name(0) in named.words
    assert "SMK Negeri 1 Bandung" in hasan.get("/cabang/cakupan-sekolah/?bagian=nol").words
    assert "SMK Negeri 1" not in hasan.get("/cabang/cakupan-sekolah/?bagian=semua").words
    assert "Tidak ada yang segera gugur" in hasan.get("/cabang/segera-gugur/").words
    with time_machine.travel(clock.now() + timedelta(days=95)):
        later = browser(cast.hasan)
        assert "1 perlindungan gugur" in later.get("/cabang/").words
        assert "Ranting Arjuna" in later.get("/cabang/segera-gugur/").words
    for url in ("/cabang/berangkat/", "/cabang/cakupan-sekolah/", "/cabang/segera-gugur/"):
        assert "SMK Negeri" not in mira.get(url).words


def test_another_branch_sees_nothing(cast: Cast, mira: Browser) -> None:
    journey.every_state(cast)
    words = mira.get("/cabang/").words
    assert "Belum ada mitra" in words
    assert "SMK Negeri" not in words
    assert "Tidak ada pengajuan yang menunggu" in words


def test_a_school_is_not_let_in(cast: Cast, sari: Browser) -> None:
    sari.get("/cabang/", status=404)
