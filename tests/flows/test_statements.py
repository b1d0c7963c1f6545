"""A month to keep: a paper that explains each line, and a sheet whose amounts are numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO

import openpyxl
import pytest
import time_machine

from portal.values.month import Month
from tests.browser import Browser
from tests.cast import Cast, Person
from tests.make import earnings
from tests.papers.reading import text

NOV = Month(2026, 11)
Browsing = Callable[[Person], Browser]


@pytest.fixture(autouse=True)
def november() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True) as now:
        yield now


def test_a_month_is_kept_as_a_paper_and_as_a_sheet(
    cast: Cast, browser: Browsing, november: time_machine.Coordinates
) -> None:
    earnings.brought_in(cast.dewi, cast.hasan, range(24))
    november.move_to("2026-12-01 03:00:00+00:00")
    earnings.closed(cast.hasan, cast.mandiri, NOV)
    dewi, joko, hasan = browser(cast.dewi), browser(cast.joko), browser(cast.hasan)
    mine = f"/perisai/insentif/{cast.dewi.membership_id}/2026-11"
    said = text(dewi.get(f"{mine}/rekap.pdf").body)
    assert "Rekap insentif November 2026" in said
    assert "Rp30.240" in said
    assert "24 dari 25 orang baru" in " ".join(said.split())
    sheet = openpyxl.load_workbook(BytesIO(dewi.get(f"{mine}/rekap.xlsx").body)).active
    assert sheet is not None
    assert sum(row[4] for row in sheet.iter_rows(min_row=4, values_only=True)) == 24 * 1_260
    for kind in ("pdf", "xlsx"):
        joko.get(f"{mine}/rekap.{kind}", status=404)
        hasan.get(f"/cabang/insentif/{cast.mandiri}/2026-11/rekap.{kind}")
