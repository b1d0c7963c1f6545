"""A tree from a sheet, as a coordinator loads it."""

from __future__ import annotations

import pytest

from portal.models import Organisation, UnitSheet, db
from portal.services import trees
from tests.browser import Browser
from tests.cast import Cast
from tests.make.trees import sheet

pytestmark = pytest.mark.once


def test_a_sheet_is_looked_at_and_kept(cast: Cast, yanto: Browser) -> None:
    form = yanto.get(f"/ormas/unit/{cast.cicendo}/lembar/baru")
    assert "Ranting, Anak Ranting" in form.words
    content = sheet(
        "R2;Ranting Husen;Ranting;BDG-01", "A1;Anak Ranting Satu;Anak Ranting;R2", "BDG-01-01;Arjuna;;BDG-01"
    )
    shown = yanto.follow(yanto.submit(form, "/lembar/", {"file": (content, "Pohon PAC.csv")}))
    assert "2 unit baru siap disimpan" in shown.words
    assert "1 baris adalah unit yang sudah ada" in shown.words
    steps = [str(each["class"]) for each in shown.soup.select(".tree li")]
    assert len(steps) == 3
    assert "Daftar unit belum disimpan" in yanto.get(f"/ormas/unit/{cast.cicendo}").words
    done = yanto.submit(shown, shown.url)
    assert "Ranting Husen" in yanto.follow(done).words
    assert "sudah disimpan atau dibuang" in yanto.post(shown.url, status=422).words
    actor = cast.yanto.actor()
    assert len(trees.children(actor, actor.find(Organisation, cast.cicendo))) == 2


def test_faults_name_the_line_and_the_cure(cast: Cast, yanto: Browser, euis: Browser) -> None:
    form = yanto.get(f"/ormas/unit/{cast.cicendo}/lembar/baru")
    assert "Pilih dahulu berkas" in yanto.submit(form, "/lembar/", status=422).words
    assert "Kode Induk" in yanto.submit(form, "/lembar/", {"file": (b"Kode;Nama\n1;A\n", "x.csv")}, status=422).words
    content = sheet("X1;Satu;;X2", "X2;Dua;;X1", "X3;Tiga;;HILANG", "X4;Empat;;BDG-01")
    shown = yanto.follow(yanto.submit(form, "/lembar/", {"file": (content, "pohon.csv")}))
    assert "3 kesalahan" in shown.words
    assert "berputar ke baris ini sendiri (baris 2, 3)" in shown.words
    assert "Kode induk HILANG tidak ada di berkas ini" in shown.words
    assert "Simpan" not in shown.words
    assert "Masih ada 3 kesalahan" in yanto.post(shown.url, status=422).words
    euis.get(shown.url, status=404)
    yanto.submit(shown, "/buang")
    assert db.session.scalars(cast.yanto.actor().sees(UnitSheet)).one().rows == []
    assert "Dibuang" in yanto.get(shown.url).words


def test_a_template_to_fill_in(yanto: Browser) -> None:
    answer = yanto.get("/ormas/lembar/contoh.xlsx")
    assert answer.body.startswith(b"PK")
