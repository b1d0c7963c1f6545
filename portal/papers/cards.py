"""Cards: what an intern carries as proof of being registered, ten to a sheet of A4, cut along the lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from itertools import islice
from typing import BinaryIO

from portal.papers.binding import bind
from portal.papers.days import span
from portal.papers.press import press, rinse
from portal.papers.qr import ink

#: Cards set at a time, full sheets of ten. typst takes about 0.4 MB a card while it works: this bounds memory.
BATCH = 100

_IN_THE_CLEAR = re.compile(r"\d{16}")


@dataclass(frozen=True, slots=True)
class Card:
    """What one card says. `start` and `end` are WIB days, both included; `end` None: open.

    `nik` is masked already; a ValueError refuses sixteen digits, for a card is lost, photographed and forwarded.
    `state` is the sentence (``Terlindungi``), `covered` whether it is good news. `code` is what one types where
    there is no camera, `url` the public verification page.
    """

    name: str
    nik: str
    sponsor: str
    wave: str
    start: date
    end: date | None
    programmes: Sequence[str]
    state: str
    covered: bool
    code: str
    url: str
    number: str | None = None

    def __post_init__(self) -> None:
        if _IN_THE_CLEAR.search(self.nik):
            raise ValueError("a card shows a masked NIK only")


def cards(people: Iterable[Card], title: str = "Kartu peserta") -> bytes:
    """One PDF of all cards, in order."""
    whole = BytesIO()
    write(people, whole, title)
    return whole.getvalue()


def write(people: Iterable[Card], to: BinaryIO, title: str = "Kartu peserta") -> int:
    """As `cards`, into a file and with memory that does not grow with the number of cards; returns pages."""
    return bind(batches(people, title), to)


def batches(people: Iterable[Card], title: str = "Kartu peserta") -> Iterator[bytes]:
    """A PDF for every `BATCH` cards, each whole in itself: a job counts them, and `bind` makes them one."""
    waiting = iter(people)
    while batch := tuple(islice(waiting, BATCH)):
        yield press("cards", given(batch, title))
        rinse()


def given(batch: Sequence[Card], title: str) -> dict[str, object]:
    """What the layout is given: everything as text."""
    return {"title": title, "cards": [_face(card) for card in batch]}


def _face(card: Card) -> dict[str, object]:
    return {
        "name": card.name,
        "nik": card.nik,
        "sponsor": card.sponsor,
        "wave": card.wave,
        "period": span(card.start, card.end),
        "programmes": ", ".join(card.programmes),
        "number": card.number,
        "state": card.state,
        "covered": card.covered,
        "code": card.code,
        "url": card.url,
        "ink": ink(card.url),
    }
