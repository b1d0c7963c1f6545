"""A payee's month on its page: every line with its reason, to whoever may see it and nobody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine

from portal.values.month import Month
from tests.browser import Browser
from tests.cast import Cast, Person
from tests.make import earnings, people

NOV = Month(2026, 11)
Browsing = Callable[[Person], Browser]


@pytest.fixture(autouse=True)
def november() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True) as now:
        yield now


def test_every_line_says_why_and_an_agent_sees_their_own(
    cast: Cast, browser: Browsing, november: time_machine.Coordinates
) -> None:
    earnings.brought_in(cast.dewi, cast.hasan, range(24))
    november.move_to("2026-12-01 03:00:00+00:00")
    earnings.closed(cast.hasan, cast.mandiri, NOV)
    dewi, joko, ratna = browser(cast.dewi), browser(cast.joko), browser(cast.ratna)
    mine = f"/perisai/insentif/{cast.dewi.membership_id}/2026-11"
    page = dewi.get(mine)
    assert "Bulan iuran ke-1: 15% dari iuran Rp8.400" in page.words
    assert people.name(0) in page.words or people.name(1) in page.words
    heads = dewi.get(mine, query_string={"bagian": "orang-baru"})
    assert "24 dari 25 orang baru bulan itu: belum ada bagian akuisisi" in heads.words
    assert "15%" not in heads.words
    assert "24 dari 25 orang baru" in dewi.get(mine, query_string={"bagian": "nol"}).words
    # Nobody else's, and no month that is none.
    joko.get(mine, status=404)
    dewi.get(f"/perisai/insentif/{cast.mandiri}/2026-11", status=404)
    dewi.get(f"/perisai/insentif/{cast.dewi.membership_id}/2026-13", status=404)
    # The manager: all agents, and the wadah's own part.
    whole = ratna.get(f"/perisai/insentif/{cast.mandiri}/2026-11")
    assert "Dewi Anggraini" in whole.words
    assert "10% dari insentif agen Rp30.240, di luar bagian agen" in whole.words
    assert "Rp3.024" in whole.words
    ratna.get(mine)
