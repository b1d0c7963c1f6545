"""What pages weigh: bytes over the wire, packed as a browser asks for them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from benchmarks.figures import Figure
from benchmarks.visitors import Visitor

#: Bytes over the wire that a first visit may take in all, a later page, a fragment.
FIRST, PAGE, FRAGMENT = 35_000, 10_000, 5_000

_PACKED = {"Accept-Encoding": "br"}
_LINKED = re.compile(r'(?:href|src)="(/static/[^"#]+)')


def weight(visitor: Visitor, url: str, headers: Mapping[str, str] | None = None) -> int:
    """The bytes of one answer."""
    return len(visitor.get(url, headers=_PACKED | dict(headers or {})).body)


def first_visit(visitor: Visitor, url: str) -> int:
    """The bytes of a page and of every file it names."""
    linked = set(_LINKED.findall(visitor.get(url).body.decode()))
    return sum(weight(visitor, each) for each in (url, *linked))


def weighed(area: str, name: str, n: int, found: int, bound: int) -> Figure:
    return Figure(area, f"bytes of a {name}", "any", n, found, "bytes", bound)
