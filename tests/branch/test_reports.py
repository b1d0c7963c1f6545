"""Reports on the page and as files: the sums are right, and nothing in a file calculates."""

from __future__ import annotations

from portal.models import Contribution, ContributionState, db
from portal.services import gauges
from portal.values.rupiah import Rupiah
from tests.browser import Browser
from tests.cast import Cast
from tests.make import dues, journey, workers

URL = "/cabang/laporan/"


def test_reports_add_up_on_the_page_and_in_files(cast: Cast, hasan: Browser, mira: Browser, sari: Browser) -> None:
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
    hasan.get(f"{URL}wilayah")
    hasan.get(f"{URL}tunggakan")
    hasan.get(f"{URL}rahasia", status=404)
    paid = cast.hasan.actor().sees(Contribution).where(Contribution.state == ContributionState.PAID)
    received = sum((each.amount for each in db.session.scalars(paid)), Rupiah(0))
    lines = hasan.get(f"{URL}bulan.csv").body.decode("utf-8-sig").splitlines()
    at = lines[0].split(";").index("Iuran diterima")
    # The waves reach into months to come, which this table does not show yet.
    assert 0 < sum(int(line.split(";")[at]) for line in lines[1:]) <= received.amount
    assert hasan.get(f"{URL}sekolah.xlsx").body.startswith(b"PK")
    hasan.get(f"{URL}sekolah.exe", status=404)
    assert "SMK Negeri" not in mira.get(URL).words
    sari.get(URL, status=404)
    form = hasan.get(f"/cabang/mitra/{cast.smkn2}/ubah")
    hasan.submit(form, f"/cabang/mitra/{cast.smkn2}", {"name": "=HYPERLINK(A1)"})
    assert "'=HYPERLINK(A1)" in hasan.get(f"{URL}sekolah.csv").body.decode("utf-8-sig")
