"""The tree as its coordinators work on it: every deed is seen before it is done, and works from plain forms."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from portal.access.permissions import Role
from portal.models import Organisation, db
from portal.models.transaction import transaction
from portal.services import ormas
from tests.browser import Browser
from tests.cast import Cast, Person, founder, newcomer
from tests.make.trees import opened


@pytest.fixture
def ketut(cast: Cast, browser: Callable[[Person], Browser]) -> Browser:
    """Coordinator of the whole ormas."""
    with transaction():
        person = newcomer("Ketut Sudana", Role.ORMAS_COORDINATOR, cast.bandung, cast.garuda)
    return browser(person)


def by_name(by: Person, name: str) -> Organisation:
    db.session.rollback()
    return db.session.scalars(by.actor().sees(Organisation).where(Organisation.name == name)).one()


def test_a_unit_is_opened_renamed_and_told_of(cast: Cast, yanto: Browser) -> None:
    home = f"/ormas/unit/{cast.cicendo}"
    assert f"{home}/baru" in yanto.get(home).text
    form = yanto.get(f"{home}/baru")
    assert "Buka Ranting" in form.words
    assert "Sudah ada unit" in yanto.submit(form, "/baru", {"name": "Ranting Arjuna"}, status=422).words
    shown = yanto.follow(yanto.submit(form, "/baru", {"name": "Ranting Husen", "code": "bdg-01-02"}))
    assert "Ranting Husen dibuka." in shown.words
    unit = by_name(cast.yanto, "Ranting Husen")
    form = yanto.get(f"/ormas/unit/{unit.id}/nama")
    yanto.submit(form, "/nama", {"name": "Ranting Husein"})
    words = yanto.get(f"/ormas/unit/{unit.id}/riwayat").words
    assert "Mengubah nama atau kode unit (dari Ranting Husen)" in words
    assert "Membuka unit" in words


def test_a_unit_moves_after_its_consequences_were_seen(cast: Cast, ketut: Browser) -> None:
    opened(cast.agus, cast.arjuna, "Anak Ranting Satu")
    choosing = ketut.get(f"/ormas/unit/{cast.arjuna}/pindah")
    link = choosing.soup.find("a", attrs={"aria-label": "Pilih PAC Andir"})
    assert link
    assert "PAC Andir" in ketut.get(f"/ormas/unit/{cast.arjuna}/pindah?q=andir").words
    assert "Tidak ada unit yang cocok" in ketut.get(f"/ormas/unit/{cast.arjuna}/pindah?q=entah").words
    preview = ketut.get(str(link["href"]))
    assert "1 unit di bawahnya ikut pindah" in preview.words
    assert by_name(cast.yanto, "Ranting Arjuna").parent_id == cast.cicendo, "looking changes nothing"
    shown = ketut.follow(ketut.submit(preview, "/pindah"))
    assert "sekarang di bawah PAC Andir" in shown.words
    trail = shown.soup.find("nav", class_="crumbs")
    assert trail
    assert trail.get_text(" ", strip=True) == "Garuda Muda Bandung PAC Andir"
    again = ketut.post(f"/ormas/unit/{cast.arjuna}/pindah", {"parent": str(cast.andir)}, status=422)
    assert "sudah di bawah PAC Andir" in again.words
    ketut.post(f"/ormas/unit/{cast.arjuna}/pindah", {"parent": "bukan-id"}, status=422)


def test_units_merge_split_close_and_stand_again(cast: Cast, ketut: Browser) -> None:
    by = cast.yanto
    husen = opened(by, cast.cicendo, "Ranting Husen")
    satu = opened(by, cast.arjuna, "Anak Ranting Satu")
    preview = ketut.get(f"/ormas/unit/{cast.arjuna}/gabung?ke={husen}")
    assert "Akses masuk 1 orang di unit ini berakhir" in preview.words
    shown = ketut.follow(ketut.submit(preview, "/gabung"))
    assert "sudah digabung ke Ranting Husen" in shown.words
    assert "Anak Ranting Satu" in shown.words
    merged = ketut.get(f"/ormas/unit/{cast.arjuna}")
    assert "Digabung ke Ranting Husen" in merged.words
    closed = ketut.get(f"/ormas/unit/{cast.cicendo}?tutup=ya").words
    assert "Ranting Arjuna Ditutup" in closed
    assert "Ranting Arjuna" not in ketut.get(f"/ormas/unit/{cast.cicendo}").words

    splitting = ketut.get(f"/ormas/unit/{cast.cicendo}/pecah")
    assert "Ranting Husen (1 unit di bawahnya)" in splitting.words
    assert "Centang dahulu" in ketut.submit(splitting, "/pecah", {"name": "PAC Utara"}, status=422).words
    ketut.submit(splitting, "/pecah", {"name": "PAC Utara", "taken": [str(husen)]})
    assert by_name(cast.hasan, "Ranting Husen").path.count("/") == 4
    assert str(by_name(cast.hasan, "PAC Utara").id) in by_name(cast.hasan, "Anak Ranting Satu").path

    assert "Masih ada 1 unit" in ketut.get(f"/ormas/unit/{husen}/tutup").words
    closing = ketut.get(f"/ormas/unit/{satu}/tutup")
    assert "Alasan wajib diisi" in ketut.submit(closing, "/tutup", status=422).words
    ketut.submit(closing, "/tutup", {"reason": "SK bubar 3/2026"})
    assert "alasan: SK bubar 3/2026" in ketut.get(f"/ormas/unit/{satu}/riwayat").words
    page = ketut.get(f"/ormas/unit/{satu}")
    assert "Unit ini sudah ditutup" in page.words
    ketut.submit(page, "/tutup/batal")
    assert by_name(cast.hasan, "Anak Ranting Satu").closed_at is None


def test_another_unit_is_not_there(
    cast: Cast, agus: Browser, euis: Browser, yanto: Browser, browser: Callable[[Person], Browser]
) -> None:
    """A lower unit looking up, a unit beside, another ormas, and a form that names one of theirs."""
    with transaction():
        top = ormas.register(founder(cast.bandung), name="Ormas Lain", level_names=["DPD", "DPC"])
        other = newcomer("Oman Lain", Role.ORMAS_COORDINATOR, cast.bandung, top.id)
        elsewhere: UUID = top.id
    ways = ("", "/riwayat", "/baru", "/nama", "/pindah", "/gabung", "/pecah", "/tutup", "/hak", "/pengurus/",
            "/pengurus/baru", "/lembar/baru", "/rekan/", "/rekan/undang")  # fmt: skip
    for who, hidden in (
        (agus, cast.cicendo),
        (agus, cast.garuda),
        (euis, cast.arjuna),
        (browser(other), cast.garuda),
        (yanto, elsewhere),
        (yanto, cast.smkn1),
    ):
        for way in ways:
            who.get(f"/ormas/unit/{hidden}{way}", status=404)
    for target in (cast.andir, elsewhere, cast.smkn1):
        yanto.get(f"/ormas/unit/{cast.arjuna}/pindah?ke={target}", status=404)
        yanto.post(f"/ormas/unit/{cast.arjuna}/pindah", {"parent": str(target)}, status=404)
        yanto.post(f"/ormas/unit/{cast.arjuna}/gabung", {"into": str(target)}, status=404)
    assert by_name(cast.yanto, "Ranting Arjuna").parent_id == cast.cicendo


def test_ones_own_unit_is_shaped_from_above(cast: Cast, agus: Browser) -> None:
    page = agus.get(f"/ormas/unit/{cast.arjuna}")
    assert "dilakukan oleh tingkat di atasnya" in page.words
    assert "/tutup" not in page.text.replace("tutup=ya", "")
    refused = agus.post(f"/ormas/unit/{cast.arjuna}/tutup", {"reason": "ingin saja"}, status=422)
    assert "oleh tingkat di atasnya" in refused.words
