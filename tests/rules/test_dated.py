"""A value of the law that cannot say where it is written does not load."""

from __future__ import annotations

import re
from datetime import date

import pytest

from portal.rules.dated import BadLaw, Law, NoLaw, law, read

pytestmark = pytest.mark.unit

GOOD = """
[[value]]
id = "jkm.pp44-2015"
key = "jkm"
from = 2015-07-01
citation = "PP 44/2015"
certainty = "N"
note = "flat"
value = 6_800
"""


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new)


def test_a_good_value_loads() -> None:
    (entry,) = read(GOOD)
    assert (entry.value, entry.since, entry.until) == (6_800, date(2015, 7, 1), None)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (changed('citation = "PP 44/2015"\n', ""), "jkm.pp44-2015: no citation"),
        (changed('"PP 44/2015"', '""'), "jkm.pp44-2015: no citation"),
        (changed('"PP 44/2015"', '"  "'), "citation must be a text"),
        (changed('certainty = "N"\n', ""), "jkm.pp44-2015: no certainty"),
        (changed('certainty = "N"', 'certainty = "sure"'), "'sure' is none of"),
        (changed('note = "flat"\n', ""), "no note"),
        (changed("value = 6_800", ""), "no value"),
        (changed("from = 2015-07-01\n", ""), "no from"),
        (changed("from = 2015-07-01", "from = 2015-07-01\nto = 2015-06-30"), "ends before it begins"),
        (changed("from = 2015-07-01", 'from = "2015-07-01"'), "from and to are days"),
        (changed("from = 2015-07-01", "from = 2015-07-01\nuntil = 2016-01-01"), "unknown until"),
        (changed("6_800", "6800.5"), "whole numbers"),
        (changed("jkm.pp44-2015", "JKM PP44"), "an id is made of"),
        ("[[value]\n", "not TOML"),
        ("[stray]\nx = 1\n", "nothing else"),
    ],
)
def test_a_bad_value_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(BadLaw, match=re.escape(complaint)):
        read(text)


def test_an_id_is_used_once() -> None:
    with pytest.raises(BadLaw, match="used twice"):
        Law(read(GOOD + GOOD))


@pytest.mark.parametrize("ends", ["", "to = 2026-01-01", "to = 2026-06-30"])
def test_periods_of_a_key_do_not_overlap(ends: str) -> None:
    older = changed("from = 2015-07-01", f"from = 2015-07-01\n{ends}")
    newer = changed("2015-07-01", "2026-01-01").replace("jkm.pp44-2015", "jkm.new")
    with pytest.raises(BadLaw, match="overlap"):
        Law(read(newer + older))


def test_a_law_that_changes_answers_by_the_day() -> None:
    older = changed("from = 2015-07-01", "from = 2015-07-01\nto = 2025-12-31")
    newer = changed("2015-07-01", "2026-01-01").replace("jkm.pp44-2015", "jkm.new").replace("6_800", "7_000")
    changing = Law(read(newer + older))
    assert changing.on("jkm", date(2025, 12, 31)).value == 6_800
    assert changing.on("jkm", date(2026, 1, 1)).value == 7_000
    assert changing.find("jkm", date(2015, 6, 30)) is None
    with pytest.raises(NoLaw):
        changing.on("jkm", date(2015, 6, 30))
    with pytest.raises(NoLaw):
        changing["jkm.none"]


def test_the_law_of_the_house_loads_once_and_is_frozen() -> None:
    assert law() is law()
    relief = law()["relief.pp50-2025.other"]
    with pytest.raises(TypeError):
        relief.value["percent"] = 0
    with pytest.raises(AttributeError):
        relief.until = None  # type: ignore[misc]  # the point of the test
    assert all(entry.citation and entry.certainty and entry.note for entry in law())


def test_every_relief_leaves_whole_rupiah() -> None:
    amounts = [row["jkk"] for row in law()["bracket.pp44-2015"].value] + [law()["jkm.pp44-2015"].value]
    percents = {entry.value["percent"] for entry in law() if entry.key.startswith("relief.")}
    assert percents == {50, 99}
    assert all(amount * percent % 100 == 0 for amount in amounts for percent in percents)
