"""Bills as both sides read them, and the school's way to let part of a group pay first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

import pytest
import time_machine

from portal.models import Invoice, InvoiceState, db
from portal.models.transaction import transaction
from portal.services import policies
from portal.values import clock
from tests.branch.test_payments import paid
from tests.browser import Browser
from tests.cast import Cast
from tests.make import journey


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    """Before the waves of these tests, so that due days and first days lie ahead whenever they run."""
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True):
        yield


def billed(cast: Cast, numbers: range = range(5), **of_wave: object) -> UUID:
    days = {"start": date(2027, 1, 4), "end": date(2027, 4, 2)} | of_wave
    way = journey.approved(cast.sari, cast.hasan, numbers, **days)  # type: ignore[arg-type]
    assert way.invoice is not None
    return way.invoice


def test_a_bill_explains_itself_to_both_sides(cast: Cast, sari: Browser, budi: Browser, hasan: Browser) -> None:
    bill = billed(cast)
    code = cast.hasan.actor().find(Invoice, bill).kode_iuran
    for browser, place in ((sari, "sekolah"), (budi, "sekolah"), (hasan, "cabang")):
        words = browser.get(f"/{place}/tagihan/{bill}").words
        for said in (
            "5 orang × 4 bulan × Rp16.800",
            "Rp336.000",
            "tiga ratus tiga puluh enam ribu rupiah",
            str(code),
            "15 Januari 2027",
            "PP 44/2015",
            "Menerbitkan tagihan",
        ):
            assert said in words, said
    assert "Catat pembayaran" in hasan.get(f"/cabang/tagihan/{bill}").words
    assert "Bayar sebagian orang dulu" in sari.get(f"/sekolah/tagihan/{bill}").words
    assert "Bayar sebagian orang dulu" not in budi.get(f"/sekolah/tagihan/{bill}").words


def test_the_names_on_a_bill_stand_on_pages(cast: Cast, sari: Browser) -> None:
    bill = billed(cast, range(30))
    page = sari.get(f"/sekolah/tagihan/{bill}/peserta")
    assert len(page.soup.select("tbody tr")) == 25
    following = sari.get(str(page.soup.select_one("a[rel=next]")["href"]))
    assert len(following.soup.select("tbody tr")) == 5


def test_the_list_says_how_bills_stand(cast: Cast, sari: Browser, browser) -> None:  # type: ignore[no-untyped-def]
    assert "Belum ada tagihan" in sari.get("/sekolah/tagihan/").words
    billed(cast)
    journey.sent(cast.sari, range(10, 12), name="Menunggu")
    assert len(sari.get("/sekolah/tagihan/?keadaan=usulan").soup.select("tbody tr")) == 1
    assert "Tidak ada tagihan menunggu kode iuran" in sari.get("/sekolah/tagihan/?keadaan=tanpa-kode").words
    assert len(sari.get("/sekolah/tagihan/?keadaan=terbuka").soup.select("tbody tr")) == 1
    assert "Tidak ada tagihan lunas" in sari.get("/sekolah/tagihan/?keadaan=lunas").words
    with time_machine.travel(clock.now() + timedelta(days=120)):
        late = browser(cast.sari).get("/sekolah/tagihan/?keadaan=terlambat").words
    assert "Lewat jatuh tempo" in late


def test_a_code_lives_as_long_as_the_branch_says(cast: Cast, sari: Browser) -> None:
    with transaction():
        policies.decide(cast.hasan.actor(), "kode_iuran_days", "30", clock.today(), "Surat Kanwil 12")
    assert "dapat dibayar sampai 21 Desember 2026" in sari.get(f"/sekolah/tagihan/{billed(cast)}").words


def test_part_of_a_group_is_taken_out_and_paid(cast: Cast, sari: Browser, hasan: Browser) -> None:
    bill = billed(cast)
    page = sari.get(f"/sekolah/tagihan/{bill}/pisah")
    assert "tidak berlaku lagi setelah dipisah" in page.words
    refused = sari.submit(page, "/pisah", {}, status=422)
    assert "Pilih orang yang membayar" in refused.words
    people = [str(box["value"]) for box in page.soup.select("input[name=orang]")][:3]
    part = sari.follow(sari.post(f"/sekolah/tagihan/{bill}/pisah", {"orang": people}))
    assert "Rp201.600" in part.words
    assert "Menunggu kode iuran" in part.words
    invoice = UUID(part.url.rpartition("/")[2])
    assert "tidak berlaku lagi" in sari.get(f"/sekolah/tagihan/{bill}").words
    form = hasan.get(f"/cabang/tagihan/{invoice}/kode")
    assert (
        "Kode iuran ini sudah dipakai"
        in hasan.submit(form, "/kode", {"kode_iuran": _code(cast, bill)}, status=422).words
    )
    hasan.submit(form, "/kode", {"kode_iuran": "9900-1"})
    hasan.submit(hasan.get(f"/cabang/tagihan/{invoice}/pembayaran/baru"), "/pembayaran", paid("201600"))
    assert cast.hasan.actor().find(Invoice, invoice).state is InvoiceState.PAID


def test_a_bill_is_voided_with_a_reason_and_lives_on_in_another(cast: Cast, hasan: Browser, sari: Browser) -> None:
    bill = billed(cast)
    page = hasan.get(f"/cabang/tagihan/{bill}/pembatalan")
    assert "beberapa kata" in hasan.submit(page, "/pembatalan", {"reason": "ok"}, status=422).words
    words = hasan.follow(hasan.submit(page, "/pembatalan", {"reason": "jumlah tidak sama dengan kodenya"})).words
    assert "jumlah tidak sama dengan kodenya" in words
    fresh = db.session.scalars(cast.hasan.actor().sees(Invoice).where(Invoice.split_from_id == bill)).one()
    assert fresh.number in words
    assert "Jangan bayar dengan kode iuran" in sari.get(f"/sekolah/tagihan/{bill}").words


def test_strangers_find_no_bill(cast: Cast, rina: Browser, mira: Browser, budi: Browser, sari: Browser) -> None:
    bill = billed(cast)
    for stranger, place in ((rina, "sekolah"), (mira, "cabang")):
        stranger.get(f"/{place}/tagihan/{bill}", status=404)
        stranger.get(f"/{place}/tagihan/{bill}/peserta", status=404)
        assert "TAG/" not in stranger.get(f"/{place}/tagihan/").words
    rina.get(f"/sekolah/tagihan/{bill}/pisah", status=404)
    rina.post(f"/sekolah/tagihan/{bill}/pisah", {"orang": str(bill)}, status=404)
    mira.get(f"/cabang/tagihan/{bill}/kode", status=404)
    mira.post(f"/cabang/tagihan/{bill}/kode", {"kode_iuran": "123456"}, status=404)
    mira.post(f"/cabang/tagihan/{bill}/pembatalan", {"reason": "ingin tahu saja"}, status=404)
    budi.get(f"/sekolah/tagihan/{bill}/pisah", status=403)
    sari.post(f"/cabang/tagihan/{bill}/pembatalan", {"reason": "ingin tahu saja"}, status=404)


def _code(cast: Cast, bill: UUID) -> str:
    return str(cast.hasan.actor().find(Invoice, bill).kode_iuran)
