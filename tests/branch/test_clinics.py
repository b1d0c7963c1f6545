"""Clinics (PLKK) among the partners of a branch."""

from __future__ import annotations

import pytest

from tests.browser import Browser
from tests.cast import Cast

pytestmark = pytest.mark.once


def test_a_clinic_is_registered_found_and_changed(cast: Cast, hasan: Browser, mira: Browser) -> None:
    page = hasan.get("/cabang/klinik/baru")
    assert "NPW" not in page.words
    assert "wajib diisi" in hasan.submit(page, "/cabang/klinik/", {"name": "Klinik Melati"}, status=422).words
    shown = hasan.follow(
        hasan.submit(page, "/cabang/klinik/", {"name": "Klinik Melati", "region": "Cimahi", "contact_name": "Nining"})
    )
    assert "Undang pengelola" in shown.words
    assert "Kota Cimahi" in shown.words
    listed = hasan.get("/cabang/mitra/?jenis=klinik").words
    assert "Klinik Melati Kota Cimahi" in listed.replace(" · ", " ")
    assert "Klinik Sehat Sentosa" in listed
    form = hasan.get(f"/cabang/klinik/{cast.sehat}/ubah")
    changed = hasan.submit(form, f"/cabang/klinik/{cast.sehat}", {"region": "Denpasar", "stage": "active"})
    assert "Kota Denpasar, Bali" in hasan.follow(changed).words
    form = hasan.get(f"/cabang/klinik/{cast.sehat}/ubah")
    refused = hasan.submit(form, f"/cabang/klinik/{cast.sehat}", {"region": "Entah"}, status=422)
    assert "tidak dikenal" in refused.words
    mira.get(f"/cabang/klinik/{cast.sehat}", status=404)
    hasan.get(f"/cabang/klinik/{cast.mandiri}", status=404)
    assert hasan.get(f"/cabang/mitra/{cast.sehat}", status=303).location == f"/cabang/klinik/{cast.sehat}"
