"""An ormas that knows its members by their cards: from the tree and the list, over the gap, to the dues of two of
them and the numbers that moved. On a phone with JavaScript, and at a desk without."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.make import member_lists, people, trees, workers
from tests.stories import office
from tests.stories.conftest import Visit
from tests.stories.house import House
from tests.stories.visitor import Visitor, figure

pytestmark = [pytest.mark.story, pytest.mark.timeout(300)]

PASSWORD = "gajah-menari-di-atas-awan"
MEMBERS = 8
#: Each has its own, so that the branch tells their bills apart.
UNITS = {1: "Ranting Melati", 2: "Ranting Cempaka"}


@pytest.mark.parametrize(("width", "js"), [(360, True), (1280, False)], ids=["phone-js", "desk-plain"])
def test_from_the_tree_to_the_numbers_that_moved(house: House, visit: Visit, width: int, js: bool) -> None:
    at = 1 if js else 2
    ormas, numbers = f"Karya Bersama {at}", range(5_000 + 100 * at, 5_000 + 100 * at + MEMBERS)
    hasan, ketut = visit(width=width, js=js), visit(width=width, js=js)

    hasan.signs_in(house.cast.hasan.email)
    hasan.arrives("Yang menunggu hari ini")
    link = registers_an_ormas(hasan, ormas, at)
    takes_up_the_invitation(ketut, link, ormas)
    loads_the_tree(ketut, ormas, at)
    loads_members(ketut, numbers, at)
    sees_the_gap(ketut, ormas, UNITS[at], covered=0)
    registers(ketut, UNITS[at], numbers[:3])
    cash = collects_dues(ketut, UNITS[at], numbers)
    pays(hasan, UNITS[at], cash, at)
    sees_the_gap(ketut, ormas, UNITS[at], covered=2)
    finds_who_is_left(ketut, numbers)


def registers_an_ormas(hasan: Visitor, ormas: str, at: int) -> str:
    """Register it and invite its coordinator; the link to hand over."""
    hasan.goes_to("Mitra")
    hasan.follows("Ormas")
    hasan.arrives("Mitra")
    hasan.follows("Daftarkan ormas")
    hasan.arrives("Daftarkan ormas")
    hasan.fills(re.compile("^Nama ormas"), ormas)
    hasan.fills(re.compile("^Kode unit paling atas"), f"KB{at}")
    hasan.fills(re.compile("^Nama tingkat"), "MPC\nPAC\nRanting")
    hasan.presses("Simpan")
    hasan.arrives(ormas)
    hasan.sees("MPC → PAC → Ranting")
    hasan.follows("Undang koordinator")
    hasan.arrives("Undang rekan")
    hasan.fills("Nama", "Ketut Wijaya")
    hasan.fills(re.compile("^Nomor HP"), f"08131000000{at}")
    hasan.ticks(re.compile("^Koordinator"))
    hasan.presses("Buat undangan")
    hasan.arrives("Undangan untuk Ketut Wijaya")
    return hasan.page.get_by_label("Tautan").input_value()


def takes_up_the_invitation(ketut: Visitor, link: str, ormas: str) -> None:
    ketut.opens(link, "Undangan untuk Ketut Wijaya")
    ketut.fills("Kata sandi baru", PASSWORD)
    ketut.fills(re.compile("^Ulangi"), PASSWORD)
    ketut.presses("Terima undangan")
    ketut.arrives(ormas)
    ketut.sees("Selamat datang di Gandeng")


def loads_the_tree(ketut: Visitor, ormas: str, at: int) -> None:
    """A parent that is nowhere keeps the sheet out; the mended one shows its tree, and is kept."""
    lines = [f"P;PAC Coblong;;KB{at}", f"M;{UNITS[at]};Ranting;P", "K;Ranting Kenanga;Ranting;P"]
    ketut.follows("Unggah daftar unit")
    ketut.arrives("Unggah daftar unit")
    ketut.sends_file("Berkas daftar unit", "pohon.csv", trees.sheet(*lines, "D;Ranting Dahlia;Ranting;HILANG"))
    ketut.presses("Periksa daftar")
    ketut.arrives("pohon.csv")
    ketut.sees("1 kesalahan. Perbaiki di berkasnya, lalu unggah lagi.")
    ketut.sees("Kode induk HILANG tidak ada di berkas ini")
    ketut.follows("Unggah lagi")
    ketut.arrives("Unggah daftar unit")
    ketut.sends_file("Berkas daftar unit", "pohon.csv", trees.sheet(*lines))
    ketut.presses("Periksa daftar")
    ketut.arrives("pohon.csv")
    ketut.sees("3 unit baru siap disimpan.")
    ketut.presses("Simpan 3 unit")
    ketut.arrives(ormas)
    ketut.sees("PAC Coblong")


def loads_members(ketut: Visitor, numbers: range, at: int) -> None:
    """Six of one Ranting and two of the other, three with their NIK; one row names a unit wrongly."""
    here = UNITS[at]
    lines = [line(number, at, here if place < 6 else "Ranting Kenanga") for place, number in enumerate(numbers)]
    wrong = [lines[0].replace(here, f"{here}i"), *lines[1:]]
    ketut.goes_to("Daftar anggota")
    ketut.follows("Masukkan daftar")
    ketut.arrives("Masukkan daftar anggota")
    ketut.sends_file("Berkas daftar anggota", "anggota.csv", member_lists.sheet(*wrong))
    ketut.presses("Periksa daftar")
    ketut.arrives("anggota.csv")
    row = ketut.row(people.name(numbers[0]))
    expect(row).to_contain_text(f"{here}i")
    ketut.presses(f"Pakai “{here}”", row)
    expect(ketut.page.get_by_role("button", name=f"Pakai “{here}”")).to_have_count(0)
    ketut.sees(f"Masukkan {MEMBERS} anggota")
    ketut.presses(f"Masukkan {MEMBERS} anggota")
    ketut.arrives("anggota.csv")
    ketut.sees(f"{MEMBERS} anggota sudah masuk.")


def line(number: int, at: int, unit: str) -> str:
    """Somebody's row in the ormas's list; of the first three the NIK is known."""
    nik = workers.nik(number).digits if number % 100 < 3 else ""
    return f"KB{at}.{number};{people.name(number)};{unit};08{2100000000 + number};{nik};;Guru mengaji;"


def sees_the_gap(ketut: Visitor, ormas: str, here: str, *, covered: int) -> None:
    """The whole is the sum of its parts, down to the names."""
    ketut.goes_to("Cakupan", f"Cakupan {ormas}")
    ketut.counts("Belum terlindungi", MEMBERS - covered)
    ketut.counts("Terlindungi", covered)
    ketut.follows("PAC Coblong")
    ketut.arrives("Cakupan PAC Coblong")
    ketut.counts("Belum terlindungi", MEMBERS - covered)
    for unit, members, of_them in ((here, 6, covered), ("Ranting Kenanga", 2, 0)):
        cells = ketut.row(unit).locator("td.num")
        expect(cells).to_have_text([figure(members), figure(of_them), figure(0), figure(members - of_them)])
    ketut.follows(here)
    ketut.arrives(f"Cakupan {here}")
    ketut.follows("Siapa yang belum")
    ketut.arrives(f"Anggota {here}")
    expect(ketut.page.locator("tbody tr")).to_have_count(6 - covered)


def registers(ketut: Visitor, here: str, numbers: range) -> None:
    """Three at the table: the first asks for the price, and nobody is registered without having signed."""
    for number in numbers:
        to_the_unit(ketut, here)
        ketut.follows("Daftarkan peserta di unit ini")
        ketut.arrives("Daftarkan peserta")
        ketut.fills("NIK", workers.nik(number).digits)
        ketut.fills("Nama lengkap", people.name(number))
        ketut.chooses("Pekerjaan", "Guru mengaji")
        ketut.fills("Penghasilan sebulan", "1.200.000")
        if number == numbers[0]:
            ketut.presses("Lihat iurannya dulu")
            ketut.sees("Iuran yang akan dibayar")
            ketut.looks()
            ketut.presses("Daftarkan")
            ketut.sees("Catat dahulu persetujuan orangnya")
            ketut.looks()
        ketut.ticks(re.compile("^Orangnya sudah menandatangani"))
        ketut.presses("Daftarkan")
        ketut.arrives(people.name(number))
        ketut.sees("Terdaftar. Perlindungan mulai setelah iuran pertama dibayar lewat daftar iuran.")


def collects_dues(ketut: Visitor, here: str, numbers: range) -> str:
    """Two of three pay; the third stays due. What is to be handed over, as the page writes it."""
    to_the_unit(ketut, here)
    ketut.follows("Daftar iuran", ketut.page.locator("main"))
    ketut.arrives("Daftar iuran")
    ketut.presses("Buka daftar iuran")
    ketut.arrives(re.compile("^Iuran "))
    ketut.sees("0 dari 3")
    for number in numbers[:2]:
        ketut.page.get_by_label(re.compile(rf"^\d\. {people.name(number)}$")).check()
    ketut.presses("Simpan centang")
    ketut.arrives(re.compile("^Iuran "))
    ketut.sees("2 dari 3")
    ketut.follows("Periksa dan buat tagihan")
    ketut.arrives(re.compile("^Buat tagihan iuran "))
    button = ketut.page.get_by_role("button", name=re.compile("^Buat tagihan Rp"))
    cash = button.inner_text().strip().removeprefix("Buat tagihan ")
    button.click()
    ketut.arrives(re.compile("^Tagihan "))
    ketut.sees("Menunggu kode iuran")
    ketut.sees(cash)
    return cash


def pays(hasan: Visitor, here: str, cash: str, at: int) -> None:
    """The branch gives the bill its code and records what came in."""
    office.opens_the_bill(hasan, here)
    office.gives_the_code(hasan, f"90000000000{at}")
    office.asks_for_the_payment_form(hasan)
    office.records_the_payment(hasan, cash.removeprefix("Rp"), f"NTBDRIVE{at}")


def finds_who_is_left(ketut: Visitor, numbers: range) -> None:
    """Who has paid is off the list; who is registered and has not paid still stands on it."""
    ketut.sees_not(people.name(numbers[0]))
    ketut.follows(people.name(numbers[2]), ketut.row(people.name(numbers[2])))
    ketut.arrives(people.name(numbers[2]))


def to_the_unit(ketut: Visitor, here: str) -> None:
    """Down the tree by its links."""
    ketut.goes_to("Unit", re.compile("^Karya Bersama"))
    ketut.follows("PAC Coblong")
    ketut.arrives("PAC Coblong")
    ketut.follows(here)
    ketut.arrives(here)
