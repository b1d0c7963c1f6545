"""Ormas among the partners of a branch."""

from __future__ import annotations

import pytest

from portal.models import Level, Organisation, db
from tests.browser import Browser
from tests.cast import Cast
from tests.flows.test_colleagues import link_on

pytestmark = pytest.mark.once

ORMAS = {"name": "Karya Bersama Bandung", "code": "kbb", "names": "MPC\nPAC\n\nRanting", "funding": "own"}


def test_an_ormas_is_registered_and_its_coordinator_invited(cast: Cast, hasan: Browser) -> None:
    page = hasan.get("/cabang/ormas/baru")
    shown = hasan.follow(hasan.submit(page, "/cabang/ormas/", ORMAS | {"npw": "npw-0077"}))
    assert "Undang koordinator" in shown.words
    assert "MPC → PAC → Ranting" in shown.words
    actor = cast.hasan.actor()
    top = db.session.scalars(actor.sees(Organisation).where(Organisation.npw == "NPW-0077")).one()
    assert (top.code, top.top_id, top.depth) == ("KBB", top.id, 1)
    assert len(db.session.scalars(actor.sees(Level).where(Level.organisation_id == top.id)).all()) == 3
    form = hasan.get(f"/cabang/mitra/{top.id}/rekan/undang")
    assert "Koordinator: menata unit" in form.words
    said = {"name": "Ketut", "phone": "0812 3456 7892", "role": "ormas_coordinator"}
    assert link_on(hasan.submit(form, "/rekan/undang", said, status=200)).startswith("/undangan/")
    empty = hasan.get(f"/cabang/unit/{top.id}")
    assert "Dibuka oleh koordinatornya" in empty.words


def test_what_is_wrong_with_an_ormas(cast: Cast, hasan: Browser) -> None:
    page = hasan.get("/cabang/ormas/baru")
    for wrong, said in (
        ({"name": ""}, "Nama ormas wajib diisi"),
        ({"names": ""}, "paling sedikit satu nama tingkat"),
        ({"names": "PAC\npac"}, "sama dua kali"),
        ({"code": "?"}, "Kode unit hanya huruf"),
        ({"npw": "!"}, "NPW terdiri dari"),
        ({"agreement_number": "PKS/1"}, "tanggal berakhir PKS, keduanya"),
    ):
        assert said in hasan.submit(page, "/cabang/ormas/", ORMAS | wrong, status=422).words, wrong


def test_an_ormas_is_found_changed_and_looked_through(cast: Cast, hasan: Browser, mira: Browser) -> None:
    listed = hasan.get("/cabang/mitra/?jenis=ormas")
    assert "Garuda Muda Bandung" in listed.words
    assert "PAC Cicendo" not in listed.words, "units stand in the tree"
    assert "Garuda" not in hasan.get("/cabang/mitra/").words
    assert "Garuda Muda" in hasan.get("/cabang/mitra/?jenis=ormas&q=muda").words
    assert "Belum ada ormas" in mira.get("/cabang/mitra/?jenis=ormas").words
    form = hasan.get(f"/cabang/ormas/{cast.garuda}/ubah")
    shown = hasan.follow(
        hasan.submit(form, f"/cabang/ormas/{cast.garuda}", {"address": "Jl. Braga 1", "stage": "briefed"})
    )
    assert "Jl. Braga 1" in shown.words
    tree = hasan.get(f"/cabang/unit/{cast.garuda}")
    assert "PAC Andir" in tree.words
    assert "Tata unit ini" not in tree.words
    assert "Ranting Arjuna" in hasan.get(f"/cabang/unit/{cast.garuda}?q=arjuna").words
    assert "Membuka unit" in hasan.get(f"/cabang/unit/{cast.arjuna}/riwayat").words
    mira.get(f"/cabang/ormas/{cast.garuda}", status=404)
    mira.get(f"/cabang/unit/{cast.arjuna}", status=404)


def test_each_kind_of_partner_has_its_own_page(cast: Cast, hasan: Browser) -> None:
    assert hasan.get(f"/cabang/mitra/{cast.arjuna}", status=303).location == f"/cabang/unit/{cast.arjuna}"
    hasan.get(f"/cabang/mitra/{cast.garuda}/ubah", status=404)
    hasan.get(f"/cabang/ormas/{cast.smkn1}", status=404)
    hasan.get(f"/cabang/ormas/{cast.arjuna}", status=404)
