"""The letter and the list of a proof pack (berkas bukti): who of a wave is registered, and what was paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from portal.papers.cards import Card
from portal.papers.days import day, instant, span
from portal.papers.press import press
from portal.papers.qr import ink
from portal.values.rupiah import Rupiah


@dataclass(frozen=True, slots=True)
class Paid:
    """One payment: its number, the instant the bank says, how much."""

    number: str
    at: datetime
    amount: Rupiah


@dataclass(frozen=True, slots=True)
class Proof:
    """What the letter says. Days are WIB and included; the people are told of as their cards do."""

    school: str
    npsn: str
    wave: str
    start: date
    end: date
    branch: str
    at: datetime
    people: Sequence[Card]
    classes: Sequence[str]
    payments: Sequence[Paid]
    url: str


def proof(said: Proof) -> bytes:
    """The letter with the list behind it: every page carries the code of the wave, every line that of a card."""
    return press(
        "proof",
        {
            "title": f"Bukti perlindungan {said.wave}",
            "school": said.school,
            "npsn": said.npsn or "–",
            "wave": said.wave,
            "period": span(said.start, said.end),
            "branch": said.branch,
            "day": day(said.at.date()),
            "at": instant(said.at),
            "count": len(said.people),
            "good": sum(card.covered for card in said.people),
            "total": str(Rupiah.total(each.amount for each in said.payments)),
            "payments": [[each.number, instant(each.at), str(each.amount)] for each in said.payments],
            "people": [
                {
                    "name": card.name,
                    "class": group or "–",
                    "nik": card.nik,
                    "state": card.state,
                    "code": " ".join((card.code[:4], card.code[4:8], card.code[8:])),
                }
                for card, group in zip(said.people, said.classes, strict=True)
            ],
            "url": said.url,
            "ink": ink(said.url),
        },
    )
