"""The ways to look at a roster's rows: by what is wrong with them and what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request

from portal.models import Fate, Grade, RosterRow


@dataclass(frozen=True, slots=True)
class Sieve:
    """One way to look at a roster's rows: a word in the URL, a label, the rows it lets through."""

    word: str
    label: str
    figure: str
    conditions: tuple[Any, ...]


_HERE = RosterRow.fate.in_([Fate.OPEN, Fate.RETURNED])
SIEVES: Mapping[str, Sieve] = {
    sieve.word: sieve
    for sieve in (
        Sieve("salah", "Salah", "faulty", (_HERE, RosterRow.grade == Grade.FAULTY)),
        Sieve("kembali", "Dikembalikan", "returned", (RosterRow.fate == Fate.RETURNED,)),
        Sieve("lihat", "Perlu dilihat", "warned", (_HERE, RosterRow.grade == Grade.WARNED)),
        Sieve("siap", "Siap", "ready", (_HERE, RosterRow.grade == Grade.READY)),
        Sieve("lewat", "Dilewati", "skipped", (RosterRow.fate == Fate.SKIPPED,)),
        Sieve("kirim", "Diajukan", "sent", (RosterRow.fate == Fate.SENT,)),
    )
}


def asked_sieve() -> Sieve | None:
    """The one that the address names, as the page and the forms of its rows do."""
    return SIEVES.get(request.args.get("saring", ""))


def first_sieve(figures: Mapping[str, int]) -> Sieve:
    """What most wants to be looked at: mistakes, then what came back, then warnings."""
    return next((sieve for sieve in SIEVES.values() if figures[sieve.figure]), SIEVES["siap"])
