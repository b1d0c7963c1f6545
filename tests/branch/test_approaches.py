"""The pipeline of partners: contacts, next steps and silence; villages, agreements on file; suspended and closed."""

from __future__ import annotations

import pytest

from portal.models import Approach, Enrolment, Organisation, Stage, db
from tests.browser import Browser
from tests.cast import Cast
from tests.make.journey import covered
from tests.make.photos import photo

SAID = {
    "way": "visit",
    "day": "2026-11-20",
    "note": "Wakasek setuju",
    "stage": "briefed",
    "next_step": "Ambil PKS",
    "next_on": "2026-11-25",
}


def test_a_school_is_won_step_by_step(cast: Cast, hasan: Browser, mira: Browser, sari: Browser) -> None:
    url = f"/cabang/mitra/{cast.smkn2}/pendekatan"
    form = hasan.get(url)
    for wrong, sentence in (
        ({"day": "2026-11-22"}, "Tanggal kontak belum tiba"),
        ({"next_on": ""}, "keduanya"),
        ({"next_on": "2026-11-20"}, "sudah lewat"),
        ({"way": "merpati"}, "Lewat apa"),
        ({"stage": "entah"}, "Tahap"),
    ):
        assert sentence in hasan.submit(form, url, SAID | wrong, status=422).words, wrong
    shown = hasan.follow(hasan.submit(form, url, SAID)).words
    assert "Wakasek setuju" in shown
    assert "Ambil PKS, paling lambat 25 November 2026" in shown
    assert "Tanpa kabar 1 hari" in shown
    listed = hasan.get("/cabang/mitra/pendekatan?tahap=briefed").words
    assert "SMK Negeri 2 Bandung" in listed
    assert "SMK Negeri 1" not in listed
    assert "SMK Negeri 2" not in hasan.get("/cabang/mitra/pendekatan?saring=langkah").words
    hasan.submit(hasan.get(url), url, SAID | {"next_on": "2026-11-21", "stage": "agreed"})
    assert "SMK Negeri 2" in hasan.get("/cabang/mitra/pendekatan?saring=langkah").words
    school = cast.hasan.actor().find(Organisation, cast.smkn2)
    assert (school.stage, school.next_step, f"{school.silent_since}") == (Stage.AGREED, "Ambil PKS", "2026-11-20")
    assert db.session.scalars(cast.rina.actor().sees(Approach)).all() == []
    for stranger in (mira, sari):
        stranger.get(url, status=404)
        stranger.post(url, SAID, status=404)


@pytest.mark.once
def test_a_village_is_picked_from_the_province_down(cast: Cast, hasan: Browser) -> None:
    url = f"/cabang/mitra/{cast.smkn1}/kelurahan"
    assert "Jawa Barat" in hasan.get(f"{url}?di=").words
    found = hasan.get(f"{url}?di=&q=bandung")
    assert "Kota Bandung, Jawa Barat" in found.words
    assert "Sukajadi" in hasan.get(f"{url}?di=32.73&q=suka").words
    district = hasan.get(f"{url}?di=32.73.07")
    assert district.soup.select_one("button[name=village][value='32.73.07.1005']")
    assert "Sukabungah" in hasan.follow(hasan.post(url, {"village": "32.73.07.1005"})).words
    school = cast.hasan.actor().find(Organisation, cast.smkn1)
    assert (school.village, school.region) == ("32.73.07.1005", "32.73")
    for wrong in ("32.73.07.9999", "32.73", "entah", ""):
        assert "tidak dikenal" in hasan.post(url, {"village": wrong}, status=422).words


@pytest.mark.once
def test_an_agreement_is_filed_once_and_read_again(cast: Cast, hasan: Browser, mira: Browser) -> None:
    url = f"/cabang/mitra/{cast.sehat}/pks"
    form, picture = hasan.get(url), photo()
    assert "Pilih dahulu berkasnya" in hasan.submit(form, url, status=422).words
    shown = hasan.follow(hasan.submit(form, url, {"file": (picture, "pks.jpg")}))
    assert "Foto, " in shown.words
    assert (
        "sudah tersimpan" in hasan.submit(hasan.get(url), url, {"file": (picture, "pks lain.jpg")}, status=422).words
    )
    link = next(str(each["href"]) for each in shown.soup.select("a") if f"{url}/" in str(each.get("href")))
    assert hasan.get(link).body[:2] == b"\xff\xd8"
    mira.get(link, status=404)
    hasan.get(link.replace(str(cast.sehat), str(cast.smkn1)), status=404)
    hasan.submit(shown, f"{link}/hapus")
    hasan.get(link, status=404)


def test_a_suspended_partner_reads_and_reports_accidents(
    cast: Cast, hasan: Browser, sari: Browser, agus: Browser
) -> None:
    group = covered(cast.sari, cast.hasan, range(3))
    for partner in (cast.smkn1, cast.garuda):
        url = f"/cabang/mitra/{partner}/jeda"
        assert "dijeda sejak" in hasan.follow(hasan.submit(hasan.get(url), url, {"reason": "PKS berakhir"})).words
        assert "sudah dijeda" in hasan.submit(hasan.get(url), url, {"reason": "lagi"}, status=422).words
    seen = sari.get(f"/sekolah/gelombang/{group.wave}").words
    assert "sedang dijeda" in seen
    sari.get("/sekolah/gelombang/baru", status=403)
    intern = db.session.scalars(cast.sari.actor().sees(Enrolment).where(Enrolment.wave_id == group.wave)).first()
    assert intern
    sari.get(f"/sekolah/peserta/{intern.id}/kecelakaan")
    agus.get(f"/ormas/unit/{cast.arjuna}/tutup", status=403)
    hasan.post(f"/cabang/mitra/{cast.smkn1}/jeda/akhiri")
    sari.get("/sekolah/gelombang/baru")
    close = f"/cabang/mitra/{cast.smkn1}/tutup"
    refused = hasan.submit(hasan.get(close), close, {"reason": "digabung"}, status=422).words
    assert "masih terlindungi" in refused or "terlindungi" in refused
    other = f"/cabang/mitra/{cast.smkn2}/tutup"
    assert "ditutup sejak" in hasan.follow(hasan.submit(hasan.get(other), other, {"reason": "digabung"})).words
    assert "SMK Negeri 2" in hasan.get("/cabang/mitra/pendekatan?saring=ditutup").words
    assert "SMK Negeri 2" not in hasan.get("/cabang/mitra/pendekatan").words
    hasan.get(f"/cabang/mitra/{cast.garuda}/tutup", status=404)
    again = hasan.follow(hasan.post(f"{other}/batal")).words
    assert "dibuka kembali" in again
