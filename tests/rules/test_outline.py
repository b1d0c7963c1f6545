"""A tree from lines: what hangs where, and what is wrong, line by line."""

from __future__ import annotations

import pytest

from portal.rules.outline import Line, Outline, Standing, folded_code, is_code, outline

pytestmark = pytest.mark.unit

LEVELS = ("MPC", "PAC", "Ranting", "Anak Ranting")
OWN = Standing("M", "MPC Kota", 1)


def read(*texts: str, own: Standing = OWN, levels: tuple[str, ...] = LEVELS, **known: object) -> Outline:
    """Lines as "code name level parent", one a text; a missing text is "-". Numbered from 2, as below a header."""
    lines = []
    for number, text in enumerate(texts, 2):
        code, name, level, parent = ("" if each == "-" else each for each in text.split())
        lines.append(Line(number, code, name, level, parent))
    standing = known.pop("standing", {})
    return outline(lines, own=own, standing=standing, levels=levels, **known)  # type: ignore[arg-type]


def told(found: Outline) -> list[tuple[int, str, str]]:
    return [(number, fault.code, fault.field) for number, fault in found.faults]


def shape(found: Outline) -> list[tuple[str, int, str, bool]]:
    return [(node.code, node.depth, node.parent, node.new) for node in found.nodes]


def test_lines_in_any_order_stand_below_their_parents() -> None:
    found = read("R1 Arjuna Ranting p1", "P2 Andir PAC M", "P1 Cicendo PAC M", "M Kota MPC -", "A1 Satu - R1")
    assert told(found) == []
    assert shape(found) == [
        ("M", 1, "", False),
        ("P2", 2, "M", True),
        ("P1", 2, "M", True),
        ("R1", 3, "P1", True),
        ("A1", 4, "R1", True),
    ]
    assert found.own is not None
    assert [node.code for node in found.new] == ["P2", "P1", "R1", "A1"]


def test_a_parent_may_stand_already() -> None:
    p1 = Standing("P1", "Cicendo", 2, "M", below=frozenset({" arjuna"}))
    found = read("R2 Pajajaran Ranting P1", "P1 Lama PAC M", standing={"P1": p1})
    assert told(found) == []
    assert shape(found) == [("P1", 2, "M", False), ("R2", 3, "P1", True)]
    assert found.nodes[0].name == "Cicendo", "what stands keeps its name"
    assert told(read("R2 Arjuna - P1", standing={"P1": p1})) == [(2, "tree.same_name", "name")]


def test_the_top_of_a_unit_without_a_code_takes_the_one_in_the_file() -> None:
    found = read("K1 Kota - -", "P1 Cicendo - K1", own=Standing("", "MPC Kota", 1))
    assert told(found) == []
    assert shape(found) == [("K1", 1, "", False), ("P1", 2, "K1", True)]
    assert found.own is not None


@pytest.mark.parametrize(
    ("lines", "faults"),
    [
        (("- Cicendo - M",), [(2, "unit.code_empty", "code")]),
        (("P!1 Cicendo - M",), [(2, "unit.code_form", "code")]),
        (("P1 123 - M",), [(2, "unit.name", "name")]),
        (("P1 Cicendo - M", "p1 Andir - M"), [(3, "tree.code_twice", "code")]),
        (("P1 Cicendo - -",), [(2, "tree.not_own", "parent")]),
        (("M Kota - -", "N Lain - -"), [(3, "tree.two_roots", "parent")]),
        (("R1 Arjuna - P9",), [(2, "tree.orphan", "parent")]),
        (("P1 Cicendo Ranting M",), [(2, "tree.level", "level")]),
        (("P1 Cicendo - M", "P2 cicendo - M"), [(3, "tree.same_name", "name")]),
        (("P1 Satu - P1",), [(2, "tree.cycle", "parent")]),
    ],
)
def test_what_is_wrong_is_told_at_its_line(lines: tuple[str, ...], faults: list[tuple[int, str, str]]) -> None:
    assert told(read(*lines)) == faults


def test_a_ring_is_told_whole_to_each_of_its_lines() -> None:
    found = read("P1 Cicendo - M", "A Satu - C", "B Dua - A", "C Tiga - B", "D Empat - C")
    assert told(found) == [(number, "tree.cycle", "parent") for number in (3, 4, 5)]
    assert {fault.params["rows"] for _, fault in found.faults} == {"3, 5, 4"}
    assert [node.code for node in found.nodes] == ["P1"], "what hangs on a ring hangs nowhere"


def test_forty_levels_are_too_many() -> None:
    lines = ["P0 Awal - M"] + [f"P{number} Unit{'a' * number} - P{number - 1}" for number in range(1, 40)]
    found = read(*lines)
    assert {code for _, code, _ in told(found)} == {"tree.too_deep"}
    assert len(found.faults) == 37
    assert found.faults[0][1].params == {"depth": 5, "most": 4}


def test_units_elsewhere_and_closed_ones_are_not_taken() -> None:
    standing = {
        "R1": Standing("R1", "Arjuna", 3, "P1"),
        "P1": Standing("P1", "Cicendo", 2, "M"),
        "P2": Standing("P2", "Andir", 2, "M"),
        "P3": Standing("P3", "Bubar", 2, "M", closed=True),
    }
    assert told(read("R1 Arjuna - P2", standing=standing)) == [(2, "tree.elsewhere", "parent")]
    assert told(read("R9 Baru - P3", standing=standing)) == [(2, "tree.closed", "parent")]
    assert told(read("P3 Bubar - M", standing=standing)) == [(2, "tree.closed", "code")]
    assert told(read("X1 Baru - M", taken=frozenset({"X1"}))) == [(2, "unit.code_taken", "code")]


def test_codes_are_kept_in_one_form() -> None:
    assert folded_code("  bdg -  01 ") == "BDG - 01"
    assert is_code("32.73/01-A")
    assert not any(map(is_code, ("", "-1", "a", "A" * 41, "A?")))


def test_a_province_is_read_at_once() -> None:
    lines = [Line(number, f"U{number}", f"Unit {number}", "", f"U{number // 10}" if number > 9 else "M")
             for number in range(1, 20_001)]  # fmt: skip
    found = outline(lines, own=OWN, standing={}, levels=tuple(f"T{depth}" for depth in range(12)))
    assert found.faults == ()
    assert len(found.new) == 20_000
