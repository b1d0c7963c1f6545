"""What somebody should be reminded of today: bills, departures without cover, agreements that end.

A matter is facts and no sentence: it rests with the message it caused, so that the same words can be written again.
It holds names of bills and waves, days, counts and amounts, and nobody's data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from portal.access.actor import Actor
from portal.models import Invoice, Organisation, db
from portal.rules import reminding
from portal.services import departures
from portal.services.invoices import OPEN
from portal.values.rupiah import Rupiah


class What(StrEnum):
    BILL = "bill"
    DEPARTURE = "departure"
    AGREEMENT = "agreement"


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
    amount: Rupiah = Rupiah(0)
    code: str = ""

    @property
    def days(self) -> int:
        """Days left; negative once it is past."""
        return (self.day - self.seen).days

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
            if reminding.of_departure(departure.day, today):
                self._leaving.setdefault(departure.organisation_id, []).append(of_departure(departure, today))

    def of(self, organisations: Iterable[Organisation]) -> dict[UUID, list[Matter]]:
        """What each of these organisations is to be reminded of today, most urgent first; one query."""
        some = {organisation.id: organisation for organisation in organisations}
        found: dict[UUID, list[Matter]] = {}
        for invoice in self._bills(list(some)):
            matter = of_invoice(invoice, some[invoice.organisation_id].name, self.today)
            found.setdefault(invoice.organisation_id, []).append(matter)
        for id_, organisation in some.items():
            found.setdefault(id_, []).extend(self._leaving.get(id_, ()))
            found[id_].extend(self._agreement(organisation))
        return {id_: sorted(each, key=lambda m: (m.day, m.id)) for id_, each in found.items() if each}

    def ending(self, organisations: Iterable[Organisation]) -> list[Matter]:
        """Agreements of these organisations that the branch itself should renew."""
        return [matter for each in organisations for matter in self._agreement(each)]

    def _bills(self, organisations: Sequence[UUID]) -> Iterable[Invoice]:
        near = (
            self.actor.sees(Invoice)
            .where(
                Invoice.organisation_id.in_(organisations),
                Invoice.state.in_(OPEN),
                Invoice.due_on >= self.today - timedelta(days=reminding.LONGEST),
                Invoice.due_on <= self.today + timedelta(days=max(reminding.BEFORE_DUE)),
            )
            .order_by(Invoice.id)
        )
        return [
            each for each in db.session.scalars(near) if each.due_on and reminding.of_bill(each.due_on, self.today)
        ]

    def _agreement(self, organisation: Organisation) -> list[Matter]:
        end = organisation.agreement_end
        if end is None or organisation.closed_at or not reminding.of_agreement(end, self.today):
            return []
        number = organisation.agreement_number or ""
        return [Matter(What.AGREEMENT, organisation.id, number, organisation.name, end, self.today)]
