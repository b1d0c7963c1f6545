"""A fault survives the way through a sealed row; an impossible value names no value."""

from __future__ import annotations

import pytest

from portal.values.fault import Fault, Invalid, Refused, Severity

pytestmark = pytest.mark.unit


def test_there_and_back() -> None:
    fault = Fault("birth_date.differs", "birth_date", Severity.WARNING, {"day": "2008-01-04"}, "04/01/2008")
    assert Fault.from_json(fault.as_json()) == fault


def test_an_exception_says_its_codes_only() -> None:
    assert str(Invalid("nik.length", "nik", found=15)) == "nik.length"
    assert str(Refused(Fault("a.b", params={"name": "Asep"}), Fault("c.d"))) == "a.b, c.d"
