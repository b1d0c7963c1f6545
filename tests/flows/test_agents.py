"""The pages of agents, as their wadah, the branch and the agents themselves see them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from portal.models.transaction import transaction
from portal.papers.days import day
from portal.services import agents
from portal.values.clock import start_of, today
from portal.values.month import Month
from tests.browser import Browser
from tests.cast import Cast, Person
from tests.make import agents as make
from tests.make import dues, people, workers
from tests.papers.reading import text

pytestmark = pytest.mark.once

LETTERS = {
    "number": "AG-0042",
    "certificate_number": "SERT/42/2026",
    "certificate_until": f"{today() + timedelta(days=300):%d/%m/%Y}",
    "assignment_number": "ST/42/2026",
    "assignment_start": f"{today():%d/%m/%Y}",
    "assignment_end": f"{today() + timedelta(days=200):%d/%m/%Y}",
}


def test_from_the_invitation_to_the_letters(
    cast: Cast, ratna: Browser, hasan: Browser, browser: Callable[[Person], Browser], anonymous: Browser
) -> None:
    """A candidate sees what is missing, the manager fills it in, the branch approves, the papers can be checked."""
    person = make.candidate(cast)
    key, citra = person.membership_id, browser(person)
    assert "Anda masih calon agen" in citra.get("/perisai/").words
    assert citra.get("/perisai/agen/", status=303).location == f"/perisai/agen/{key}"
    page = citra.get(f"/perisai/agen/{key}")
    assert "Yang masih kurang: 8" in page.words
    assert "Warga negara Indonesia" in page.words
    assert f"/perisai/agen/{key}/ubah" not in page.text
    citra.get(f"/perisai/agen/{cast.dewi.membership_id}", status=404)
    citra.get(f"/perisai/agen/{key}/surat-tugas.pdf", status=404)

    listed = ratna.get("/perisai/agen/?keadaan=calon")
    assert "Citra Lestari" in listed.words
    assert "Dewi" not in listed.words
    form = ratna.get(f"/perisai/agen/{key}/ubah")
    said = {
        "nik": workers.nik(1).digits,
        "citizen": "y",
        "not_employee": "y",
        "documents": ["identity", "photo", "account", "statement"],
        "trained_on": f"{today():%d/%m/%Y}",
        "tested_on": f"{today():%d/%m/%Y}",
        "score": "80",
        "bank": "Bank Contoh",
        "account": "1234 5678 90",
        "account_holder": "Citra Lestari",
        "clinic_id": str(cast.sehat),
    }
    assert "16 angka" in form.words
    refused = ratna.submit(form, f"/agen/{key}", said | {"score": "seratus"}, status=422)
    assert "Nilai ujian" in refused.words
    form = ratna.get(f"/perisai/agen/{key}/ubah")
    shown = ratna.follow(ratna.submit(form, f"/agen/{key}", said))
    assert "Yang masih kurang: 1" in shown.words
    assert "Bank Contoh ••••7890" in shown.words
    assert "Klinik Sehat Sentosa" in shown.words
    assert workers.nik(1).digits not in shown.text
    again = ratna.get(f"/perisai/agen/{key}/ubah")
    assert "Kosongkan bila tidak diganti" in again.words
    assert "1234567890" not in again.text

    make.agreed(cast)
    assert "Citra Lestari" in hasan.get(f"/cabang/agen/?mitra={cast.mandiri}").words
    form = hasan.get(f"/cabang/agen/{key}/persetujuan")
    assert "ia peserta BPU" in form.words
    assert "1 syarat yang belum" in hasan.submit(form, "/persetujuan", LETTERS, status=422).words
    form = hasan.get(f"/cabang/agen/{key}/persetujuan")
    shown = hasan.follow(hasan.submit(form, "/persetujuan", LETTERS | {"vouched": "y"}))
    assert "diperiksa Hasan Basri" in shown.words
    assert "Menyetujui agen" in shown.words

    letter = citra.get(f"/perisai/agen/{key}/surat-tugas.pdf")
    said_there = text(letter.body)
    for words in ("Surat Tugas Agen Perisai", "Citra Lestari", "Wadah Sinar Mandiri", "ST/42/2026", "AG-0042"):
        assert words in said_there
    assert "SERT/42/2026" in text(citra.get(f"/perisai/agen/{key}/sertifikat.pdf").body)
    code = agents.find(cast.ratna.actor(), key).code
    assert "Agen ini aktif" in anonymous.get(f"/agen/{code}").words

    form = hasan.get(f"/cabang/agen/{key}/perpanjangan")
    assert (
        "Tanggalnya antara" in hasan.submit(form, "/perpanjangan", {"assignment_end": "01/01/2020"}, status=422).words
    )
    form = hasan.get(f"/cabang/agen/{key}/perpanjangan")
    assert (
        "ST/43/2026" in hasan.follow(hasan.submit(form, "/perpanjangan", {"assignment_number": "ST/43/2026"})).words
    )

    page = ratna.get(f"/perisai/agen/{key}")
    assert "Alasan" in ratna.submit(page, "/henti", {"reason": ""}, status=422).words
    page = ratna.get(f"/perisai/agen/{key}")
    shown = ratna.follow(ratna.submit(page, "/henti", {"reason": "Mengundurkan diri"}))
    assert "Nonaktif sejak" in shown.words
    assert "Surat ini tidak berlaku" in anonymous.get(f"/agen/{code}").words
    assert "NONAKTIF" in text(citra.get(f"/perisai/agen/{key}/surat-tugas.pdf").body)
    anonymous.get("/agen/ABCDEFGHJKMN", status=404)


def test_an_idle_agent_is_told_of_everywhere_and_may_return_in_time(
    cast: Cast, browser: Callable[[Person], Browser]
) -> None:
    key, month = cast.dewi.membership_id, Month.of(today())
    with time_machine.travel(start_of((month + 3).first_day) + timedelta(hours=2), tick=False) as then:
        dewi, ratna, hasan = browser(cast.dewi), browser(cast.ratna), browser(cast.hasan)
        assert "Diam 2 bulan berturut-turut" in dewi.get("/perisai/").words
        told = dewi.get(f"/perisai/agen/{key}").words
        assert "Diam 2 bulan berturut-turut" in told
        off_on, back_on = (month + 4).first_day, (month + 10).first_day
        assert f"dinonaktifkan mulai {day(off_on)}" in told
        assert f"paling cepat {day(back_on)}" in told
        then.move_to(start_of((month + 2).first_day))
        assert f"paling cepat {day(back_on)}" in browser(cast.ratna).get(f"/perisai/agen/{key}").words, (
            "from the first"
        )
        then.move_to(start_of((month + 3).first_day) + timedelta(hours=2))
        assert "Dewi Anggraini diam 2 bulan" in ratna.get("/perisai/").words
        assert "Dewi Anggraini" in ratna.get("/perisai/agen/?keadaan=diam").words
        assert "Diam 2 bulan" in hasan.get("/cabang/agen/?keadaan=diam").words
        assert "Kurang 3 agen aktif" in hasan.get(f"/cabang/wadah/{cast.mandiri}").words
        page = hasan.get(f"/cabang/agen/{key}")
        assert "/kembali" not in page.text
        hasan.submit(page, "/henti", {"reason": "Tiga bulan tanpa transaksi"})
        assert "paling cepat" in hasan.get(f"/cabang/agen/{key}").words
        refused = hasan.post(f"/cabang/agen/{key}/kembali", {"reason": "Diminta wadahnya"}, status=422)
        assert "paling cepat" in refused.words
        then.move_to(start_of((month + 10).first_day))
        hasan = browser(cast.hasan)
        page = hasan.get(f"/cabang/agen/{key}")
        shown = hasan.follow(hasan.submit(page, "/kembali", {"reason": "Diminta wadahnya"}))
        assert "aktif kembali" in shown.words


def test_letters_that_run_out_are_told_of(cast: Cast, browser: Callable[[Person], Browser]) -> None:
    with time_machine.travel(start_of(today() + timedelta(days=380)), tick=False):
        dewi, ratna = browser(cast.dewi), browser(cast.ratna)
        assert "Surat tugas berakhir" in dewi.get(f"/perisai/agen/{cast.dewi.membership_id}").words
        assert "Surat yang segera berakhir" in ratna.get("/perisai/").words
        assert "Perbarui" in ratna.get("/perisai/agen/?keadaan=berakhir").words


def test_a_manager_becomes_a_candidate_with_one_button(cast: Cast, ratna: Browser, dewi: Browser) -> None:
    page = ratna.get("/perisai/agen/")
    shown = ratna.follow(ratna.submit(page, "/agen/saya"))
    assert "Ratna Juwita" in shown.words
    assert "Calon agen" in shown.words
    assert "sudah terdaftar" in ratna.post("/perisai/agen/saya", status=422).words
    dewi.post("/perisai/agen/saya", status=403)


def test_people_are_handed_over_on_a_page(
    cast: Cast, ratna: Browser, dewi: Browser, joko: Browser, hasan: Browser
) -> None:
    one, *_ = workers.registered(cast.dewi, range(3))
    sheet = dues.opened(cast.dewi)
    dues.ticked(cast.dewi, sheet, [1])
    dues.billed(cast.dewi, sheet)
    key = cast.dewi.membership_id
    address = f"/perisai/agen/{key}/serah-terima"
    dewi.get(address, status=403)
    form = ratna.get(address)
    assert people.name(1) in form.words
    said = {"taker": str(cast.joko.membership_id), "reason": "Dewi pindah kota", "whom": "sebagian"}
    assert "Centang satu atau lebih" in ratna.submit(form, address, said, status=422).words
    form = ratna.get(address)
    wrong = ratna.submit(form, address, said | {"taker": str(key), "whom": "semua"}, status=422)
    assert "Pilih agen aktif" in wrong.words
    form = ratna.get(address)
    ratna.submit(form, address, said | {"orang": [str(one)]})
    assert "2 orang" in dewi.get(f"/perisai/agen/{key}").words
    shown = joko.get(f"/perisai/agen/{cast.joko.membership_id}")
    assert "1 orang diterima dari Dewi Anggraini" in shown.words
    assert "Menyerahkan orang binaan" in hasan.get(f"/cabang/agen/{key}").words
    form = hasan.get(f"/cabang/agen/{key}/serah-terima")
    done = hasan.submit(form, "/serah-terima", said | {"whom": "semua"})
    assert "sudah diserahkan kepada Joko Susilo" in hasan.follow(done).words
    with transaction():
        ratna_ = cast.ratna.actor()
        agents.switch_off(ratna_, agents.find(ratna_, cast.joko.membership_id), reason="Berhenti sendiri")
    form = ratna.get(f"/perisai/agen/{cast.joko.membership_id}/serah-terima")
    assert "Diserahkan kepada" in form.words


def test_what_a_stranger_within_the_wadah_does_not_see(cast: Cast, joko: Browser, tono: Browser) -> None:
    for who, status in ((joko, 404), (tono, 403)):
        who.get(f"/perisai/agen/{cast.dewi.membership_id}", status=status)
        who.get(f"/perisai/agen/{cast.dewi.membership_id}/sertifikat.pdf", status=status)
