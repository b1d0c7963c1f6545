"""Names of classes, a year on."""

from __future__ import annotations

import pytest

from portal.rules.class_names import promoted

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("name", "above"),
    [
        ("XI RPL 1", "XII RPL 1"),
        ("X TKJ", "XI TKJ"),
        ("xi-rpl", "xii-rpl"),
        ("10 Akuntansi 10", "11 Akuntansi 10"),
        ("XII RPL 1", "XII RPL 1"),
        ("RPL XI", "RPL XII"),
        ("TEKSTIL", "TEKSTIL"),
        ("2110", "2110"),
        ("", ""),
    ],
)
def test_the_year_goes_up_by_one_and_all_else_stays(name: str, above: str) -> None:
    assert promoted(name) == above
