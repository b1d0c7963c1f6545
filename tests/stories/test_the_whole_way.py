"""From the Dapodik file a school already has to the card a stranger verifies: on a phone and at a desk, with and
without JavaScript, by the same steps."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Locator, expect

from portal.values import clock
from portal.values.rupiah import Rupiah
from portal.web.formats import day
from tests.make import people, sheets
from tests.make.sheets import Student
from tests.papers import reading
from tests.stories import office
from tests.stories.conftest import Visit
from tests.stories.house import House
from tests.stories.visitor import Visitor, figure

pytestmark = [pytest.mark.story, pytest.mark.timeout(300)]

PASSWORD = "gajah-menari-di-atas-awan"
#: The first row of students in a Dapodik download: below four titles and a header of two rows.
FIRST_ROW = 7
COUNT = 53


@pytest.mark.parametrize("js", [True, False], ids=["js", "plain"])
@pytest.mark.parametrize("width", [360, 1280], ids=["phone", "desk"])
def test_from_the_dapodik_file_to_the_verified_card(house: House, visit: Visit, width: int, js: bool) -> None:
    number = [(360, True), (360, False), (1280, True), (1280, False)].index((width, js))
    school = f"SMK Cerita {number + 1}"
    right = originals(first=100 * number)
    students = as_dapodik_has_them(right)
    hasan, sari = visit(width=width, js=js), visit(width=width, js=js)

    hasan.signs_in(house.cast.hasan.email)
    hasan.arrives("Yang menunggu hari ini")
    link = registers_a_school(hasan, school, f"7000000{number}", f"08130000000{number}")
    takes_up_the_invitation(sari, link)
    makes_a_wave(sari)
    uploads(sari, students)
    mends(sari, students, right)
    sends(sari, 52)

    returns_two(hasan, school, students)
    approves(hasan, f"70000000000{number}", 50)
    sends_the_returned_again(sari, students)
    to_the_queue(hasan, school)
    approves(hasan, f"80000000000{number}", 2)

    months = 3
    each = 16_800 * months
    pays(hasan, school, 2, Rupiah(2 * each), f"A{number}")
    pays(hasan, school, 50, Rupiah(37 * each), f"B{number}", part="XI RPL 1")
    hasan.sees(re.compile("Dibayar sebagian|Sebagian"))
    pays(hasan, school, 50, Rupiah(13 * each), f"C{number}")

    receipt(sari, Rupiah(13 * each))
    card = shows_the_card(sari, students[20])
    prints_cards(sari)
    verifies(visit(width=width, js=js), card, students[20], school)


def originals(first: int) -> list[Student]:
    """53 students as they are; 37 of the 50 who get through first are in one class."""
    return [
        student._replace(name=people.name(at), class_name="XI RPL 1" if at < 40 else "XI TKJ 2")
        for at, student in enumerate(sheets.students(COUNT, first))
    ]


def as_dapodik_has_them(right: list[Student]) -> list[Student]:
    """The same students with what a list has wrong in it."""
    found = list(right)
    found[0] = right[0]._replace(nik=right[0].nik[:-1])
    found[1] = right[1]._replace(nik=right[1].nik[:12] + "0000")
    found[2] = right[2]._replace(born=right[2].born + timedelta(days=1))
    found[3] = right[3]._replace(nik="")
    for at in (5, 7, 9):
        found[at] = right[at]._replace(sex="Cowok")
    return found


def registers_a_school(hasan: Visitor, school: str, npsn: str, phone: str) -> str:
    """Register it and invite its operator; the link to hand over."""
    hasan.goes_to("Mitra")
    hasan.follows("Daftarkan sekolah")
    hasan.arrives("Daftarkan sekolah")
    hasan.fills(re.compile("^Nama"), school)
    hasan.fills(re.compile("^NPSN"), npsn)
    hasan.presses("Simpan")
    hasan.arrives(school)
    hasan.sees("Undang operatornya agar sekolah dapat mulai.")
    hasan.follows("Undang operator")
    hasan.arrives("Undang rekan")
    hasan.fills("Nama", "Ratna Dewi")
    hasan.fills(re.compile("^Nomor HP"), phone)
    hasan.ticks(re.compile("^Operator sekolah"))
    hasan.presses("Buat undangan")
    hasan.arrives("Undangan untuk Ratna Dewi")
    return hasan.page.get_by_label("Tautan").input_value()


def takes_up_the_invitation(sari: Visitor, link: str) -> None:
    sari.opens(link, "Undangan untuk Ratna Dewi")
    sari.fills("Kata sandi baru", "12345")
    sari.fills(re.compile("^Ulangi"), "12345")
    sari.presses("Terima undangan")
    sari.arrives("Undangan untuk Ratna Dewi")
    expect(sari.page.get_by_role("alert")).to_be_focused()
    sari.fills("Kata sandi baru", PASSWORD)
    sari.fills(re.compile("^Ulangi"), PASSWORD)
    sari.presses("Terima undangan")
    sari.arrives("Beranda")
    sari.sees("Selamat datang di Gandeng")


def makes_a_wave(sari: Visitor) -> None:
    sari.follows("Buat gelombang pertama")
    sari.arrives("Gelombang baru")
    sari.fills(re.compile("^Nama"), "PKL Semester Genap")
    today = clock.today()
    last = today
    for _ in range(2):  # the months touched are this one and the next two, whatever day it is
        last = (last.replace(day=1) + timedelta(days=32)).replace(day=1)
    sari.fills(re.compile("^Tanggal (mulai|berangkat)"), today.isoformat())
    sari.fills(re.compile("^Tanggal selesai"), (last + timedelta(days=14)).isoformat())
    sari.presses("Simpan")
    sari.arrives("PKL Semester Genap")


def uploads(sari: Visitor, students: list[Student]) -> None:
    sari.follows("Masukkan daftar siswa")
    sari.arrives("Masukkan daftar siswa")
    sari.presses("Periksa daftar")
    sari.arrives("Masukkan daftar siswa")
    sari.sees("Pilih dahulu berkasnya.")
    sari.sends_file("Berkas daftar siswa", "daftar_pd-SMK.xlsx", sheets.dapodik(students))
    sari.presses("Periksa daftar")
    sari.arrives("daftar_pd-SMK.xlsx")
    sari.sees("53 baris, diperiksa.")
    figures(sari, salah=6, perlu_dilihat=1, siap=46)


def mends(sari: Visitor, students: list[Student], right: list[Student]) -> None:
    for at, sentence in ((0, "NIK harus 16 angka, di sini 15."), (1, "Empat angka terakhir NIK tidak mungkin 0000.")):
        row = sari.row(students[at].name)
        expect(row).to_contain_text(sentence)
        expect(row).to_contain_text(str(FIRST_ROW + at))
        sari.follows("Perbaiki", row)
        expect(sari.page.get_by_text(f"Baris {FIRST_ROW + at}:")).to_be_visible()
        sari.looks()
        sari.fills("NIK", right[at].nik[:-2])
        sari.presses("Simpan")
        sari.sees("Tersimpan, tetapi masih ada yang salah.")
        sari.fills("NIK", right[at].nik)
        sari.presses("Simpan")
        figures(sari, salah=5 - at)
    sari.presses("Lewati", sari.row(students[3].name))
    figures(sari, salah=3)
    sari.looks()

    sari.follows("Ganti isi satu kolom")
    sari.arrives("Ganti isi satu kolom")
    sari.chooses(re.compile("^Kolom"), "Jenis Kelamin")
    sari.fills(re.compile("^Isi yang salah"), "Cowok")
    sari.fills(re.compile("^Ganti dengan"), "L")
    sari.presses("Ganti semua")
    sari.arrives("daftar_pd-SMK.xlsx")
    sari.sees("3 baris diganti dan diperiksa ulang.")
    figures(sari, salah=0, perlu_dilihat=1, siap=51)

    row = sari.row(students[2].name)
    expect(row).to_contain_text("Tanggal lahir berbeda dari NIK")
    sari.presses(f"Pakai “{day(right[2].born)}”", row)
    figures(sari, perlu_dilihat=0, siap=52)


def sends(sari: Visitor, count: int) -> None:
    sari.follows(f"Ajukan {count} siswa")
    sari.arrives(f"Ajukan {count} siswa")
    total = Rupiah(count * 3 * 16_800)
    expect(sari.page.get_by_text(str(total)).first).to_be_visible()
    sari.sees(total.in_words())
    sari.unfolds("Mengapa jumlahnya demikian?")
    sari.looks()
    sari.presses("Ajukan sekarang")
    sari.arrives(re.compile("^Pengajuan "))
    sari.sees(f"{count} siswa diajukan.")


def to_the_queue(hasan: Visitor, school: str) -> None:
    hasan.goes_to("Pengajuan")
    hasan.follows(school)
    hasan.arrives(school)


def returns_two(hasan: Visitor, school: str, students: list[Student]) -> None:
    to_the_queue(hasan, school)
    for at in (10, 11):
        hasan.ticks(f"Pilih baris {FIRST_ROW + at}")
    hasan.fills(f"Alasan untuk baris {FIRST_ROW + 10}", "Nama tidak sama dengan kartu keluarga")
    hasan.presses("Kembalikan yang dicentang")
    hasan.arrives(school)
    hasan.sees("Tulis alasan agar sekolah tahu apa yang harus diperbaiki.")
    for at in (10, 11):
        hasan.ticks(f"Pilih baris {FIRST_ROW + at}")
    hasan.fills(f"Alasan untuk baris {FIRST_ROW + 10}", "Nama tidak sama dengan kartu keluarga")
    hasan.fills(re.compile("^Alasan untuk semua"), "Nama ibu kandung harap dicek")
    hasan.presses("Kembalikan yang dicentang")
    hasan.arrives(school)
    hasan.sees("2 baris dikembalikan ke sekolah dengan alasannya.")


def approves(hasan: Visitor, code: str, count: int) -> None:
    hasan.fills(re.compile("^Kode iuran"), code)
    hasan.presses("Setujui dan terbitkan tagihan")
    hasan.arrives(re.compile("^SMK Cerita"))
    hasan.sees(f"Disetujui. Tagihan untuk {count} orang sudah terbit")


def sends_the_returned_again(sari: Visitor, students: list[Student]) -> None:
    sari.goes_to("Beranda")
    sari.sees("2 dikembalikan")
    sari.follows("daftar_pd-SMK.xlsx")
    sari.arrives("daftar_pd-SMK.xlsx")
    expect(sari.row(students[10].name)).to_contain_text("Nama tidak sama dengan kartu keluarga")
    expect(sari.row(students[11].name)).to_contain_text("Nama ibu kandung harap dicek")
    expect(sari.page.get_by_role("row").filter(has_text=students[12].name)).to_have_count(0)
    sari.follows("Perbaiki", sari.row(students[10].name))
    expect(sari.page.get_by_text(f"Baris {FIRST_ROW + 10}:")).to_be_visible()
    sari.mends("Nama Lengkap", "Asep Sunandar")
    sari.presses("Simpan")
    sari.sees("Asep Sunandar")
    sends(sari, 2)


def pays(hasan: Visitor, school: str, count: int, amount: Rupiah, reference: str, part: str = "") -> None:
    """Record what came in for the school's bill of `count` people: all that is owed, or for one class."""
    hasan.goes_to("Tagihan")
    row = hasan.page.get_by_role("row").filter(has_text=school).filter(has=cell(hasan, count))
    expect(row).to_have_count(1)
    row.get_by_role("link").first.click()
    hasan.arrives(re.compile("^Tagihan "))
    office.asks_for_the_payment_form(hasan)
    if part:
        hasan.follows("Sebagian orang")
        expect(hasan.page.get_by_role("link", name="Sebagian orang")).to_have_attribute("aria-current", "page")
        for box in hasan.page.get_by_label(re.compile(r"^XI \w+ \d · \d+ orang")).all():
            box.set_checked(False)
        hasan.ticks(re.compile(f"^{part} · 37 orang"))
        hasan.presses("Tampilkan")
        names = hasan.page.get_by_role("group", name="Siapa yang dibayar").get_by_label(re.compile(part))
        expect(names).to_have_count(37)
        if hasan.js:
            hasan.ticks("Pilih semua")
        else:
            for name in names.all():
                name.check()
        hasan.looks()
    office.records_the_payment(hasan, f"{amount.amount:,}".replace(",", "."), f"NTB{reference}")


def receipt(sari: Visitor, amount: Rupiah) -> None:
    sari.goes_to("Tagihan")
    row = sari.page.get_by_role("row").filter(has=cell(sari, 50))
    row.get_by_role("link").first.click()
    sari.arrives(re.compile("^Tagihan "))
    payment = sari.row(str(amount))
    words = reading.text(sari.fetches(payment.get_by_role("link", name=re.compile("PDF"))))
    assert str(amount) in words
    assert amount.in_words().lower() in words.lower()


def shows_the_card(sari: Visitor, student: Student) -> str:
    """The card of one intern, found by name; what a camera reads off it."""
    sari.goes_to("Peserta")
    sari.fills("Cari peserta", student.name)
    sari.presses("Cari")
    sari.arrives(re.compile("."))
    sari.follows(student.name.upper())
    sari.arrives(student.name.upper())
    sari.sees("Terlindungi")
    sari.follows("Kartu")
    sari.arrives("Kartu peserta")
    picture = sari.page.get_by_role("img", name="Kode QR ke halaman pemeriksaan").screenshot(scale="css")
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)).convert("RGB"))
    assert len(found) == 1
    pdf = sari.downloads(sari.page.get_by_role("link", name="Unduh PDF"))
    code = found[0].text.rpartition("/")[2]
    assert code in reading.unbroken(pdf)
    return found[0].text


def prints_cards(sari: Visitor) -> None:
    sari.goes_to("Gelombang PKL")
    sari.follows("PKL Semester Genap")
    sari.arrives("PKL Semester Genap")
    sari.follows("Kartu gelombang ini")
    sari.arrives("Kartu PKL Semester Genap")
    pdf = sari.downloads(sari.page.get_by_role("button", name="Buat PDF"))
    assert len(reading.opened(pdf).pages) == 6  # 52 cards, ten to a sheet


def verifies(guest: Visitor, url: str, student: Student, school: str) -> None:
    """A stranger scans it: masked name, status, period, and nothing more."""
    guest.opens(url, "Periksa kartu")
    guest.sees("Terlindungi")
    told = guest.has_read()
    assert day(clock.today())[:6].strip() in told
    first, last = student.name.upper().split()
    assert re.search(rf"{first[0]}\W+ {last[0]}\W", told)
    of_the_student = (first, last, student.nik, student.nik[:4], student.nisn, student.phone, student.mother.upper())
    for hidden in (*of_the_student, student.class_name, school, "Bandung"):
        assert hidden not in told.replace("GANDENG", ""), f"the page of a card tells {hidden!r}: {told}"


def cell(visitor: Visitor, number: int) -> Locator:
    """A cell that holds this number alone."""
    return visitor.page.locator("td").filter(has_text=figure(number))


def figures(visitor: Visitor, **counts: int) -> None:
    """How many rows stand how, as the page counts them: salah, perlu_dilihat, siap."""
    for words, count in counts.items():
        label = words.replace("_", " ")
        expect(visitor.page.get_by_role("link", name=re.compile(rf"^{count} {label}$"))).to_be_visible()
