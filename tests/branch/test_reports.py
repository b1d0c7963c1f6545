"""Reports on the page and as files: the sums are right, and nothing in a file calculates."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine

from portal.models import Payment, db
from portal.services import gauges
from portal.values.rupiah import Rupiah
from tests.browser import Browser
from tests.cast import Cast, Person
from tests.make import dues, journey, workers

URL = "/cabang/laporan/"
#: What a month of an intern costs, and of a member who works for themselves: there half is waived.
INTERN, WORKER = 16_800, 8_400
#: Two schools and an ormas of which nobody said where they are; the wadah.
REGIONS = (";3;7;4;57", "Kota Bandung;1;1;0;0")


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True):
        yield


def told(by: Browser, subject: str) -> list[str]:
    """The lines of a report's file."""
    return by.get(f"{URL}{subject}.csv").body.decode("utf-8-sig").splitlines()


def test_reports_add_up_on_the_page_and_in_files(
    cast: Cast, hasan: Browser, mira: Browser, sari: Browser, browser: Callable[[Person], Browser]
) -> None:
    journey.covered(cast.sari, cast.hasan, range(3))
    journey.approved(cast.sari, cast.hasan, range(3, 5), name="Kedua")
    workers.registered(cast.dewi, [1])
    workers.registered(cast.yanto, range(2, 4), unit=cast.arjuna)
    sheet = dues.opened(cast.yanto, unit=cast.arjuna)
    dues.ticked(cast.yanto, sheet, [1])
    dues.paid(cast.hasan, dues.billed(cast.yanto, sheet))
    assert gauges.kept() == gauges.counted()
    assert "SMK Negeri 1 Bandung Aktif – 5 3 60" in hasan.get(URL).words.replace("Bagian (%) ", "")
    assert "Garuda Muda" in hasan.get(f"{URL}ormas").words
    assert "Dewi" in hasan.get(f"{URL}agen").words
    hasan.get(f"{URL}rahasia", status=404)
    assert told(hasan, "wilayah") == ["Kabupaten atau kota;Mitra;Peserta;Terlindungi;Bagian (%)", *REGIONS]
    for line in REGIONS:
        assert line.replace(";", " ").strip() in hasan.get(f"{URL}wilayah").words
    november, october = told(hasan, "bulan")[1:3]
    assert november == f"November 2026;4;4;{3 * INTERN + WORKER};1;{WORKER}"
    assert october == "Oktober 2026;0;0;0;0;0"
    assert "Belum ada yang dilaporkan" in hasan.get(f"{URL}tunggakan").words, "due tomorrow is not late"
    assert hasan.get(f"{URL}sekolah.xlsx").body.startswith(b"PK")
    hasan.get(f"{URL}sekolah.exe", status=404)
    assert "SMK Negeri" not in mira.get(URL).words
    sari.get(URL, status=404)
    form = hasan.get(f"/cabang/mitra/{cast.smkn2}/ubah")
    hasan.submit(form, f"/cabang/mitra/{cast.smkn2}", {"name": "=HYPERLINK(A1)"})
    assert "'=HYPERLINK(A1)" in hasan.get(f"{URL}sekolah.csv").body.decode("utf-8-sig")

    with time_machine.travel("2027-02-01 03:00:00+00:00", tick=True):
        later = browser(cast.hasan)
        months = told(later, "bulan")[1:5]
        assert [line.split(";")[3] for line in months] == ["0", *2 * [f"{3 * INTERN}"], f"{3 * INTERN + WORKER}"]
        came_in = db.session.scalars(cast.hasan.actor().sees(Payment).with_only_columns(Payment.amount))
        assert Rupiah(sum(int(line.split(";")[3]) for line in months)) == Rupiah.total(came_in)
        assert told(later, "tunggakan")[1:] == [f"SMK Negeri 1 Bandung;1;{2 * 3 * INTERN}"]
        assert "SMK Negeri 1 Bandung 1 Rp100.800" in later.get(f"{URL}tunggakan").words
