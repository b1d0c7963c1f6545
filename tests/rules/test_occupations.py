"""Every occupation has one name, one sector and says how sure it is; what nobody listed costs nobody too little."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules import occupations
from portal.rules.contributions import Sector, Segment, due
from portal.rules.dated import law
from portal.values.month import Month
from portal.values.naming import name_key
from portal.values.rupiah import Rupiah

pytestmark = pytest.mark.unit

TODAY = date(2026, 11, 21)
EVERY = [each for group in occupations.groups(TODAY) for each in group.occupations]


def test_thirteen_groups_of_about_ninety_five() -> None:
    groups = occupations.groups(TODAY)
    assert len(groups) == 13
    assert 90 <= len(EVERY) <= 100
    assert groups[0].title == "Transportasi dan pengantaran"
    assert EVERY[-1] is occupations.default(TODAY), "the last one is for whoever finds nothing above"


def test_a_name_means_one_occupation_only() -> None:
    names = Counter(key for each in EVERY for key in {name_key(name) for name in (*each.words, each.name, each.code)})
    assert [name for name, times in names.items() if times > 1] == []


def test_each_can_be_stored_shown_and_explained() -> None:
    for each in EVERY:
        assert len(each.code) <= 60, "enrolment.occupation"
        assert len(each.name) <= 60
        assert each.name[0].isupper()
        assert occupations.find(each.code, TODAY) is each
        assert each.reason.code == f"occupation.{each.sector.value}"
        assert each.reason.citation
        assert each.certainty in {"3", "1", "own", "?"}


def test_only_the_first_group_is_transport() -> None:
    transport = [each.code for each in EVERY if each.sector is Sector.TRANSPORT]
    assert transport == [each.code for each in occupations.groups(TODAY)[0].occupations]
    assert {"ojek-daring", "ojek-pangkalan", "kurir", "sopir-barang"} <= set(transport)
    assert all("PP 50/2025" in each.entry.citation for each in EVERY)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("ojol", "ojek-daring"),
        ("  OJEK   Online ", "ojek-daring"),
        ("Sopir Angkot", "sopir-angkutan"),
        ("tukang-bangunan", "tukang-bangunan"),
        ("Tukang Bangunan", "tukang-bangunan"),
        ("Ibu yang menjual helm ojol", "pekerjaan-lain"),
        ("astronaut", "pekerjaan-lain"),
        ("", "pekerjaan-lain"),
    ],
)
def test_what_people_type(typed: str, code: str) -> None:
    assert occupations.named(typed, TODAY).code == code


@given(st.text(max_size=80))
def test_anything_typed_is_some_occupation(text: str) -> None:
    assert occupations.named(text, TODAY) in EVERY
    assert len(occupations.search(text, TODAY, most=3)) <= 3


def test_searching_by_the_beginnings_of_words() -> None:
    assert [each.code for each in occupations.search("tuk las", TODAY)] == ["tukang-las"]
    assert occupations.search("ojol", TODAY)[0].code == "ojek-daring"
    assert "nelayan" in [each.code for each in occupations.search("nel", TODAY)]
    assert occupations.search("layan", TODAY) == (), "the middle of a word is not its beginning"
    assert occupations.search("  ", TODAY) == ()


def test_a_code_that_is_none() -> None:
    assert occupations.find("astronaut", TODAY) is None


def test_an_unlisted_occupation_is_never_relieved_where_transport_is_not() -> None:
    assert occupations.default(TODAY).sector is Sector.OTHER
    for month in (Month(2025, 12) + at for at in range(18)):
        listed, unlisted = (
            due(month, segment=Segment.BPU, income=Rupiah(1_000_000), sector=sector)
            for sector in (Sector.TRANSPORT, Sector.OTHER)
        )
        assert unlisted.payable >= listed.payable


def test_the_law_says_that_no_official_list_was_found() -> None:
    for entry in (each for each in law() if each.key.startswith("occupations.")):
        assert entry.certainty in {"1", "3"}
        assert "no official list" in entry.note or entry.key == "occupations.transport"
