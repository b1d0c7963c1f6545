"""People in the middle of something: signed out, going back, pressing twice, with a file that is too big or long."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from portal.values import clock
from tests.cast import PASSWORD
from tests.make import journey, people, sheets
from tests.stories import office
from tests.stories.conftest import Visit
from tests.stories.house import House, Staff
from tests.stories.visitor import Visitor

pytestmark = [pytest.mark.story, pytest.mark.timeout(180)]


def list_of(house: House, staff: Staff, numbers: range, *, broken: int = 0) -> str:
    """A wave with a list of these people in it, of whom `broken` have a NIK that lost its last digit; its address."""
    with house.app.app_context():
        wave = journey.wave(staff.operator)
    lines = people.pasted(numbers).decode().split("\n")
    for at in range(1, broken + 1):
        digits = people.nik(numbers[at - 1]).digits
        lines[at] = lines[at].replace(digits, digits[:-1])
    with house.app.app_context():
        from portal.models import Source, Wave
        from portal.models.transaction import transaction
        from portal.services import rosters

        with transaction():
            actor = staff.operator.actor()
            roster = rosters.receive(
                actor,
                actor.find(Wave, wave.wave),
                content="\n".join(lines).encode(),
                filename="",
                source=Source.PASTE,
            )
            return f"/sekolah/daftar/{roster.id}"


def at_work(visit: Visit, staff: Staff, address: str, *, js: bool = True, width: int = 1280) -> Visitor:
    found = visit(js=js, width=width)
    found.signs_in(staff.operator.email)
    found.arrives("Beranda")
    found.opens(address, re.compile("^Tempelan"))
    return found


@pytest.mark.parametrize("js", [True, False], ids=["js", "plain"])
def test_work_survives_a_session_that_ends_while_mending(house: House, visit: Visit, js: bool) -> None:
    staff = house.school(f"SMK Terputus {js}", f"Endang{js} Lestari")
    first = 1000 + 10 * js
    mila = at_work(visit, staff, list_of(house, staff, range(first, first + 4), broken=2), js=js)
    mila.follows("Perbaiki", mila.row(people.name(first)))
    mila.mends("NIK", people.nik(first).digits)
    mila.presses("Simpan")
    expect(mila.page.get_by_role("link", name=re.compile("^1 salah$"))).to_be_visible()
    mila.follows("Perbaiki", mila.row(people.name(first + 1)))
    mila.mends("NIK", people.nik(first + 1).digits)

    elsewhere = visit()
    elsewhere.signs_in(staff.operator.email)
    elsewhere.arrives("Beranda")
    elsewhere.unfolds(staff.school)
    elsewhere.looks()
    elsewhere.follows("Akun dan keamanan")
    elsewhere.arrives("Akun dan keamanan")
    elsewhere.unfolds("Akhiri semua sesi lain")
    elsewhere.presses("Akhiri semua sesi lain")
    elsewhere.sees("1 sesi lain sudah diakhiri.")

    mila.presses("Simpan")
    mila.arrives("Masuk")
    mila.sees("Sesi Anda telah berakhir.")
    mila.fills("E-mail atau nomor HP", staff.operator.email)
    mila.fills("Kata sandi", PASSWORD)
    mila.presses("Masuk")
    mila.arrives(re.compile("^Tempelan|^Perbaiki baris"))
    if js:
        expect(mila.page.get_by_role("link", name=re.compile("^1 salah$"))).to_be_visible()
        mila.follows("Perbaiki", mila.row(people.name(first + 1)))
    mila.mends("NIK", people.nik(first + 1).digits)
    mila.presses("Simpan")
    expect(mila.page.get_by_role("link", name=re.compile("^0 salah$"))).to_be_visible()


def test_going_back_after_sending_sends_nothing_twice(house: House, visit: Visit) -> None:
    staff = house.school("SMK Mundur", "Fitri Handayani")
    fitri = at_work(visit, staff, list_of(house, staff, range(1100, 1104)))
    fitri.follows("Ajukan 4 siswa")
    fitri.arrives("Ajukan 4 siswa")
    fitri.presses("Ajukan sekarang")
    fitri.arrives(re.compile("^Pengajuan "))
    fitri.page.go_back()
    fitri.arrives(re.compile("^Ajukan "))
    again = fitri.page.get_by_role("button", name="Ajukan sekarang")
    if again.count():
        again.click()
        fitri.arrives(re.compile("^Pengajuan "))
    fitri.goes_to("Pengajuan")
    expect(fitri.page.locator("tbody tr")).to_have_count(1)
    expect(fitri.page.locator("tbody tr")).to_contain_text("4")


@pytest.mark.parametrize("js", [True, False], ids=["js", "plain"])
def test_pressing_twice_does_everything_once(house: House, visit: Visit, js: bool) -> None:
    """From the wave to the payment, every main button is pressed twice as fast as a finger can."""
    first = 1200 + 10 * js
    staff = house.school(f"SMK Ketuk Ganda {js}", f"Gita{js} Pertiwi")
    gita, hasan = visit(js=js), visit(js=js)
    gita.signs_in(staff.operator.email)
    gita.arrives("Beranda")
    gita.opens("/sekolah/gelombang/baru", "Gelombang baru")
    gita.fills(re.compile("^Nama"), "PKL Dua Ketuk")
    gita.fills("Tanggal berangkat", clock.today().isoformat())
    gita.fills("Tanggal selesai", (clock.today() + timedelta(days=10)).isoformat())
    twice(gita, "Simpan")
    gita.arrives("PKL Dua Ketuk")
    gita.follows("Masukkan daftar siswa")
    gita.arrives("Masukkan daftar siswa")
    gita.unfolds("Atau tempelkan dari Excel atau WhatsApp")
    gita.page.get_by_label(re.compile("^Baris yang ditempelkan")).fill(
        people.pasted(range(first, first + 3)).decode()
    )
    twice(gita, "Periksa daftar")
    gita.arrives(re.compile("^Tempelan"))
    gita.follows("Ajukan 3 siswa")
    gita.arrives("Ajukan 3 siswa")
    twice(gita, "Ajukan sekarang")
    gita.arrives(re.compile("^Pengajuan "))

    hasan.signs_in(house.cast.hasan.email)
    hasan.arrives("Yang menunggu hari ini")
    hasan.goes_to("Pengajuan")
    hasan.follows(staff.school)
    hasan.arrives(staff.school)
    hasan.fills(re.compile("^Kode iuran"), f"77777777777{int(js)}")
    twice(hasan, "Setujui dan terbitkan tagihan")
    hasan.arrives(staff.school)
    hasan.follows(re.compile("^Tagihan TAG"))
    hasan.arrives(re.compile("^Tagihan "))
    office.asks_for_the_payment_form(hasan)
    owed = re.search(r"sisa tagihan Rp([\d.]+)", hasan.has_read())
    assert owed
    office.fills_in_the_payment(hasan, owed[1], f"KETUK{js}", "ATM")
    twice(hasan, "Catat pembayaran")
    hasan.arrives(re.compile("^Tagihan "))
    expect(hasan.page.get_by_role("link", name=re.compile("PDF"))).to_have_count(1)

    for room in ("Gelombang PKL", "Daftar siswa", "Pengajuan", "Tagihan"):
        gita.goes_to(room)
        expect(gita.page.locator("tbody tr")).to_have_count(1)


def twice(visitor: Visitor, button: str) -> None:
    visitor.page.get_by_role("button", name=button, exact=True).dblclick(no_wait_after=True)


def test_a_file_that_is_too_big_is_refused_with_the_reason(house: House, visit: Visit, tmp_path: Path) -> None:
    staff = house.school("SMK Berkas Besar", "Heni Kusuma")
    with house.app.app_context():
        journey.wave(staff.operator)
    heni = visit()
    heni.signs_in(staff.operator.email)
    heni.arrives("Beranda")
    heni.goes_to("Gelombang PKL")
    heni.follows("PKL Gelombang 1")
    heni.arrives("PKL Gelombang 1")
    heni.follows("Masukkan daftar siswa")
    heni.arrives("Masukkan daftar siswa")
    heni.puts_in("Berkas daftar siswa", blanks(tmp_path, 20 * 2**20 + 1))
    heni.presses("Periksa daftar")
    heni.arrives("Masukkan daftar siswa")
    heni.sees("Berkas lebih dari 20 MB.")
    heni.expects("413")
    heni.puts_in("Berkas daftar siswa", blanks(tmp_path, 30 * 2**20))
    heni.presses("Periksa daftar")
    heni.arrives("Kiriman terlalu besar")
    heni.sees("Tidak ada yang disimpan.")


def blanks(folder: Path, size: int) -> Path:
    file = folder / "foto.xlsx"
    file.write_bytes(b"PK\3\4".ljust(size, b"\0"))
    return file


def test_a_long_file_is_read_while_one_is_elsewhere(house: House, visit: Visit) -> None:
    staff = house.school("SMK Dua Belas Ribu", "Indah Permatasari")
    with house.app.app_context():
        journey.wave(staff.operator)
    indah = visit(width=360)
    indah.signs_in(staff.operator.email)
    indah.arrives("Beranda")
    indah.goes_to("Gelombang PKL")
    indah.follows("PKL Gelombang 1")
    indah.arrives("PKL Gelombang 1")
    indah.follows("Masukkan daftar siswa")
    indah.arrives("Masukkan daftar siswa")
    indah.sends_file("Berkas daftar siswa", "semua.xlsx", sheets.roster(sheets.students(12_000, 20_000)))
    indah.presses("Periksa daftar")
    indah.arrives("semua.xlsx")
    address = indah.page.url
    if not indah.page.get_by_text("12.000 baris, diperiksa.").count():
        indah.sees("Anda boleh meninggalkan halaman ini")
        indah.goes_to("Beranda")
        indah.opens(address, "semua.xlsx")
    # Nobody presses anything any more: the page asks by itself until the worker is done.
    expect(indah.page.get_by_text("12.000 baris, diperiksa.")).to_be_visible(timeout=90_000)
    indah.looks()
