"""Accident cases (kasus kecelakaan): opened by whoever hears of one, and followed by all whom it concerns.

The sponsor, the agent who brought the person in, the clinic that treats and the branch see the same state, clock and
next step. What is said of somebody's body stands in `case_health` and `case_documents`: for clinic and branch alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload

from portal.access.actor import Actor, NotVisible, everyone
from portal.access.audit import Action, audited, fact
from portal.access.permissions import Permission, Role
from portal.models import (
    Agent,
    Case,
    CaseHealth,
    CaseState,
    CaseStep,
    CoverCheck,
    Enrolment,
    EnrolmentState,
    Membership,
    Organisation,
    OrganisationKind,
    Origin,
    StepKind,
    User,
    db,
    new_id,
)
from portal.models.job import enqueue
from portal.rules import regions
from portal.rules.accidents import Circumstances, Demand, Duty, Evidence, Form, Hue, Where, demands, duties
from portal.rules.benefits import Outcome
from portal.rules.policies import Policies
from portal.services import case_tellings, cover_checks, policies
from portal.services.numbers import Series, next_number
from portal.values import clock
from portal.values.clock import Zone, in_wib
from portal.values.fault import Refused

#: The work of telling those who owe a form.
PRESS = "cases.press"
#: Still being worked on.
OPEN = (CaseState.NOTICED, CaseState.OPEN)
#: Two accidents of one person so close together are one that two people report.
SAME = timedelta(hours=12)
#: Clinics that are told of at once, to whoever looks for one.
NEAREST = 5
SHORTEST_REASON = 8
LONGEST_REASON = 300
LONGEST_STORY = 3000
LONGEST_INJURY = 1000
#: Papers that say something of a body, or that only its doctor has: never asked of the sponsor, nor counted for them.
OF_THE_BODY = frozenset({Evidence.FORM_THREE, Evidence.DOCTOR, Evidence.RECEIPTS, Evidence.OTHER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What happened, as somebody tells it. `place`, `chronology` and the contact are for all who see the case, so
    that nothing of a body belongs in them."""

    happened_at: datetime
    zone: Zone = Zone.WIB
    where: Where = Where.UNSURE
    traffic: bool = False
    spent: bool = False
    place: str = field(repr=False)
    chronology: str = field(repr=False)
    contact_name: str = field(default="", repr=False)
    contact_phone: str = field(default="", repr=False)

    @property
    def words(self) -> dict[str, str]:
        """What rests sealed."""
        names = ("place", "chronology", "contact_name", "contact_phone")
        return {name: getattr(self, name) for name in names}

    @property
    def facts(self) -> dict[str, Any]:
        """What stands in columns."""
        return {name: value for name, value in asdict(self).items() if name not in self.words}


# Opening.


@audited(Action.CASE_OPENED, needs=Permission.CASE_WRITE)
def open_case(
    actor: Actor, enrolment: Enrolment, account: Account, *, clinic: Organisation | None = None, injury: str = ""
) -> Case:
    """A sponsor, an agent or the branch opens a case for one of their people.

    `injury` goes into the health record, which whoever opens the case may write once and not read.
    `Refused`: check.future, check.too_early, case.text, case.not_insured, case.twice.
    """
    if enrolment.state is not EnrolmentState.APPROVED:
        raise Refused.because("case.not_insured")
    refuse_account(account, branch_id=enrolment.branch_id)
    if (same := same_accident(enrolment.participant_id, account.happened_at)) is not None:
        raise Refused.because("case.twice", number=same.number)
    origin = Origin.BRANCH if actor.is_branch else Origin.AGENT if _is_agent(actor) else Origin.SPONSOR
    return _opened(actor, enrolment, account, origin, clinic=clinic, injury=injury)


@audited(Action.CASE_OPENED, needs=Permission.CASE_WRITE)
def open_from_check(actor: Actor, check: CoverCheck, account: Account, *, injury: str = "") -> Case:
    """The clinic opens a case for the person whom it just asked about; one that somebody else opened it joins.

    `Refused`: check.future, check.too_early, case.text, case.unknown_person, case.other_clinic, case.decided.
    """
    if check.enrolment_id is None or check.participant_id is None:
        raise Refused.because("case.unknown_person")
    clinic = actor.find(Organisation, check.organisation_id)
    enrolment = db.session.scalars(
        everyone(Enrolment, because="a clinic reports the accident of whoever it treats").where(
            Enrolment.id == check.enrolment_id
        )
    ).one()
    refuse_account(account, branch_id=enrolment.branch_id)
    if (same := same_accident(check.participant_id, account.happened_at)) is None:
        return _opened(actor, enrolment, account, Origin.CLINIC, clinic=clinic, injury=injury, check_id=check.id)
    return _joined(actor, same, check, account, injury=injury)


def _joined(actor: Actor, case: Case, check: CoverCheck, account: Account, *, injury: str) -> Case:
    """The clinic has the patient before it whom others told of: it takes the case up, and what it says comes to what
    they said."""
    if case.clinic_id not in {None, check.organisation_id}:
        raise Refused.because("case.other_clinic")
    _go_on(case)
    if case.clinic_id is None:
        case.clinic_id = check.organisation_id
        step(case, StepKind.CLINIC_CHOSEN, actor.name)
    case.check_id = case.check_id or check.id
    if case.state is CaseState.NOTICED:
        case.state = CaseState.OPEN
        step(case, StepKind.TAKEN_UP, actor.name)
    _complete(case, account)
    case_tellings.add(case, account, actor.name)
    if note_injury(case, injury, actor.name):
        step(case, StepKind.HEALTH_NOTED, actor.name)
    wind(case)
    return case


def _complete(case: Case, account: Account) -> None:
    """What the case does not say yet; what it says stays."""
    if case.where is Where.UNSURE:
        case.where = account.where
    case.traffic, case.spent = case.traffic or account.traffic, case.spent or account.spent
    if not case.told["chronology"]:
        case.told = case.told | {"chronology": account.chronology}


def _opened(
    actor: Actor,
    enrolment: Enrolment,
    account: Account,
    origin: Origin,
    *,
    clinic: Organisation | None,
    injury: str,
    check_id: UUID | None = None,
) -> Case:
    made = Case(
        id=new_id(),
        organisation_id=enrolment.organisation_id,
        branch_id=enrolment.branch_id,
        number=next_number(Series.KAS),
        enrolment_id=enrolment.id,
        participant_id=enrolment.participant_id,
        clinic_id=clinic.id if clinic else None,
        check_id=check_id,
        state=CaseState.OPEN,
        origin=origin,
        told=account.words,
        papers={},
        version=1,
        opened_by=actor.user_id,
        opened_by_name=actor.name,
        opened_at=clock.now(),
        decided_by_name="",
        reason="",
        **account.facts,
    )
    db.session.add(made)
    db.session.flush()
    note_injury(made, injury, actor.name)
    step(made, StepKind.OPENED, actor.name)
    wind(made)
    fact(number=made.number, origin=origin.value)
    return made


def note_injury(case: Case, injury: str, by_name: str) -> bool:
    """A word about a body, from whoever reports, beside all that was said of it before; whether it is a new one.
    A step of opening a case."""
    words = tidy(injury)[:LONGEST_INJURY]
    if not words:
        return False
    asked = everyone(CaseHealth, because="whoever reports adds to what others said of a body, and reads none of it")
    kept = db.session.scalars(asked.where(CaseHealth.case_id == case.id)).one_or_none()
    if kept is None:
        kept = CaseHealth(
            id=new_id(),
            organisation_id=case.organisation_id,
            branch_id=case.branch_id,
            case_id=case.id,
            told={},
            noted_by_name=by_name,
            noted_at=clock.now(),
        )
        db.session.add(kept)
    stood = kept.told.get("injury", "")
    before = [[stood, kept.noted_by_name, kept.noted_at.isoformat()]] if stood else []
    reports = kept.told.get("reports", before)
    if any(said == words for said, *_ in reports):
        return False
    injuries = stood if words in stood else "; ".join(filter(None, (stood, words)))
    kept.told = kept.told | {
        "injury": injuries[:LONGEST_INJURY],
        "reports": [*reports, [words, by_name, clock.now().isoformat()]],
    }
    return True


# Changing.


@audited(Action.CASE_CHANGED, needs=Permission.CASE_WRITE)
def change(actor: Actor, case: Case, account: Account, *, version: int) -> Case:
    """Tell again what happened. `Refused`: case.changed, case.decided, check.future, check.too_early, case.text."""
    case = held(actor, case, version=version)
    refuse_account(account, branch_id=case.branch_id)
    for name, value in account.facts.items():
        setattr(case, name, value)
    case.told = case.told | account.words
    step(case, StepKind.CHANGED, actor.name)
    wind(case)
    return case


@audited(Action.CASE_TAKEN_UP, needs=Permission.CASE_WRITE)
def take_up(actor: Actor, case: Case) -> Case:
    """A notice of the public is looked into: the case is open. `Refused`: case.decided, case.not_noticed."""
    case = held(actor, case)
    if case.state is not CaseState.NOTICED:
        raise Refused.because("case.not_noticed")
    case.state = CaseState.OPEN
    if actor.organisation_kind is OrganisationKind.CLINIC:
        case.clinic_id = actor.organisation_id
    step(case, StepKind.TAKEN_UP, actor.name)
    wind(case)
    return case


@audited(Action.CASE_CLINIC_CHOSEN, needs=Permission.CASE_WRITE)
def choose_clinic(actor: Actor, case: Case, clinic_id: str) -> Case:
    """The clinic (PLKK) that treats, by its id as a form sends it: it sees the case from now on, and another that was
    named before does not.

    A clinic cannot hand a patient's papers to another by itself. `Refused`: case.decided, case.clinic,
    case.clinic_by_branch.
    """
    case = held(actor, case)
    if case.clinic_id is not None and not actor.is_branch:
        raise Refused.because("case.clinic_by_branch")
    known = {str(each.id): each.id for each in clinics(case.branch_id)}
    if clinic_id not in known:
        raise Refused.because("case.clinic", "clinic")
    case.clinic_id = known[clinic_id]
    step(case, StepKind.CLINIC_CHOSEN, actor.name)
    return case


@audited(Action.CASE_WITHDRAWN, needs=Permission.CASE_WRITE)
def withdraw(actor: Actor, case: Case, *, reason: str) -> Case:
    """It was none, or was opened twice. Who opened it may say so, and the branch. `Refused`: case.decided,
    case.reason, case.not_opener, case.reported."""
    case = held(actor, case)
    if not actor.is_branch:
        if case.opened_by != actor.user_id and case.state is not CaseState.NOTICED:
            raise Refused.because("case.not_opener")
        if Form.KK1 in handed_in(case):
            raise Refused.because("case.reported")
    case.reason = because(reason)
    case.state, case.decided_at = CaseState.WITHDRAWN, clock.now()
    case.decided_by, case.decided_by_name = actor.user_id, actor.name
    step(case, StepKind.WITHDRAWN, actor.name)
    wind(case)
    return case


# Looking.


def listed(actor: Actor, *states: CaseState) -> Select[Case]:
    """Cases in a state, to be paged by the id; or in one of several."""
    return (
        actor.sees(Case)
        .where(Case.state.in_(states) if len(states) > 1 else Case.state == states[0])
        .options(
            joinedload(Case.organisation),
            joinedload(Case.clinic),
            joinedload(Case.enrolment).joinedload(Enrolment.participant),
        )
    )


def find(actor: Actor, case_id: UUID) -> Case:
    """A case with what its page says of it; raises `NotVisible`."""
    return actor.find(
        Case,
        case_id,
        joinedload(Case.organisation),
        joinedload(Case.clinic),
        joinedload(Case.enrolment).joinedload(Enrolment.participant),
    )


def reads_health(actor: Actor, case: Case) -> bool:
    """Whether this is the branch's own staff, or the clinic that treats."""
    return actor.may(Permission.HEALTH_READ) and works_on(actor, case)


def works_on(actor: Actor, case: Case) -> bool:
    """Whether the actor is of the branch that decides, or of the clinic that treats."""
    if actor.is_branch:
        return actor.branch_id == case.branch_id
    return case.clinic_id is not None and case.clinic_id == actor.organisation_id


def steps(actor: Actor, case: Case) -> list[CaseStep]:
    """Its course, the latest first; when something was noted of the body is told to who may read it."""
    told = actor.sees(CaseStep).where(CaseStep.case_id == case.id)
    if not reads_health(actor, case):
        told = told.where(CaseStep.kind != StepKind.HEALTH_NOTED)
    return list(db.session.scalars(told.order_by(CaseStep.id.desc())))


def handed_in(case: Case) -> dict[Form, datetime]:
    """When each form came; one query."""
    asked = everyone(CaseStep, because="a case's clock is the same for all who see it").where(
        CaseStep.case_id == case.id, CaseStep.kind == StepKind.HANDED_IN
    )
    found = db.session.execute(asked.with_only_columns(CaseStep.form, CaseStep.at))
    return {form: at for form, at in found if form is not None}


def duties_of(
    case: Case, *, course: Collection[CaseStep] | None = None, decided: Policies | None = None
) -> tuple[Duty, ...]:
    """The three forms of a case, by what the branch decided so far; two queries, but for whoever has before them the
    `course` of the case and what is `decided` today."""
    done = handed_in(case) if course is None else _handed_in(course)
    return duties(
        case.happened_at, case.declared_at, done, decided or policies.in_force(case.branch_id, clock.today())
    )


def _handed_in(course: Collection[CaseStep]) -> dict[Form, datetime]:
    return {each.form: each.at for each in course if each.kind is StepKind.HANDED_IN and each.form is not None}


def duties_of_all(cases: Collection[Case]) -> dict[UUID, tuple[Duty, ...]]:
    """As `duties_of`, for a page of them; a query for the steps, and one for each branch among them."""
    if not cases:
        return {}
    asked = everyone(CaseStep, because="a case's clock is the same for all who see it").where(
        CaseStep.case_id.in_([case.id for case in cases]), CaseStep.kind == StepKind.HANDED_IN
    )
    done: dict[UUID, dict[Form, datetime]] = {}
    columns = (CaseStep.case_id, CaseStep.form, CaseStep.at)
    for case_id, form, at in db.session.execute(asked.with_only_columns(*columns)):
        if form is not None:
            done.setdefault(case_id, {})[form] = at
    today = clock.today()
    decided = {branch_id: policies.in_force(branch_id, today) for branch_id in {case.branch_id for case in cases}}
    return {
        case.id: duties(case.happened_at, case.declared_at, done.get(case.id, {}), decided[case.branch_id])
        for case in cases
    }


def hues_of_all(cases: Collection[Case]) -> dict[UUID, list[tuple[Duty, Hue]]]:
    """The forms of a page of cases, each with how pressing it is now."""
    now = clock.now()
    return {id_: [(duty, duty.hue(now)) for duty in found] for id_, found in duties_of_all(cases).items()}


def demands_of(case: Case, health: Mapping[str, Any] | None) -> tuple[Demand, ...]:
    """Which papers the file needs: all of them for who reads the health record, for others what may be asked of them.
    The enrolment must be loaded."""
    said = health or {}
    asked = Circumstances(
        segment=case.enrolment.segment,
        where=case.where,
        traffic=case.traffic,
        unable=bool(said.get("days_off")),
        spent=case.spent,
        outcome=Outcome(said.get("outcome", Outcome.TREATED)),
    )
    found = demands(asked, in_wib(case.happened_at).date())
    if health is None:
        return tuple(each for each in found if not set(each.any_of) <= OF_THE_BODY)
    return found


def clinics(branch_id: UUID, *, near: str | None = None) -> list[Organisation]:
    """The PLKK of a branch, by name; with `near` (the code of a region) from the nearest on."""
    asked = everyone(Organisation, because="whoever is hurt may know which clinics treat them").where(
        Organisation.branch_id == branch_id,
        Organisation.kind == OrganisationKind.CLINIC,
        Organisation.closed_at.is_(None),
    )
    found = list(db.session.scalars(asked.order_by(Organisation.name_key, Organisation.id)))
    return sorted(found, key=lambda each: regions.apart(near, each.region))


def conflict(case: Case) -> str | None:
    """The name of the agent who brought the person in, where they also act for the clinic that treats: not forbidden,
    and worth knowing. The enrolment must be loaded."""
    if case.clinic_id is None or case.enrolment.agent_id is None:
        return None
    theirs = everyone(Agent, because="who brought somebody in and who treats them may be one person").where(
        Agent.id == case.enrolment.agent_id, works_at(case.clinic_id)
    )
    named = theirs.join(Membership, Membership.id == Agent.id).join(User, User.id == Membership.user_id)
    return db.session.scalar(named.with_only_columns(User.name))


def works_at(clinic_id: UUID | InstrumentedAttribute[UUID | None]) -> ColumnElement[bool]:
    """Whether an agent works at a clinic: it stands in their own papers, or they act for it here. For a query that
    has `Agent` joined to its `Membership`."""
    there = aliased(Membership)
    acts = select(there.id).where(there.user_id == Membership.user_id, there.organisation_id == clinic_id)
    return or_(Agent.clinic_id == clinic_id, acts.exists())


# Steps, for the rooms beside this one.


def held(actor: Actor, case: Case, *, version: int | None = None) -> Case:
    """The case as it is now, held until the transaction ends, and one version on.

    `Refused`: case.decided when nothing is to be done any more, case.changed when it is not the `version` that
    somebody had before them.
    """
    found = db.session.scalars(
        actor.sees(Case).where(Case.id == case.id).with_for_update(of=Case).execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotVisible("case")
    return _go_on(found, version=version)


def _go_on(case: Case, *, version: int | None = None) -> Case:
    """A case that is held, one version on."""
    if case.state not in OPEN:
        raise Refused.because("case.decided", number=case.number)
    if version is not None and case.version != version:
        raise Refused.because("case.changed")
    case.version += 1
    return case


def step(
    case: Case, kind: StepKind, by_name: str, *, form: Form | None = None, hue: Hue | None = None, mark: str = ""
) -> CaseStep:
    """One line more of a case's course. An `IntegrityError` for a `mark` that stands there already."""
    made = CaseStep(
        id=(id_ := new_id()),
        organisation_id=case.organisation_id,
        branch_id=case.branch_id,
        case_id=case.id,
        kind=kind,
        form=form,
        hue=hue,
        mark=mark or str(id_),
        at=clock.now(),
        by_name=by_name,
    )
    db.session.add(made)
    db.session.flush()
    return made


def wind(case: Case) -> None:
    """Set the alarm for when a form of this case next becomes more pressing: a worker is woken then, once. A step of
    whatever changes its clock."""
    now = clock.now()
    turns = [duty.next_turn(now) for duty in duties_of(case)] if case.state in OPEN else []
    case.presses_at = min((at for at in turns if at is not None), default=None)
    db.session.flush()
    if case.presses_at is not None:
        rings = case.presses_at.isoformat()
        enqueue(db.session(), PRESS, {}, run_at=case.presses_at, dedupe_key=f"press:{case.id}:{rings}")


def because(reason: str) -> str:
    """A reason as it is kept. `Refused` case.reason for one that says nothing."""
    words = tidy(reason)[:LONGEST_REASON]
    if len(words) < SHORTEST_REASON:
        raise Refused.because("case.reason", "reason")
    return words


def tidy(words: str) -> str:
    return " ".join(words.replace("\0", "").split())


def refuse_account(account: Account, *, branch_id: UUID) -> None:
    """`Refused`: check.future, check.too_early, case.text."""
    cover_checks.refuse_instant(account.happened_at, branch_id=branch_id)
    for name in ("place", "chronology"):
        if len(getattr(account, name).strip()) < SHORTEST_REASON:
            raise Refused.because("case.text", name)


def same_accident(participant_id: UUID, at: datetime) -> Case | None:
    """A case of the same accident, whoever opened it; held, so that of two who report at once the second finds it."""
    asked = everyone(Case, because="an accident that two people report is one case").where(
        Case.participant_id == participant_id,
        Case.happened_at.between(at - SAME, at + SAME),
        Case.state != CaseState.WITHDRAWN,
    )
    held = asked.order_by(Case.id).limit(1).with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(held).first()


def _is_agent(actor: Actor) -> bool:
    return actor.role is Role.PERISAI_AGENT
