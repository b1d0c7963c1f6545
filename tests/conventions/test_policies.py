"""No policy is decided for nothing: each open point of the law is read where it matters."""

from __future__ import annotations

import ast
from collections.abc import Iterable

import pytest

from portal.rules.policies import CATALOGUE
from tests.conventions.source import Source, sources

pytestmark = pytest.mark.unit

#: What names every key whether or not it is read: where they are declared, and their sentences.
_NAMING = ("rules/policies.py", "web/wording/", "cli/")


def unread(keys: Iterable[str], some: Iterable[Source]) -> list[str]:
    """Keys that no line reads off the policies in force: as an attribute, or by their name in brackets."""
    read: set[str] = set()
    for source in some:
        if source.name.startswith(_NAMING):
            continue
        for node in source.nodes:
            match node:
                case ast.Attribute(attr=name, ctx=ast.Load()) | ast.Subscript(slice=ast.Constant(value=str(name))):
                    read.add(name)
    return [key for key in keys if key not in read]


def test_the_sweep_catches_the_planted() -> None:
    said = Source("web/wording/policies.py", "WORDS = policies.one")
    told = Source("services/told.py", 'KEY = "one"\npolicies.two = 1\nseen = policies.three, policies["four"]')
    assert unread(("one", "two", "three", "four"), [said, told]) == ["one", "two"]


def test_every_policy_is_read() -> None:
    assert not unread(CATALOGUE, sources())
