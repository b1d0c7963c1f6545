"""Who is too old to register: a BPU must not have reached 65 (official conditions). No lower limit was found."""

from __future__ import annotations

from datetime import date

from portal.rules.dated import law
from portal.rules.reason import Reason


def years(born: date, on: date) -> int:
    """Completed years of life on a day; someone born on 29 February has the birthday on 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def too_old(born: date, registered: date) -> Reason | None:
    """Why a person cannot register on this day, or None: they have not reached the upper age."""
    entry = law().on("age_limit", registered)
    age = years(born, registered)
    if age < entry.value:
        return None
    return Reason.by(entry, "age.limit", age=age, limit=entry.value)
