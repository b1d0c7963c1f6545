"""Which lines of the record somebody asks for, as the address says it: ids and days, never a name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from portal.services.records import Sieve


def sieve_of(given: Mapping[str, str]) -> Sieve:
    """``?orang=``, ``?tentang=``, ``?dari=``, ``?sampai=``; what cannot be read is left out."""
    return Sieve(
        _id(given.get("orang")), _id(given.get("tentang")), _day(given.get("dari")), _day(given.get("sampai"))
    )


def args_of(sieve: Sieve) -> dict[str, Any]:
    """The same for an address."""
    days = {"dari": sieve.first, "sampai": sieve.last}
    ids = {"orang": sieve.who, "tentang": sieve.what}
    said = ids | {name: day.isoformat() if day else None for name, day in days.items()}
    return {name: value for name, value in said.items() if value}


def _id(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
