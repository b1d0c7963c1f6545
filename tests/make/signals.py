"""What makes a number stand out: people near the age limit, many at one telephone, an agent who works at a clinic."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from portal.access import audit
from portal.access.actor import everyone
from portal.access.audit import Action
from portal.models import Agent, Enrolment, Membership, db, new_id
from portal.models.transaction import transaction
from portal.services import deaths, enrolments, sightings, signals
from portal.values import clock
from portal.values.nik import Nik
from tests.cast import Person
from tests.make import workers


def counted(branch_id: UUID) -> int:
    """As the nightly round does it; how many lines changed."""
    db.session.rollback()
    seen = list(sightings.of(branch_id))
    with transaction():
        return signals.keep(branch_id, seen)


def old(by: Person, days: Iterable[date]) -> list[UUID]:
    """People born on these days, registered now."""
    made = []
    for serial, born in enumerate(days, 7001):
        nik = Nik.parse(f"327301{born:%d%m%y}{serial}")
        made += workers.registered(by, [serial], nik=nik.digits)
    return made


def died(by: Person, enrolment_id: UUID, day: date) -> None:
    with transaction():
        actor = by.actor()
        deaths.note(actor, actor.find(Enrolment, enrolment_id), day)


def lives_at(by: Person, enrolment_id: UUID, address: str) -> None:
    with transaction():
        actor = by.actor()
        enrolments.change(actor, actor.find(Enrolment, enrolment_id), {"address": address}, sure=True)


def says_so(person: Person, clinic: UUID) -> None:
    """In this agent's papers stands that they work at a clinic."""
    with transaction(), audit.personal(Action.AGENT_DESCRIBED, None, who="Uji", branch_id=person.branch_id):
        found = everyone(Agent, because="the test knows whom").where(Agent.id == person.membership_id)
        db.session.scalars(found).one().clinic_id = clinic


def works_at(person: Person, clinic: UUID) -> None:
    """This person also acts for a clinic."""
    with transaction(), audit.personal(Action.INVITATION_ACCEPTED, None, who="Uji", branch_id=person.branch_id):
        db.session.add(
            Membership(
                id=new_id(),
                user_id=person.user_id,
                branch_id=person.branch_id,
                organisation_id=clinic,
                role="clinic_clerk",
                started_at=clock.now(),
            )
        )
