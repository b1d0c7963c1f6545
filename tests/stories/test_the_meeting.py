"""An ormas of 3,200 members in one city, three in ten of them insured: one of its Rantings holds a meeting of sixty,
of whom forty-one register on their own phones and nine on paper, and thirty-seven pay in one code.

The portal runs in the story's own process, so that a month passes in an instant. Everybody of the ormas is on a phone
of 360 px, with JavaScript and without. Two of the forty-one hold a real browser, and one of the two left school some
weeks ago; the others' phones send what a browser sends.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from playwright.sync_api import expect

from portal.access.permissions import Role
from portal.models.transaction import transaction
from portal.public.seals import FASTEST
from portal.values.rupiah import Rupiah
from tests.attacks.served import Visitor as Phone
from tests.cast import Cast, Person, newcomer
from tests.conftest import Hand
from tests.make import comers, earnings, journey, member_lists, people, trees, workers
from tests.stories import office
from tests.stories.conftest import Visit, in_this_process
from tests.stories.house import House
from tests.stories.visitor import Visitor, figure

pytestmark = [pytest.mark.story, pytest.mark.timeout(600)]

#: Twenty Rantings of a hundred and sixty, five in each of four PAC; of each the first forty-eight are insured.
RANTINGS, OF_EACH, INSURED = 20, 160, 48
MEMBERS = RANTINGS * OF_EACH
HERE = "Ranting Arjuna"
CAME = range(INSURED, INSURED + 60)
BY_PHONE, ON_PAPER = CAME[:41], CAME[41:50]
LEFT_SCHOOL, WITH_A_BROWSER = BY_PHONE[0], BY_PHONE[1]
PAID = 37
#: Half of JKK of the first bracket and of JKM, as long as PP 50/2025 halves them for work that is no transport.
A_MONTH = (10_000 + 6_800) // 2
_SEAL = re.compile(r'name="_segel" value="([^"]+)"')


now, house = in_this_process("2026-08-20 03:00:00+00:00")


@pytest.mark.parametrize("js", [True, False], ids=["js", "plain"])
def test_a_meeting_of_sixty_moves_the_number_at_every_level(
    house: House, cast: Cast, visit: Visit, worker: Hand, now: time_machine.Coordinates, js: bool
) -> None:
    journey.covered(cast.sari, cast.hasan, [LEFT_SCHOOL], start=date(2026, 9, 1), end=date(2026, 10, 30))
    now.move_to("2026-11-21 03:00:00+00:00")
    earnings.brought_in(cast.dewi, cast.hasan, insured())
    chief = the_tree(cast)
    top, agus, hasan = visit(width=360, js=js), visit(width=360, js=js), visit(width=1280, js=js)

    top.signs_in(chief.email)
    top.arrives(re.compile("."))
    loads_everybody(top, worker)
    stands_at_every_level(top, moved=0)

    agus.signs_in(cast.agus.email)
    agus.arrives(re.compile("."))
    link = plans_the_meeting(agus)
    registers_by_qr(visit(width=360, js=js), link, now, LEFT_SCHOOL, people.nik(LEFT_SCHOOL).digits)
    registers_by_qr(visit(width=360, js=js), link, now, WITH_A_BROWSER, workers.nik(WITH_A_BROWSER).digits)
    the_others_register(house.address, link, BY_PHONE[2:], now)
    sixty_came(agus)
    nine_on_paper(agus)
    approves_fifty(agus)
    collects(agus)
    is_paid(hasan)
    tells_of_the_meeting(agus)
    stands_at_every_level(top, moved=PAID)
    has_one_record(hasan)

    now.move_to("2026-12-05 03:00:00+00:00")
    asks_again_next_month(agus, cast)
    top.signs_in(chief.email)
    top.arrives(re.compile("."))
    stands_at_every_level(top, moved=PAID)


def insured() -> list[int]:
    return [unit * OF_EACH + place for unit in range(RANTINGS) for place in range(INSURED)]


def the_tree(cast: Cast) -> Person:
    """Below the two PAC and the Ranting of the cast as many as make it whole; and who coordinates all of it."""
    with transaction():
        chief = newcomer("Mulyana Sastra", Role.ORMAS_COORDINATOR, cast.bandung, cast.garuda)
    parents = [
        cast.cicendo,
        cast.andir,
        *(trees.opened(chief, cast.garuda, f"PAC {name}") for name in ("Coblong", "Regol")),
    ]
    for unit in range(1, RANTINGS):
        trees.opened(chief, parents[unit // 5], ranting(unit))
    return chief


def ranting(unit: int) -> str:
    return f"Ranting {'ABCDEFGHIJKLMNOPQRST'[unit]}nggrek" if unit else HERE


def loads_everybody(top: Visitor, worker: Hand) -> None:
    """The list as it is: names and cards, a unit, and of those who are insured the NIK."""
    known = set(insured())
    lines = [
        f"GM-{number};{people.name(number)};{ranting(number // OF_EACH)};08{2100000000 + number};"
        f"{workers.nik(number).digits if number in known else ''};;Guru mengaji;"
        for number in range(MEMBERS)
    ]
    top.goes_to("Daftar anggota")
    top.follows("Masukkan daftar")
    top.arrives("Masukkan daftar anggota")
    top.sends_file("Berkas daftar anggota", "anggota Garuda Muda 2026.csv", member_lists.sheet(*lines))
    top.presses("Periksa daftar")
    top.arrives("anggota Garuda Muda 2026.csv")
    worker.drain()
    top.opens(urlsplit(top.page.url).path, "anggota Garuda Muda 2026.csv")
    top.presses("Masukkan 3.200 anggota")
    top.arrives("anggota Garuda Muda 2026.csv")
    worker.drain()
    top.opens(urlsplit(top.page.url).path, "anggota Garuda Muda 2026.csv")
    top.counts("sudah masuk", MEMBERS)
    top.counts("salah", 0)


def stands_at_every_level(top: Visitor, *, moved: int) -> None:
    """Every whole is the sum of its parts, three levels down."""
    top.goes_to("Cakupan", "Cakupan Garuda Muda Bandung")
    covered = RANTINGS * INSURED + moved
    stand(top, MEMBERS, covered)
    cells_of(top, {"PAC Cicendo": (5, moved), "PAC Andir": (5, 0), "PAC Coblong": (5, 0), "PAC Regol": (5, 0)})
    top.follows("PAC Cicendo")
    top.arrives("Cakupan PAC Cicendo")
    stand(top, 5 * OF_EACH, 5 * INSURED + moved)
    cells_of(top, {HERE: (1, moved)} | {ranting(unit): (1, 0) for unit in range(1, 5)})
    top.follows(HERE)
    top.arrives(f"Cakupan {HERE}")
    stand(top, OF_EACH, INSURED + moved)


def cells_of(top: Visitor, units: dict[str, tuple[int, int]]) -> None:
    for name, (many, moved) in units.items():
        members, covered = many * OF_EACH, many * INSURED + moved
        cells = top.row(name).locator("td.num")
        expect(cells).to_have_text([figure(each) for each in (members, covered, 0, members - covered)])


def stand(top: Visitor, members: int, covered: int) -> None:
    top.counts("Belum terlindungi", members - covered)
    top.counts("Terlindungi", covered)


def plans_the_meeting(agus: Visitor) -> str:
    """Sixty are invited; the address behind the QR."""
    agus.goes_to("Kegiatan")
    agus.follows("Kegiatan baru")
    agus.arrives("Kegiatan baru")
    agus.fills(re.compile("^Nama kegiatan"), "Rapat Ranting November")
    agus.fills(re.compile("^Tempat"), "Balai RW 02")
    agus.fills(re.compile("^Tanggal"), "2026-11-21")
    agus.fills(re.compile("^Jam"), "10:30")
    agus.presses("Simpan kegiatan")
    agus.arrives("Rapat Ranting November")
    agus.presses("Buka pendaftaran")
    agus.arrives("Rapat Ranting November")
    address = agus.page.locator("#pendaftaran p.name").inner_text()
    return urlsplit(address).path


def registers_by_qr(phone: Visitor, link: str, now: time_machine.Coordinates, number: int, nik: str) -> None:
    """The price first, then the sending; whoever is quicker than anybody reads is no person."""
    phone.opens(link, "Daftar sebagai peserta")
    said = comers.said(number)
    born = people.born(number) if number == LEFT_SCHOOL else workers.born(number)
    phone.fills(re.compile("^NIK"), nik)
    phone.fills(re.compile("^Nama lengkap"), said["name"])
    phone.fills(re.compile("^Tanggal lahir"), f"{born:%d/%m/%Y}")
    phone.fills(re.compile("^Nomor HP"), said["phone"])
    phone.fills(re.compile("^Nomor KTA"), f"GM-{number}")
    phone.chooses(re.compile("^Pekerjaan"), "Guru mengaji")
    phone.fills(re.compile("^Penghasilan"), "1.000.000")
    phone.ticks("Saya setuju dengan pernyataan di atas")
    phone.presses("Lihat iurannya")
    phone.sees(f"Iuran Anda: {Rupiah(A_MONTH)} sebulan")
    phone.looks()
    now.shift(FASTEST + timedelta(seconds=2))
    phone.presses("Kirim pendaftaran")
    phone.arrives("Terima kasih, data Anda sudah diterima")


def the_others_register(address: str, link: str, numbers: Iterable[int], now: time_machine.Coordinates) -> None:
    """What their browsers send, all in one minute and behind one address."""
    phones = []
    for number in numbers:
        phone = Phone(int(address.rpartition(":")[2]))
        form = comers.said(number) | {"kta": f"GM-{number}", "consent": "y"}
        phone.get(link)
        priced = phone.post(f"{link}/iuran", form)
        phones.append((phone, form | {"_segel": _SEAL.search(priced.text)[1]}))  # type: ignore[index]
    now.shift(FASTEST + timedelta(seconds=2))
    for phone, form in phones:
        sent = phone.post(link, form)
        assert (sent.status, sent.location) == (303, f"{link}/terima-kasih"), sent.text


def sixty_came(agus: Visitor) -> None:
    """Ticked on the Ranting's own list, page by page."""
    agus.follows("Catat yang hadir")
    agus.arrives("Catat yang hadir")
    wanted, ticked = {f"GM-{number}" for number in CAME}, 0
    while True:
        cards = agus.page.locator("#daftar-anggota tbody tr")
        here = [at for at, text in enumerate(cards.all_inner_texts()) if set(text.split()) & wanted]
        for at in here:
            cards.nth(at).get_by_role("checkbox").check()
        on = agus.page.locator("a[rel=next]")
        following = on.first.get_attribute("href") if on.count() else None
        if here:
            agus.presses("Simpan kehadiran")
            agus.arrives("Catat yang hadir")
            ticked += len(here)
        if not following:
            break
        agus.opens(following, "Catat yang hadir")
    assert ticked == len(CAME)


def nine_on_paper(agus: Visitor) -> None:
    """Printed before, filled in by hand, typed back line by line."""
    agus.goes_to("Pendaftar")
    agus.follows("Lembar kertas")
    agus.arrives("Lembar pendaftaran")
    agus.follows("Buat lembar")
    agus.arrives("Buat lembar pendaftaran")
    agus.fills("Untuk apa", "Rapat Ranting November")
    agus.fills("Hari rapat", "2026-11-21")
    agus.presses("Buat lembar")
    agus.arrives("Rapat Ranting November")
    assert agus.fetches(agus.page.get_by_role("link", name="Cetak lembar (PDF)")).startswith(b"%PDF")
    for done, number in enumerate(ON_PAPER, start=1):
        said = workers.texts(number)
        agus.fills("Nomor baris", str(done))
        for label, name in (("Nama", "name"), ("NIK", "nik"), ("Nomor HP", "phone"), ("Pekerjaan", "occupation")):
            agus.fills(label, said[name])
        agus.fills("Penghasilan sebulan", said["income"])
        agus.ticks(re.compile("^Sudah tanda tangan"))
        agus.presses("Simpan baris")
        agus.sees(re.compile(rf"^{done} dari \d+ baris sudah disalin"))
    agus.looks()


def approves_fifty(agus: Visitor) -> None:
    """Whoever wrote a card's number is known by it; of those on paper the officer says who they are."""
    left = len(BY_PHONE) + len(ON_PAPER)
    agus.goes_to("Pendaftar")
    while left:
        rows = agus.page.locator("#pengesahan tbody tr")
        many = rows.count()
        for at in range(many):
            asked = rows.nth(at).locator("select")
            if asked.count() and asked.input_value() == "nanti":
                asked.select_option(index=0)
            rows.nth(at).locator("input[name=orang]").check()
        agus.presses("Daftarkan yang dicentang")
        agus.arrives("Pendaftar")
        left -= many
    agus.sees("Tidak ada yang menunggu")


def collects(agus: Visitor) -> None:
    """Thirty-seven of fifty pay; the rest stays due."""
    people_ = len(BY_PHONE) + len(ON_PAPER)
    agus.goes_to("Daftar iuran")
    agus.presses("Buka daftar iuran")
    agus.arrives("Iuran November 2026")
    agus.sees(f"0 dari {people_}")
    agus.fills(re.compile("^Salin dari lembar kertas"), f"1-{PAID}")
    agus.presses("Centang")
    agus.arrives("Iuran November 2026")
    agus.sees(f"{PAID} dari {people_}")
    agus.follows("Periksa dan buat tagihan")
    agus.arrives(re.compile("^Buat tagihan iuran "))
    agus.presses(f"Buat tagihan {Rupiah(PAID * A_MONTH)}")
    agus.arrives(re.compile("^Tagihan "))
    agus.sees("Menunggu kode iuran")


def is_paid(hasan: Visitor) -> None:
    """One code for exactly those."""
    hasan.signs_in("hasan@contoh.sch.id")
    hasan.arrives("Yang menunggu hari ini")
    office.opens_the_bill(hasan, HERE)
    hasan.sees(str(Rupiah(PAID * A_MONTH)))
    office.gives_the_code(hasan, "900000000037")
    office.asks_for_the_payment_form(hasan)
    office.records_the_payment(hasan, f"{PAID * A_MONTH}", "NTBRAPAT37")


def tells_of_the_meeting(agus: Visitor) -> None:
    """From the door to the money, counted and not ticked."""
    agus.goes_to("Kegiatan")
    agus.follows("Rapat Ranting November")
    agus.arrives("Rapat Ranting November")
    told = " ".join(agus.page.locator("#hasil").inner_text().split())
    for words in ("60 hadir", f"{len(BY_PHONE)} mendaftar", "50 terdaftar", f"{PAID} membayar"):
        assert words in told, told


def has_one_record(hasan: Visitor) -> None:
    """Whom the school registered and then the ormas is one person, and the branch reads both on one page."""
    hasan.goes_to("Peserta")
    hasan.fills("Cari peserta", people.nik(LEFT_SCHOOL).digits)
    hasan.presses("Cari")
    hasan.arrives(re.compile("."))
    hasan.follows(people.name(LEFT_SCHOOL), hasan.row(HERE))
    hasan.arrives(people.name(LEFT_SCHOOL))
    other = hasan.page.locator("#kepesertaan-lain")
    expect(other).to_contain_text("SMK Negeri 1 Bandung")
    expect(other).to_contain_text("1 Sep 2026 – 30 Okt 2026")
    expect(other).to_contain_text("Oktober 2026")


def asks_again_next_month(agus: Visitor, cast: Cast) -> None:
    """All fifty are due once more: who paid owes December, and who did not the same, for nothing began for them."""
    agus.signs_in(cast.agus.email)
    agus.arrives(re.compile("."))
    agus.goes_to("Daftar iuran")
    agus.presses("Buka daftar iuran")
    agus.arrives("Iuran Desember 2026")
    agus.sees("0 dari 50")
    seen = 0
    while True:
        for row in agus.page.locator("#daftar-iuran tbody tr").all_inner_texts():
            assert "Desember 2026" in row, row
            assert str(Rupiah(A_MONTH)) in row, row
            seen += 1
        on = agus.page.locator("a[rel=next]")
        if not on.count():
            break
        agus.opens(on.first.get_attribute("href") or "", "Iuran Desember 2026")
    assert seen == 50
