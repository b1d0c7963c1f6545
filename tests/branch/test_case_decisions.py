"""The branch's buttons on a case: accept, refuse, and think again."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
import time_machine

from portal.rules.accidents import Form
from tests.browser import Browser
from tests.cast import Cast
from tests.make import accidents, workers

pytestmark = pytest.mark.once


@pytest.fixture(autouse=True)
def november() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True) as traveller:
        yield traveller


@pytest.fixture
def treated(cast: Cast, november: time_machine.Traveller) -> UUID:
    accidents.insured(cast)
    november.move_to("2026-11-21 05:00:00+00:00", tick=True)
    return accidents.opened_at(cast.tono, accidents.checked(cast.tono, workers.nik(1).digits))


def test_a_case_is_decided_with_a_reason_that_all_read(
    cast: Cast, treated: UUID, hasan: Browser, mira: Browser, dewi: Browser, tono: Browser
) -> None:
    url = f"/cabang/kasus/{treated}"
    page = hasan.get(url)
    early = hasan.submit(page, f"{url}/persetujuan", {"reason": "Terbukti saat bekerja"}, status=422)
    assert "belum disampaikan, jadi kasus belum dapat diterima" in early.words
    assert 'value="Terbukti saat bekerja"' in early.text
    accidents.handed_in(cast.dewi, treated, Form.KK1)
    stale = hasan.submit(page, f"{url}/persetujuan", {"reason": "Terbukti saat bekerja"}, status=422)
    assert "Rekan lain baru saja mengubah" in stale.words
    page = hasan.get(url)
    assert "Tulis alasan" in hasan.submit(page, f"{url}/persetujuan", {"reason": "ya"}, status=422).words
    hasan.submit(page, f"{url}/persetujuan", {"reason": "Terbukti saat bekerja"})
    for who, base in ((hasan, "/cabang"), (dewi, "/perisai"), (tono, "/perisai")):
        told = who.get(f"{base}/kasus/{treated}").words
        assert "Diterima sebagai kecelakaan kerja" in told
        assert "Terbukti saat bekerja" in told
    mira.get(url, status=404)
    mira.post(f"{url}/penolakan", {"reason": "Bukan urusan kami"}, status=404)
    page = hasan.get(url)
    hasan.submit(page, f"{url}/pembukaan", {"reason": "Ada saksi baru"})
    page = hasan.get(url)
    hasan.submit(page, f"{url}/penolakan", {"reason": "Terjadi saat libur"})
    assert "Terjadi saat libur" in dewi.get(f"/perisai/kasus/{treated}").words
    late = hasan.post(f"{url}/penolakan", {"reason": "Sekali lagi ditolak"}, status=422)
    assert "sudah selesai diputuskan" in late.words
    dewi.post(f"/perisai/kasus/{treated}/formulir", {"form": "kk1"}, status=422)
