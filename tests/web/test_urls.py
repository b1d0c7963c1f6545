"""A URL built late is the URL built early."""

from __future__ import annotations

from uuid import uuid4

import pytest
from werkzeug.routing import Map
from werkzeug.routing import Rule as EagerRule

from portal.web.urls import Rule

pytestmark = pytest.mark.unit


def test_what_is_built_late_is_the_same() -> None:
    texts = {
        "plain": "/sekolah/",
        "row": "/sekolah/daftar/<uuid:id>/baris/<int:number>",
        "kind": "/unduhan/<kind>.xlsx",
    }
    late = Map([Rule(text, endpoint=name) for name, text in texts.items()]).bind("localhost")
    early = Map([EagerRule(text, endpoint=name) for name, text in texts.items()]).bind("localhost")
    for endpoint, values in (
        ("plain", {}),
        ("plain", {"halaman": 2, "cari": "a b&c"}),
        ("row", {"id": uuid4(), "number": 7}),
        ("row", {"id": uuid4(), "number": 7, "lagi": "ya"}),
        ("kind", {"kind": "peserta/é"}),
    ):
        for _first_and_again in range(2):
            assert late.build(endpoint, values) == early.build(endpoint, values)


def test_it_is_compiled_once() -> None:
    rule = Rule("/gelombang/<int:number>", endpoint="wave")
    bound = Map([rule]).bind("localhost")
    promised = rule._build_unknown
    bound.build("wave", {"number": 1})
    kept = rule._build_unknown
    assert kept is not promised
    bound.build("wave", {"number": 2})
    assert rule._build_unknown is kept
