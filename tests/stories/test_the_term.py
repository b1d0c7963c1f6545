"""A term of a branch and one of its schools, over the turn of the year: 102 schools from a sheet, one of them
briefed, signed and invited; its 582 students in two waves; what is returned, mended, billed, paid through the bank's
files, handed over to SIPP and proven.

Every amount is computed here from what the law says, and by nothing of the portal: sixteen thousand eight hundred a
month, half of it while the relief lasts, which for interns is until the thirty-first of December 2026. The portal
runs in the story's own process, so that the year turns in an instant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from io import BytesIO
from urllib.parse import urlsplit

import pytest
import time_machine
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from portal.values.rupiah import Rupiah
from tests.cast import Cast
from tests.conftest import Hand
from tests.make import accidents, people, sheets
from tests.papers import reading
from tests.stories import office
from tests.stories.conftest import Visit, in_this_process
from tests.stories.house import House
from tests.stories.visitor import Visitor

pytestmark = [pytest.mark.story, pytest.mark.timeout(600)]

SCHOOL = "SMK Terpadu Bina Insan Cendekia Nusantara Mandiri"
NPSN = "69990101"
OPERATOR, PHONE, PASSWORD = "Nani Suhartini Kusumawardhani", "081300000991", "gajah-menari-di-atas-awan"

#: JKK of the first row of Lampiran II PP 44/2015 and the flat JKM; PP 50/2025 takes half of both away for a time.
FULL, HALF, RELIEF_ENDS = 10_000 + 6_800, (10_000 + 6_800) // 2, (2026, 12)
FIRST = (date(2026, 12, 7), date(2027, 3, 5))
SECOND = (date(2027, 1, 4), date(2027, 3, 31))
#: Of the first wave: who come home earlier, and who leave after the new year.
EARLIER, LATER = {100, 101, 102}, {298, 299}
HOME_ON, LEAVE_ON = date(2027, 1, 29), date(2027, 1, 4)
#: Students of the first wave, by their place in its list, and from where on they are of its small class.
GONE, SMALL = 300, 260
ALL = [
    each._replace(name=people.name(at), class_name="XII RPL 1" if at < SMALL or at >= GONE else "XII TKJ 2")
    for at, each in enumerate(sheets.students(582))
]
ONE, TWO = ALL[:GONE], ALL[GONE:]
#: Places in the first list that the branch gives back.
BACK = range(7)
HEAD_ROWS = 1
#: Ten cards on a sheet.
CARD_SHEETS = GONE // 10
#: Whom SIPP knows by another name, and by another number.
MISSPELT, MISNUMBERED = 150, 151
RIGHT_NIK = f"{ONE[MISNUMBERED].nik[:12]}9151"


def term(at: int) -> tuple[date, date]:
    """The days of the first wave's student at this place."""
    return (LEAVE_ON if at in LATER else FIRST[0], HOME_ON if at in EARLIER else FIRST[1])


def owed(first: date, last: date) -> int:
    """Whole rupiah for every month that these days touch."""
    year, month, total = first.year, first.month, 0
    while (year, month) <= (last.year, last.month):
        total += HALF if (year, month) <= RELIEF_ENDS else FULL
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return total


def together(places: Iterable[int]) -> int:
    """What students of the first wave owe, of the places given."""
    return sum(owed(*term(at)) for at in places)


#: The bills: the class that pays first, the one that pays after the new year, the seven that came back, the others.
BIG = together(at for at in range(SMALL) if at not in BACK)
LITTLE = together(range(SMALL, GONE))
SEVEN = together(BACK)
WHOLE_SECOND = len(TWO) * owed(*SECOND)
CODES = {"first": "820000000001", "second": "820000000002", "seven": "820000000003"}
PARTS = {"big": "820000000011", "little": "820000000012"}


now, house = in_this_process("2026-11-23 02:00:00+00:00")


def test_a_term_over_the_turn_of_the_year(
    house: House, cast: Cast, visit: Visit, worker: Hand, now: time_machine.Coordinates
) -> None:
    assert (BIG, LITTLE, SEVEN, WHOLE_SECOND) == (14_775_600, 2_335_200, 411_600, 14_212_800), "as on paper"
    hasan, nani = visit(width=1280), visit(width=360)

    hasan.signs_in(cast.hasan.email)
    hasan.arrives("Yang menunggu hari ini")
    loads_the_schools(hasan)
    link = briefs_and_signs(hasan)
    grants_relief(hasan)

    takes_up_the_invitation(nani, link)
    makes_a_wave(nani, "PKL Gelombang 1 Desember", *FIRST, first=True)
    sends_in(nani, "Daftar PKL gelombang 1.xlsx", own_sheet(), len(ONE), together(range(GONE)))
    makes_a_wave(nani, "PKL Gelombang 2 Januari", *SECOND)
    sends_in(nani, "daftar_pd-SMK.xlsx", sheets.dapodik(TWO, SCHOOL), len(TWO), WHOLE_SECOND)

    returns_seven(hasan)
    approves(hasan, CODES["first"], len(ONE) - len(BACK), BIG + LITTLE)
    to_the_queue(hasan, "PKL Gelombang 2 Januari")
    approves(hasan, CODES["second"], len(TWO), WHOLE_SECOND)
    mends_seven(nani)
    to_the_queue(hasan, "PKL Gelombang 1 Desember")
    approves(hasan, CODES["seven"], len(BACK), SEVEN)
    pays_a_class_later(nani)
    gives_codes(hasan)

    now.move_to("2026-12-03 02:00:00+00:00")
    hasan.signs_in(cast.hasan.email)
    hasan.arrives("Yang menunggu hari ini")
    loads_the_first_statement(hasan)
    hasan.goes_to("Serah ke SIPP")
    hasan.sees("582 orang dari 1 mitra.")
    handed = hands_over(hasan, len(ALL))

    now.move_to("2027-01-02 03:00:00+00:00")
    nani.signs_in(PHONE, PASSWORD)
    nani.arrives("Beranda")
    hasan.signs_in(cast.hasan.email)
    hasan.arrives("Yang menunggu hari ini")
    sees_who_is_uncovered(nani, hasan)
    loads_the_second_statement(hasan)
    nobody_is_uncovered(nani)
    hears_from_sipp(hasan, handed)
    mends_for_sipp(nani)
    hands_over_again(hasan)
    reads_a_student(nani)
    prints_the_proof(nani, worker)


# The branch wins a school.


def loads_the_schools(hasan: Visitor) -> None:
    """A hundred and two from the Dinas, one with a digit too few in its NPSN and one with a telephone of the desk."""
    head = ["No", "NPSN", "Nama Satuan Pendidikan", "Kelurahan", "Alamat", "Nama Operator", "No HP"]
    rows: list[list[str]] = [["DAFTAR SMK NEGERI DAN SWASTA"], ["Dinas Pendidikan Provinsi"], [], head]
    for at in range(102):
        name = SCHOOL if at == 41 else f"SMK {people.name(at)} Bandung"
        npsn = NPSN if at == 41 else f"6998{at:04}"
        rows.append([str(at + 1), npsn, name, "3273071005", f"Jl. Merdeka No. {at + 1}", people.name(at + 200), ""])
    rows[4][1] = "6998000"
    rows[5][6] = "(022) 4231"
    hasan.goes_to("Mitra")
    hasan.follows("Unggah daftar sekolah")
    hasan.arrives("Unggah daftar sekolah")
    hasan.sends_file("Berkas daftar sekolah", "Daftar SMK Dinas.xlsx", sheets.xlsx(rows))
    hasan.presses("Periksa daftar")
    hasan.arrives("Daftar SMK Dinas.xlsx")
    hasan.sees(re.compile("^NPSN terdiri dari 8 karakter"))
    for number, label, text in ((5, "NPSN", "69980000"), (6, "HP narahubung", "0812 3456 7890")):
        hasan.page.get_by_role("link", name=f"Perbaiki baris {number}").click()
        hasan.arrives(re.compile("."))
        hasan.fills(re.compile(f"^{label}"), text)
        hasan.presses("Simpan")
        hasan.arrives("Daftar SMK Dinas.xlsx")
    hasan.presses("Daftarkan 100 sekolah")
    hasan.sees("100 sekolah terdaftar.")
    hasan.presses("Daftarkan 2 sekolah")
    hasan.sees("102 sekolah terdaftar dari daftar ini.")


def briefs_and_signs(hasan: Visitor) -> str:
    """Found by its number, briefed, signed, its operator invited; the link to hand over."""
    hasan.goes_to("Mitra")
    hasan.fills(re.compile("^Cari nama"), NPSN)
    hasan.presses("Cari")
    hasan.follows(SCHOOL)
    hasan.arrives(SCHOOL)
    hasan.follows("Catat kontak")
    hasan.arrives("Catat kontak")
    hasan.ticks("Sosialisasi")
    hasan.fills(re.compile("^Hasilnya"), "Kepala sekolah setuju; PKS ditandatangani pekan ini.")
    hasan.chooses(re.compile("^Tahap sekarang"), "Disosialisasi")
    hasan.fills(re.compile("^Langkah berikutnya"), "Ambil PKS yang sudah ditandatangani")
    hasan.fills(re.compile("^Paling lambat"), "2026-11-27")
    hasan.presses("Simpan")
    hasan.arrives(SCHOOL)
    hasan.sees("Kepala sekolah setuju; PKS ditandatangani pekan ini.")
    hasan.follows("Ubah")
    hasan.arrives("Ubah data sekolah")
    hasan.fills(re.compile("^Nomor PKS"), "PKS/118/112026")
    hasan.fills(re.compile("^PKS mulai"), "2026-11-23")
    hasan.fills(re.compile("^PKS berakhir"), "2027-11-22")
    hasan.presses("Simpan")
    hasan.arrives(SCHOOL)
    facts = hasan.page.locator(".facts").first
    expect(facts).to_contain_text("PKS/118/112026")
    expect(facts.locator(".badge").first).to_have_text(re.compile("^\\s*PKS\\s*$"))
    hasan.follows("Simpan berkas PKS")
    hasan.arrives("Simpan berkas PKS")
    hasan.sends_file(re.compile("^Berkas PKS"), "pks.pdf", accidents.pdf())
    hasan.presses("Simpan")
    hasan.arrives(SCHOOL)
    hasan.follows("Undang operator")
    hasan.arrives("Undang rekan")
    hasan.fills("Nama", OPERATOR)
    hasan.fills(re.compile("^Nomor HP"), PHONE)
    hasan.ticks(re.compile("^Operator sekolah"))
    hasan.presses("Buat undangan")
    hasan.arrives(f"Undangan untuk {OPERATOR}")
    return urlsplit(hasan.page.get_by_label("Tautan").input_value()).path


def grants_relief(hasan: Visitor) -> None:
    """The law does not name interns, so the branch decides, and sees before what it means."""
    hasan.goes_to("Kebijakan")
    hasan.page.get_by_role("link", name="Lihat dan putuskan: Keringanan iuran untuk siswa PKL").click()
    hasan.arrives("Keringanan iuran untuk siswa PKL")
    expect(hasan.row("Siswa PKL, dibayar sekolah atau orang tua")).to_contain_text(str(Rupiah(HALF)))
    hasan.ticks("Diberikan")
    hasan.presses("Lihat akibatnya")
    hasan.arrives("Keringanan iuran untuk siswa PKL")
    hasan.fills("Alasan", "Surat kantor wilayah B/117/112026")
    hasan.presses("Simpan keputusan")
    hasan.arrives("Kebijakan")
    hasan.sees(re.compile("Keputusan disimpan"))


# The school sends its students.


def takes_up_the_invitation(nani: Visitor, link: str) -> None:
    nani.opens(link, f"Undangan untuk {OPERATOR}")
    nani.fills("Kata sandi baru", PASSWORD)
    nani.fills(re.compile("^Ulangi"), PASSWORD)
    nani.presses("Terima undangan")
    nani.arrives("Beranda")


def makes_a_wave(nani: Visitor, name: str, start: date, end: date, *, first: bool = False) -> None:
    if first:
        nani.follows("Buat gelombang pertama")
    else:
        nani.goes_to("Gelombang PKL")
        nani.follows("Gelombang baru")
    nani.arrives("Gelombang baru")
    nani.fills(re.compile("^Nama gelombang"), name)
    nani.fills(re.compile("^Tanggal berangkat"), start.isoformat())
    nani.fills(re.compile("^Tanggal selesai"), end.isoformat())
    nani.presses("Simpan")
    nani.arrives(name)


def own_sheet() -> bytes:
    """The school's own list, with the days of the five who do not go with the others."""
    head = (
        *("NIK", "Nama Siswa", "L/P", "Tempat Lahir", "Tanggal Lahir", "Nama Ibu Kandung", "No HP", "Kelas"),
        *("Mulai PKL", "Selesai PKL"),
    )
    rows: list[tuple[object, ...]] = [head]
    for at, each in enumerate(ONE):
        start, end = (None if day in FIRST else day for day in term(at))
        rows.append(
            (
                *(each.nik, each.name, each.sex, "Bandung", each.born, each.mother, each.phone, each.class_name),
                *(start, end),
            )
        )
    return sheets.xlsx(rows)


def sends_in(nani: Visitor, title: str, content: bytes, count: int, total: int) -> None:
    nani.follows("Masukkan daftar siswa")
    nani.arrives("Masukkan daftar siswa")
    nani.sends_file("Berkas daftar siswa", title, content)
    nani.presses("Periksa daftar")
    nani.arrives(title)
    nani.sees(f"{count} baris, diperiksa.")
    sends(nani, count, total)


def sends(nani: Visitor, count: int, total: int) -> None:
    nani.follows(f"Ajukan {count} siswa")
    nani.arrives(f"Ajukan {count} siswa")
    nani.sees(str(Rupiah(total)))
    nani.presses("Ajukan sekarang")
    nani.arrives(re.compile("^Pengajuan "))
    nani.sees(f"{count} siswa diajukan.")


def mends_seven(nani: Visitor) -> None:
    nani.goes_to("Beranda")
    nani.sees("7 dikembalikan")
    nani.follows("Daftar PKL gelombang 1.xlsx")
    nani.arrives("Daftar PKL gelombang 1.xlsx")
    for at in BACK:
        row = nani.row(ONE[at].name)
        expect(row).to_contain_text("Nama ibu kandung disingkat")
        nani.follows("Perbaiki", row)
        editor = nani.page.get_by_role("row").filter(has=nani.page.get_by_text(f"Baris {at + 1 + HEAD_ROWS}:"))
        expect(editor).to_contain_text("Nama ibu kandung disingkat")
        nani.mends("Nama Ibu Kandung", f"{ONE[at].mother} Rahayu")
        nani.presses("Simpan")
        expect(nani.page.get_by_role("button", name="Simpan", exact=True)).to_have_count(0)
    nani.looks()
    sends(nani, len(BACK), SEVEN)


def pays_a_class_later(nani: Visitor) -> None:
    """Parents of one class pay after the new year: its people go to a bill of their own."""
    nani.goes_to("Tagihan")
    nani.row(str(Rupiah(BIG + LITTLE))).get_by_role("link").first.click()
    nani.arrives(re.compile("^Tagihan "))
    nani.sees(re.compile("Iuran sebulan tidak sama"))
    nani.follows("Bayar sebagian orang dulu")
    nani.arrives("Bayar sebagian orang dulu")
    nani.ticks(re.compile(f"^XII TKJ 2 · 40 orang · {re.escape(str(Rupiah(LITTLE)))}"))
    nani.presses("Tampilkan")
    expect(nani.page.get_by_role("group", name="Siapa yang dibayar").get_by_label(re.compile("TKJ"))).to_have_count(
        40
    )
    nani.ticks("Pilih semua")
    nani.presses("Pisahkan tagihan")
    nani.arrives(re.compile("^Tagihan "))
    nani.sees(str(Rupiah(LITTLE)))


# The branch decides and bills.


def to_the_queue(hasan: Visitor, wave: str) -> None:
    hasan.goes_to("Pengajuan")
    hasan.row(wave).get_by_role("link").first.click()
    hasan.arrives(SCHOOL)


def returns_seven(hasan: Visitor) -> None:
    to_the_queue(hasan, "PKL Gelombang 1 Desember")
    for at in BACK:
        hasan.ticks(f"Pilih baris {at + 1 + HEAD_ROWS}")
    hasan.fills(re.compile("^Alasan untuk semua"), "Nama ibu kandung disingkat; tulis seperti di kartu keluarga")
    hasan.presses("Kembalikan yang dicentang")
    hasan.arrives(SCHOOL)
    hasan.sees("7 baris dikembalikan ke sekolah dengan alasannya.")


def approves(hasan: Visitor, code: str, count: int, total: int) -> None:
    hasan.sees(str(Rupiah(total)))
    hasan.fills(re.compile("^Kode iuran"), code)
    hasan.presses("Setujui dan terbitkan tagihan")
    hasan.arrives(SCHOOL)
    hasan.sees(f"Disetujui. Tagihan untuk {count} orang sudah terbit")


def gives_codes(hasan: Visitor) -> None:
    """Both parts of what was split wait for a code of their own, in the queue that says so."""
    given = set()
    for _ in PARTS:
        hasan.goes_to("Antrean", re.compile("."))
        hasan.page.get_by_role("link", name=re.compile("^Tanpa kode iuran")).click()
        hasan.arrives("Tanpa kode iuran")
        hasan.page.get_by_role("link", name=re.compile("^Isi kode ")).first.click()
        hasan.arrives("Isi kode iuran")
        part = "big" if hasan.page.get_by_text(str(Rupiah(BIG)), exact=True).count() else "little"
        office.types_the_code(hasan, PARTS[part])
        given.add(part)
    assert given == set(PARTS)


# The money.


def loads(hasan: Visitor, name: str, content: bytes) -> None:
    hasan.goes_to("Uang masuk")
    hasan.page.locator("main").get_by_role("link", name="Masukkan rekening koran").first.click()
    hasan.arrives("Masukkan rekening koran")
    hasan.fills(re.compile("^Bank atau kanal"), "BJB rekening iuran")
    hasan.sends_file("Berkas rekening koran", name, content)
    hasan.presses("Baca dan cocokkan")
    hasan.arrives(name)


def records(hasan: Visitor, count: int, total: int) -> None:
    hasan.unfolds(f"Catat {count} pembayaran")
    hasan.sees(f"Catat {Rupiah(total)} dari {count} baris?")
    hasan.presses("Ya, catat")
    hasan.sees("Uang yang cocok sudah dicatat. Perlindungan mulai berlaku.")
    hasan.looks()


def loads_the_first_statement(hasan: Visitor) -> None:
    """As the bank's CSV is: a title, two columns of money, its fee, a total line, and a stranger's transfer."""
    lines = [
        "MUTASI REKENING 0012345678;;;;",
        "Tanggal;Keterangan;No Ref;Debet;Kredit",
        "01/12/2026;SALDO AWAL;;;",
        f"02/12/2026;TRSF E-BANKING CR {PARTS['big'][:6]} {PARTS['big'][6:]} SMK TERPADU;FT2612020001;;{BIG:,}.00",
        "02/12/2026;BIAYA ADM;FT2612020002;12,500.00;",
        "02/12/2026;SETORAN TUNAI TANPA BERITA;FT2612020003;;250,000.00",
        f"TOTAL;;;12,500.00;{BIG + 250_000:,}.00",
    ]
    loads(hasan, "mutasi desember.csv", "\n".join(lines).encode())
    records(hasan, 1, BIG)
    hasan.opens("/cabang/", "Yang menunggu hari ini")
    hasan.page.get_by_role("link", name=re.compile("uang masuk belum cocok")).click()
    hasan.arrives("Uang belum cocok")
    hasan.sees(re.compile("SETORAN TUNAI TANPA BERITA"))


def loads_the_second_statement(hasan: Visitor) -> None:
    """The same month and a little more, as a workbook: what was recorded is known; one bill comes in two parts."""
    part = 10_000_000
    rows: list[tuple[object, ...]] = [
        ("PT BANK JABAR BANTEN", None, None, None),
        ("Tanggal", "Keterangan", "No Ref", "Debet", "Kredit"),
        (
            date(2026, 12, 2),
            f"TRSF E-BANKING CR {PARTS['big'][:6]} {PARTS['big'][6:]} SMK TERPADU",
            "FT2612020001",
            None,
            BIG,
        ),
        (date(2026, 12, 30), f"SETORAN {PARTS['little']}", "FT2612300001", None, LITTLE),
        (date(2026, 12, 31), f"PKL GEL 2 {CODES['second']} TAHAP 1", "FT2612310001", None, part),
        (date(2027, 1, 2), f"PKL GEL 2 {CODES['second']} TAHAP 2", "FT2701020001", None, WHOLE_SECOND - part),
        (date(2027, 1, 2), f"SUSULAN 7 ANAK {CODES['seven']}", "FT2701020002", None, SEVEN),
    ]
    loads(hasan, "mutasi akhir tahun.xlsx", sheets.xlsx(rows))
    hasan.sees(re.compile("1 baris sudah pernah masuk dan dilewati"))
    records(hasan, 4, LITTLE + WHOLE_SECOND + SEVEN)


# Who is not covered.


def sees_who_is_uncovered(nani: Visitor, hasan: Visitor) -> None:
    """By name: the class that has not paid and the seven; the wave that leaves on Monday, all of it. The school from
    each notice on its home, the branch from the figure on its own."""
    waves = {
        "PKL Gelombang 1 Desember": [each.name for at, each in enumerate(ONE) if at in BACK or at >= SMALL],
        "PKL Gelombang 2 Januari": [each.name for each in TWO],
    }
    assert [len(names) for names in waves.values()] == [47, 282]
    nani.sees("45 siswa sudah berangkat Senin, 7 Desember 2026, belum aktif")
    nani.sees(f"{len(TWO)} siswa berangkat Senin, 4 Januari 2027, belum aktif")
    told: dict[str, list[str]] = {}
    for at in range(nani.page.get_by_role("link", name="Lihat nama dan sebabnya").count()):
        nani.page.get_by_role("link", name="Lihat nama dan sebabnya").nth(at).click()
        nani.arrives(re.compile("|".join(waves)))
        told[nani.page.get_by_role("heading", level=1).inner_text().strip()] = names_told(nani)
        nani.goes_to("Beranda")
    assert told == {wave: sorted(map(str.casefold, names)) for wave, names in waves.items()}

    hasan.page.get_by_role("link", name=re.compile("329 berangkat dalam 14 hari")).click()
    hasan.arrives("Berangkat tanpa perlindungan")
    for wave, names in waves.items():
        assert hasan.page.get_by_role("row").filter(has=hasan.page.get_by_role("link", name=wave)).count()
        hasan.follows(wave)
        hasan.arrives(wave)
        hasan.sees(SCHOOL)
        assert names_told(hasan) == sorted(map(str.casefold, names))
        hasan.page.get_by_role("link", name="Berangkat tanpa perlindungan").first.click()
        hasan.arrives("Berangkat tanpa perlindungan")


def names_told(who: Visitor) -> list[str]:
    """Everybody on a list of who is uncovered, page after page; sorted."""
    told: list[str] = []
    while True:
        told += who.page.locator("#nama tbody tr th, #nama tbody tr td:first-child").all_inner_texts()
        following = who.page.get_by_role("link", name="Berikutnya")
        if not following.count():
            return sorted(line.partition("\n")[0].strip().casefold() for line in told)
        following.click()
        who.page.wait_for_load_state()


def nobody_is_uncovered(nani: Visitor) -> None:
    nani.goes_to("Beranda")
    nani.sees_not(re.compile("belum aktif"))


# SIPP.


def hands_over(hasan: Visitor, count: int) -> list[dict[str, object]]:
    """Everybody who waits, in a workbook that SIPP takes; what stands in it."""
    hasan.presses("Buat berkas")
    hasan.arrives(re.compile("^Berkas SIPP "))
    hasan.fills(re.compile("^Untuk apa berkas ini diunduh"), "diunggah ke SIPP hari ini")
    content = hasan.downloads(hasan.page.get_by_role("button", name="Unduh data_tk_baru.xlsx"))
    head, *rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_name("data_tk_baru").to_python()
    assert len(rows) == count
    hasan.page.reload()
    hasan.unfolds("Tandai sudah diunggah")
    hasan.presses("Tandai sudah diunggah")
    hasan.sees(re.compile("^Ditandai sudah diunggah ke SIPP"))
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def answers(hasan: Visitor, name: str, rows: list[list[str]], accepted: int, returned: int) -> None:
    """What SIPP gives back of a file, loaded on its page."""
    head = ["NIK", "NAMA", "NO KPJ", "STATUS", "KETERANGAN"]
    hasan.sends_file(re.compile("^Berkas hasil dari SIPP"), name, sheets.xlsx([head, *rows]))
    hasan.presses("Muat hasil")
    hasan.arrives(name)
    hasan.sees(f"Dimuat: {accepted} diterima, {returned} dikembalikan.")


def kpj(nik: str) -> str:
    return f"26{int(nik) % 10**9:09}"


def hears_from_sipp(hasan: Visitor, handed: list[dict[str, object]]) -> None:
    """Everybody has a number, but for one whose name and one whose NIK the Dukcapil knows otherwise."""
    refused = {ONE[MISSPELT].nik: "Nama tidak sama dengan data Dukcapil", ONE[MISNUMBERED].nik: "NIK tidak ditemukan"}
    rows = []
    for each in handed:
        nik, name = str(each["NOMOR_IDENTITAS"]), str(each["NAMA"])
        why = refused.get(nik, "")
        rows.append([nik, name, "" if why else kpj(nik), "Tidak Valid" if why else "Valid", why])
    hasan.goes_to("Serah ke SIPP")
    hasan.row("582").get_by_role("link").first.click()
    hasan.arrives(re.compile("^Berkas SIPP "))
    answers(hasan, "hasil_data_tk_baru.xlsx", rows, len(rows) - 2, 2)
    expect(hasan.row(SCHOOL)).to_contain_text("2")


def mends_for_sipp(nani: Visitor) -> None:
    """A name is mended by the school alone; a NIK it proposes, and the branch agrees."""
    nani.goes_to("Beranda")
    nani.sees("2 siswa dikembalikan BPJS Ketenagakerjaan")
    for at, deed in ((MISSPELT, "Perbaiki data"), (MISNUMBERED, "NIK-nya salah")):
        nani.goes_to("Beranda")
        nani.follows("Lihat nama dan alasannya")
        nani.arrives("Peserta")
        nani.row(ONE[at].name).get_by_role("link").first.click()
        nani.arrives(ONE[at].name)
        nani.follows(deed)
        if at == MISSPELT:
            nani.arrives("Ubah data")
            nani.fills(re.compile("^Nama lengkap"), f"{ONE[at].name} Putra")
            nani.presses("Simpan")
            nani.sees("Data diperbarui.")
    nani.arrives("NIK yang benar")
    nani.fills(re.compile("^NIK yang benar"), RIGHT_NIK)
    nani.presses("Ajukan NIK ini")
    nani.arrives(ONE[MISNUMBERED].name)
    nani.sees("NIK yang benar sudah diajukan")


def hands_over_again(hasan: Visitor) -> None:
    hasan.goes_to("Serah ke SIPP")
    hasan.follows("Lihat dan putuskan")
    hasan.arrives("NIK yang dibetulkan")
    hasan.sees("Cocok dengan tanggal lahir dan jenis kelamin")
    hasan.page.get_by_role("button", name=f"Setujui NIK {ONE[MISNUMBERED].name}").click()
    hasan.arrives("NIK yang dibetulkan")
    hasan.sees("Tidak ada NIK yang menunggu")
    hasan.goes_to("Serah ke SIPP")
    hasan.sees("2 orang dari 1 mitra.")
    rows = hands_over(hasan, 2)
    niks = [str(each["NOMOR_IDENTITAS"]) for each in rows]
    assert set(niks) == {ONE[MISSPELT].nik, RIGHT_NIK}
    valid = [[nik, str(each["NAMA"]), kpj(nik), "Valid", ""] for nik, each in zip(niks, rows, strict=True)]
    answers(hasan, "hasil_susulan.xlsx", valid, 2, 0)


# What the school has in the end.


def reads_a_student(nani: Visitor) -> None:
    """Paid on the thirtieth of December: that month at half, those of the new year in full; and a card's number."""
    student = ONE[SMALL]
    nani.goes_to("Peserta")
    nani.fills("Cari peserta", student.name)
    nani.presses("Cari")
    nani.arrives("Peserta")
    nani.follows(student.name)
    nani.arrives(student.name)
    nani.sees("Terlindungi")
    nani.sees(kpj(student.nik))
    lines = nani.page.get_by_role("table", name="Iuran bulan demi bulan").get_by_role("row")
    expect(lines.filter(has_text="Desember 2026")).to_contain_text(str(Rupiah(HALF)))
    expect(lines.filter(has_text="Januari")).to_contain_text(f"3 × {Rupiah(FULL)}")


def prints_the_proof(nani: Visitor, worker: Hand) -> None:
    """Letter, list, receipts and cards of the first wave, made by a job; what they say was paid is what the bank
    said."""
    nani.goes_to("Gelombang PKL")
    nani.follows("PKL Gelombang 1 Desember")
    nani.arrives("PKL Gelombang 1 Desember")
    nani.follows("Berkas bukti")
    nani.arrives("Berkas bukti")
    nani.presses("Unduh berkas bukti")
    nani.arrives("Menyusun berkas bukti")
    assert worker.drain()
    nani.sees(f"Berkas bukti siap, dengan {GONE} kartu")
    pdf = nani.fetches(nani.page.get_by_role("link", name="Unduh PDF"))
    words = " ".join(" ".join(page.extract_text() for page in reading.opened(pdf).pages[:-CARD_SHEETS]).split())
    words = words.replace("\u200b", "")
    for amount in (BIG, LITTLE, SEVEN):
        assert str(Rupiah(amount)) in words
    bare = words.replace(" ", "").casefold()
    assert not [each.name for each in ONE if each.name.replace(" ", "").casefold() not in bare]
    assert not [each.nik for each in ONE if each.nik in words]
