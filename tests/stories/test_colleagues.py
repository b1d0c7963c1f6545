"""One school, several people: who only reads, who approves on a phone, who has no mouse."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.cast import PASSWORD
from tests.make import journey, people
from tests.stories.conftest import Visit
from tests.stories.house import House
from tests.stories.visitor import Visitor

pytestmark = [pytest.mark.story, pytest.mark.timeout(180)]

ROOMS = (
    *("Beranda", "Gelombang PKL", "Daftar siswa", "Pengajuan", "Peserta", "Tagihan"),
    *("Kasus", "Pindah", "Pesan", "Rekan"),
)
#: What somebody may press who may only look: to look for something.
HARMLESS = {"Cari", "Tampilkan", "Cetak"}


def test_a_colleague_who_may_only_read_is_shown_nothing_to_change(house: House, visit: Visit) -> None:
    staff = house.school("SMK Banyak Rekan", "Juwita Sari", "Krisna Aditya")
    with house.app.app_context():
        journey.listed(staff.operator, range(1300, 1303), name="PKL Daftar")
        journey.covered(staff.operator, house.cast.hasan, range(1303, 1306), name="PKL Lunas")
    krisna, seen = visit(), set[str]()
    krisna.signs_in(staff.reader.email)
    krisna.arrives("Beranda")
    expect(krisna.page.get_by_role("navigation", name="Menu utama").get_by_role("link")).to_have_text(list(ROOMS))
    for room in ROOMS:
        krisna.goes_to(room, re.compile(f"^{room}"))
        addresses = krisna.page.locator("main a[href^='/sekolah/']").evaluate_all("all => all.map(a => a.href)")
        for address in [krisna.page.url, *addresses]:
            shape = re.sub(r"[0-9a-f-]{36}|\?.*", "…", address)
            if shape in seen or address.endswith((".pdf", ".xlsx")):
                continue
            seen.add(shape)
            krisna.opens(address)
            assert set(krisna.buttons()) <= HARMLESS, f"{address}: {krisna.buttons()}"
            assert krisna.page.locator("main form[method=post]:not([role=search], .search)").count() == 0
    assert len(seen) > 12
    krisna.expects("403")
    krisna.opens("/sekolah/gelombang/baru", re.compile("."))
    krisna.sees_not("Nama gelombang")


def test_the_principal_approves_on_a_phone(house: House, visit: Visit) -> None:
    staff = house.school("SMK Dua Pasang Mata", "Laras Ningrum", "Made Wirawan", "Nanang Suherman")
    nanang, hasan = visit(width=360), visit()
    nanang.signs_in(staff.principal.email)
    nanang.arrives("Beranda")
    nanang.goes_to("Pengaturan", "Pengaturan sekolah")
    nanang.ticks(re.compile("kepala sekolah"))
    nanang.presses("Simpan")
    nanang.arrives("Pengaturan sekolah")
    with house.app.app_context():
        journey.sent(staff.operator, range(1310, 1313))
    hasan.signs_in(house.cast.hasan.email)
    hasan.arrives("Yang menunggu hari ini")
    hasan.goes_to("Pengajuan")
    expect(hasan.page.get_by_role("link", name=staff.school)).to_have_count(0)

    nanang.goes_to("Beranda")
    nanang.sees("Menunggu kepala sekolah")
    nanang.page.locator("main").get_by_role("link", name=re.compile("3 siswa")).first.click()
    nanang.arrives(re.compile("^Pengajuan "))
    nanang.presses("Setujui dan teruskan")
    nanang.arrives(re.compile("^Pengajuan "))
    nanang.sees("Disetujui. Pengajuan diteruskan ke kantor cabang.")

    hasan.goes_to("Pengajuan")
    hasan.follows(staff.school)
    hasan.arrives(staff.school)
    hasan.sees("Disetujui kepala sekolah")


def test_everything_is_done_without_a_mouse(house: House, visit: Visit) -> None:
    """Sign in, put a list in, mend a cell, save: by Tab and Enter, always seeing where one is."""
    staff = house.school("SMK Papan Ketik", "Oki Setiawan")
    with house.app.app_context():
        journey.wave(staff.operator)
    oki = visit()
    page = oki.page
    page.goto("/masuk")
    types(oki, page.get_by_label("E-mail atau nomor HP"), staff.operator.email)
    types(oki, page.get_by_label("Kata sandi", exact=True), "bukan ini sandinya")
    page.keyboard.press("Enter")
    oki.arrives("Masuk")
    expect(page.get_by_role("alert")).to_be_focused()
    types(oki, page.get_by_label("E-mail atau nomor HP"), staff.operator.email, replace=True)
    types(oki, page.get_by_label("Kata sandi", exact=True), PASSWORD)
    page.keyboard.press("Enter")
    oki.arrives("Beranda")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Langsung ke isi")).to_be_focused()
    presses(oki, page.get_by_role("navigation", name="Menu utama").get_by_role("link", name="Gelombang PKL"))
    oki.arrives("Gelombang PKL")
    presses(oki, page.get_by_role("link", name="PKL Gelombang 1"))
    oki.arrives("PKL Gelombang 1")
    presses(oki, page.get_by_role("link", name="Masukkan daftar siswa"))
    oki.arrives("Masukkan daftar siswa")
    presses(oki, page.get_by_role("button", name="Periksa daftar"))
    oki.arrives("Masukkan daftar siswa")
    expect(page.get_by_role("alert")).to_be_focused()

    tabs_to(oki, page.get_by_label("Berkas daftar siswa"))
    lines = people.pasted(range(1320, 1322)).decode()
    spoilt = lines.replace(people.nik(1320).digits, people.nik(1320).digits[:-1])
    oki.sends_file("Berkas daftar siswa", "daftar.tsv", spoilt.encode())
    presses(oki, page.get_by_role("button", name="Periksa daftar"))
    oki.arrives("daftar.tsv")
    presses(oki, page.get_by_role("link", name="Perbaiki"))
    field = page.get_by_label("NIK", exact=True)
    expect(field).to_be_focused()
    types(oki, field, people.nik(1320).digits, replace=True)
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=re.compile("^0 salah$"))).to_be_visible()
    expect(page.locator("tbody tr").first).to_be_focused()
    oki.looks()


def tabs_to(visitor: Visitor, target: Locator) -> None:
    """Press Tab until one is there; on the way and there, what has the focus must be seen."""
    for _ in range(60):
        visitor.page.keyboard.press("Tab")
        shown = visitor.page.evaluate(
            "(() => { const at = document.activeElement, box = at.getBoundingClientRect();"
            "return getComputedStyle(at).outlineStyle !== 'none' && box.bottom > 0 && box.top < innerHeight })()"
        )
        assert shown, f"the focus is not seen on {visitor.page.evaluate('document.activeElement.outerHTML')[:160]}"
        if target.evaluate("each => each === document.activeElement"):
            return
    raise AssertionError(f"Tab does not lead to {target}")


def types(visitor: Visitor, field: Locator, text: str, *, replace: bool = False) -> None:
    if not field.evaluate("each => each === document.activeElement"):
        tabs_to(visitor, field)
    if replace:
        visitor.page.keyboard.press("Control+A")
    visitor.page.keyboard.type(text)


def presses(visitor: Visitor, target: Locator) -> None:
    tabs_to(visitor, target)
    visitor.page.keyboard.press("Enter")
