"""Personal data at rest opens in its own place, with its own key, untouched; or not at all."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.models.sealing import CannotOpen, KeyRing, UnknownKey

pytestmark = pytest.mark.unit

ONE, TWO, INDEX = bytes(range(32)), bytes(range(1, 33)), bytes(range(2, 34))
RING = KeyRing({1: ONE}, INDEX)
NIK = b"participant.nik"


@given(st.binary(max_size=200))
def test_what_is_sealed_opens_in_its_place(plain: bytes) -> None:
    assert RING.open(RING.seal(plain, NIK), NIK) == plain


@given(st.binary(min_size=4, max_size=40))
def test_nothing_of_it_shows_and_no_two_are_alike(plain: bytes) -> None:
    sealed = RING.seal(plain, NIK)
    assert plain not in sealed
    assert sealed != RING.seal(plain, NIK)


def test_it_does_not_open_in_another_column() -> None:
    with pytest.raises(CannotOpen, match=r"participant\.mother_name"):
        RING.open(RING.seal(b"3273010101080001", NIK), b"participant.mother_name")


@given(st.integers(1, 44), st.integers(1, 255))
def test_a_flipped_bit_is_found(at: int, mask: int) -> None:
    sealed = bytearray(RING.seal(b"3273010101080001", NIK))
    sealed[at] ^= mask
    with pytest.raises(CannotOpen):
        RING.open(bytes(sealed), NIK)


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01" + bytes(11), bytes(5), b"3273010101080001"])
def test_what_was_never_sealed_does_not_open(sealed: bytes) -> None:
    with pytest.raises(CannotOpen):
        RING.open(sealed, NIK)


def test_the_first_key_seals_and_all_open() -> None:
    rotated = KeyRing({2: TWO, 1: ONE}, INDEX)
    old = RING.seal(b"rahasia", NIK)
    assert rotated.open(old, NIK) == b"rahasia"
    fresh = rotated.seal(b"rahasia", NIK)
    assert fresh[0] == 2
    with pytest.raises(UnknownKey):
        RING.open(fresh, NIK)


def test_a_key_of_the_same_id_but_other_bits_does_not_open() -> None:
    with pytest.raises(CannotOpen):
        KeyRing({1: TWO}, INDEX).open(RING.seal(b"rahasia", NIK), NIK)


def test_the_blind_index_is_the_same_for_the_same_and_different_without_the_key() -> None:
    first = RING.blind(b"3273010101080001", b"nik")
    assert first == KeyRing({9: TWO}, INDEX).blind(b"3273010101080001", b"nik"), "rotation keeps the index"
    assert first != RING.blind(b"3273010101080002", b"nik")
    assert first != RING.blind(b"3273010101080001", b"audit")
    assert first != KeyRing({1: ONE}, TWO).blind(b"3273010101080001", b"nik")


def test_an_error_says_the_place_and_nothing_else() -> None:
    with pytest.raises(CannotOpen) as told:
        RING.open(RING.seal(b"3273010101080001", NIK), b"elsewhere")
    assert str(told.value) == "elsewhere"


def test_keys_as_they_are_written_down() -> None:
    text = f"2:{base64.b64encode(TWO).decode()}, 1:{base64.b64encode(ONE).decode()}"
    ring = KeyRing.parse(text, base64.b64encode(INDEX).decode())
    assert (ring.current, ring.ids) == (2, (2, 1))
    for wrong in ("", "1", "0:" + base64.b64encode(ONE).decode(), "1:###"):
        with pytest.raises(ValueError):
            KeyRing.parse(wrong, base64.b64encode(INDEX).decode())
