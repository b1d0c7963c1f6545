"""Contribution months (bulan iuran): the unit in which cover is billed, paid and lost."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month, ``Month(2026, 11)``; sorts and counts in time. ISO text is ``2026-11``."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 12:
            raise ValueError(f"no such month: {self.number}")

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Month:
        """From ISO text ``2026-11``; anything else is a ValueError."""
        year, number = text.split("-")
        return cls(int(year), int(number))

    @classmethod
    def touched(cls, start: date, end: date) -> list[Month]:
        """Every month that the days from `start` to `end` (both included) touch: what a wave is billed."""
        month, last, months = cls.of(start), cls.of(end), []
        while month <= last:
            months.append(month)
            month = month + 1
        return months

    def __add__(self, months: int) -> Month:
        index = self.year * 12 + self.number - 1 + months
        return Month(index // 12, index % 12 + 1)

    def __sub__(self, other: Month) -> int:
        """How many months lie between: ``Month(2027, 1) - Month(2026, 11) == 2``."""
        return (self.year - other.year) * 12 + self.number - other.number

    @property
    def first_day(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.number, monthrange(self.year, self.number)[1])

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"
