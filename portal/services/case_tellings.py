"""What others told of an accident beside the account of the case: those who hold the card, the clinic that joins.

Nobody looked at such words before they came in, so there may be a wound in them. They are for who reads the health
record; whoever else sees the case learns who told, and when, and how to reach them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from portal.models import Case
from portal.values import clock

if TYPE_CHECKING:
    from portal.services.cases import Account


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Who told what; `at` is when. `contact` is whose the telephone is. Of what was told before the instants were
    kept they are None."""

    name: str
    contact: str = ""
    phone: str = field(default="", repr=False)
    place: str = field(default="", repr=False)
    words: str = field(default="", repr=False)
    happened_at: datetime | None = None
    at: datetime | None = None

    def as_json(self) -> dict[str, Any]:
        instants = {"happened_at": self.happened_at, "at": self.at}
        names = ("name", "contact", "phone", "place", "words")
        return {name: getattr(self, name) for name in names} | {
            name: at.isoformat() for name, at in instants.items() if at is not None
        }

    @classmethod
    def from_json(cls, kept: Any) -> Telling:
        if isinstance(kept, list):
            name, phone, words = kept
            return cls(name=name, contact=name, phone=phone, words=words)
        instants = {name: datetime.fromisoformat(kept[name]) for name in ("happened_at", "at") if name in kept}
        return cls(**(kept | instants))


def add(case: Case, account: Account, by_name: str) -> None:
    """One more who tells; whoever says the same again says nothing new. A step of whatever tells."""
    told = heard(case, words=True)
    new = Telling(
        name=by_name,
        contact=account.contact_name,
        phone=account.contact_phone,
        place=account.place,
        words=account.chronology,
        happened_at=account.happened_at,
        at=clock.now(),
    )
    if new not in [replace(each, at=new.at) for each in told]:
        case.told = case.told | {"others": [each.as_json() for each in (*told, new)]}


def heard(case: Case, *, words: bool) -> list[Telling]:
    """Who told, the first at the top; what they said only with `words`, so for who reads the health record."""
    told = [Telling.from_json(kept) for kept in case.told.get("others", [])]
    return told if words else [replace(each, place="", words="") for each in told]
