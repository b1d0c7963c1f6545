"""Mobile numbers as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.values.fault import Invalid
from portal.values.phone import Phone

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    "text",
    ["081234567890", "6281234567890", "+62 812-3456-7890", "81234567890", "(0812) 3456.7890", "'081234567890"],
)
def test_all_ways_of_writing_are_one_number(text: str) -> None:
    assert Phone.parse(text).e164 == "+6281234567890"


@pytest.mark.parametrize(
    "text", ["", "0", "0221234567", "08123", "+15551234567", "0812345678901234", "081234x67890", "08١٢٣٤٥٦٧٨"]
)
def test_no_mobile_number(text: str) -> None:
    with pytest.raises(Invalid) as told:
        Phone.parse(text)
    assert told.value.fault.code == "phone.form"
    assert not told.value.fault.params


@given(st.from_regex(r"8[0-9]{8,11}", fullmatch=True))
def test_what_is_shown_can_be_typed_again(digits: str) -> None:
    phone = Phone.parse(digits)
    assert Phone.parse(phone.local) == Phone.parse(phone.e164) == phone
    assert phone.e164 not in phone.masked
    assert phone.e164[5:-3] not in phone.masked
