"""A name is found however it was written."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.values.naming import name_key

pytestmark = pytest.mark.unit


@given(st.text(max_size=300))
@example("ı")
@example("ᾳ")
def test_a_key_fits_its_column_and_stays_itself(name: str) -> None:
    key = name_key(name)
    assert len(key) <= 130
    assert key.startswith(" ")
    assert name_key(name.upper().lower()) == name_key(name.lower())


@pytest.mark.parametrize("typed", ["siti  nur'aini", "SITI NUR'AINI", "Siti Nur'aini ", "Sítì Nur'aini"])
def test_case_marks_and_spaces_hide_nobody(typed: str) -> None:
    assert name_key(typed) == " siti nur'aini"
