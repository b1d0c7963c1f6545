"""Regions: how far apart codes say that places are."""

from __future__ import annotations

import pytest

from portal.rules import regions

pytestmark = pytest.mark.unit


def test_one_regency_is_nearer_than_one_province_than_the_rest_of_the_country():
    places = [None, "35.78", "32.04", "32.73"]
    assert sorted(places, key=lambda each: regions.apart("32.73", each)) == ["32.73", "32.04", None, "35.78"]
    assert [regions.apart(None, each) for each in places] == [2, 2, 2, 2]
