"""Partners: registering a school, finding it, changing it, inviting its operator."""

from __future__ import annotations

from portal.models import Organisation, Stage, db
from tests.browser import Browser
from tests.cast import Cast

SCHOOL = {"name": "SMK Bina  Karya", "npsn": "2021 9160", "contact_phone": "0812-3456-7890", "funding": "own"}


def test_a_school_is_registered_and_its_operator_invited(cast: Cast, hasan: Browser) -> None:
    page = hasan.get("/cabang/mitra/baru")
    done = hasan.submit(page, "/cabang/mitra/", SCHOOL)
    shown = hasan.follow(done)
    assert "Undang operator" in shown.words
    school = db.session.scalars(cast.hasan.actor().sees(Organisation).where(Organisation.npsn == "20219160")).one()
    assert (school.name, school.contact_phone, school.stage) == (
        "SMK Bina Karya",
        "+6281234567890",
        Stage.REGISTERED,
    )
    assert f"/cabang/mitra/{school.id}/rekan/undang" in shown.text


def test_what_is_wrong_with_a_school(cast: Cast, hasan: Browser) -> None:
    page = hasan.get("/cabang/mitra/baru")
    for wrong, said in (
        ({"name": ""}, "Nama sekolah wajib diisi"),
        ({"name": "123"}, "harus memuat huruf"),
        ({"npsn": "2021915"}, "NPSN terdiri dari 8 karakter"),
        ({"npsn": "20219158"}, "sudah dipakai SMK Negeri 1 Bandung"),
        ({"contact_phone": "12"}, "Nomor HP"),
        ({"contact_email": "hubin@"}, "Alamat e-mail ini tidak lengkap"),
        ({"agreement_number": "PKS/1"}, "tanggal berakhir PKS, keduanya"),
        (
            {"agreement_number": "PKS/1", "agreement_start": "2027-01-01", "agreement_end": "2026-01-01"},
            "lebih awal daripada tanggal mulainya",
        ),
    ):
        assert said in hasan.submit(page, "/cabang/mitra/", SCHOOL | wrong, status=422).words, wrong


def test_a_schools_npsn_elsewhere_names_nobody(cast: Cast, mira: Browser) -> None:
    page = mira.get("/cabang/mitra/baru")
    words = mira.submit(page, "/cabang/mitra/", SCHOOL | {"npsn": "20219158"}, status=422).words
    assert "kantor cabang lain" in words
    assert "SMK Negeri 1" not in words


def test_schools_are_found_by_name_and_npsn(cast: Cast, hasan: Browser) -> None:
    assert "SMK Negeri 2 Bandung" in hasan.get("/cabang/mitra/?q=negeri+2").words
    assert "SMK Negeri 1" not in hasan.get("/cabang/mitra/?q=negeri+2").words
    assert "SMK Negeri 2 Bandung" in hasan.get("/cabang/mitra/?q=20219159").words
    assert "Tidak ada sekolah bernama" in hasan.get("/cabang/mitra/?q=%25").words


def test_a_school_is_changed(cast: Cast, hasan: Browser) -> None:
    page = hasan.get(f"/cabang/mitra/{cast.smkn1}/ubah")
    done = hasan.submit(
        page,
        f"/cabang/mitra/{cast.smkn1}",
        {"stage": "briefed", "funding": "bos", "needs_principal": "y", "address": "Jl. Wastukencana 3"},
    )
    words = hasan.follow(done).words
    assert "Disosialisasi" in words
    assert "Dana BOS" in words
    assert "Jl. Wastukencana 3" in words
    assert "Mengubah data mitra" in words


def test_strangers_find_no_school(cast: Cast, mira: Browser, sari: Browser) -> None:
    assert "Belum ada sekolah" in mira.get("/cabang/mitra/").words
    for stranger in (mira, sari):
        stranger.get(f"/cabang/mitra/{cast.smkn1}", status=404)
        stranger.get(f"/cabang/mitra/{cast.smkn1}/ubah", status=404)
        stranger.post(f"/cabang/mitra/{cast.smkn1}", SCHOOL, status=404)
