"""The code of the portal as trees, for sweeps that ask where a line lives."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PORTAL = ROOT / "portal"


@dataclass(frozen=True)
class Source:
    """A file of Python; `name` is its path below portal/ with slashes."""

    name: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.name)

    @property
    def room(self) -> str:
        return self.name.partition("/")[0]

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """The whole tree, walked once for all sweeps."""
        return tuple(ast.walk(self.tree))

    @cached_property
    def calls(self) -> tuple[tuple[str, ast.Call], ...]:
        """Every call: the last name of what is called, and the call."""
        return tuple((last_name(node.func), node) for node in self.nodes if isinstance(node, ast.Call))


@cache
def sources() -> tuple[Source, ...]:
    return tuple(
        Source(path.relative_to(PORTAL).as_posix(), path.read_text()) for path in sorted(PORTAL.rglob("*.py"))
    )


def last_name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(attr=name):
            return name
        case ast.Subscript(value=value):
            return last_name(value)
    return ""


def calling(some: Iterable[Source], name: str, *, method: bool | None = None) -> dict[str, list[int]]:
    """file → lines that call a function of this name (`method`: only after a dot, or only without)."""
    found: dict[str, list[int]] = {}
    for source in some:
        for called, node in source.calls:
            if called == name and method in {None, isinstance(node.func, ast.Attribute)}:
                found.setdefault(source.name, []).append(node.lineno)
    return found


def keyword(node: ast.Call, name: str) -> str | None:
    """The text given to a keyword, when it is written out."""
    for each in node.keywords:
        if each.arg == name and isinstance(each.value, ast.Constant) and isinstance(each.value.value, str):
            return each.value.value
    return None
