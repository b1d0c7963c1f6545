"""Every wadah's month at the branch, and the terms of a PKS with what they would have made of the last month."""

from __future__ import annotations

from collections.abc import Callable

import time_machine

from portal.models import IncentiveTerms, db
from portal.values.month import Month
from tests.browser import Browser
from tests.cast import Cast, Person
from tests.make import earnings


def test_the_branch_sees_every_wadah_and_decides_terms(cast: Cast, browser: Callable[[Person], Browser]) -> None:
    earnings.brought_in(cast.dewi, cast.hasan, range(50))
    with time_machine.travel("2026-12-03 03:00:00+00:00", tick=True):
        earnings.closed(cast.hasan, cast.mandiri, Month(2026, 11))
        hasan, mira = browser(cast.hasan), browser(cast.mira)
        page = hasan.get("/cabang/insentif/", query_string={"bulan": "2026-11"})
        assert "Wadah Sinar Mandiri" in page.words
        assert "Rp563.000" in page.words  # 50 × (1.260 + 10.000)
        hasan.get("/cabang/insentif/", query_string={"bulan": "kapan saja"}, status=404)
        assert "Sinar Mandiri" not in mira.get("/cabang/insentif/").words
        place = f"/cabang/wadah/{cast.mandiri}/aturan-insentif/"
        mira.get(place, status=404)
        hasan.get(f"/cabang/wadah/{cast.smkn1}/aturan-insentif/", status=404)
        words = hasan.get(place).words
        assert "Desember 2026 memakai Perdir 13/2022" in words
        assert "Rp563.000" in words
        assert "Rp478.350" in words  # 9/10 of 500.000, and 50 × 6,75 % of 8.400
        said = {"version": "v2018", "since": "2027-01", "agreement": "", "reason": "adendum"}
        assert "wajib diisi" in hasan.submit(hasan.get(place), "/aturan-insentif/", said, status=422).words
        said |= {"agreement": "PKS/12/2026", "reason": "adendum lama berlaku"}
        hasan.submit(hasan.get(place), "/aturan-insentif/", said)
        twice = hasan.submit(hasan.get(place), "/aturan-insentif/", said, status=422)
        assert "Sudah ada keputusan mulai Januari 2027" in twice.words
        assert db.session.scalars(cast.hasan.actor().sees(IncentiveTerms)).one().version == "v2018"
        assert "PKS/12/2026" in hasan.get(place).words
        earnings.collected(cast.dewi, cast.hasan, only=[1])
        said["since"] = "2026-12"
        late = hasan.submit(hasan.get(place), "/aturan-insentif/", said, status=422)
        assert "Paling cepat mulai Januari 2027" in late.words
