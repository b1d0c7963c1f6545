"""Money: whole rupiah, never a float."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Rupiah:
    """An amount in whole rupiah; may be negative (a reversal). Prints as ``Rp16.800``."""

    amount: int = 0

    def __post_init__(self) -> None:
        if type(self.amount) is not int:
            raise TypeError(f"rupiah are whole: {self.amount!r}")

    def __add__(self, other: Rupiah) -> Rupiah:
        return Rupiah(self.amount + other.amount)

    def __sub__(self, other: Rupiah) -> Rupiah:
        return Rupiah(self.amount - other.amount)

    def __neg__(self) -> Rupiah:
        return Rupiah(-self.amount)

    def __mul__(self, times: int) -> Rupiah:
        return Rupiah(self.amount * times)

    __rmul__ = __mul__

    def __bool__(self) -> bool:
        return self.amount != 0

    def __str__(self) -> str:
        sign = "-" if self.amount < 0 else ""
        return f"{sign}Rp{abs(self.amount):,}".replace(",", ".")

    @classmethod
    def total(cls, amounts: Iterable[Rupiah]) -> Rupiah:
        return cls(sum(each.amount for each in amounts))

    def in_words(self) -> str:
        """The amount as a receipt spells it: ``enam belas ribu delapan ratus rupiah``."""
        from lokal.terbilang import terbilang

        words = str(terbilang(abs(self.amount)))
        return f"{'minus ' if self.amount < 0 else ''}{words} rupiah"
