"""One line on its page: why it is what it is, what took it back, and saying that it is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine

from portal.models import Dispute, db
from portal.rules.incentives import Part
from portal.values.month import Month
from portal.values.rupiah import Rupiah
from tests.browser import Browser
from tests.cast import Cast, Person
from tests.make import earnings

NOV = Month(2026, 11)
Browsing = Callable[[Person], Browser]


@pytest.fixture(autouse=True)
def november() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True) as now:
        yield now


def test_a_line_is_disputed_on_its_page_and_the_answer_is_read_there(
    cast: Cast, browser: Browsing, november: time_machine.Coordinates
) -> None:
    earnings.brought_in(cast.dewi, cast.hasan, range(2))
    november.move_to("2026-12-01 03:00:00+00:00")
    earnings.closed(cast.hasan, cast.mandiri, NOV)
    dewi, joko, hasan = browser(cast.dewi), browser(cast.joko), browser(cast.hasan)
    line = next(each for each in earnings.entries(cast.dewi) if each.part is Part.ACQUISITION)
    place = f"/perisai/insentif/baris/{line.id}"
    page = dewi.get(place)
    assert "2 dari 25 orang baru bulan itu" in page.words
    assert "Perdir 13/PERDIR.02/042022" in page.words
    assert "salah" in dewi.submit(page, "/sanggahan", {"said": "salah"}, status=422).soup.find(id="said")["value"]
    done = dewi.submit(dewi.get(place), "/sanggahan", {"said": "Orang ini belum pernah terdaftar."})
    assert "Menunggu jawaban" in dewi.follow(done).words
    assert dewi.get(place).soup.find(id="sanggah") is None, "one open dispute a line"
    assert "Orang ini belum pernah" in dewi.get("/perisai/insentif/sanggahan/").words
    assert "Orang ini belum pernah" not in joko.get("/perisai/insentif/sanggahan/").words
    dispute = db.session.scalars(cast.dewi.actor().sees(Dispute)).one()
    joko.get(f"/perisai/insentif/sanggahan/{dispute.id}", status=404)
    shown = hasan.get(f"/cabang/insentif/sanggahan/{dispute.id}")
    refused = hasan.submit(shown, f"/{dispute.id}", {"answer": "Benar, maaf.", "righted": "0"}, status=422)
    assert "lebih dari Rp0" in refused.words
    hasan.submit(shown, f"/{dispute.id}", {"answer": "Benar, datanya tertukar.", "righted": "10.000"})
    assert "Ditambahkan Rp10.000" in dewi.get(f"/perisai/insentif/sanggahan/{dispute.id}").words
    assert "Benar, datanya tertukar." in dewi.get(place).words
    assert (
        "Ditambahkan kantor cabang setelah sanggahan: Rp10.000"
        in dewi.get(f"/perisai/insentif/{cast.dewi.membership_id}/2026-11").words
    )
    assert "Tidak ada sanggahan yang menunggu" in hasan.get("/cabang/insentif/sanggahan/").words


def test_a_bounced_payment_is_told_with_its_cause(cast: Cast, dewi: Browser) -> None:
    payment = earnings.brought_in(cast.dewi, cast.hasan, [1])
    earnings.bounced(cast.hasan, payment)
    words = dewi.get(f"/perisai/insentif/{cast.dewi.membership_id}/2026-11").words
    assert "Pembayarannya dibatalkan" in words
    assert "-Rp1.260" in words
    line, back = sorted(earnings.entries(cast.dewi), key=lambda each: each.amount, reverse=True)
    assert back.amount == Rupiah(-1_260)
    assert "Lihat pembatalannya" in dewi.get(f"/perisai/insentif/baris/{line.id}").words
    assert "Baris yang dibatalkan" in dewi.get(f"/perisai/insentif/baris/{back.id}").words
