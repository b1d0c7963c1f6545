"""Wadah of Perisai agents among the partners of a branch."""

from __future__ import annotations

import pytest

from portal.models import Organisation, OrganisationKind, db
from tests.browser import Browser
from tests.cast import Cast
from tests.flows.test_colleagues import link_on

pytestmark = pytest.mark.once

WADAH = {"name": "Wadah Kaki Lima Bersatu", "npw": "npw-0088", "region": "kota bandung", "funding": "own"}


def test_a_wadah_is_registered_and_its_manager_invited(cast: Cast, hasan: Browser) -> None:
    page = hasan.get("/cabang/wadah/baru")
    said = WADAH | {"agreement_number": "PKS/9", "agreement_start": "01/12/2026", "agreement_end": "30/11/2027"}
    shown = hasan.follow(hasan.submit(page, "/cabang/wadah/", said))
    assert "Undang pengurus" in shown.words
    assert "Kota Bandung, Jawa Barat" in shown.words
    assert "PKS/9" in shown.words
    wadah = db.session.scalars(cast.hasan.actor().sees(Organisation).where(Organisation.npw == "NPW-0088")).one()
    assert (wadah.kind, wadah.region, wadah.stage.value) == (OrganisationKind.PERISAI, "32.73", "agreed")
    form = hasan.get(f"/cabang/mitra/{wadah.id}/rekan/undang")
    assert "Agen Perisai: mendaftarkan" in form.words
    invited = {"name": "Ratih", "phone": "0812 3456 7892", "role": "perisai_manager"}
    assert link_on(hasan.submit(form, "/rekan/undang", invited, status=200)).startswith("/undangan/")


def test_what_is_wrong_with_a_wadah(cast: Cast, hasan: Browser) -> None:
    page = hasan.get("/cabang/wadah/baru")
    for wrong, said in (
        ({"name": "12"}, "Nama harus memuat huruf"),
        ({"npw": ""}, "NPW wajib diisi"),
        ({"npw": "NPW-32-0001"}, "sudah dipakai mitra lain"),
        ({"region": "Wakanda"}, "tidak dikenal"),
        ({"region": "Bandung"}, "Kabupaten Bandung, Kota Bandung"),
        ({"agreement_number": "PKS/1"}, "tanggal berakhir PKS, keduanya"),
    ):
        assert said in hasan.submit(page, "/cabang/wadah/", WADAH | wrong, status=422).words, wrong


def test_a_wadah_is_found_and_changed(cast: Cast, hasan: Browser, mira: Browser) -> None:
    assert "Wadah Sinar Mandiri" in hasan.get("/cabang/mitra/?jenis=wadah").words
    assert "Wadah Sinar" in hasan.get("/cabang/mitra/?jenis=wadah&q=sinar").words
    assert "Sinar" not in hasan.get("/cabang/mitra/").words
    assert "Belum ada wadah" in mira.get("/cabang/mitra/?jenis=wadah").words
    form = hasan.get(f"/cabang/wadah/{cast.mandiri}/ubah")
    assert hasan.submit(form, f"/cabang/wadah/{cast.mandiri}").status == 303, "as it stands it can be saved again"
    form = hasan.get(f"/cabang/wadah/{cast.mandiri}/ubah")
    changed = {"address": "Jl. Cibadak 3", "region": "Kab. Garut", "stage": "active"}
    shown = hasan.follow(hasan.submit(form, f"/cabang/wadah/{cast.mandiri}", changed))
    assert "Kabupaten Garut" in shown.words
    mira.get(f"/cabang/wadah/{cast.mandiri}", status=404)
    hasan.get(f"/cabang/wadah/{cast.sehat}", status=404)
    assert hasan.get(f"/cabang/mitra/{cast.mandiri}", status=303).location == f"/cabang/wadah/{cast.mandiri}"
