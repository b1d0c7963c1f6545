"""A branch's agents in the database with the people they look after, each of whom paid the month that is over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from benchmarks import crowds
from benchmarks.crowds import Bill, allocated, paid_bill, put
from benchmarks.stages import Stage
from portal.access.permissions import Role
from portal.models import (
    Contribution,
    ContributionState,
    Enrolment,
    EnrolmentState,
    Membership,
    Organisation,
    OrganisationKind,
    Participant,
    User,
    new_id,
)
from portal.models.transaction import transaction
from portal.rules.contributions import Segment
from portal.services.numbers import secret_code
from portal.values import clock
from portal.values.clock import start_of
from portal.values.month import Month
from portal.values.naming import name_key
from portal.values.rupiah import Rupiah
from tests.cast import Cast
from tests.make import people

#: The month that is over.
MONTH = Month.of(clock.today()) + -1
#: Agents of one wadah.
WADAH = 100

_THEN = start_of(MONTH.first_day) + timedelta(days=9, hours=3)
_FEE = Rupiah(28_400)


class _Agent(NamedTuple):
    """What the rows of one agent's people refer to."""

    number: int
    wadah: UUID
    membership: UUID
    invoice: UUID
    payment: UUID


def stage(kind: str, agents: int, of_each: int) -> Stage:
    """A stage with so many agents, `WADAH` to a wadah, and so many people of each."""
    return crowds.kept(kind, f"ledger_{agents}_{of_each}_{MONTH}", lambda cast: _fill(cast, agents, of_each))


def _fill(cast: Cast, agents: int, of_each: int) -> None:
    for first in range(0, agents, WADAH):
        with transaction():
            crowds.hurry()
            wadah = _wadah(cast, first // WADAH)
            for number in range(first, min(agents, first + WADAH)):
                _people(cast, _agent(cast, wadah, number, of_each), of_each)
    crowds.settle()


def _wadah(cast: Cast, number: int) -> UUID:
    id_, name = new_id(), f"Wadah {number:04}"
    put(
        Organisation,
        {
            "id": id_,
            "branch_id": cast.bandung,
            "kind": OrganisationKind.PERISAI,
            "path": f"/{id_}/",
            "name": name,
            "name_key": name_key(name),
            "npw": f"NPW-{number:06}",
            "address": "",
            "contact_name": "",
            "stage": "active",
            "needs_principal": False,
            "funding": "own",
            "created_at": _THEN,
        },
    )
    return id_


def _agent(cast: Cast, wadah: UUID, number: int, of_each: int) -> _Agent:
    made = _Agent(number, wadah, new_id(), new_id(), new_id())
    user, owner, money = new_id(), {"organisation_id": wadah, "branch_id": cast.bandung}, _FEE * of_each
    put(User, {"id": user, "name": people.name(number), "email": f"agen{number}@contoh.id", "created_at": _THEN})
    put(
        Membership,
        {"id": made.membership, "user_id": user, "role": Role.PERISAI_AGENT.value, "started_at": _THEN} | owner,
    )
    paid_at = _THEN + timedelta(minutes=number)
    bill = Bill(made.invoice, made.payment, f"A{number:07}", 600000000000 + number, of_each, money, _THEN, paid_at)
    paid_bill(cast, bill, owner, agent_id=made.membership)
    return made


def _people(cast: Cast, agent: _Agent, of_each: int) -> None:
    """Up to thirty of an agent's people are new; the others are in whichever month up to the seventieth."""
    first, new = agent.number * of_each, agent.number % 31
    known = [(new_id(), new_id(), new_id(), at) for at in range(of_each)]
    owner: dict[str, Any] = {"organisation_id": agent.wadah, "branch_id": cast.bandung}
    put(Participant, *(crowds.participant(person, first + at) for person, _, _, at in known))
    put(
        Enrolment,
        *(
            {
                "id": enrolment,
                "participant_id": person,
                "agent_id": agent.membership,
                "segment": Segment.BPU,
                "state": EnrolmentState.APPROVED,
                "name_key": name_key(people.name(first + at)),
                "class_name": "",
                "occupation": "Pedagang sayur",
                "sector": "other",
                "income": Rupiah(1_000_000),
                "programmes": "JKK+JKM+JHT",
                "start": MONTH.first_day,
                "card_code": secret_code(),
                "covered_from": _THEN,
                "paid_through": MONTH,
                "created_at": _THEN,
                "approved_at": _THEN,
            }
            | owner
            for person, enrolment, _, at in known
        ),
    )
    put(
        Contribution,
        *(
            {
                "id": contribution,
                "enrolment_id": enrolment,
                "participant_id": person,
                "month": MONTH,
                "base": Rupiah(1_000_000),
                "jkk": Rupiah(5_000),
                "jkm": Rupiah(3_400),
                "jht": Rupiah(20_000),
                "relief": Rupiah(8_400),
                "amount": _FEE,
                "law": "",
                "state": ContributionState.PAID,
                "invoice_id": agent.invoice,
                "number": 1 if at < new else 2 + at * 7 % 69,
            }
            | owner
            for person, enrolment, contribution, at in known
        ),
    )
    allocated(agent.payment, (contribution for _, _, contribution, _ in known), _FEE, owner)
