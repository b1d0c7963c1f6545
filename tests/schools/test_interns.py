"""One intern by form: the same rules as a list, and what was typed is never lost."""

from __future__ import annotations

import pytest

from portal.models import Fate, RosterRow, db
from tests.browser import Browser
from tests.cast import Cast
from tests.make import journey, people

FIELDS = ("name", "nik", "birth_place", "birth_date", "sex", "mother_name", "phone", "class_name")


def typed(number: int, **other: str) -> dict[str, str]:
    return dict(zip(FIELDS, people.line(number), strict=True)) | other


def rows(cast: Cast) -> list[RosterRow]:
    db.session.rollback()
    return list(db.session.scalars(cast.sari.actor().sees(RosterRow).order_by(RosterRow.number)))


@pytest.fixture
def address(cast: Cast) -> str:
    return f"/sekolah/siswa-baru/?gelombang={journey.wave(cast.sari).wave}"


def test_an_intern_becomes_a_row_of_the_wave(cast: Cast, sari: Browser, address: str) -> None:
    for number in (1, 2):
        done = sari.submit(sari.get(address), "/siswa-baru/", typed(number))
        assert people.name(number) in sari.follow(done).words
    first, second = rows(cast)
    assert first.roster_id == second.roster_id, "single registrations of a wave stand in one list"
    assert (first.content["values"]["nik"], first.fate) == (people.nik(1).digits, Fate.OPEN)
    assert {first.grade, second.grade} == {"ready"}


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ({"nik": "327301"}, "16"),
        ({"name": ""}, "Nama"),
        ({"birth_date": "31/02/2008"}, "Tanggal lahir"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    cast: Cast, sari: Browser, address: str, fault: dict[str, str], told: str
) -> None:
    answer = sari.submit(sari.get(address), "/siswa-baru/", typed(1, **fault), status=422, unmasked=True)
    assert told in answer.soup.find(class_="faults").get_text(" ")
    kept = {tag["name"]: tag.get("value") for tag in answer.soup.find_all("input", attrs={"name": True})}
    assert kept["mother_name"] == people.mother(1)
    assert rows(cast) == []


def test_the_same_person_twice_is_noticed(cast: Cast, sari: Browser, address: str) -> None:
    sari.submit(sari.get(address), "/siswa-baru/", typed(1))
    sari.submit(sari.get(address), "/siswa-baru/", typed(1), status=None, unmasked=True)
    again = [row for row in rows(cast)[1:] if any(fault["c"] == "nik.twice" for fault in row.content["faults"])]
    assert len(again) == len(rows(cast)) - 1


def test_only_for_one_s_own_waves(cast: Cast, rina: Browser, budi: Browser, address: str) -> None:
    rina.get(address, status=404)
    rina.post(address, typed(1), status=404)
    budi.get(address, status=403)
    rina.get("/sekolah/siswa-baru/?gelombang=bukan-id", status=404)
    assert rows(cast) == []
