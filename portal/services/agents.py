"""Agents of a wadah: taken through their onboarding, approved by the branch, idle, switched off, taken back.

Nobody is switched off by a clock: the guard says since when somebody should be, and a person does it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import joinedload

from portal.access.actor import Actor, NotVisible, everyone
from portal.access.audit import Action, audited, bulk_update, fact
from portal.access.permissions import Permission, Role
from portal.models import (
    LIVE,
    Agent,
    AgentState,
    Allocation,
    Contribution,
    Enrolment,
    Membership,
    Organisation,
    OrganisationKind,
    Participant,
    Payment,
    User,
    db,
)
from portal.models.columns import blind_nik
from portal.rules import activity
from portal.rules import agents as rules
from portal.rules.activity import Record, Standing
from portal.rules.agents import Candidate, Document, Requirement, Strength
from portal.rules.contributions import Segment
from portal.services import policies, stewards
from portal.services.numbers import secret_code
from portal.values import clock
from portal.values.clock import in_wib, start_of
from portal.values.fault import Invalid, Refused
from portal.values.nik import Nik

SHORTEST_REASON = 8
#: A certificate or a letter that runs longer was mistyped.
LONGEST_LETTER = timedelta(days=5 * 366)

_ACCOUNT = re.compile(r"[0-9]{5,20}")
_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z ./-]{2,58}")


# Joining.


def begin(membership: Membership, name: str) -> None:
    """Whoever acts for a wadah as its agent is a candidate at first. A step of whatever gives somebody the role."""
    if membership.role == Role.PERISAI_AGENT and _of(membership) is None:
        assert membership.organisation_id is not None
        db.session.add(
            Agent(
                id=membership.id,
                organisation_id=membership.organisation_id,
                branch_id=membership.branch_id,
                name=name,
                state=AgentState.CANDIDATE,
                code=secret_code(),
                created_at=clock.now(),
            )
        )


@audited(Action.AGENT_ENLISTED, needs=Permission.AGENT_WRITE)
def enlist(actor: Actor, wadah: Organisation) -> Agent:
    """The manager wants to bring people in as well: a candidate like any other. `Refused`: agent.already."""
    if db.session.scalars(actor.sees(Agent).where(Agent.id == actor.membership_id)).first() is not None:
        raise Refused.because("agent.already")
    assert wadah.id == actor.organisation_id
    made = Agent(
        id=actor.membership_id,
        organisation_id=wadah.id,
        branch_id=wadah.branch_id,
        name=actor.name,
        state=AgentState.CANDIDATE,
        code=secret_code(),
        created_at=clock.now(),
    )
    db.session.add(made)
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What the wadah writes down of an agent. NIK and account are kept as they are when left empty."""

    name: str
    nik: str = ""
    citizen: bool = False
    not_employee: bool = False
    documents: Collection[str] = ()
    trained_on: date | None = None
    training: str = ""
    tested_on: date | None = None
    score: int | None = None
    bank: str = ""
    account: str = ""
    account_holder: str = ""
    clinic_id: UUID | None = None


@audited(Action.AGENT_DESCRIBED, needs=Permission.AGENT_WRITE)
def describe(actor: Actor, agent: Agent, said: Description) -> Agent:
    """Everything known of an agent, anew; who somebody is cannot change once they were approved.

    `Refused`: person.name, the faults of `Nik.parse`, agent.fixed, .future, .score, .account, .account_parts,
    .clinic.
    """
    agent = held(actor, agent.id)
    _describe_person(agent, said)
    today = clock.today()
    for field, day in (("trained_on", said.trained_on), ("tested_on", said.tested_on)):
        if day is not None and day > today:
            raise Refused.because("agent.future", field)
    if said.score is not None and not 0 <= said.score <= 100:
        raise Refused.because("agent.score", "score")
    if said.clinic_id is not None and said.clinic_id not in {each.id for each in clinics(actor)}:
        raise Refused.because("agent.clinic", "clinic_id")
    agent.citizen, agent.not_employee = said.citizen, said.not_employee
    agent.documents = [each.value for each in Document if each in said.documents]
    agent.trained_on, agent.training = said.trained_on, said.training
    agent.tested_on, agent.score, agent.clinic_id = said.tested_on, said.score, said.clinic_id
    _describe_account(agent, said)
    return agent


def _describe_person(agent: Agent, said: Description) -> None:
    if not any(mark.isalpha() for mark in said.name):
        raise Refused.because("person.name", "name")
    nik = agent.nik
    if said.nik:
        try:
            nik = Nik.parse(said.nik)
        except Invalid as invalid:
            raise Refused(invalid.fault) from None
    if agent.state is not AgentState.CANDIDATE and (said.name != agent.name or nik != agent.nik):
        raise Refused.because("agent.fixed", "name" if said.name != agent.name else "nik")
    agent.name = said.name
    if nik is not None and nik != agent.nik:
        agent.nik, agent.nik_index, agent.vouched_by = nik, blind_nik(nik), ""
    agent.participant_id = _participant(agent)


def _describe_account(agent: Agent, said: Description) -> None:
    account = re.sub(r"[\s.\-]", "", said.account)
    if account and not _ACCOUNT.fullmatch(account):
        raise Refused.because("agent.account", "account")
    if (account or agent.account) and not (said.bank and said.account_holder):
        raise Refused.because("agent.account_parts", "account_holder" if said.bank else "bank")
    agent.account = account or agent.account
    agent.bank, agent.account_holder = said.bank, said.account_holder


# Deciding.


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    """What the branch and the wadah gave an agent: numbers, and WIB days, all included."""

    number: str
    certificate_number: str
    certificate_until: date
    assignment_number: str
    assignment_start: date
    assignment_end: date


@audited(Action.AGENT_APPROVED, needs=Permission.AGENT_DECIDE)
def approve(actor: Actor, agent: Agent, letters: Letters, *, vouched: bool = False) -> Agent:
    """A candidate becomes an agent and may register people from now on. `vouched`: the officer saw in the system of
    BPJS Ketenagakerjaan that the candidate is a BPU participant.

    `Refused`: agent.not_candidate, agent.incomplete, and as `renew`.
    """
    agent = held(actor, agent.id)
    if agent.state is not AgentState.CANDIDATE:
        raise Refused.because("agent.not_candidate")
    if vouched:
        agent.vouched_by = actor.name
    if lacking := [each for each in requirements(agent) if not each.met]:
        raise Refused.because("agent.incomplete", count=len(lacking))
    _give(actor, agent, letters)
    agent.state, agent.approved_at, agent.approved_by = AgentState.ACTIVE, clock.now(), actor.name
    agent.active_since = clock.today()
    return agent


@audited(Action.AGENT_RENEWED, needs=Permission.AGENT_DECIDE)
def renew(actor: Actor, agent: Agent, letters: Letters) -> Agent:
    """Other letters for an agent who is one. `Refused`: agent.not_active, agent.no_agreement, agent.number,
    agent.period, agent.agreement_ends."""
    agent = held(actor, agent.id)
    if agent.state is not AgentState.ACTIVE:
        raise Refused.because("agent.not_active")
    _give(actor, agent, letters)
    return agent


def _give(actor: Actor, agent: Agent, letters: Letters) -> None:
    wadah, today = actor.find(Organisation, agent.organisation_id), clock.today()
    if wadah.agreement_end is None or wadah.agreement_end < today:
        raise Refused.because("agent.no_agreement", name=wadah.name)
    for field in ("number", "certificate_number", "assignment_number"):
        if not _NUMBER.fullmatch(getattr(letters, field)):
            raise Refused.because("agent.number", field)
    if not today <= letters.certificate_until <= today + LONGEST_LETTER:
        raise Refused.because("agent.period", "certificate_until", first=today, last=today + LONGEST_LETTER)
    if not letters.assignment_start <= letters.assignment_end >= today:
        raise Refused.because("agent.period", "assignment_end", first=today, last=wadah.agreement_end)
    if letters.assignment_end > wadah.agreement_end:
        raise Refused.because("agent.agreement_ends", "assignment_end", day=wadah.agreement_end)
    agent.number = letters.number
    agent.certificate_number, agent.certificate_until = letters.certificate_number, letters.certificate_until
    agent.assignment_number = letters.assignment_number
    agent.assignment_start, agent.assignment_end = letters.assignment_start, letters.assignment_end


@audited(Action.AGENT_SWITCHED_OFF, needs=Permission.AGENT_WRITE)
def switch_off(actor: Actor, agent: Agent, *, reason: str) -> Agent:
    """The agent registers nobody from today on; their people stay theirs until they are handed over.

    `Refused`: reason.short, agent.off.
    """
    if len(reason) < SHORTEST_REASON:
        raise Refused.because("reason.short", "reason")
    agent = held(actor, agent.id)
    if agent.state is AgentState.OFF:
        raise Refused.because("agent.off")
    _off(agent, reason)
    fact(reason=agent.off_reason)
    return agent


@audited(Action.AGENT_RETURNED, needs=Permission.AGENT_DECIDE)
def take_back(actor: Actor, agent: Agent, *, reason: str) -> Agent:
    """At the wadah's request the agent is one again; the guard counts anew. `Refused`: reason.short, agent.not_off,
    agent.too_early, agent.candidate."""
    if len(reason) < SHORTEST_REASON:
        raise Refused.because("reason.short", "reason")
    agent = held(actor, agent.id)
    if agent.state is not AgentState.OFF or agent.off_on is None:
        raise Refused.because("agent.not_off")
    earliest, _ = activity.returns_on(agent.off_on, policies.in_force(agent.branch_id, clock.today()))
    if clock.today() < earliest:
        raise Refused.because("agent.too_early", day=earliest)
    if not _lives(agent.id):
        raise Refused.because("agent.gone")
    agent.state = AgentState.ACTIVE if agent.approved_at else AgentState.CANDIDATE
    agent.active_since, agent.off_on, agent.off_reason = clock.today(), None, ""
    fact(reason=reason[:200])
    return agent


def leave(membership: Membership) -> None:
    """Whoever acts for the wadah no more is no agent either. A step of ending a membership."""
    agent = _of(membership)
    if agent is not None and agent.state is not AgentState.OFF:
        _off(agent, GONE)


#: Why somebody is off whose access was ended.
GONE = "Akses masuknya diakhiri"


def _of(membership: Membership) -> Agent | None:
    return db.session.scalars(
        everyone(Agent, because="whoever acts for a wadah as its agent is one, once").where(Agent.id == membership.id)
    ).one_or_none()


def _off(agent: Agent, reason: str) -> None:
    agent.state, agent.off_on, agent.off_reason = AgentState.OFF, clock.today(), reason[:200]


def _lives(membership_id: UUID) -> bool:
    living = select(Membership.id).where(Membership.id == membership_id, Membership.ended_at.is_(None))
    return db.session.scalar(living) is not None


# What other deeds ask and note.


def expect_active(actor: Actor, sponsor: Organisation) -> None:
    """Through a wadah only its active agents bring people in, with letters that hold today; one query.

    `Refused`: agent.may_not_register, agent.assignment_over, agent.certificate_over.
    """
    if sponsor.kind is not OrganisationKind.PERISAI:
        return
    agent = db.session.scalars(actor.sees(Agent).where(Agent.id == actor.membership_id)).one_or_none()
    today = clock.today()
    if agent is None or agent.state is not AgentState.ACTIVE:
        raise Refused.because("agent.may_not_register")
    if agent.assignment_end is None or agent.assignment_end < today:
        raise Refused.because("agent.assignment_over", day=agent.assignment_end)
    if agent.certificate_until is None or agent.certificate_until < today:
        raise Refused.because("agent.certificate_over", day=agent.certificate_until)


def note_acquired(agent_id: UUID) -> None:
    """The agent brought somebody in. A step of registering."""
    bulk_update(Agent, update(Agent).where(Agent.id == agent_id).values(last_acquired_at=clock.now()))


def note_transacted(payments: Collection[UUID]) -> None:
    """Money came in: each agent whose people it is for, on the day it was paid, had a transaction then; in one order,
    so that nobody waits in a ring. A step of recording it."""
    spell, then, agent_id = stewards.agent_at(Payment.paid_at)
    whose = (
        everyone(Enrolment, because="money for an agent's people is a transaction of the agent")
        .join(Contribution, Contribution.enrolment_id == Enrolment.id)
        .join(Allocation, Allocation.contribution_id == Contribution.id)
        .join(Payment, Payment.id == Allocation.payment_id)
        .join(Organisation, Organisation.id == Payment.organisation_id)
        .outerjoin(spell, then)
        .where(Payment.id.in_(payments), Organisation.kind == OrganisationKind.PERISAI)
        .with_only_columns(agent_id, func.max(Payment.paid_at))
        .group_by(agent_id)
    )
    found: dict[UUID, Any] = {row[0]: row[1] for row in db.session.execute(whose) if row[0] is not None}
    for each, paid_at in sorted(found.items()):
        later = Agent.last_transacted_at.is_(None) | (Agent.last_transacted_at < paid_at)
        bulk_update(Agent, update(Agent).where(Agent.id == each, later).values(last_transacted_at=paid_at))


def forget_transacted(actor: Actor, payment: Payment) -> None:
    """Money was taken back: the last transaction of those agents is the latest that still counts. A step of voiding
    it, which looks at all their people ever paid."""
    if not _of_a_wadah(actor, payment):
        return
    spell, then, agent_id = stewards.agent_at(Payment.paid_at)
    agents = _concerned(payment)
    latest = (
        everyone(Enrolment, because="money for an agent's people is a transaction of the agent")
        .join(Contribution, Contribution.enrolment_id == Enrolment.id)
        .join(Allocation, (Allocation.contribution_id == Contribution.id) & Allocation.STANDS)
        .join(Payment, Payment.id == Allocation.payment_id)
        .outerjoin(spell, then)
        .where(or_(Enrolment.agent_id.in_(agents), spell.agent_id.in_(agents)))
        .with_only_columns(agent_id, func.max(Payment.paid_at))
        .group_by(agent_id)
    )
    found: dict[UUID, Any] = {row[0]: row[1] for row in db.session.execute(latest)}
    for each in agents:
        bulk_update(Agent, update(Agent).where(Agent.id == each).values(last_transacted_at=found.get(each)))


def _of_a_wadah(actor: Actor, payment: Payment) -> bool:
    return actor.find(Organisation, payment.organisation_id).kind is OrganisationKind.PERISAI


def _concerned(payment: Payment) -> list[UUID]:
    """Whose people a payment is for, whether or not it still counts; in one order, so that nobody waits in a ring."""
    spell, then, agent_id = stewards.agent_at(payment.paid_at)
    whose = (
        everyone(Enrolment, because="money for an agent's people is a transaction of the agent")
        .join(Contribution, Contribution.enrolment_id == Enrolment.id)
        .join(Allocation, Allocation.contribution_id == Contribution.id)
        .outerjoin(spell, then)
        .where(Allocation.payment_id == payment.id)
        .with_only_columns(agent_id)
        .distinct()
    )
    return sorted(each for each in db.session.scalars(whose) if each is not None)


# Reading.


def listed(actor: Actor, *, wadah: Organisation | None = None, states: Sequence[AgentState] = ()) -> Any:
    """Agents in sight: the query of a list, to be paged by the id."""
    query = actor.sees(Agent).options(joinedload(Agent.organisation))
    if wadah is not None:
        query = query.where(Agent.organisation_id == wadah.id)
    return query.where(Agent.state.in_(states)) if states else query


def idle(query: Any) -> Any:
    """Of such a list the active ones in whom the guard counts at least one idle month now."""
    today = clock.today()
    counted = Agent.last_transacted_at
    if activity.standing(Record(today), today).counts == "acquisition":
        counted = Agent.last_acquired_at
    month = activity.idle_since(today)
    return query.where(
        Agent.state == AgentState.ACTIVE,
        Agent.active_since < month.first_day,
        or_(counted.is_(None), counted < start_of(month.first_day)),
    )


def running_out(query: Any) -> Any:
    """Of such a list the active ones whose certificate or letter should be renewed by now."""
    last = clock.today() + timedelta(days=rules.WARNED)
    return query.where(
        Agent.state == AgentState.ACTIVE, or_(Agent.certificate_until <= last, Agent.assignment_end <= last)
    )


def find(actor: Actor, agent_id: UUID) -> Agent:
    """An agent in sight with their wadah and clinic; raises `NotVisible`."""
    return actor.find(Agent, agent_id, joinedload(Agent.organisation), joinedload(Agent.clinic))


def held(actor: Actor, agent_id: UUID) -> Agent:
    """The agent as they are now, held until the transaction ends."""
    found = db.session.scalars(
        actor.sees(Agent)
        .where(Agent.id == agent_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotVisible("agent")
    return found


def requirements(agent: Agent) -> tuple[Requirement, ...]:
    """What is asked of this agent today, and what is there; one query."""
    today = clock.today()
    candidate = Candidate(
        citizen=agent.citizen,
        birth_date=agent.nik.born(today) if agent.nik else None,
        participant=bool(agent.vouched_by) or _participant(agent) is not None,
        not_employee=agent.not_employee,
        documents=agent.documents,
        trained_on=agent.trained_on,
        score=agent.score if agent.tested_on else None,
        account=agent.account is not None,
    )
    return rules.requirements(candidate, today, policies.in_force(agent.branch_id, today))


def standing(agent: Agent) -> Standing | None:
    """What the guard says of an active agent; None for one who is none."""
    if agent.state is not AgentState.ACTIVE or agent.active_since is None:
        return None
    record = Record(
        agent.active_since,
        in_wib(agent.last_acquired_at).date() if agent.last_acquired_at else None,
        in_wib(agent.last_transacted_at).date() if agent.last_transacted_at else None,
    )
    return activity.standing(record, clock.today())


def strength(actor: Actor, wadah: Organisation) -> Strength:
    """How many agents a wadah has and must have; one query. Somebody who was off for a while and returned counts as
    if they had not been."""
    columns = (Agent.approved_at, Agent.state, Agent.off_on)
    approved = actor.sees(Agent, of=wadah).where(Agent.approved_at.is_not(None)).with_only_columns(*columns)
    spells = [
        (in_wib(at).date(), off_on - timedelta(days=1) if state is AgentState.OFF and off_on else None)
        for at, state, off_on in db.session.execute(approved)
        if at is not None
    ]
    return rules.strength(spells, wadah.agreement_start or in_wib(wadah.created_at).date(), clock.today())


def people(actor: Actor, agents: Collection[UUID]) -> Mapping[UUID, int]:
    """How many live people each of these agents has; one query."""
    counted = (
        actor.sees(Enrolment)
        .where(
            Enrolment.agent_id.in_(agents),
            Enrolment.state.in_(LIVE),
            Enrolment.end.is_(None) | (Enrolment.end >= clock.today()),
        )
        .with_only_columns(Enrolment.agent_id, func.count())
        .group_by(Enrolment.agent_id)
    )
    return {agent_id: count for agent_id, count in db.session.execute(counted) if agent_id is not None}


def clinics(actor: Actor) -> Sequence[Organisation]:
    """Clinics of the same branch, one of which an agent may work at, by name."""
    return db.session.scalars(
        everyone(Organisation, because="an agent may work at a clinic of the same branch")
        .where(
            Organisation.branch_id == actor.branch_id,
            Organisation.kind == OrganisationKind.CLINIC,
            Organisation.closed_at.is_(None),
        )
        .order_by(Organisation.name_key)
    ).all()


def contact_of(agent: Agent) -> tuple[str | None, str | None]:
    """Phone and e-mail by which the agent signs in."""
    found = db.session.execute(
        select(User.phone, User.email)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.id == agent.id)
    ).one()
    return found[0], found[1]


def _participant(agent: Agent) -> UUID | None:
    """The BPU participant that the agent is, whoever sponsors them; None when this portal knows none."""
    if agent.nik_index is None:
        return None
    insured = (
        everyone(Enrolment, because="an agent is a participant themselves, whoever sponsors them")
        .join(Participant, Participant.id == Enrolment.participant_id)
        .where(
            Participant.nik_index == agent.nik_index,
            Enrolment.segment == Segment.BPU,
            Enrolment.state.in_(LIVE),
            Enrolment.end.is_(None) | (Enrolment.end >= clock.today()),
        )
    )
    return db.session.scalar(insured.with_only_columns(Enrolment.participant_id).limit(1))
