"""A list of schools from a sheet: read, mended row by row, registered."""

from __future__ import annotations

import pytest

from portal.models import Organisation, SchoolSheet, db
from tests.browser import Browser
from tests.cast import Cast

TITLES = "No;N.P.S.N;Nama SMK;Kelurahan;Kontak;WA"
ROWS = (
    "1;20211001;SMK Bina Karya;3273071005;Nining;0812-3456-7890",
    "2;2021100;SMK Kurang Angka;;;",
    "3;20211001;SMK Kembar;;;",
    "4;20219158;SMK Negeri 1 Bandung;;;",
    "5;20211003;SMK Jauh;32.73.07.9999;;021",
    "6;20211004;=HYPERLINK(1);;;",
)
URL = "/cabang/mitra/daftar-sekolah/"


def sheet(*rows: str) -> tuple[bytes, str]:
    return "\n".join(("DAFTAR SMK KOTA BANDUNG", TITLES, *rows)).encode("utf-8-sig"), "Daftar SMK.csv"


def test_a_list_is_read_mended_and_registered(cast: Cast, hasan: Browser, mira: Browser) -> None:
    form = hasan.get(f"{URL}baru")
    assert "Pilih dahulu berkas" in hasan.submit(form, URL, status=422).words
    assert "NPSN" in hasan.submit(form, URL, {"file": (b"Nama SMK;Alamat\nA;B\n", "x.csv")}, status=422).words
    shown = hasan.follow(hasan.submit(form, URL, {"file": sheet(*ROWS)}))
    for said in (
        "2 siap didaftarkan",
        "3 perlu diperbaiki",
        "1 sudah ada",
        "NPSN terdiri dari 8 karakter",
        "NPSN ini sudah ada di baris 3",
        "Kode kelurahan ini tidak dikenal",
        "Nomor HP tidak dikenali",
    ):
        assert said in shown.words, said
    mira.get(shown.url, status=404)
    mira.post(shown.url, status=404)
    assert "2 sekolah terdaftar" in hasan.follow(hasan.submit(shown, shown.url)).words
    actor = cast.hasan.actor()
    made = db.session.scalars(actor.sees(Organisation).where(Organisation.npsn == "20211001")).one()
    assert (made.name, made.village, made.region) == ("SMK Bina Karya", "32.73.07.1005", "32.73")
    assert (made.contact_name, made.contact_phone) == ("Nining", "+6281234567890")

    mending = hasan.get(f"{shown.url}/baris/4")
    again = hasan.submit(mending, mending.url, {"npsn": "2021100X9"}, status=422)
    assert "NPSN terdiri dari 8 karakter" in again.words
    assert "Baris 4 siap" in hasan.follow(hasan.submit(mending, mending.url, {"npsn": "20211002"})).words
    hasan.follow(hasan.submit(hasan.get(f"{shown.url}/baris/5"), "/lewati"))
    hasan.get(f"{shown.url}/baris/5", status=404)
    last = hasan.get(f"{shown.url}/baris/7")
    hasan.submit(last, last.url, {"village": "", "contact_phone": ""})
    done = hasan.follow(hasan.submit(hasan.get(shown.url), shown.url))
    assert "4 sekolah terdaftar dari daftar ini" in done.words
    assert db.session.scalars(actor.sees(SchoolSheet)).one().rows == []
    assert "sudah disimpan atau dibuang" in hasan.post(shown.url, status=422).words


@pytest.mark.once
def test_what_is_left_is_put_away_and_a_template_helps(cast: Cast, hasan: Browser, sari: Browser) -> None:
    shown = hasan.follow(hasan.submit(hasan.get(f"{URL}baru"), URL, {"file": sheet(ROWS[1])}))
    assert "Daftar SMK.csv" in hasan.get(f"{URL}baru").words
    hasan.submit(shown, "/buang")
    assert db.session.scalars(cast.hasan.actor().sees(SchoolSheet)).one().rows == []
    assert "Dibuang" in hasan.get(shown.url).words
    assert hasan.get(f"{URL}contoh.xlsx").body.startswith(b"PK")
    sari.get(shown.url, status=404)
