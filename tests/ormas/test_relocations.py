"""Members of a unit moved by the hundred: chosen, looked at, moved with their enrolments, and back again."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
import time_machine

from portal.models import Enrolment, Organisation, OrmasMember, Relocation, db
from portal.models.transaction import transaction
from portal.services import members, relocations, tallies, trees
from portal.services.relocations import MOST_CARDS
from tests.browser import Browser
from tests.cast import Cast
from tests.conftest import Hand
from tests.make import drive, dues, member_lists
from tests.make import trees as units


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True):
        yield


def listed(cast: Cast, *names: str) -> None:
    """Members of Ranting Arjuna with cards GM-1, GM-2, …"""
    rows = [f"GM-{at};{name};;;;;;" for at, name in enumerate(names, 1)]
    member_lists.admitted(cast.agus, cast.arjuna, rows)


def of(cast: Cast, unit: UUID) -> list[str]:
    db.session.rollback()
    actor = cast.yanto.actor()
    mine = actor.sees(OrmasMember).where(OrmasMember.organisation_id == unit)
    return sorted(db.session.scalars(mine.with_only_columns(OrmasMember.name)))


def right(cast: Cast, **expected: int) -> None:
    """Every unit counts its members, and the levels above too."""
    assert list(tallies.differences(cast.garuda)) == []
    actor = cast.yanto.actor()
    found = {each.name: tallies.of(actor, each).members for each in db.session.scalars(actor.sees(Organisation))}
    assert {name: found[name.replace("_", " ")] for name in expected} == expected


def test_a_unit_is_split_by_its_members(cast: Cast, yanto: Browser, agus: Browser, euis: Browser) -> None:
    """By a pasted list, by letters, by ticks; each time it is shown first, and told when it changed meanwhile."""
    listed(cast, "Asep", "Budi", "Cecep", "Dadan", "Nana", "Otong", "Udin", "Yayat")
    url = f"/ormas/unit/{cast.arjuna}"
    page = yanto.get(f"{url}/pecah")
    chosen = yanto.follow(yanto.submit(page, "/pecah", {"name": "Ranting Baru", "code": "BDG-01-09", "anggota": "y"}))
    assert "Ke Ranting Baru" in chosen.words
    db.session.rollback()
    actor = cast.yanto.actor()
    beside = trees.beside(actor, actor.find(Organisation, cast.arjuna), "Ranting Baru")
    assert beside is not None
    fresh = beside.id

    pasted = "No;KTA;Nama\n1;gm 1;Asep\n2;GM-3;Cecep\nGM-99\tSiapa"
    form = {"ke": str(fresh), "kta": pasted}
    shown = yanto.post(f"{url}/pindah-anggota/pratinjau", form, status=200)
    assert "2 anggota Ranting Arjuna menjadi anggota Ranting Baru" in shown.words
    assert "2 baris tidak ditemukan di Ranting Arjuna" in shown.words
    assert "GM-99 Siapa" in shown.words
    assert of(cast, fresh) == [], "looking moves nobody"
    with transaction():
        other = cast.yanto.actor()
        gone = next(each for each in db.session.scalars(other.sees(OrmasMember)) if each.name == "Cecep")
        members.leave(other, gone, reason="pindah kota")
    changed = yanto.submit(shown, "/pindah-anggota", status=422)
    assert "Jumlahnya berubah menjadi 1 anggota" in changed.words
    done = yanto.follow(yanto.submit(changed, "/pindah-anggota"))
    assert "1 anggota pindah ke Ranting Baru" in done.words
    assert of(cast, fresh) == ["Asep"]

    form = {"ke": str(fresh), "dari": "N", "sampai": "T"}
    shown = yanto.post(f"{url}/pindah-anggota/pratinjau", form, status=200)
    yanto.submit(shown, "/pindah-anggota")
    assert of(cast, fresh) == ["Asep", "Nana", "Otong"]

    ticking = yanto.get(f"{url}/pindah-anggota?ke={fresh}&q=u")
    box = ticking.soup.find("input", attrs={"name": "anggota"})
    assert "Udin" in ticking.words
    shown = yanto.post(f"{url}/pindah-anggota/pratinjau", {"ke": str(fresh), "anggota": box["value"]}, status=200)  # type: ignore[index]
    last = yanto.submit(shown, "/pindah-anggota")
    assert of(cast, fresh) == ["Asep", "Nana", "Otong", "Udin"]
    right(cast, Ranting_Arjuna=3, Ranting_Baru=4, PAC_Cicendo=7)

    # It stands in the histories of both units, and with each member.
    assert "Memindahkan anggota bersama-sama" in yanto.get(f"/ormas/unit/{fresh}/riwayat").words
    assert "dari Ranting Arjuna" in yanto.get(f"{url}/riwayat").words
    udin = next(each for each in db.session.scalars(cast.yanto.actor().sees(OrmasMember)) if each.name == "Udin")
    assert "dari Ranting Arjuna, 21 Nov 2026" in yanto.get(f"/ormas/anggota/{udin.id}").words
    assert "1 anggota ke Ranting Baru" in yanto.get(f"{url}/pindah-anggota").words

    # Back: who went on or left stays.
    euis.get(last.location, status=404)
    back = yanto.follow(yanto.submit(yanto.follow(last), "/batal"))
    assert "Dibatalkan" in back.words
    assert of(cast, fresh) == ["Asep", "Nana", "Otong"]
    assert "sudah dibatalkan" in yanto.post(f"{last.location}/batal", status=422).words
    right(cast, Ranting_Arjuna=4, Ranting_Baru=3, PAC_Cicendo=7)

    for wrong, words in (
        ({"kta": "GM-404"}, "tidak ditemukan"),
        ({"dari": "Z", "sampai": "A"}, "yang pertama tidak sesudah yang kedua"),
        ({"kta": "x\n" * (MOST_CARDS + 1)}, "Paling banyak"),
        ({}, "Belum ada yang terpilih"),
    ):
        status = 200 if "tidak ditemukan" in words else 422
        told = yanto.post(f"{url}/pindah-anggota/pratinjau", {"ke": str(fresh)} | wrong, status=status)
        assert words in told.words
    yanto.post(f"{url}/pindah-anggota", {"ke": str(cast.andir), "dari": "A", "sampai": "Z"}, status=404)
    agus.post(f"{url}/pindah-anggota", {"ke": str(fresh), "dari": "A", "sampai": "Z"}, status=404)
    yanto.post(f"{url}/pindah-anggota", {"ke": str(cast.arjuna), "dari": "A", "sampai": "Z"}, status=422)


def test_their_enrolments_follow_and_come_back(cast: Cast, agus: Browser, worker: Hand) -> None:
    """What is paid and billed stays where it is; from today on their dues are asked for where they are now."""
    child = units.opened(cast.agus, cast.arjuna, "Anak Ranting 1")
    drive.insured(cast.agus, range(3))
    drive.member(cast.agus, 9)
    sheet = dues.opened(cast.agus)
    dues.ticked(cast.agus, sheet, [1])
    dues.paid(cast.hasan, dues.billed(cast.agus, sheet))
    url = f"/ormas/unit/{cast.arjuna}/pindah-anggota"
    shown = agus.post(f"{url}/pratinjau", {"ke": str(child), "dari": "A", "sampai": "Z"}, status=200)
    assert "Pindahkan juga kepesertaan 3 orang" in shown.words
    moved = agus.follow(agus.submit(shown, "/pindah-anggota"))
    assert "Kepesertaan mereka sedang dipindahkan" in moved.words
    with transaction():
        # In the hands of the worker one goes on already; none goes twice.
        actor = cast.agus.actor()
        relocation = db.session.scalars(actor.sees(Relocation)).one()
        relocation_id = relocation.id
    worker.drain()
    assert "Kepesertaan mereka sudah ikut" in agus.get(moved.url).words
    assert sponsors(cast) == {child: 3}
    with transaction():
        actor = cast.agus.actor()
        assert relocations.follow_next(actor, relocations.find(actor, relocation_id)) == 0
    right(cast, Ranting_Arjuna=4, Anak_Ranting_1=4)

    agus.submit(agus.get(moved.url), "/batal")
    worker.drain()
    assert sponsors(cast) == {cast.arjuna: 3}
    right(cast, Ranting_Arjuna=4, Anak_Ranting_1=0)
    nobody = {"ke": str(child), "dari": "Q", "sampai": "Q", "jumlah": "0"}
    assert "Belum ada yang terpilih" in agus.post(url, nobody, status=422).words


def sponsors(cast: Cast) -> dict[UUID, int]:
    """How many enrolments each unit has that stand today."""
    db.session.rollback()
    actor = cast.agus.actor()
    standing = actor.sees(Enrolment).where(Enrolment.state == "approved", Enrolment.end.is_(None))
    found = list(db.session.scalars(standing.with_only_columns(Enrolment.organisation_id)))
    return {unit: found.count(unit) for unit in set(found)}
