"""What somebody should be reminded of today: bills, departures without cover, agreements that end.

A matter is facts and no sentence: it rests with the message it caused, so that the same words can be written again.
It holds names of bills and waves, days, counts and amounts, and nobody's data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from portal.access.actor import Actor
from portal.models import Invoice, Organisation, db
from portal.rules import reminding
from portal.rules.reminding import What
from portal.services import departures
from portal.services.invoices import OPEN
from portal.values.rupiah import Rupiah

NOTHING = Rupiah(0)


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that is due, of one organisation (`place`), as it stood on the day `seen`.

    `label` is the bill's number, the wave's name or the agreement's number; `day` is when it is due, leaves or ends.
    """

    what: What
    id: UUID
    label: str
    place: str
    day: date
    seen: date
    people: int = 0
    amount: Rupiah = NOTHING
    code: str = ""

    @property
    def days(self) -> int:
        """Days left; negative once it is past."""
        return (self.day - self.seen).days

    @property
    def stage(self) -> int | None:
        """The stage of reminding that it is in; None when nobody is to be reminded of it now."""
        return reminding.stage(self.what, self.day, self.seen)

    def as_json(self) -> dict[str, Any]:
        return {
            "what": self.what.value,
            "id": str(self.id),
            "label": self.label,
            "place": self.place,
            "day": self.day.isoformat(),
            "seen": self.seen.isoformat(),
            "people": self.people,
            "amount": self.amount.amount,
            "code": self.code,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Matter:
        return cls(
            What(data["what"]),
            UUID(data["id"]),
            data["label"],
            data["place"],
            date.fromisoformat(data["day"]),
            date.fromisoformat(data["seen"]),
            data["people"],
            Rupiah(data["amount"]),
            data["code"],
        )


def of_invoice(invoice: Invoice, place: str, today: date) -> Matter:
    """An issued bill; what is left to pay."""
    assert invoice.due_on is not None
    left = invoice.total - invoice.paid
    return Matter(
        What.BILL,
        invoice.id,
        invoice.number,
        place,
        invoice.due_on,
        today,
        invoice.people,
        left,
        invoice.kode_iuran or "",
    )


def of_agreement(organisation: Organisation, today: date) -> Matter:
    """An agreement that ends."""
    assert organisation.agreement_end is not None
    number = organisation.agreement_number or ""
    return Matter(What.AGREEMENT, organisation.id, number, organisation.name, organisation.agreement_end, today)


def of_departure(departure: departures.Departure, today: date) -> Matter:
    return Matter(
        What.DEPARTURE,
        departure.wave_id,
        departure.wave_name,
        departure.organisation_name,
        departure.day,
        today,
        departure.people,
    )


class Outlook:
    """A branch's day: what leaves uncovered is asked once, bills and agreements for some organisations at a time."""

    def __init__(self, actor: Actor, today: date) -> None:
        self.actor, self.today = actor, today
        self._leaving: dict[UUID, list[Matter]] = {}
        for departure in departures.leaving(actor):
            matter = of_departure(departure, today)
            if matter.stage is not None:
                self._leaving.setdefault(departure.organisation_id, []).append(matter)

    def of(self, organisations: Iterable[Organisation]) -> dict[UUID, list[Matter]]:
        """What each of these organisations is to be reminded of today, most urgent first; one query."""
        some = {organisation.id: organisation for organisation in organisations}
        found: dict[UUID, list[Matter]] = {id_: [*self._leaving.get(id_, ())] for id_ in some}
        for invoice in self._bills(list(some)):
            found[invoice.organisation_id].append(of_invoice(invoice, some[invoice.organisation_id].name, self.today))
        for organisation in some.values():
            if organisation.agreement_end is not None:
                found[organisation.id].append(of_agreement(organisation, self.today))
        now = {id_: [matter for matter in each if matter.stage is not None] for id_, each in found.items()}
        return {id_: sorted(each, key=lambda matter: (matter.day, matter.id)) for id_, each in now.items() if each}

    def ending(self) -> list[Matter]:
        """Agreements that the branch itself should renew, the nearest end first; one query."""
        last = self.today + timedelta(days=max(reminding.BEFORE[What.AGREEMENT]))
        near = self.actor.sees(Organisation).where(
            Organisation.agreement_end >= self.today,
            Organisation.agreement_end <= last,
            Organisation.closed_at.is_(None),
        )
        found = [of_agreement(each, self.today) for each in db.session.scalars(near)]
        return sorted(found, key=lambda matter: (matter.day, matter.id))

    def _bills(self, organisations: Sequence[UUID]) -> Iterable[Invoice]:
        near = (
            self.actor.sees(Invoice)
            .where(
                Invoice.organisation_id.in_(organisations),
                Invoice.state.in_(OPEN),
                Invoice.due_on >= self.today - timedelta(days=reminding.LONGEST),
                Invoice.due_on <= self.today + timedelta(days=max(reminding.BEFORE[What.BILL])),
            )
            .order_by(Invoice.id)
        )
        return db.session.scalars(near).all()
