"""Waves: add, change, remove; what the school reads when it may not."""

from __future__ import annotations

from portal.models import Wave, db


def test_a_wave_is_added_changed_and_removed(sari, cast):
    empty = sari.get("/sekolah/gelombang/")
    assert "Belum ada gelombang PKL" in empty.words
    form = sari.get("/sekolah/gelombang/baru")
    done = sari.submit(form, "/gelombang/", {"name": "PKL 2027", "start": "2027-01-04", "end": "02/04/2027"})
    page = sari.follow(done)
    assert "Senin, 4 Januari 2027 sampai Jumat, 2 April 2027 · 4 bulan iuran" in page.words
    wave = db.session.scalars(cast.sari.actor().sees(Wave)).one()
    edit = sari.get(f"/sekolah/gelombang/{wave.id}/ubah")
    done = sari.submit(edit, f"/gelombang/{wave.id}", {"name": "PKL Genap", "end": "2027-04-30"})
    assert "PKL Genap" in sari.follow(done).words
    done = sari.post(f"/sekolah/gelombang/{wave.id}/hapus")
    assert "Belum ada gelombang PKL" in sari.follow(done).words


def test_what_cannot_be_is_refused_with_the_cure(sari):
    form = sari.get("/sekolah/gelombang/baru")
    refused = sari.submit(form, "/gelombang/", {"name": "", "start": "kemarin", "end": ""}, status=422)
    assert "Nama gelombang wajib diisi." in refused.words
    assert "Tulis tanggal sebagai hari/bulan/tahun" in refused.words
    refused = sari.submit(form, "/gelombang/", {"name": "A", "start": "2027-04-02", "end": "2027-01-04"}, status=422)
    assert "Tanggal selesai mendahului tanggal mulai." in refused.words
    refused = sari.submit(form, "/gelombang/", {"name": "A", "start": "2027-01-04", "end": "2029-01-04"}, status=422)
    assert "paling lama 400 hari" in refused.words
    sari.submit(form, "/gelombang/", {"name": "A", "start": "2027-01-04", "end": "2027-04-04"})
    again = sari.get("/sekolah/gelombang/baru")
    refused = sari.submit(again, "/gelombang/", {"name": "a", "start": "2027-01-04", "end": "2027-04-04"}, status=422)
    assert "sudah dipakai" in refused.words


def test_two_taps_make_one_wave(sari, cast):
    data = {"name": "Sekali", "start": "2027-01-04", "end": "2027-04-02"}
    first = sari.post("/sekolah/gelombang/", data, key="kunci-1")
    second = sari.post("/sekolah/gelombang/", data, key="kunci-1")
    assert first.location == second.location
    assert len(db.session.scalars(cast.sari.actor().sees(Wave)).all()) == 1


def test_a_reader_sees_and_cannot_touch(sari, budi):
    sari.post("/sekolah/gelombang/", {"name": "A", "start": "2027-01-04", "end": "2027-04-02"})
    assert "Gelombang baru" not in budi.get("/sekolah/gelombang/").words
    budi.get("/sekolah/gelombang/baru", status=403)
    budi.post("/sekolah/gelombang/", {"name": "B"}, status=403)
