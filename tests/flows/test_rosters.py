"""Rosters in the page: put in, mend, replace, skip, undo, map."""

from __future__ import annotations

from datetime import date

import pytest

from portal.models import Fate, Grade, Roster, RosterRow, RosterState, Wave, db
from portal.models.transaction import transaction
from portal.services import waves

HEAD = "Nama;JK;Tanggal Lahir;NIK;Nama Ibu Kandung;HP;Rombel"
GOOD = "Siti Aminah;P;04/01/2009;3273014401090001;Nurhayati;081234567890;XII RPL 1"
GOOD_TOO = "Budi;L;05/02/2009;3273010502090002;Maryam;081234567891;XII RPL 1"
SHORT = "Asep Sunandar;L;06/03/2009;327301060309000;Aminah;081234567892;XII RPL 2"
OTHER_SEX = "Dewi Lestari;L;07/04/2009;3273014704090004;Halimah;081234567893;XII RPL 2"


@pytest.fixture
def wave(app, cast) -> Wave:
    with transaction():
        made = waves.add(cast.sari.actor(), name="PKL", start=date(2027, 1, 4), end=date(2027, 4, 2))
        wave_id = made.id
    return cast.sari.actor().find(Wave, wave_id)


def csv(*lines: str) -> bytes:
    return "\r\n".join((HEAD, *lines)).encode()


def put(browser, wave, content: bytes, name: str = "siswa.csv", **more):
    return browser.post("/sekolah/daftar/", {"gelombang": str(wave.id), "file": (content, name), **more})


def rows_of(cast) -> list[RosterRow]:
    db.session.rollback()
    return list(db.session.scalars(cast.sari.actor().sees(RosterRow).order_by(RosterRow.number)))


def test_every_fault_is_told_at_once_with_the_row_number_of_the_sheet(sari, cast, wave):
    page = sari.follow(put(sari, wave, csv(GOOD, SHORT, OTHER_SEX)))
    assert "1 salah" in page.words
    assert "1 perlu dilihat" in page.words
    assert "1 siap" in page.words
    shown = sari.get(page.url + "?saring=salah", unmasked=True)
    assert "Asep Sunandar" in shown.words
    assert "15" in shown.words
    rows = rows_of(cast)
    assert [(row.number, row.grade) for row in rows] == [(2, Grade.READY), (3, Grade.FAULTY), (4, Grade.WARNED)]


def test_a_cell_is_mended_in_place_and_the_figures_follow(sari, cast, wave):
    put(sari, wave, csv(GOOD, SHORT))
    row = rows_of(cast)[1]
    url = f"/sekolah/daftar/{row.roster_id}/baris/{row.id}/"
    form = sari.htmx_get(url + "ubah", unmasked=True)
    assert 'value="327301060309000"' in form.text
    still = sari.htmx_post(url, {"nik": "32730106030900"}, unmasked=True)
    assert "masih ada yang salah" in still.words
    done = sari.htmx_post(url, {"nik": "3273010603090003"})
    assert "Siap" in done.words
    assert "Ajukan 2 siswa" in done.words
    assert rows_of(cast)[1].grade is Grade.READY


def test_the_filters_count_anew_when_a_row_is_mended_in_place(sari, cast, wave):
    page = sari.follow(put(sari, wave, csv(GOOD, SHORT)))
    assert "Salah 1 Siap 1" in page.words
    row = rows_of(cast)[1]
    mend = next(str(each["hx-get"]) for each in page.soup.find_all("a") if str(row.id) in str(each.get("hx-get")))
    form = sari.htmx_get(mend, unmasked=True)
    url = str(form.soup.form["hx-post"])
    still = sari.htmx_post(url, {"nik": "32730106030900"}, unmasked=True)
    assert "Salah 1 Siap 1" in still.words
    done = sari.htmx_post(url, {"nik": "3273010603090003"})
    assert "Salah 0 Siap 2" in done.words
    assert done.soup.find(attrs={"aria-current": "page"}).get_text().split() == ["Salah", "0"]
    left = sari.htmx_post(url.replace("/?", "/lewati?"))
    assert "Siap 1 Dilewati 1" in left.words
    back = sari.post(url.replace("/?", "/pulihkan?"))
    assert back.location.partition("#")[0].endswith("?saring=salah")


def test_mending_works_without_javascript(sari, cast, wave):
    put(sari, wave, csv(SHORT))
    row = rows_of(cast)[0]
    url = f"/sekolah/daftar/{row.roster_id}/baris/{row.id}/"
    page = sari.get(url + "ubah", unmasked=True)
    done = sari.submit(page, url, {"nik": "3273010603090003"})
    assert "1 siap" in sari.follow(done).words


def test_a_likely_mend_is_one_tap(sari, cast, wave):
    page = sari.follow(put(sari, wave, csv(OTHER_SEX)))
    assert "Pakai “Perempuan”" in page.words
    row = rows_of(cast)[0]
    sari.htmx_post(f"/sekolah/daftar/{row.roster_id}/baris/{row.id}/", {"sex": "P", "usulan": "1"})
    assert rows_of(cast)[0].grade is Grade.READY


def test_twins_are_told_apart_and_freed_when_one_is_mended_or_skipped(sari, cast, wave):
    put(sari, wave, csv(GOOD, GOOD.replace("Siti Aminah", "Siti Lagi")))
    first, second = rows_of(cast)
    assert first.grade is Grade.READY
    assert second.content["faults"][0]["c"] == "nik.twice"
    done = sari.htmx_post(f"/sekolah/daftar/{first.roster_id}/baris/{first.id}/lewati")
    assert f"baris-{second.id}" in done.text, "the freed twin rides along"
    first, second = rows_of(cast)
    assert (first.fate, second.grade) == (Fate.SKIPPED, Grade.READY)
    sari.htmx_post(f"/sekolah/daftar/{first.roster_id}/baris/{first.id}/pulihkan")
    assert rows_of(cast)[1].grade is Grade.FAULTY


def test_one_wrong_value_in_a_whole_column_is_replaced_once(sari, cast, wave):
    wrong = GOOD_TOO.replace("05/02/2009", "05-02-20009")
    more = wrong.replace("3273010502090002", "3273010502090007").replace("Budi", "Badu")
    put(sari, wave, csv(wrong, more, GOOD))
    roster_id = rows_of(cast)[0].roster_id
    form = sari.get(f"/sekolah/daftar/{roster_id}/ganti/?kolom=birth_date")
    done = sari.submit(form, "/ganti/", {"old": "05-02-20009", "new": "05/02/2009"})
    assert "2 baris diganti" in sari.follow(done).words
    assert {row.grade for row in rows_of(cast)} == {Grade.READY}
    form = sari.get(f"/sekolah/daftar/{roster_id}/ganti/")
    refused = sari.submit(form, "/ganti/", {"old": "tidak ada", "new": "x"}, status=422)
    assert "Tidak ada baris yang berisi persis seperti itu" in refused.words


def test_the_same_file_again_is_noticed_and_may_be_meant(sari, cast, wave):
    put(sari, wave, csv(GOOD))
    data = {"gelombang": str(wave.id), "file": (csv(GOOD), "lagi.csv")}
    refused = sari.post("/sekolah/daftar/", data, status=422)
    assert "sudah diunggah" in refused.words
    assert "Unggah lagi walau sama" in refused.words
    put(sari, wave, csv(GOOD), again="y")
    assert len(rows_of(cast)) == 2


def test_undo_takes_the_rows_and_leaves_the_record(sari, cast, wave):
    put(sari, wave, csv(GOOD))
    roster_id = rows_of(cast)[0].roster_id
    page = sari.follow(sari.post(f"/sekolah/daftar/{roster_id}/batal"))
    assert "Daftar dibatalkan" in page.words
    assert rows_of(cast) == []
    assert cast.sari.actor().find(Roster, roster_id).state is RosterState.UNDONE
    put(sari, wave, csv(GOOD))


def test_unknown_columns_are_mapped_by_a_person_and_remembered(sari, cast, wave):
    odd = b"Panggilan;Nomor Jati Diri;Tipe\r\nSiti Aminah;3273014401090001;A\r\n"
    done = put(sari, wave, odd, "aneh.csv")
    page = sari.follow(sari.get(done.location, status=303))
    assert "Cocokkan kolom" in page.words
    refused = sari.submit(
        page, "/kolom/", {"kolom-0": "", "kolom-1": "nik", "kolom-2": ""}, status=422, unmasked=True
    )
    assert "Nama Lengkap" in refused.words
    done = sari.submit(
        page, "/kolom/", {"kolom-0": "name", "kolom-1": "nik", "kolom-2": "", "isi-class_name": "XII A"}
    )
    assert "1 siap" in sari.follow(done).words
    row = rows_of(cast)[0]
    assert row.content["values"]["class_name"] == "XII A"
    second = odd.replace(b"Siti Aminah;3273014401090001", b"Budi;3273010502090002")
    assert "1 siap" in sari.follow(put(sari, wave, second, "aneh2.csv")).words


def test_faulty_rows_go_back_in_the_schools_own_layout(sari, cast, wave):
    import io

    from openpyxl import load_workbook

    put(sari, wave, csv(GOOD, SHORT, "=cmd|' /C calc'!A0;L;01/01/2009;1;X;0;XII"))
    roster_id = rows_of(cast)[0].roster_id
    answer = sari.post(f"/sekolah/daftar/{roster_id}/salah.xlsx", status=200)
    sheet = load_workbook(io.BytesIO(answer.body)).active
    lines = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert lines[0][:7] == HEAD.split(";")
    assert lines[0][7:] == ["Alasan", "Baris"]
    assert [line[0] for line in lines[1:]] == ["Asep Sunandar", "=cmd|' /C calc'!A0"]
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)


def test_nothing_chosen_says_what_to_do(sari, wave):
    refused = sari.post("/sekolah/daftar/", {"gelombang": str(wave.id)}, status=422)
    assert "Pilih dahulu berkas" in refused.words or "Tempelkan dahulu" in refused.words


def test_pasted_lines_from_a_chat_are_read(sari, cast, wave):
    text = "1. Siti Aminah – 3273014401090001\n2. Budi - 3273010502090002\n"
    page = sari.follow(sari.post("/sekolah/daftar/", {"gelombang": str(wave.id), "text": text}))
    assert "2 siap" in page.words


def test_another_schools_wave_or_row_is_not_there(sari, rina, cast, wave):
    put(sari, wave, csv(GOOD))
    row = rows_of(cast)[0]
    rina.post("/sekolah/daftar/", {"gelombang": str(wave.id), "file": (csv(GOOD), "x.csv")}, status=404)
    rina.get(f"/sekolah/daftar/{row.roster_id}", status=404)
    rina.post(f"/sekolah/daftar/{row.roster_id}/baris/{row.id}/", {"nik": "1"}, status=404)
