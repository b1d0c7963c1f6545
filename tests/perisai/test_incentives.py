"""Insentif as agents and their manager see it: every line with its reason, where the month goes, a line disputed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine

from portal.models import WadahAccount, db
from portal.values.month import Month
from tests.browser import Browser
from tests.cast import Cast, Person
from tests.make import earnings, workers

NOV = Month(2026, 11)
Browsing = Callable[[Person], Browser]


@pytest.fixture(autouse=True)
def november() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True) as now:
        yield now


def test_one_more_reaches_the_threshold(cast: Cast, dewi: Browser, joko: Browser) -> None:
    assert "25 orang baru lagi: +Rp250.000" in dewi.get("/perisai/insentif/").words
    earnings.brought_in(cast.dewi, cast.hasan, range(24), jht=True)
    workers.registered(cast.dewi, [24], jht="ya")
    words = dewi.get("/perisai/insentif/").words
    assert "1 orang baru lagi: +Rp375.000" in words
    assert "24 dari 25" in words
    assert "sampai hari ini" in words
    assert "Rp102.240" in words  # 24 × 4.260
    assert "1 orang binaan belum membayar iuran bulan ini. Bila semuanya membayar: +Rp4.260" in words
    earnings.collected(cast.dewi, cast.hasan)
    assert "Bagian orang baru sudah tercapai: Rp375.000" in dewi.get("/perisai/insentif/").words
    assert "Rp102.240" not in joko.get("/perisai/insentif/").words


def test_the_manager_names_the_wadah_s_account(cast: Cast, ratna: Browser, dewi: Browser) -> None:
    assert "Belum diisi" in ratna.get("/perisai/insentif/").words
    dewi.get("/perisai/insentif/rekening/", status=403)
    page = ratna.get("/perisai/insentif/rekening/")
    refused = ratna.submit(page, "/rekening/", {"bank": "BJB", "account": "12ab", "holder": "Sinar"}, status=422)
    assert "Nomor rekening 6 sampai 20 angka" in refused.words
    done = ratna.submit(page, "/rekening/", {"bank": "BJB", "account": "0012 3456 789", "holder": "Sinar Mandiri"})
    shown = ratna.follow(done)
    assert "••••789" in shown.words
    assert "00123456789" not in shown.text
    assert db.session.scalars(cast.ratna.actor().sees(WadahAccount)).one().account == "00123456789"
    assert "00123456789" not in ratna.get("/perisai/insentif/rekening/").text
