"""A month of an agent: three people on the street, one without a network and one covered elsewhere; what their first
payments earn, line by line, and paid out; and one of them hit by a car.

The portal runs in the story's own process, so that a month passes in an instant. Everybody of Perisai is on a phone.
"""

from __future__ import annotations

import re

import pytest
import time_machine
from playwright.sync_api import expect

from portal.access.permissions import Role
from portal.models import Enrolment, PayoutLine, db
from portal.models.transaction import transaction
from portal.values.month import Month
from tests.cast import Cast, Person, newcomer
from tests.conftest import Hand
from tests.make import accidents, earnings, people, workers
from tests.papers import reading
from tests.stories.conftest import Visit, in_this_process
from tests.stories.house import House
from tests.stories.street import asks_for, fills_in, registers_without_network
from tests.stories.visitor import Visitor

pytestmark = [pytest.mark.story, pytest.mark.timeout(300)]

ONE, TWO, THREE = 8_001, 8_002, 8_003
NOV = Month(2026, 11)
#: Said at the desk, and never to be read by sponsor or agent.
INJURY = "tulang kering kiri patah"
DIAGNOSIS = "fraktur tibia kiri"
TREATMENT = "pemasangan gips"
OF_THE_BODY = (INJURY, DIAGNOSIS, TREATMENT, "17 hari")
FORMS = ("3 KK1 (tahap I)", "3a KK2 (tahap II)", "3b KK3 (surat dokter)")


now, house = in_this_process("2026-11-21 03:00:00+00:00")


def test_from_the_street_to_the_payout_and_to_the_clinic(
    house: House, cast: Cast, visit: Visit, worker: Hand, now: time_machine.Coordinates
) -> None:
    with transaction():
        lilis = newcomer("Lilis Suryani", Role.BRANCH_OFFICER, cast.bandung, None)
    workers.registered(cast.agus, [THREE])
    dewi, ratna, tono, hasan, second = (visit(width=360) for _ in range(5))

    registers_three(dewi, cast)
    earnings.accounts(cast.dewi, cast.ratna)
    earnings.collected(cast.dewi, cast.hasan)

    now.move_to("2026-12-01 03:00:00+00:00")  # ten in the morning; the session of November is long over
    paid = is_paid_out(hasan, second, lilis, cast, worker)
    reads_every_line(dewi, cast, paid)

    asks_at_the_desk(tono, cast)
    opens_the_case(tono)
    notes_the_diagnosis(tono)
    ratna.signs_in(cast.ratna.email)
    ratna.arrives("Wadah Sinar Mandiri")
    for who in (dewi, ratna):
        follows_the_case(who, "Ditangani", "Kasus dibuka")
        reads_nothing_of_the_body(who)
    decides(hasan)
    follows_the_case(dewi, "Diterima", "Terbukti saat bekerja")


def registers_three(dewi: Visitor, cast: Cast) -> None:
    dewi.signs_in(cast.dewi.email)
    dewi.arrives("Orang binaan saya")
    dewi.goes_to("Daftarkan", "Daftarkan peserta")
    dewi.sees(re.compile("JKK \\+ JKM\\): Rp8.400 sebulan"))
    fills_in(dewi, ONE)
    dewi.presses("Daftarkan")
    dewi.arrives(people.name(ONE))
    dewi.sees(re.compile("Sistem Informasi Perisai"))
    dewi.goes_to("Daftarkan", "Daftarkan peserta")
    registers_without_network(dewi, TWO)
    asks_for(dewi, THREE, held_by="Ranting Arjuna")
    db.session.rollback()
    mine = db.session.scalars(cast.dewi.actor().sees(Enrolment)).all()
    assert len(mine) == 2


def is_paid_out(hasan: Visitor, second: Visitor, lilis: Person, cast: Cast, worker: Hand) -> str:
    """One officer prepares, another approves; what the agent is paid, as the branch reads it."""
    hasan.signs_in(cast.hasan.email)
    hasan.arrives("Yang menunggu hari ini")
    hasan.goes_to("Insentif", re.compile("^Insentif"))
    hasan.follows("Pembayaran")
    hasan.arrives("Pembayaran insentif")
    hasan.presses("Siapkan")
    hasan.arrives("Pembayaran insentif November 2026")
    worker.drain()
    hasan.follows("Muat ulang untuk melihat kemajuan")
    hasan.sees("Menunggu orang kedua")
    assert "Setujui pembayaran" not in hasan.buttons()
    second.signs_in(lilis.email)
    second.arrives("Yang menunggu hari ini")
    second.opens(hasan.page.url, "Pembayaran insentif November 2026")
    second.presses("Setujui pembayaran")
    second.sees("Disetujui. Berkas bank sekarang dapat diunduh.")
    file = second.downloads(second.page.get_by_role("button", name="Unduh berkas bank (CSV)")).decode("utf-8-sig")
    assert "Dewi Anggraini" in file
    second.unfolds("Tandai sudah dikirim")
    second.presses("Tandai sudah dikirim")
    second.sees("Ditandai sudah dikirim ke bank.")
    return second.row("Dewi Anggraini").get_by_role("cell").nth(2).inner_text().split()[-1]


def reads_every_line(dewi: Visitor, cast: Cast, paid: str) -> None:
    """Each says why it is as much as it is, or nothing; together they are what was paid."""
    dewi.signs_in(cast.dewi.email)
    dewi.arrives("Orang binaan saya")
    dewi.goes_to("Insentif")
    expect(dewi.row("November 2026")).to_contain_text(paid)
    expect(dewi.row("November 2026")).to_contain_text("Sudah dibayar")
    dewi.follows("November 2026")
    dewi.arrives("Insentif November 2026")
    lines = dewi.page.locator("#baris tbody tr")
    told = [re.split(r"\n+", line.strip()) for line in lines.all_inner_texts()]
    assert len(told) == 4, "a paid month and a new person, for each of two"
    total = 0
    for at, line in enumerate(told):
        amount = lines.nth(at).get_by_role("cell").nth(3).inner_text().split()[-1]
        assert len(lines.nth(at).get_by_role("cell").nth(4).inner_text()) > 40, line
        total += int(amount.replace("Rp", "").replace(".", ""))
    assert f"Rp{total:,}".replace(",", ".") == paid
    dewi.sees(re.compile("2 dari 25"))
    db.session.rollback()
    [kept] = db.session.scalars(cast.dewi.actor().sees(PayoutLine)).all()
    assert str(kept.total) == paid


def asks_at_the_desk(tono: Visitor, cast: Cast) -> None:
    """Half past seven of the morning before, on the way to the market; asked for that very minute."""
    tono.signs_in(cast.tono.email)
    tono.arrives(re.compile("."))
    tono.goes_to("Cek perlindungan")
    tono.fills(re.compile("^NIK, nomor kartu"), workers.nik(ONE).digits)
    tono.fills(re.compile("^Tanggal kecelakaan"), "2026-11-30")
    tono.fills(re.compile("^Jam kecelakaan"), "07:30")
    tono.ticks("Kecelakaan lalu lintas")
    tono.presses("Periksa")
    tono.arrives("Hasil cek perlindungan")
    tono.sees("Terlindungi")
    tono.sees(re.compile("Jasa Raharja menjamin lebih dahulu"))
    tono.sees_not(people.name(ONE))


def opens_the_case(tono: Visitor) -> None:
    """The clock runs since the accident: a day and more are gone; the papers come out filled in."""
    tono.follows("Buka kasus kecelakaan")
    tono.arrives("Buka kasus kecelakaan")
    tono.ticks("Di perjalanan berangkat atau pulang")
    tono.fills(re.compile("^Tempat kejadian"), "Jalan Kebon Jati, Bandung")
    tono.fills(re.compile("^Kronologi"), "Mendorong gerobak berangkat ke pasar, ditabrak mobil dari belakang.")
    tono.fills(re.compile("^Luka"), INJURY)
    tono.presses("Buka kasus")
    tono.arrives(f"Kecelakaan {people.name(ONE)}")
    tono.sees("Kurang dari 24 jam")
    tono.sees(INJURY)
    form = reading.text(tono.downloads(tono.page.get_by_role("button", name="Cetak 3 KK1 (tahap I)")))
    for words in (workers.nik(ONE).digits, people.name(ONE), INJURY, "Wadah Sinar Mandiri"):
        assert words in form
    tono.chooses(re.compile("^Tambahkan dokumen"), "Laporan polisi")
    tono.sends_file(re.compile("^Foto atau PDF"), "laporan.pdf", accidents.pdf())
    tono.presses("Simpan dokumen")
    tono.sees(re.compile("^PDF, 1 halaman"))
    tono.presses("3 KK1 (tahap I) sudah disampaikan")
    tono.sees("Sudah disampaikan")
    tono.looks()


def notes_the_diagnosis(tono: Visitor) -> None:
    """It stands on the doctor's form, and on the page of who treats."""
    tono.follows("Ubah: Catatan perawatan")
    tono.arrives("Catatan perawatan")
    tono.fills(re.compile("^Diagnosis"), DIAGNOSIS)
    tono.fills(re.compile("^Tindakan"), TREATMENT)
    tono.fills(re.compile("^Hari tidak mampu"), "17")
    tono.presses("Simpan")
    tono.sees("Catatan perawatan disimpan.")
    tono.sees(DIAGNOSIS)
    tono.sees("Jawaban cek klinik")
    printed = [reading.text(tono.downloads(tono.page.get_by_role("button", name=f"Cetak {form}"))) for form in FORMS]
    assert [DIAGNOSIS in form for form in printed] == [False, False, True]
    assert INJURY in printed[0]


def follows_the_case(dewi: Visitor, under: str, words: str) -> None:
    """State and next step, whether the person was covered, and nothing of the body."""
    dewi.goes_to("Kasus", re.compile("."))
    dewi.follows(under)
    dewi.row(people.name(ONE)).get_by_role("link").first.click()
    dewi.arrives(f"Kecelakaan {people.name(ONE)}")
    dewi.sees(re.compile(words))
    dewi.sees("Sudah disampaikan")
    dewi.sees("Perlindungan pada saat itu")
    dewi.sees_not("Jawaban cek klinik")
    dewi.sees_not("Catatan perawatan")
    says_nothing_of_the_body(dewi.page.content())


def reads_nothing_of_the_body(who: Visitor) -> None:
    """Neither on the case, nor on what may be expected, nor on any of the three forms."""
    for form in FORMS:
        printed = reading.text(who.downloads(who.page.get_by_role("button", name=f"Cetak {form}")))
        assert people.name(ONE) in printed
        says_nothing_of_the_body(printed)
    who.follows("Manfaat")
    who.arrives(re.compile("."))
    says_nothing_of_the_body(who.page.content())


def says_nothing_of_the_body(text: str) -> None:
    for words in (*OF_THE_BODY, "tibia", "gips"):
        assert words not in text, words


def decides(hasan: Visitor) -> None:
    hasan.goes_to("Kasus", re.compile("."))
    hasan.row(people.name(ONE)).get_by_role("link").first.click()
    hasan.arrives(f"Kecelakaan {people.name(ONE)}")
    for words in (INJURY, DIAGNOSIS, "Jawaban cek klinik"):
        hasan.sees(words)
    hasan.fills("Alasan menerima", "Terbukti saat bekerja, di jalan berangkat")
    hasan.presses("Terima sebagai kecelakaan kerja")
    hasan.sees("Diterima sebagai kecelakaan kerja. Semua yang terkait melihat keputusannya.")
