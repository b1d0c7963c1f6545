"""The roster of an ormas in the browser: find, write to, keep, mark, move, leave; every deed can be undone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from uuid import UUID

import pytest
from flask import Flask

from portal.access.actor import everyone
from portal.models import Organisation, OrmasMember, db
from portal.models.transaction import transaction
from portal.rules.standings import Cause, Standing
from portal.services import members, tallies
from portal.services.members import Description
from tests.browser import Answer, Browser
from tests.cast import Cast, Person, founder


def added(by: Person, unit: UUID, name: str, **said: object) -> UUID:
    with transaction():
        actor = by.actor()
        described = Description(name=name, birth_date=date(1990, 1, 1), **said)  # type: ignore[arg-type]
        return members.add(actor, actor.find(Organisation, unit), described).id


def member(id_: UUID) -> OrmasMember:
    db.session.rollback()
    return db.session.scalars(everyone(OrmasMember, because="test").where(OrmasMember.id == id_)).one()


def test_a_member_is_noted_by_hand_and_every_fault_stands_at_its_field(cast: Cast, agus: Browser) -> None:
    page = agus.get(f"/ormas/anggota/baru?unit={cast.arjuna}")
    wrong = agus.submit(page, "/anggota/baru", {"name": "123", "nik": "12"}, status=422)
    assert "16 angka" in wrong.words or "angka" in wrong.words
    done = agus.submit(
        page,
        "/anggota/baru",
        {"name": "Ujang Saepudin", "kta": "GM-001", "nik": "3273010506800001", "phone": "0812 3456 789"},
    )
    shown = agus.follow(done)
    assert "belum pernah terdaftar" in shown.words.lower()
    assert "3273••••••••0001" in shown.words
    assert "5 Juni 1980" in shown.words
    page = agus.get(f"/ormas/anggota/baru?unit={cast.arjuna}")
    twice = agus.submit(page, "/anggota/baru", {"name": "Lain Orang", "kta": "gm 001"}, status=422)
    assert "sudah dipakai anggota lain" in twice.words

    kept = db.session.scalars(cast.agus.actor().sees(OrmasMember)).one()
    edit = agus.get(f"/ormas/anggota/{kept.id}/ubah")
    assert "3273010506800001" not in edit.text
    agus.submit(edit, f"/anggota/{kept.id}", {"name": "Ujang Saefudin", "occupation": "Ojek"})
    assert member(kept.id).name == "Ujang Saefudin"
    assert member(kept.id).nik is not None


def test_the_list_of_those_not_yet_covered_is_written_to_one_by_one(cast: Cast, yanto: Browser) -> None:
    one = added(cast.agus, cast.arjuna, "Asep Suryana", phone="+628123456789", kta="A-1")
    added(cast.yanto, cast.cicendo, "Budi Hidayat")
    added(cast.euis, cast.andir, "Tidak Terlihat")
    page = yanto.get("/ormas/anggota/")
    assert "Asep Suryana" in page.words
    assert "Ranting Arjuna" in page.words
    assert "0812 3456 789" in page.words
    assert "Tidak Terlihat" not in page.words
    link = page.soup.select_one("a[href^='https://wa.me/628123456789']")
    assert link is not None
    assert "Asep+Suryana" in str(link["href"])

    done = yanto.submit(page, f"/{one}/dihubungi", {})
    assert "Dihubungi Yanto Kusnadi" in yanto.follow(done).words
    part = yanto.htmx_post(f"/ormas/anggota/{one}/dihubungi", {"unit": str(cast.cicendo)})
    assert "Dihubungi" in part.words
    assert yanto.get(f"/ormas/anggota/?unit={cast.arjuna}&keadaan=terlindungi").soup.select_one(".empty")


def test_members_are_found_by_name_or_number_and_no_number_stands_in_an_address(cast: Cast, yanto: Browser) -> None:
    one = added(cast.agus, cast.arjuna, "Asep Suryana", kta="PP.31/0001")
    page = yanto.get("/ormas/anggota/")
    by_name = yanto.follow(yanto.submit(page, "/cari-anggota", {"q": "surya"}))
    assert "Asep Suryana" in by_name.words
    assert yanto.submit(page, "/cari-anggota", {"q": "pp 31 0001"}).location.endswith(str(one))
    unknown = yanto.submit(page, "/cari-anggota", {"q": "3273010506800001"}, status=404)
    assert "tidak ditemukan" in unknown.words
    wrong = yanto.submit(page, "/cari-anggota", {"q": "3273019906800001"}, status=422)
    assert wrong.soup.select_one(".notice--danger")
    assert "q=" not in (yanto.get("/ormas/anggota/?q=3273010506800001", status=303).location or "")
    assert yanto.get("/ormas/anggota/?q=entah").soup.select_one(".empty")


def test_among_very_many_a_page_looks_at_one_stretch_of_names_and_on_from_there(
    cast: Cast, yanto: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(members, "FEW", 0)
    monkeypatch.setattr(members, "STRETCH", 4)
    for place in range(6):
        added(cast.euis, cast.andir, f"Asep Beda{place}")  # of a unit that Yanto does not see, and yet in the way
    for name in ("Asep Hidayat", "Asep Ruhiyat", "Asep Zaenal Abidin", "Dadan Asep"):
        added(cast.agus, cast.arjuna, name)
    address = f"/ormas/anggota/?unit={cast.cicendo}&keadaan=semua&q="

    def names(page: Answer) -> list[str]:
        return [each.get_text() for each in page.soup.select("#anggota .name") if each.get_text().startswith("Asep")]

    first = yanto.get(f"{address}asep")
    assert "Belum ditemukan" in first.words
    assert "Beda" not in first.text
    second = yanto.get(further(first))
    assert names(second) == ["Asep Hidayat", "Asep Ruhiyat"]
    third = yanto.get(further(second))
    assert names(third) == ["Asep Zaenal Abidin"]
    assert "Cari lebih jauh" not in third.words
    # By how the name begins at once, however many are in between; words that stand apart from the beginning on.
    assert names(yanto.get(f"{address}asep+ru")) == ["Asep Ruhiyat"]
    apart = yanto.get(f"{address}asep+abidin")
    assert "Belum ditemukan" in apart.words
    apart = yanto.get(further(apart))
    assert names(yanto.get(further(apart))) == ["Asep Zaenal Abidin"]
    assert "Tidak ada nama yang cocok" in yanto.get(f"{address}dudung").words
    for odd in ("lanjut=-3", "lanjut=99999999999", "lanjut=x", "lepas=1&lanjut=2"):
        yanto.get(f"{address}asep&{odd}")


def further(page: Answer) -> str:
    """Where a page that did not look at all leads on to."""
    [link] = [each for each in page.soup.find_all("a") if each.get_text(strip=True) == "Cari lebih jauh"]
    return str(link["href"])


def test_marked_moved_left_and_each_undone(cast: Cast, yanto: Browser) -> None:
    one = added(cast.agus, cast.arjuna, "Asep Suryana")
    here = f"/ormas/anggota/{one}"
    page = yanto.follow(yanto.submit(yanto.get(here), "/penerima-upah", {}))
    assert "Penerima upah" in page.words
    assert member(one).standing is Standing.WAGE_EARNER
    yanto.submit(page, "/penerima-upah/hapus", {})
    assert member(one).standing is Standing.NOT_YET

    choosing = yanto.get(f"{here}/pindah")
    assert "PAC Cicendo" in choosing.words
    chosen = yanto.get(f"{here}/pindah?ke={cast.cicendo}")
    moved = yanto.follow(yanto.submit(chosen, "/pindah", {}))
    assert member(one).organisation_id == cast.cicendo
    assert "Kembalikan ke Ranting Arjuna" in moved.words
    yanto.submit(moved, "/pindah", {})
    assert member(one).organisation_id == cast.arjuna
    yanto.post(f"{here}/pindah", {}, status=422)
    yanto.post(f"{here}/pindah", {"unit": str(cast.andir)}, status=404)

    assert "Tulis alasannya" in yanto.post(f"{here}/keluar", {"reason": ""}, status=422).words
    left = yanto.follow(yanto.submit(yanto.get(here), f"{one}/keluar", {"reason": "pindah kota"}))
    assert "pindah kota" in left.words
    assert member(one).cause is Cause.GONE
    assert "Asep" in yanto.get("/ormas/anggota/?keadaan=keluar").words
    yanto.submit(left, "/keluar/hapus", {})
    assert member(one).standing is Standing.NOT_YET
    told = yanto.get(here).words
    assert "Mencatat anggota keluar" in told


def test_a_sister_unit_finds_nothing_behind_any_address(cast: Cast, euis: Browser) -> None:
    one = added(cast.agus, cast.arjuna, "Asep Suryana", kta="A-1")
    for url in ("", "/ubah", "/pindah"):
        euis.get(f"/ormas/anggota/{one}{url}", status=404)
    for url in ("", "/dihubungi", "/penerima-upah", "/penerima-upah/hapus", "/pindah", "/keluar", "/keluar/hapus"):
        euis.post(f"/ormas/anggota/{one}{url}", {}, status=404)
    for url in (f"/ormas/anggota/?unit={cast.arjuna}", f"/ormas/anggota/baru?unit={cast.arjuna}"):
        euis.get(url, status=404)
    euis.post("/ormas/anggota/baru", {"unit": str(cast.arjuna), "name": "Penyusup"}, status=404)
    euis.post("/ormas/cari-anggota", {"unit": str(cast.arjuna), "q": "A-1"}, status=404)
    euis.post("/ormas/cari-anggota", {"q": "A-1"}, status=404)


def test_officers_who_write_at_the_same_moment_are_all_counted(app: Flask, cast: Cast) -> None:
    """Three units, two ormas-wide sums: nobody's member is lost from them, and nobody waits for ever."""
    begin = Barrier(6)

    def write(by: Person, unit: UUID, number: int) -> None:
        with app.app_context():
            begin.wait(20)
            for each in range(3):
                added(by, unit, f"Anggota {number} {each}")

    places = [(cast.agus, cast.arjuna), (cast.yanto, cast.cicendo), (cast.euis, cast.andir)] * 2
    with ThreadPoolExecutor(len(places)) as pool:
        list(pool.map(lambda at: write(*places[at], at), range(len(places))))
    db.session.rollback()
    assert list(tallies.differences(cast.garuda)) == []
    top = founder(cast.bandung)
    assert tallies.of(top, top.find(Organisation, cast.garuda)).members == 18
    assert tallies.of(top, top.find(Organisation, cast.cicendo)).members == 12
