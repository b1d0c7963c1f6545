"""Values as people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from portal.values.month import Month
from portal.web import formats

pytestmark = pytest.mark.unit


def test_days_and_instants_in_indonesian_and_in_wib() -> None:
    assert formats.day(date(2027, 1, 4)) == "4 Januari 2027"
    assert formats.weekday(date(2027, 1, 4)) == "Senin, 4 Januari 2027"
    assert formats.short_day(date(2027, 8, 17)) == "17 Agu 2027"
    assert formats.moment(datetime(2026, 12, 31, 17, 30, tzinfo=UTC)) == "1 Jan 2027, 00.30 WIB"


def test_spans() -> None:
    assert formats.span(date(2027, 1, 4), date(2027, 4, 2)) == "4 Jan 2027 – 2 Apr 2027"
    assert formats.span(date(2027, 1, 4), None) == "sejak 4 Jan 2027"
    assert formats.months_span([Month(2027, 1)]) == "Januari 2027"
    assert formats.months_span([Month(2027, 1), Month(2027, 2), Month(2027, 3)]) == "Januari – Maret 2027"
    assert formats.months_span([Month(2026, 11), Month(2026, 12), Month(2027, 1)]) == "Nov 2026 – Jan 2027"


def test_figures() -> None:
    assert formats.number(1_234_567) == "1.234.567"
    assert formats.number(-1234) == "-1.234"
    assert formats.file_size(900) == "900 bita"
    assert formats.file_size(20_480) == "20 KB"
    assert formats.file_size(1_400_000) == "1,3 MB"
