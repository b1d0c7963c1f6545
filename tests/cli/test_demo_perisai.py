"""The demo's wadah and clinic, as `make run` shows them."""

from __future__ import annotations

from uuid import UUID

import pytest

from portal.access.actor import Actor
from portal.access.permissions import Role
from portal.cli import demo_cases, demo_perisai
from portal.models import Agent, AgentState, Branch, Case, CaseState, Enrolment, Organisation, Payment, Signal, db
from portal.models.transaction import transaction
from portal.rules.signals import SignalKind
from portal.services import memberships
from portal.values.clock import today
from tests.cast import PASSWORD, Cast, founder
from tests.make import journey

pytestmark = pytest.mark.once


def test_agents_on_every_step_and_people_who_paid(cast: Cast) -> None:
    people: dict[str, Actor] = {}

    def admit(name: str, email: str, role: Role, place: UUID) -> Actor:
        organisation = founder(cast.bandung).find(Organisation, place)
        branch = db.session.get_one(Branch, cast.bandung)
        made = memberships.admit(
            name=name, role=role, branch=branch, organisation=organisation, email=email, password=PASSWORD
        )
        people[name] = Actor.acting(made.id)
        return people[name]

    with transaction():
        _, tono = demo_perisai.fill(cast.hasan.actor(), today(), admit)
    ratna, dewi, joko = (people[name] for name in ("Ratna Juwita", "Dewi Anggraini", "Joko Susilo"))
    states = {each.name: each.state for each in db.session.scalars(ratna.sees(Agent))}
    assert states == {
        "Dewi Anggraini": AgentState.ACTIVE,
        "Joko Susilo": AgentState.ACTIVE,
        "Citra Lestari": AgentState.CANDIDATE,
    }
    counts = [len(db.session.scalars(who.sees(Enrolment)).all()) for who in (ratna, dewi, joko)]
    assert counts == [10, 7, 3]
    assert len(db.session.scalars(ratna.sees(Payment)).all()) == 3
    assert all(each.last_transacted_at for each in db.session.scalars(dewi.sees(Agent)))

    journey.covered(cast.sari, cast.hasan, range(2))
    with transaction():
        demo_cases.fill(cast.hasan.actor(), cast.sari.actor(), dewi, tono)
    hurt = db.session.scalars(cast.hasan.actor().sees(Case)).all()
    assert {each.state for each in hurt} == set(CaseState), "one in every state"
    assert len(db.session.scalars(tono.sees(Case)).all()) == 2
    assert {each.kind for each in db.session.scalars(cast.hasan.actor().sees(Signal))} >= {
        SignalKind.EARLY_CASE,
        SignalKind.LATE_COVER,
    }
