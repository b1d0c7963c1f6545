"""Transfers (perpindahan): somebody is covered through one sponsor and another asks for them, from a day on.

Who asks is told until when the person is covered elsewhere, and nothing else: not through whom, and of the person
only what was typed. The present sponsor sees who asks for which of their people and answers; the branch may answer in
their place, with a reason at once, without one after as many days as it has decided. What becomes of months and
bills is the rule of `services.endings`; the incentive for a month is that of the agent whose enrolment the month
stands with, so it splits at the same day.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from portal.access import audit
from portal.access.actor import Actor, NotVisible, everyone
from portal.access.audit import Action, audited, bulk_update, fact
from portal.access.permissions import PERISAI_ROLES, Permission
from portal.models import (
    LIVE,
    Consent,
    Enrolment,
    EnrolmentState,
    Fate,
    Membership,
    Organisation,
    Participant,
    Roster,
    RosterRow,
    RosterState,
    Transfer,
    TransferState,
    db,
    new_id,
)
from portal.models.columns import blind_nik
from portal.rules.contributions import Sector, Segment
from portal.services import (
    agents,
    deaths,
    endings,
    examination,
    newcomers,
    participants,
    policies,
    registrations,
    standings,
)
from portal.services.numbers import secret_code
from portal.values import clock
from portal.values.clock import in_wib
from portal.values.fault import Fault, Refused, Severity
from portal.values.naming import name_key
from portal.values.nik import Nik
from portal.values.rupiah import Rupiah

#: How far ahead one may ask, and how much later than asked the answer may let a person go.
FARTHEST = timedelta(days=366)
#: A question that nobody answered for so long is over: what was typed in it has grown old.
PATIENCE = timedelta(days=60)
SHORTEST_REASON = 8
LONGEST_REASON = 300

#: Faults by which a registration says that somebody is covered through another sponsor.
ELSEWHERE = frozenset({"registration.elsewhere", "registration.elsewhere_until"})


@dataclass(frozen=True, slots=True)
class Held:
    """The enrolment that stands in the way: facts, for nobody's eyes but those of this room."""

    enrolment_id: UUID
    participant_id: UUID
    organisation_id: UUID
    branch_id: UUID
    until: date | None


# Asking.


@audited(Action.TRANSFER_ASKED, needs=Permission.REGISTRATION_WRITE)
def ask(
    actor: Actor,
    sponsor: Organisation,
    texts: Mapping[str, str],
    *,
    wanted_from: date,
    consent: Consent | None,
    sure: bool = False,
) -> Transfer:
    """Ask for somebody who is to become a participant of `sponsor`, as `registrations.register` would have had them.

    Being 65 is no hindrance: the limit is for who registers, and this person is registered already. `Refused`: the
    faults of the texts, registration.consent, .closed, .here, transfer.free, .day, .asked, and as
    `agents.expect_active`.
    """
    if consent is None:
        raise Refused.because("registration.consent", "consent")
    if sponsor.closed_at is not None:
        raise Refused.because("registration.closed", name=sponsor.name)
    agents.expect_active(actor, sponsor)
    found = registrations.examined(texts)
    faults = tuple(each for each in found.faults if each.code != "birth_date.too_old")
    if any(each.severity is Severity.ERROR for each in faults) or (faults and not sure):
        raise Refused(*faults)
    _refuse_day(wanted_from)
    held = _found(sponsor, Nik(found.values["nik"]), wanted_from, None)
    return _asked(actor, sponsor, held, wanted_from, {**found.values, "consent": consent.value})


@audited(Action.TRANSFER_ASKED, needs=Permission.ROSTER_WRITE)
def ask_for_row(actor: Actor, row: RosterRow) -> Transfer:
    """Ask for the person of a school's row, from the row's first day on; once accepted the row can be sent in.

    `Refused`: transfer.row, .free, .day, .asked, registration.here.
    """
    roster = examination.hold(actor, row.roster_id)
    db.session.refresh(row)
    values = row.content["values"]
    if row.fate not in {Fate.OPEN, Fate.RETURNED} or not row.start or "nik" not in values:
        raise Refused.because("transfer.row")
    sponsor = actor.find(Organisation, roster.organisation_id)
    _refuse_day(max(row.start, clock.today()))
    held = _found(sponsor, Nik(values["nik"]), row.start, row.end)
    said = {name: values[name] for name in ("nik", "name", "birth_date", "class_name") if name in values}
    return _asked(actor, sponsor, held, max(row.start, clock.today()), said, row_id=row.id)


def _asked(
    actor: Actor,
    sponsor: Organisation,
    held: Held,
    wanted_from: date,
    said: Mapping[str, str],
    *,
    row_id: UUID | None = None,
) -> Transfer:
    transfer = Transfer(
        id=new_id(),
        organisation_id=sponsor.id,
        branch_id=sponsor.branch_id,
        participant_id=held.participant_id,
        enrolment_id=held.enrolment_id,
        holder_id=held.organisation_id,
        holder_branch_id=held.branch_id,
        held_until=held.until,
        asked=dict(said),
        row_id=row_id,
        wanted_from=wanted_from,
        state=TransferState.WAITING,
        asked_by=actor.user_id,
        asked_by_name=actor.name,
        asked_at=clock.now(),
        expires_on=max(wanted_from, clock.today()) + PATIENCE,
        answered_by_name="",
        by_branch=False,
        reason="",
    )
    already = actor.sees(Transfer, of=sponsor).where(Transfer.participant_id == held.participant_id, Transfer.WAITS)
    if db.session.scalar(already.with_only_columns(Transfer.id)) is not None:
        raise Refused.because("transfer.asked", "nik")
    try:
        with db.session.begin_nested():
            db.session.add(transfer)
    except IntegrityError:
        # A colleague asked in this very moment.
        raise Refused.because("transfer.asked", "nik") from None
    return transfer


@audited(Action.TRANSFER_WITHDRAWN, needs=Permission.TRANSFER_WRITE)
def withdraw(actor: Actor, transfer: Transfer) -> Transfer:
    """Who asked does not want it any more. `Refused`: transfer.answered, .not_asker."""
    transfer = _waiting(actor, transfer)
    if not asks(actor, transfer):
        raise Refused.because("transfer.not_asker")
    transfer.state, transfer.answered_at = TransferState.WITHDRAWN, clock.now()
    return transfer


# Answering.


@audited(Action.TRANSFER_ACCEPTED, needs=Permission.TRANSFER_WRITE)
def accept(actor: Actor, transfer: Transfer, *, moves_on: date, reason: str = "") -> Enrolment:
    """Let the person go: their enrolment ends the day before `moves_on`, on which the other's begins.

    A worker's begins at once, for nobody has to approve it; of an intern the days are free, and the row that waited
    for them is examined anew. Whoever was never approved here is free already, once they were taken back. Returns
    the enrolment that ends, in whose record this stands; the other side's record has a line of its own.

    `Refused`: transfer.answered, .not_holder, .moves_on, .branch_reason, .died, .undecided, .covered.
    """
    transfer = _answerable(actor, transfer, reason)
    first, last = days_open(transfer)
    if not first <= moves_on <= last:
        raise Refused.because("transfer.moves_on", "moves_on", first=first, last=last)
    held = actor.find(Enrolment, transfer.enrolment_id, joinedload(Enrolment.participant))
    participants.hold([held.participant.nik_index])
    db.session.refresh(held)
    if (died := deaths.day_of(held)) is not None:
        raise Refused.because("transfer.died", day=died)
    ended = _let_go(held, moves_on)
    _answered(actor, transfer, TransferState.ACCEPTED, reason)
    transfer.moves_on = moves_on
    db.session.flush()
    _begun(transfer, held.participant)
    fact(day=moves_on.isoformat(), bills=ended.bills, months=len(ended.freed), reason=transfer.reason)
    return held


def _let_go(held: Enrolment, moves_on: date) -> endings.Ended:
    """The enrolment ends the day before, if it stands at all. `Refused`: transfer.undecided, .covered."""
    if held.state is EnrolmentState.WAITING:
        raise Refused.because("transfer.undecided")
    if held.state is EnrolmentState.APPROVED:
        return endings.end(held, moves_on - timedelta(days=1))
    if _live(Participant.id == held.participant_id, moves_on, None) is not None:
        raise Refused.because("transfer.covered")
    return endings.Ended()


@audited(Action.TRANSFER_REFUSED, needs=Permission.TRANSFER_WRITE)
def refuse(actor: Actor, transfer: Transfer, *, reason: str) -> Enrolment:
    """The person stays; who asked reads the reason. `Refused`: transfer.answered, .reason, .branch_reason."""
    transfer = _answerable(actor, transfer, reason)
    if len(_tidy(reason)) < SHORTEST_REASON:
        raise Refused.because("transfer.reason", "reason")
    held = actor.find(Enrolment, transfer.enrolment_id)
    _answered(actor, transfer, TransferState.REFUSED, reason)
    db.session.flush()
    with audit.personal(Action.TRANSFER_ANSWERED, transfer, who="Gandeng", branch_id=transfer.branch_id):
        fact(reason=transfer.reason)
    fact(reason=transfer.reason)
    return held


def days_open(transfer: Transfer) -> tuple[date, date]:
    """The first and the last day on which the person may begin with who asks: never one gone by, since nobody knows
    what happened on it."""
    first = max(transfer.wanted_from, clock.today())
    return first, first + FARTHEST


def soonest(fault: Fault) -> date:
    """From which day somebody can be asked for of whom a registration says `ELSEWHERE`: tomorrow, or today when it is
    the last with the other. When they go is the other's to say."""
    until, today = fault.params["until"], clock.today()
    return today if until == today.isoformat() else today + timedelta(days=1)


def expire() -> int:
    """Questions that nobody answered are over; how many. The daily round of a worker."""
    late = everyone(Transfer, because="a question that nobody answered is over, whoever asked it").where(
        Transfer.WAITS, Transfer.expires_on < clock.today()
    )
    ids = db.session.scalars(late.with_only_columns(Transfer.id)).all()
    if ids:
        with audit.personal(Action.TRANSFERS_EXPIRED, None, who="Gandeng"):
            over = update(Transfer).where(Transfer.id.in_(ids), Transfer.WAITS)
            bulk_update(Transfer, over.values(state=TransferState.EXPIRED, answered_at=clock.now()))
    return len(ids)


def hand_over(unit: Organisation, into: Organisation) -> None:
    """What a merged unit was asked, its successor is asked from now on, and who both asked for is asked for once.
    A step of merging."""
    doubled = select(Transfer.participant_id).where(Transfer.organisation_id == into.id, Transfer.WAITS)
    ours = update(Transfer).where(Transfer.organisation_id == unit.id, Transfer.WAITS)
    bulk_update(Transfer, ours.where(Transfer.participant_id.in_(doubled)).values(state=TransferState.WITHDRAWN))
    bulk_update(Transfer, update(Transfer).where(Transfer.holder_id == unit.id).values(holder_id=into.id))


# Reading.


def find(actor: Actor, transfer_id: UUID) -> Transfer:
    """A request in sight, with who asks and who has the person; raises `NotVisible`."""
    return actor.find(Transfer, transfer_id, joinedload(Transfer.organisation), joinedload(Transfer.holder))


def incoming(actor: Actor) -> Any:
    """Requests for people whom the actor's side has; of a branch, those it may answer. To be paged by the id."""
    query = actor.sees(Transfer).options(joinedload(Transfer.organisation), joinedload(Transfer.holder))
    if actor.is_branch:
        return query.where(Transfer.holder_branch_id == actor.branch_id)
    return query.where(Transfer.holder_id.in_(_own_side(actor)))


def outgoing(actor: Actor) -> Any:
    """Requests that the actor's side made. To be paged by the id."""
    query = actor.sees(Transfer).options(joinedload(Transfer.organisation), joinedload(Transfer.holder))
    if actor.is_branch:
        return query.where(Transfer.branch_id == actor.branch_id)
    return query.where(Transfer.organisation_id.in_(_own_side(actor)))


def waiting_for(actor: Actor, people: Collection[tuple[UUID, UUID | None]]) -> dict[UUID, Transfer]:
    """participant → the request for them that waits for an answer, of these (unit that asks, participant); a query at
    most."""
    units = {unit_id for unit_id, person_id in people if person_id}
    if not units:
        return {}
    asked = actor.sees(Transfer).where(
        Transfer.WAITS,
        Transfer.organisation_id.in_(units),
        Transfer.participant_id.in_({person_id for _, person_id in people if person_id}),
    )
    return {each.participant_id: each for each in db.session.scalars(asked)}


def asks(actor: Actor, transfer: Transfer) -> bool:
    """Whether the actor acts for who asks (or for a unit above)."""
    return not actor.is_branch and _on_the_side(actor, transfer.organisation_id)


def holds(actor: Actor, transfer: Transfer) -> bool:
    """Whether the person asked for is the actor's: their organisation's, or their branch's."""
    if actor.is_branch:
        return transfer.holder_branch_id == actor.branch_id
    return _on_the_side(actor, transfer.holder_id)


def branch_waits_until(transfer: Transfer) -> date:
    """The WIB day from which the branch may answer without a reason."""
    days = policies.in_force(transfer.holder_branch_id, clock.today()).transfer_days
    return in_wib(transfer.asked_at).date() + timedelta(days=days)


def same_name(transfer: Transfer, participant: Participant) -> bool:
    """Whether the name that was typed is the person's: by another name another person may be meant."""
    return name_key(transfer.asked.get("name", "")) == name_key(participant.name)


# Steps.


def _found(sponsor: Organisation, nik: Nik, start: date, end: date | None) -> Held:
    """The first live enrolment of this person by another sponsor that these days would overlap, held until the
    transaction ends."""
    index = blind_nik(nik)
    participants.hold([index])
    found = _live(Participant.nik_index == index, start, end)
    if found is None:
        raise Refused.because("transfer.free", "nik")
    if found.organisation_id == sponsor.id:
        raise Refused.because("registration.here", "nik", start=found.start.isoformat())
    return Held(*found[:5])


def _live(whose: ColumnElement[bool], start: date, end: date | None) -> Any:
    """The first live enrolment of a person that these days would overlap: what `Held` is made of, and its start."""
    live = (
        everyone(Enrolment, because="is this NIK already covered by a sponsor?")
        .join(Participant, Participant.id == Enrolment.participant_id)
        .where(whose, Enrolment.state.in_(LIVE), Enrolment.end.is_(None) | (Enrolment.end >= start))
        .order_by(Enrolment.start)
    )
    if end is not None:
        live = live.where(Enrolment.start <= end)
    columns = (
        Enrolment.id,
        Enrolment.participant_id,
        Enrolment.organisation_id,
        Enrolment.branch_id,
        Enrolment.end,
        Enrolment.start,
    )
    return db.session.execute(live.with_only_columns(*columns)).first()


def _refuse_day(wanted_from: date) -> None:
    today = clock.today()
    if not today <= wanted_from <= today + FARTHEST:
        raise Refused.because("transfer.day", "wanted_from", first=today, last=today + FARTHEST)


def _waiting(actor: Actor, transfer: Transfer) -> Transfer:
    """The request as it is now, held until the transaction ends: of two who answer at once the second is told."""
    found = db.session.scalars(
        actor.sees(Transfer)
        .where(Transfer.id == transfer.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotVisible("transfer")
    if found.state is not TransferState.WAITING or found.expires_on < clock.today():
        raise Refused.because("transfer.answered")
    return found


def _answerable(actor: Actor, transfer: Transfer, reason: str) -> Transfer:
    transfer = _waiting(actor, transfer)
    if not holds(actor, transfer):
        raise Refused.because("transfer.not_holder")
    early = actor.is_branch and clock.today() < branch_waits_until(transfer)
    if early and len(_tidy(reason)) < SHORTEST_REASON:
        raise Refused.because("transfer.branch_reason", "reason", day=branch_waits_until(transfer))
    return transfer


def _answered(actor: Actor, transfer: Transfer, state: TransferState, reason: str) -> None:
    transfer.state, transfer.reason = state, _tidy(reason)
    transfer.answered_by, transfer.answered_by_name = actor.user_id, actor.name
    transfer.answered_at, transfer.by_branch = clock.now(), actor.is_branch


def _begun(transfer: Transfer, person: Participant) -> None:
    """The other side of an acceptance, in the record of who asked and without a name from this one."""
    with audit.personal(Action.TRANSFER_ANSWERED, transfer, who="Gandeng", branch_id=transfer.branch_id):
        assert transfer.moves_on is not None
        fact(day=transfer.moves_on.isoformat())
        if transfer.row_id is not None:
            _row_anew(transfer)
            return
        said, now = transfer.asked, clock.now()
        made = Enrolment(
            id=new_id(),
            organisation_id=transfer.organisation_id,
            branch_id=transfer.branch_id,
            participant_id=person.id,
            agent_id=_agent_who_asked(transfer),
            segment=Segment.BPU,
            state=EnrolmentState.APPROVED,
            name_key=name_key(person.name),
            class_name="",
            occupation=said["occupation"],
            sector=Sector(said["sector"]),
            income=Rupiah(int(said["income"])),
            programmes=said["programmes"],
            start=transfer.moves_on,
            card_code=secret_code(),
            created_at=now,
            approved_at=now,
            consent=Consent(said["consent"]),
            consented_at=transfer.asked_at,
        )
        db.session.add(made)
        db.session.flush()
        transfer.made_id = made.id
        standings.follow([person.id])
        newcomers.arrived(transfer, made)


def _agent_who_asked(transfer: Transfer) -> UUID | None:
    """Whose person it becomes where a wadah asks: the membership by which they asked, also when it ended since."""
    by_which = select(Membership.id).where(
        Membership.organisation_id == transfer.organisation_id,
        Membership.user_id == transfer.asked_by,
        Membership.role.in_([role.value for role in PERISAI_ROLES]),
    )
    return db.session.scalar(by_which.order_by(Membership.ended_at.is_not(None), Membership.id.desc()).limit(1))


def _row_anew(transfer: Transfer) -> None:
    """The school's row that waited for the days, if it is still there to be sent in."""
    house = endings.house_of(transfer.branch_id)
    row = db.session.scalars(house.sees(RosterRow).where(RosterRow.id == transfer.row_id)).one_or_none()
    if row is None or row.fate not in {Fate.OPEN, Fate.RETURNED}:
        return
    roster = house.find(Roster, row.roster_id)
    if roster.state is RosterState.OPEN:
        examination.reexamine(house, roster, [row], examination.identities(row))


def _own_side(actor: Actor) -> Any:
    return actor.sees(Organisation).with_only_columns(Organisation.id)


def _on_the_side(actor: Actor, organisation_id: UUID) -> bool:
    ours = actor.sees(Organisation).where(Organisation.id == organisation_id)
    return db.session.scalar(ours.with_only_columns(Organisation.id)) is not None


def _tidy(reason: str) -> str:
    return " ".join(reason.replace("\0", "").split())[:LONGEST_REASON]
