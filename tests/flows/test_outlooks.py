"""What becomes of somebody who pays late, as their sponsor and the branch read it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from portal.values.month import Month
from tests.browser import Browser
from tests.cast import Cast
from tests.make import dues, workers


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True):
        yield


def test_who_pays_late_is_told_day_by_day(cast: Cast, agus: Browser, hasan: Browser, euis: Browser) -> None:
    (one,) = workers.registered(cast.agus, [1])
    path = f"{one}/bila-terlambat/"
    assert "Bayar iuran November 2026 sebesar Rp8.400 hari ini" in agus.get(f"/ormas/peserta/{path}").words
    sheet = dues.opened(cast.agus, Month(2026, 11))
    dues.ticked(cast.agus, sheet, [1])
    dues.paid(cast.hasan, dues.billed(cast.agus, sheet))
    told = agus.get(f"/ormas/peserta/{path}").words
    assert "Bayar iuran Desember 2026 sebesar Rp8.400 paling lambat 15 Desember 2026" in told
    assert "Setelah 28 Februari 2027: tidak aktif" in told
    assert "Masa tunggu santunan kematian mulai lagi" in told
    assert "Bila terlambat membayar?" in hasan.get(f"/cabang/peserta/{one}").words
    hasan.get(f"/cabang/peserta/{path}")
    euis.get(f"/ormas/peserta/{path}", status=404)
