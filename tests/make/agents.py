"""Agents of a wadah on their way, step by step through the services."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from portal.access.permissions import Role
from portal.models import Organisation, OrganisationKind, db
from portal.models.transaction import transaction
from portal.rules.agents import Document
from portal.services import agents, memberships, partners
from portal.services.agents import Description, Letters
from portal.services.organisations import Agreement
from portal.services.partners import Description as Partner
from portal.values.clock import today
from tests.cast import PASSWORD, Person, founder
from tests.make import workers


def candidate(cast: Any, name: str = "Citra Lestari") -> Person:
    """Somebody who was given access as an agent of the wadah, and has nothing yet."""
    from portal.models import Branch

    email = f"{name.partition(' ')[0].lower()}@contoh.or.id"
    with transaction() as session:
        wadah = founder(cast.bandung).find(Organisation, cast.mandiri)
        made = memberships.admit(
            name=name,
            role=Role.PERISAI_AGENT,
            branch=session.get_one(Branch, cast.bandung),
            organisation=wadah,
            email=email,
            password=PASSWORD,
        )
        db.session.flush()
        return Person(name, email, Role.PERISAI_AGENT, made.user_id, made.id, cast.bandung, cast.mandiri)


def description(number: int, name: str = "Citra Lestari", **other: Any) -> Description:
    """All that a wadah has to write down; the NIK is that of a worker."""
    said: dict[str, Any] = {
        "name": name,
        "nik": workers.nik(number).digits,
        "citizen": True,
        "not_employee": True,
        "documents": list(Document),
        "trained_on": today(),
        "training": "Pelatihan dasar",
        "tested_on": today(),
        "score": 80,
        "bank": "Bank Contoh",
        "account": "1234567890",
        "account_holder": name,
    }
    return Description(**(said | other))


def described(by: Person, agent_id: UUID, said: Description) -> None:
    with transaction():
        actor = by.actor()
        agents.describe(actor, agents.find(actor, agent_id), said)


def agreed(cast: Any, *, days: int = 300) -> None:
    """The wadah has an agreement, from today on."""
    with transaction():
        by = founder(cast.bandung)
        wadah = by.find(Organisation, cast.mandiri)
        agreement = Agreement(number="PKS/1", start=today(), end=today() + timedelta(days=days))
        said = Partner(name=wadah.name, npw=wadah.npw or "", region="Kota Bandung", agreement=agreement)
        partners.change(by, wadah, said, stage=wadah.stage)


def letters(**other: Any) -> Letters:
    said: dict[str, Any] = {
        "number": "AG-0042",
        "certificate_number": "SERT/42/2026",
        "certificate_until": today() + timedelta(days=365),
        "assignment_number": "ST/42/2026",
        "assignment_start": today(),
        "assignment_end": today() + timedelta(days=200),
    }
    return Letters(**(said | other))


def approved(by: Person, agent_id: UUID, *, vouched: bool = True, **other: Any) -> None:
    with transaction():
        actor = by.actor()
        agents.approve(actor, agents.find(actor, agent_id), letters(**other), vouched=vouched)


def clinic(cast: Any, name: str) -> UUID:
    with transaction():
        said = Partner(name=name, region="Kota Bandung")
        return partners.register(founder(cast.bandung), OrganisationKind.CLINIC, said).id
