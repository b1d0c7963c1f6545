"""Insentif as agents and their manager see it: every line with its reason, where the month goes, a line disputed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO

import openpyxl
import pytest
import time_machine

from portal.models import Dispute, WadahAccount, db
from portal.models.transaction import transaction
from portal.rules.incentives import Part
from portal.services import disputes
from portal.values.month import Month
from portal.values.rupiah import Rupiah
from tests.browser import Browser
from tests.cast import Cast, Person
from tests.make import earnings, people, workers
from tests.papers.reading import text

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


def test_every_line_says_why_and_an_agent_sees_their_own(
    cast: Cast, browser: Browsing, november: time_machine.Coordinates
) -> None:
    earnings.brought_in(cast.dewi, cast.hasan, range(24))
    november.move_to("2026-12-01 03:00:00+00:00")
    earnings.closed(cast.hasan, cast.mandiri, NOV)
    dewi, joko, ratna = browser(cast.dewi), browser(cast.joko), browser(cast.ratna)
    mine = f"/perisai/insentif/{cast.dewi.membership_id}/2026-11"
    page = dewi.get(mine)
    assert "Bulan iuran ke-1: 15 % dari iuran Rp8.400" in page.words
    assert people.name(0) in page.words or people.name(1) in page.words
    heads = dewi.get(mine, query_string={"bagian": "orang-baru"})
    assert "24 dari 25 orang baru bulan itu: belum ada bagian akuisisi" in heads.words
    assert "15 %" not in heads.words
    assert "24 dari 25 orang baru" in dewi.get(mine, query_string={"bagian": "nol"}).words
    # Nobody else's, and no month that is none.
    joko.get(mine, status=404)
    dewi.get(f"/perisai/insentif/{cast.mandiri}/2026-11", status=404)
    dewi.get(f"/perisai/insentif/{cast.dewi.membership_id}/2026-13", status=404)
    # The manager: all agents, and the wadah's own part.
    whole = ratna.get(f"/perisai/insentif/{cast.mandiri}/2026-11")
    assert "Dewi Anggraini" in whole.words
    assert "10 % dari insentif agen Rp30.240, di luar bagian agen" in whole.words
    assert "Rp3.024" in whole.words
    ratna.get(mine)
    # To keep: a paper, and a sheet whose amounts are numbers.
    said = text(dewi.get(f"{mine}/rekap.pdf").body)
    assert "Rekap insentif November 2026" in said
    assert "Rp30.240" in said
    sheet = openpyxl.load_workbook(BytesIO(dewi.get(f"{mine}/rekap.xlsx").body)).active
    assert sheet is not None
    assert sum(row[4] for row in sheet.iter_rows(min_row=4, values_only=True)) == 24 * 1_260
    joko.get(f"{mine}/rekap.pdf", status=404)
    joko.get(f"{mine}/rekap.xlsx", status=404)


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
    assert "Orang ini belum pernah" in dewi.get("/perisai/sanggahan/").words
    assert "Orang ini belum pernah" not in joko.get("/perisai/sanggahan/").words
    dispute = db.session.scalars(cast.dewi.actor().sees(Dispute)).one()
    joko.get(f"/perisai/sanggahan/{dispute.id}", status=404)
    shown = hasan.get(f"/cabang/sanggahan/{dispute.id}")
    refused = hasan.submit(shown, f"/{dispute.id}", {"answer": "Benar, maaf.", "righted": "0"}, status=422)
    assert "lebih dari Rp0" in refused.words
    hasan.submit(shown, f"/{dispute.id}", {"answer": "Benar, datanya tertukar.", "righted": "10.000"})
    assert "Ditambahkan Rp10.000" in dewi.get(f"/perisai/sanggahan/{dispute.id}").words
    assert "Benar, datanya tertukar." in dewi.get(place).words
    assert (
        "Ditambahkan kantor cabang setelah sanggahan: Rp10.000"
        in dewi.get(f"/perisai/insentif/{cast.dewi.membership_id}/2026-11").words
    )
    assert "Tidak ada sanggahan yang menunggu" in hasan.get("/cabang/sanggahan/").words


def test_who_understood_takes_the_dispute_back(cast: Cast, dewi: Browser) -> None:
    earnings.brought_in(cast.dewi, cast.hasan, [1])
    with transaction():
        actor = cast.dewi.actor()
        line = earnings.entries(cast.dewi)[0]
        dispute = disputes.open_one(actor, line, "Kenapa hanya seribu dua ratus?").id
    page = dewi.get(f"/perisai/sanggahan/{dispute}")
    dewi.submit(page, "/tarik")
    assert "Ditarik kembali" in dewi.get(f"/perisai/sanggahan/{dispute}").words
    assert "sudah dijawab atau ditarik" in dewi.post(f"/perisai/sanggahan/{dispute}/tarik", status=422).words


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
