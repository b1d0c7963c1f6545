"""Money is whole, prints as people write it, and is spelled on receipts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.values.rupiah import Rupiah

pytestmark = pytest.mark.unit

amounts = st.integers(-(10**15), 10**15)


@given(st.lists(amounts, max_size=30))
def test_a_total_is_the_sum_to_the_rupiah(parts: list[int]) -> None:
    assert Rupiah.total(Rupiah(part) for part in parts) == Rupiah(sum(parts))


@given(amounts)
def test_printed_digits_are_the_amount(amount: int) -> None:
    text = str(Rupiah(amount))
    assert int(text.replace("Rp", "").replace(".", "")) == amount
    assert all(len(group) == 3 for group in text.split(".")[1:])


@pytest.mark.parametrize("amount", [1.0, "1", True, None])
def test_never_a_float_nor_anything_else(amount: object) -> None:
    with pytest.raises(TypeError):
        Rupiah(amount)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "nol rupiah"),
        (1, "satu rupiah"),
        (11, "sebelas rupiah"),
        (100, "seratus rupiah"),
        (1_000, "seribu rupiah"),
        (16_800, "enam belas ribu delapan ratus rupiah"),
        (2_100_000, "dua juta seratus ribu rupiah"),
        (1_000_000_000, "satu miliar rupiah"),
        (-16_800, "minus enam belas ribu delapan ratus rupiah"),
    ],
)
def test_in_words(amount: int, words: str) -> None:
    assert Rupiah(amount).in_words() == words


_DIGITS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
_UNITS = {"ribu": 10**3, "juta": 10**6, "miliar": 10**9, "triliun": 10**12}


def _read(words: list[str]) -> int:
    """A spelled amount, read back: a second way to the same number."""
    total, part = 0, 0
    for word in words:
        if word in _UNITS:
            total, part = total + part * _UNITS[word], 0
        elif word == "seribu":
            total += 1_000
        elif word in {"sepuluh", "sebelas", "seratus"}:
            part += {"sepuluh": 10, "sebelas": 11, "seratus": 100}[word]
        elif word == "belas":
            part += 10
        elif word == "puluh":
            part += 9 * (part % 10)
        elif word == "ratus":
            part += 99 * (part % 10)
        else:
            part += _DIGITS.index(word)
    return total + part


@given(st.integers(0, 10**15 - 1))
def test_what_is_spelled_can_be_read_back(amount: int) -> None:
    words = Rupiah(amount).in_words().split()
    assert words.pop() == "rupiah"
    assert _read(words) == amount
