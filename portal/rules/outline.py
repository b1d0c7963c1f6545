"""A tree that came as lines, each naming the one above it: put in order, or told line by line why it is none.

Pure: what stands already is handed in, and nothing is kept here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from portal.values.fault import Fault
from portal.values.naming import name_key

LONGEST_NAME, LONGEST_CODE = 160, 40
_CODE = re.compile(r"[0-9A-Z](?:[0-9A-Z ./_-]*[0-9A-Z])?")


def folded_code(text: str) -> str:
    """A code as it is kept and compared: upper case, single spaces."""
    return " ".join(text.upper().split())


def is_code(code: str) -> bool:
    return len(code) <= LONGEST_CODE and _CODE.fullmatch(code) is not None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file: its number there, and its texts as they came."""

    number: int
    code: str
    name: str
    level: str
    parent: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit that is there already: what its children's depth follows from."""

    code: str
    name: str
    depth: int
    parent: str = ""
    closed: bool = False
    #: Lower-case names of the open units directly below, as far as the caller knows them.
    below: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Node:
    """A line with its place in the tree. `new` is False for a unit that stands already."""

    line: Line
    code: str
    name: str
    depth: int
    parent: str
    new: bool


@dataclass(frozen=True)
class Outline:
    """The nodes from the top down, each below its parent and in the order of the file; the faults by line."""

    nodes: tuple[Node, ...]
    faults: tuple[tuple[int, Fault], ...]
    #: The line that is the very unit the file was loaded into, if there is one.
    own: Line | None = None

    @property
    def new(self) -> tuple[Node, ...]:
        return tuple(node for node in self.nodes if node.new)


@dataclass
class _Reading:
    """What is found out on the way."""

    own: Standing
    standing: Mapping[str, Standing]
    taken: frozenset[str]
    levels: Sequence[str]
    faults: list[tuple[int, Fault]] = field(default_factory=list)
    lines: dict[str, Line] = field(default_factory=dict)
    top: Line | None = None

    def fault(self, line: Line, code: str, column: str, **params: object) -> None:
        self.faults.append((line.number, Fault(code, column, params=params)))


def outline(
    lines: Iterable[Line],
    *,
    own: Standing,
    standing: Mapping[str, Standing],
    taken: frozenset[str] = frozenset(),
    levels: Sequence[str],
) -> Outline:
    """Read a file for the unit `own`.

    standing  code → unit, of those at or below `own` that the file names
    taken     codes of the file that other units of the same ormas bear
    levels    names of the ormas's levels from depth 1 on; their number is how deep it may grow

    Faults (field is the column): unit.code_empty, unit.code_form, unit.name, text.long, tree.code_twice,
    unit.code_taken, tree.two_roots, tree.not_own, tree.orphan, tree.closed, tree.elsewhere, tree.cycle,
    tree.too_deep, tree.level, tree.same_name.
    """
    reading = _Reading(own, standing, taken, levels)
    for line in lines:
        _take(reading, line)
    parents = dict(_parents(reading))
    turning = _cycles(reading, parents)
    nodes = tuple(_placed(reading, parents, turning))
    _same_names(reading, nodes)
    return Outline(nodes, tuple(sorted(reading.faults, key=lambda each: each[0])), reading.top)


def _take(reading: _Reading, line: Line) -> None:
    """A line by itself: has it a code of its own and a name?"""
    code = folded_code(line.code)
    if not code:
        reading.fault(line, "unit.code_empty", "code")
        return
    if not is_code(code):
        reading.fault(line, "unit.code_form", "code", most=LONGEST_CODE)
        return
    if code in reading.lines:
        reading.fault(line, "tree.code_twice", "code", unit=code, row=reading.lines[code].number)
        return
    reading.lines[code] = line
    if not any(mark.isalpha() for mark in line.name):
        reading.fault(line, "unit.name", "name")
    if len(line.name) > LONGEST_NAME:
        reading.fault(line, "text.long", "name", limit=LONGEST_NAME)
    if code in reading.taken:
        reading.fault(line, "unit.code_taken", "code", unit=code)


def _parents(reading: _Reading) -> Iterator[tuple[str, str]]:
    """code → code of the parent, for every line whose parent is to be had; the top of the file has none."""
    for code, line in reading.lines.items():
        parent = folded_code(line.parent)
        if not parent or code == reading.own.code:
            _top(reading, code, line)
        elif parent in reading.lines or parent in reading.standing or parent == reading.own.code:
            above = reading.standing.get(parent)
            if above and above.closed and parent not in reading.lines:
                reading.fault(line, "tree.closed", "parent", parent=parent)
            yield code, parent
        else:
            reading.fault(line, "tree.orphan", "parent", parent=parent)


def _top(reading: _Reading, code: str, line: Line) -> None:
    """A line without a parent is the unit that the file was loaded into, and there is one of it."""
    if reading.top is not None:
        reading.fault(line, "tree.two_roots", "parent", row=reading.top.number)
    elif reading.own.code and code != reading.own.code:
        reading.fault(line, "tree.not_own", "parent", unit=code, own=reading.own.code, name=reading.own.name)
    else:
        reading.top = line


def _cycles(reading: _Reading, parents: Mapping[str, str]) -> set[str]:
    """The codes that lead back to themselves; each line of a ring is told the whole ring."""
    state: dict[str, int] = {}
    turning: set[str] = set()
    for start in parents:
        way: list[str] = []
        at = start
        while at in parents and at not in state:
            state[at] = 1
            way.append(at)
            at = parents[at]
        if state.get(at) == 1 and at in way:
            ring = way[way.index(at) :]
            turning.update(ring)
            rows = ", ".join(str(reading.lines[code].number) for code in ring)
            for code in ring:
                reading.fault(reading.lines[code], "tree.cycle", "parent", rows=rows)
        for code in way:
            state[code] = 2
    return turning


def _placed(reading: _Reading, parents: Mapping[str, str], turning: set[str]) -> Iterator[Node]:
    """The lines that hang on what stands, from the top down; what hangs on a ring or a second top hangs nowhere."""
    below: dict[str, list[str]] = {}
    roots: list[tuple[str, int]] = []
    for code, parent in parents.items():
        if parent in reading.lines and parent not in turning:
            below.setdefault(parent, []).append(code)
        elif code not in turning and parent not in turning:
            above = reading.own if parent == reading.own.code else reading.standing[parent]
            roots.append((code, above.depth + 1))
    own = folded_code(reading.top.code) if reading.top else ""
    stack: list[tuple[str, int]] = [*reversed(roots)]
    if own:
        stack.append((own, reading.own.depth))
    while stack:
        code, depth = stack.pop()
        yield _node(reading, code, depth, parents.get(code, ""))
        stack.extend((child, depth + 1) for child in reversed(below.get(code, ())))


def _node(reading: _Reading, code: str, depth: int, parent: str) -> Node:
    line = reading.lines[code]
    known = reading.own if line is reading.top else reading.standing.get(code)
    if known and known is not reading.own:
        if known.closed:
            reading.fault(line, "tree.closed", "code", parent=code)
        elif known.parent != (reading.own.code if parent == _top_code(reading) else parent):
            reading.fault(line, "tree.elsewhere", "parent", unit=code)
    if depth > len(reading.levels):
        reading.fault(line, "tree.too_deep", "parent", depth=depth, most=len(reading.levels))
    else:
        expected = reading.levels[depth - 1]
        if line.level and line.level.casefold() not in {expected.casefold(), str(depth)}:
            reading.fault(line, "tree.level", "level", level=line.level, expected=expected)
    return Node(line, code, known.name if known else line.name, depth, parent, known is None)


def _same_names(reading: _Reading, nodes: Sequence[Node]) -> None:
    """Below one parent a name stands for one unit, or nobody would know which is meant."""
    seen: Counter[tuple[str, str]] = Counter()
    for node in nodes:
        if not node.new:
            continue
        key = (node.parent, name_key(node.name))
        above = (
            reading.own
            if node.parent in {reading.own.code, _top_code(reading)}
            else reading.standing.get(node.parent)
        )
        seen[key] += 1
        if seen[key] > 1 or (above and key[1] in above.below):
            reading.fault(node.line, "tree.same_name", "name", name=node.name)


def _top_code(reading: _Reading) -> str:
    return folded_code(reading.top.code) if reading.top else ""
