"""Members of an ormas as an officer writes them down: grown people with work, different for each number."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from portal.models import Consent, Organisation
from portal.models.transaction import transaction
from portal.services import registrations
from portal.values.nik import Nik
from tests.cast import Person
from tests.make import people


def born(number: int) -> date:
    return date(1980, 1, 1) + timedelta(days=number % 3_000)


def nik(number: int) -> Nik:
    day = born(number)
    return Nik.parse(f"327301{day.day + 40 * (number % 2):02}{day:%m%y}{number // 3_000 + 1:04}")


def texts(number: int) -> dict[str, str]:
    """What a form asks for; the lowest bracket, two programmes, not transport."""
    return {
        "nik": nik(number).digits,
        "name": people.name(number),
        "birth_date": "",
        "sex": "",
        "phone": f"08{2100000000 + number}",
        "occupation": "Guru mengaji",
        "income": "1.000.000",
        "jht": "",
    }


def registered(by: Person, numbers: Iterable[int], *, unit: UUID | None = None, **other: str) -> list[UUID]:
    """The enrolments of some, in the order given; of the person's own unit unless said."""
    with transaction():
        actor = by.actor()
        sponsor = actor.find(Organisation, unit or by.organisation_id or UUID(int=0))
        rows = [texts(number) | other for number in numbers]
        outcome = registrations.register_all(actor, sponsor, rows, consent=Consent.SIGNED)
        assert not outcome.refused
        return [outcome.enrolled[place] for place in range(len(rows))]
