"""A tree under attack: two people at once, strange names, ids of others in forms."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

import pytest
from flask import Flask

from portal.models import Organisation, OrmasMember, db
from portal.models.transaction import transaction
from portal.services import ormas
from tests.attacks.knocks import knock, overlapping
from tests.attacks.naughty import WORST
from tests.attacks.test_naughty import shown_as_text
from tests.browser import Browser
from tests.cast import LEVELS, Cast, founder
from tests.make import member_lists
from tests.make.trees import opened, sheet

At = Callable[[UUID], Organisation]


@pytest.fixture
def at(cast: Cast) -> At:
    """A unit as it stands now."""

    def found(unit: UUID) -> Organisation:
        db.session.rollback()
        return cast.hasan.actor().find(Organisation, unit)

    return found


def test_two_moves_at_once_make_no_ring(app: Flask, cast: Cast, yanto: Browser, at: At) -> None:
    husen = opened(cast.yanto, cast.cicendo, "Ranting Husen")
    one = partial(knock, yanto.twin(), f"/ormas/unit/{cast.arjuna}/pindah", {"parent": str(husen)})
    other = partial(knock, yanto.twin(), f"/ormas/unit/{husen}/pindah", {"parent": str(cast.arjuna)})
    first, second = overlapping(app, one, other)
    assert (first.status, second.status) == (303, 422)
    assert "berada di dalam Ranting Husen sendiri" in second.words
    assert at(cast.arjuna).path == f"/{cast.garuda}/{cast.cicendo}/{husen}/{cast.arjuna}/"
    assert at(husen).parent_id == cast.cicendo


def test_a_unit_is_closed_while_somebody_opens_one_below_it(app: Flask, cast: Cast, yanto: Browser, at: At) -> None:
    closing = partial(knock, yanto.twin(), f"/ormas/unit/{cast.arjuna}/tutup", {"reason": "SK bubar"})
    opening = partial(knock, yanto.twin(), f"/ormas/unit/{cast.arjuna}/baru", {"name": "Anak Ranting"})
    first, second = overlapping(app, closing, opening)
    assert (first.status, second.status) == (303, 422)
    assert "sudah ditutup" in second.words
    assert at(cast.arjuna).closed_at


def test_a_code_is_taken_by_two_at_once(app: Flask, cast: Cast, yanto: Browser, euis: Browser) -> None:
    tries = [
        partial(knock, who.twin(), f"/ormas/unit/{unit}/baru", {"name": "Ranting Sama", "code": "SAMA"})
        for who, unit in ((yanto, cast.cicendo), (euis, cast.andir))
    ]
    first, second = overlapping(app, tries[0], tries[1])
    assert (first.status, second.status) == (303, 422)
    assert "Kode SAMA sudah dipakai" in second.words


@pytest.mark.once
def test_the_worst_names(cast: Cast, yanto: Browser) -> None:
    for at_, text in enumerate(WORST):
        done = [
            knock(yanto, f"/ormas/unit/{cast.cicendo}/baru", {"name": text, "code": f"N{at_}"}),
            knock(yanto, f"/ormas/unit/{cast.cicendo}/baru", {"name": f"Ranting {at_}", "code": text[:80]}),
            knock(yanto, f"/ormas/unit/{cast.arjuna}/pengurus/", {"name": text, "title": text, "decree": text,
                                                                 "start": text, "membership_id": text}),
            knock(yanto, f"/ormas/unit/{cast.arjuna}/hak", {"given": text}),
            knock(yanto, f"/ormas/unit/{cast.arjuna}/tutup", {"reason": ""}),
            knock(yanto, "/ormas/tingkat/", {"names": text}),
            knock(yanto, f"/ormas/unit/{cast.arjuna}/pindah", {"parent": text}),
        ]  # fmt: skip
        assert {answer.status for answer in done} <= {303, 422}, text
        shown_as_text(yanto.get(f"/ormas/unit/{cast.cicendo}", query_string={"q": text}), "")
        shown_as_text(yanto.get(f"/ormas/unit/{cast.arjuna}/pengurus/"), "")
    lines = [f"W{number};{text};{text};BDG-01" for number, text in enumerate(WORST) if "\n" not in text]
    came = knock(yanto, f"/ormas/unit/{cast.cicendo}/lembar/", {"file": (sheet(*lines), "aneh.csv")})
    assert came.status in {303, 422}
    if came.status == 303:
        shown_as_text(yanto.get(came.location), "")


def test_parents_in_another_ormas_are_not_there(cast: Cast, yanto: Browser) -> None:
    with transaction():
        ormas.register(founder(cast.bandung), name="Ormas Lain", code="LAIN", level_names=LEVELS)
    content = sheet("X1;Ranting Satu;;LAIN", "X2;Ranting Dua;;BDG-02")
    came = knock(yanto, f"/ormas/unit/{cast.cicendo}/lembar/", {"file": (content, "unit.csv")})
    words = yanto.get(came.location).words
    assert "Kode induk LAIN tidak ada di berkas ini dan bukan unit Anda" in words
    assert "Kode induk BDG-02 tidak ada di berkas ini dan bukan unit Anda" in words


@pytest.mark.once
def test_a_second_root_and_forty_levels_are_told_in_words(cast: Cast, yanto: Browser, at: At) -> None:
    deep = [f"D{number};Unit {'a' * number};;{f'D{number - 1}' if number else 'BDG-01'}" for number in range(40)]
    came = knock(yanto, f"/ormas/unit/{cast.cicendo}/lembar/", {"file": (sheet(*deep), "dalam.csv")})
    words = yanto.get(came.location).words
    assert "38 kesalahan" in words
    assert "tingkat" in words
    assert knock(yanto, came.location).status == 422, "nothing of it is kept"
    roots = sheet("X1;Pohon Satu;;", "X2;Pohon Dua;;", "X3;Ranting;;X1")
    came = knock(yanto, f"/ormas/unit/{cast.cicendo}/lembar/", {"file": (roots, "akar.csv")})
    assert "kesalahan" in yanto.get(came.location).words
    assert knock(yanto, came.location).status == 422
    assert at(cast.cicendo).path == f"/{cast.garuda}/{cast.cicendo}/"


def test_members_of_no_unit_of_another_ormas_and_one_card_twice(cast: Cast, yanto: Browser) -> None:
    with transaction():
        other = ormas.register(founder(cast.bandung), name="Ormas Lain", code="LAIN", level_names=LEVELS).id
    lines = (
        "K-1;Tanpa Unit;;;;;;",
        "K-2;Unit Orang;LAIN;;;;;",
        "K-3;Unit Saudara;PAC Andir;;;;;",
        "K-4;Kartu Satu;Ranting Arjuna;;;;;",
        "k 4;Kartu Dua;Ranting Arjuna;;;;;",
    )
    form = {"unit": str(cast.cicendo), "file": (member_lists.sheet(*lines), "anggota.csv")}
    came = knock(yanto, "/ormas/daftar/", form)
    words = yanto.get(came.location).words
    for told in ("Tidak ada unit “LAIN” di sini", "Tidak ada unit “PAC Andir” di sini", "sama dengan baris 5"):
        assert told in words, told
    knock(yanto, f"{came.location}/masuk/")
    db.session.rollback()
    homes = {each.name: each.organisation_id for each in db.session.scalars(cast.hasan.actor().sees(OrmasMember))}
    assert homes["Tanpa Unit"] == cast.cicendo, "who has no unit belongs where the list was put in"
    assert not {"Unit Orang", "Unit Saudara", "Kartu Dua"} & set(homes)
    for unit in (other, cast.andir):
        assert knock(yanto, "/ormas/daftar/", form | {"unit": str(unit)}).status == 404
