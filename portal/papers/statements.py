"""The statement of a month's incentives: what an agent or a wadah keeps, line by line with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portal.papers.press import press
from portal.values.rupiah import Rupiah


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger in words; `taken_back` says why when it takes another one back."""

    part: str
    about: str
    month: str
    base: Rupiah
    amount: Rupiah
    because: str
    taken_back: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """A payee's month; `paid` says in words how it was paid, and is empty before."""

    name: str
    wadah: str
    month: str
    branch: str
    printed: str
    paid: str
    entries: Sequence[Entry]


def statement(given: Statement) -> bytes:
    """One PDF of A4 pages, numbered, under a heading that repeats."""
    parts: dict[str, Rupiah] = {}
    for entry in given.entries:
        parts[entry.part] = parts.get(entry.part, Rupiah(0)) + entry.amount
    return press(
        "statement",
        {
            "name": given.name,
            "wadah": given.wadah,
            "month": given.month,
            "branch": given.branch,
            "printed": given.printed,
            "paid": given.paid,
            "total": str(Rupiah.total(entry.amount for entry in given.entries)),
            "parts": [{"name": name, "amount": str(amount)} for name, amount in parts.items()],
            "entries": [
                {
                    "part": entry.part,
                    "about": entry.about,
                    "month": entry.month,
                    "base": str(entry.base) if entry.base else "",
                    "amount": str(entry.amount),
                    "because": f"{entry.taken_back}. {entry.because}" if entry.taken_back else entry.because,
                }
                for entry in given.entries
            ],
        },
    )
