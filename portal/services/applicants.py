"""People who ask to be registered: received, looked at beside the roster, confirmed, mended or refused by the unit.

Nobody becomes a participant before an officer has confirmed them. What is answered to the one who sends themselves in
is the same whether the portal knows them or not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, exists
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from portal.access import audit
from portal.access.actor import Actor, everyone
from portal.access.audit import Action, audited, fact
from portal.access.permissions import Permission
from portal.models import (
    Applicant,
    ApplicantState,
    Consent,
    Organisation,
    RegistrationLink,
    Transfer,
    TransferState,
    db,
    new_id,
    sealing,
)
from portal.rules.contributions import Due
from portal.rules.examination import Examined
from portal.services import newcomers, registrations, transfers
from portal.services.newcomers import Asked, Likely, Newcomer, Said
from portal.values import clock
from portal.values.fault import Fault, Invalid, Refused, Severity
from portal.values.nik import Nik

#: What is kept of somebody, as texts: what a registration asks for, and the number of their card of the ormas.
FIELDS = (*registrations.FIELDS, "kta")
SHORTEST_REASON = 4
#: How long somebody may wait for an officer, and how long it is known who was refused; then they are forgotten.
WAITING_KEPT, REFUSED_KEPT = timedelta(days=90), timedelta(days=30)
#: What nobody can leave out who is alone with the form: by the one a slip in the NIK shows, by the other they are
#: answered.
_ALONE = {"birth_date": "birth_date.missing", "phone": "phone.missing"}


def examined(texts: Mapping[str, str]) -> Examined:
    """What somebody says of themselves, examined: as in a registration, with birth date and phone a must."""
    return alone(registrations.examined(texts), texts)


def alone(found: Examined, texts: Mapping[str, str]) -> Examined:
    """The same of somebody who is alone with the form: without birth date and phone it does not go on."""
    faults = [replace(each, severity=Severity.ERROR) if each.field == "phone" else each for each in found.faults]
    missing = [Fault(code, name) for name, code in _ALONE.items() if not texts.get(name, "").strip()]
    return found._replace(faults=(*faults, *missing))


def receive(
    link: RegistrationLink, texts: Mapping[str, str], *, consent_version: str, invited_by: UUID | None = None
) -> None:
    """Somebody sends themselves in by a link that is open, and agreed to a wording of consent; perhaps invited by an
    officer (the membership that `referrals.inviting` tells), of whom the first one counts.

    Whoever did so before, with the same NIK and phone, mends what they sent; who is a participant by it stays one.
    Says nothing of what became of it. `Refused`: what `examined` calls errors.
    """
    found = examined(texts)
    if found.has_errors:
        raise Refused(*found.faults)
    said = {name: texts.get(name, "") for name in FIELDS}
    with audit.personal(Action.APPLICANT_RECEIVED, link, who="Pendaftar", branch_id=link.branch_id):
        keep(link, found.values, said, consent_version=consent_version, referrer_id=invited_by)


def keep(
    link: RegistrationLink, values: Mapping[str, str], said: dict[str, str], *, consent_version: str, **also: Any
) -> None:
    """Let somebody wait of whom `values` say NIK and phone, or mend what the same two sent by this link before.

    A step of receiving them; `also` are columns of theirs, of which what was known first counts."""
    sender = sealing.ring().blind(f"{values['nik']} {values['phone']}".encode(), b"applicant.sender")
    again = everyone(Applicant, because="who sends themselves in again mends what they sent")
    before = db.session.scalars(
        again.where(Applicant.link_id == link.id, Applicant.sender_index == sender).with_for_update()
    ).one_or_none()
    if before is not None and before.state is ApplicantState.REGISTERED:
        return
    try:
        with db.session.begin_nested():
            applicant = before or _fresh(link.organisation, link_id=link.id, sender_index=sender)
            _wait(applicant, said)
            applicant.consent, applicant.consented_at = Consent.ONLINE, clock.now()
            applicant.consent_version = consent_version
            for column, value in also.items():
                setattr(applicant, column, getattr(applicant, column) or value)
            db.session.add(applicant)
    except IntegrityError:
        pass  # their own second tap, a moment ago


def _fresh(unit: Organisation, **where: Any) -> Applicant:
    return Applicant(id=new_id(), organisation_id=unit.id, branch_id=unit.branch_id, created_at=clock.now(), **where)


def _wait(applicant: Applicant, said: dict[str, str]) -> None:
    applicant.content, applicant.state = said, ApplicantState.WAITING
    applicant.decided_at, applicant.decided_by, applicant.reason = None, "", ""


# Looking.


def listed(
    actor: Actor,
    unit: Organisation,
    state: ApplicantState,
    *,
    link_id: UUID | None = None,
    sheet_id: UUID | None = None,
) -> Select[Any]:
    """Those of a unit and of all below it in one state, perhaps of one link or paper only; to be paged by the id."""
    query = actor.within(unit).sees(Applicant).where(Applicant.state == state)
    if link_id is not None:
        query = query.where(Applicant.link_id == link_id)
    if sheet_id is not None:
        query = query.where(Applicant.sheet_id == sheet_id)
    return query.options(
        joinedload(Applicant.organisation), joinedload(Applicant.member), joinedload(Applicant.transfer)
    )


def find(actor: Actor, id_: UUID) -> Applicant:
    """One, with their unit and the request for them; raises `NotVisible`."""
    return actor.find(Applicant, id_, joinedload(Applicant.organisation), joinedload(Applicant.transfer))


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody as the officer sees them: what they say, what speaks against it, this month's price, and whom of the
    roster they may be."""

    applicant: Applicant
    texts: Mapping[str, str] = field(repr=False)
    values: Mapping[str, str] = field(repr=False)
    faults: tuple[Fault, ...]
    due: Due | None
    likely: tuple[Likely, ...]

    @property
    def is_moving(self) -> bool:
        """Asked for, and not answered yet: they are registered by themselves when they are let go."""
        return is_moving(self.applicant)

    @property
    def elsewhere(self) -> bool:
        """Whether another sponsor covers them, so that they can be asked for."""
        return any(fault.code in transfers.ELSEWHERE for fault in self.faults)

    @property
    def nik(self) -> Nik | None:
        return Nik(self.values["nik"]) if "nik" in self.values else None

    @property
    def born(self) -> date | None:
        return date.fromisoformat(self.values["birth_date"]) if "birth_date" in self.values else None


def seen(actor: Actor, some: Sequence[Applicant]) -> list[Seen]:
    """These, all waiting and with their units, beside what is known; the same few queries however many they are."""
    told = registrations.foreseen([(each.organisation_id, each.content) for each in some])
    sound = [place for place, each in enumerate(told) if _can_be_priced(each)]
    priced = registrations.dues([(some[place].organisation, told[place].values) for place in sound])
    dues = dict(zip(sound, priced, strict=True))
    likely = newcomers.likely(
        actor,
        [Asked(each.content, found.values, each.organisation.path) for each, found in zip(some, told, strict=True)],
    )
    return [
        Seen(each, each.content, found.values, found.faults, dues.get(place), likely[place])
        for place, (each, found) in enumerate(zip(some, told, strict=True))
    ]


def _can_be_priced(found: Examined) -> bool:
    return {"programmes", "income", "sector"} <= set(found.values)


def nik_of(applicant: Applicant) -> Nik | None:
    """The number that somebody gave, if it can be one; to be shown masked."""
    try:
        return Nik.parse(str(applicant.content.get("nik", "")))
    except Invalid:
        return None


# Deciding.


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many became participants, how many of these new members too, and why the others did not."""

    registered: int
    refused: Mapping[UUID, tuple[Fault, ...]]
    enlisted: int = 0


@audited(Action.APPLICANTS_CONFIRMED, needs=Permission.REGISTRATION_WRITE)
def confirm(actor: Actor, ids: Sequence[UUID], said: Mapping[UUID, Said]) -> Outcome:
    """Register these of those who wait, as participants of their units; whoever cannot be waits on, with the reason.

    They are members of their units too: recognised by NIK, as an officer `said`, or new on the roster, unless they
    are guests (`newcomers`). What is only unlikely the officer has seen and let pass. `Refused`: applicant.none, of
    whom nobody waits any more.
    """
    held = held_all(actor, ids, {ApplicantState.WAITING})
    some = [each for each in held if not is_moving(each)]
    refused: dict[UUID, tuple[Fault, ...]] = {
        each.id: (Fault("applicant.moving"),) for each in held if is_moving(each)
    }
    registered = enlisted = 0
    for (unit_id, consent), group in groupby(some, key=_sponsor_and_consent):
        together = list(group)
        unit = actor.find(Organisation, unit_id)
        try:
            texts = [each.content for each in together]
            outcome = registrations.register_all(actor, unit, texts, consent=consent or None, sure=True)
        except Refused as whole:
            refused |= {each.id: whole.faults for each in together}
            continue
        refused |= {together[place].id: faults for place, faults in outcome.refused.items()}
        came = []
        for place, enrolment_id in outcome.enrolled.items():
            each = together[place]
            values = registrations.examined(each.content).values
            came.append(Newcomer(each, values, each.content, said.get(each.id)))
            _decided(actor, each, ApplicantState.REGISTERED)
            each.enrolment_id, each.content = enrolment_id, {"name": each.content["name"]}
        registered += len(came)
        enlisted += newcomers.settle(actor, unit, came, enlisting=actor.may(Permission.MEMBER_WRITE))
    fact(people=registered, added=enlisted)
    return Outcome(registered, refused, enlisted)


@audited(Action.APPLICANTS_REFUSED, needs=Permission.REGISTRATION_WRITE)
def refuse(actor: Actor, ids: Sequence[UUID], *, reason: str) -> int:
    """Turn these of those who wait away, with a reason that colleagues can read; how many that were.

    `Refused`: applicant.none, applicant.moving, applicant.reason.
    """
    reason = " ".join(reason.split())
    some = held_all(actor, ids, {ApplicantState.WAITING})
    if any(map(is_moving, some)):
        raise Refused.because("applicant.moving")
    if len(reason) < SHORTEST_REASON:
        raise Refused.because("applicant.reason", "reason")
    for each in some:
        _decided(actor, each, ApplicantState.REFUSED)
        each.reason = reason[:200]
    fact(people=len(some), reason=reason[:200])
    return len(some)


@audited(Action.APPLICANT_MENDED, needs=Permission.REGISTRATION_WRITE)
def mend(actor: Actor, applicant: Applicant, texts: Mapping[str, str]) -> Applicant:
    """Say better what they said; a NIK left empty stays as it was. Whoever was refused waits again.

    `Refused`: every error at its field; applicant.none when they are a participant by now; applicant.moving.
    """
    applicant = held(actor, applicant, ApplicantState.WAITING, ApplicantState.REFUSED)
    said = {name: texts.get(name, "") for name in FIELDS}
    said["nik"] = said["nik"] or str(applicant.content.get("nik", ""))
    found = registrations.examined(said)
    if found.has_errors:
        raise Refused(*found.faults)
    _wait(applicant, said)
    return applicant


def held(actor: Actor, applicant: Applicant, *states: ApplicantState) -> Applicant:
    """One who waits (or is in such a state), as they stand now, and nobody else's until the transaction ends.

    `Refused`: applicant.none, applicant.moving.
    """
    found = held_all(actor, [applicant.id], set(states) or {ApplicantState.WAITING})[0]
    if is_moving(found):
        raise Refused.because("applicant.moving")
    return found


def is_moving(applicant: Applicant) -> bool:
    """Whether their sponsor was asked to let them go and has not answered; the request must have been loaded."""
    asked = applicant.transfer
    return asked is not None and asked.state is TransferState.WAITING and asked.expires_on >= clock.today()


def forget() -> int:
    """Whom nobody decided upon in time, and whom somebody refused; a step of the daily tidying. Who is asked for from
    another sponsor waits for the answer."""
    asked = exists().where(Transfer.id == Applicant.transfer_id, Transfer.WAITS)
    now, gone = clock.now(), 0
    for state, kept in ((ApplicantState.WAITING, WAITING_KEPT), (ApplicantState.REFUSED, REFUSED_KEPT)):
        old = delete(Applicant).where(Applicant.state == state, Applicant.created_at < now - kept, ~asked)
        gone += audit.bulk_delete(Applicant, old)
    return gone


def held_all(actor: Actor, ids: Sequence[UUID], states: set[ApplicantState]) -> Sequence[Applicant]:
    """Those of these in such a state, as they stand now and nobody else's until the transaction ends; in the order in
    which they are registered."""
    mine = actor.sees(Applicant).where(Applicant.id.in_(ids), Applicant.state.in_(states)).order_by(Applicant.id)
    mine = mine.options(joinedload(Applicant.transfer)).with_for_update(of=Applicant)
    found = db.session.scalars(mine.execution_options(populate_existing=True)).all()
    if not found:
        raise Refused.because("applicant.none")
    return sorted(found, key=_sponsor_and_consent)


def _sponsor_and_consent(each: Applicant) -> tuple[UUID, Any]:
    return each.organisation_id, each.consent or ""


def _decided(actor: Actor, applicant: Applicant, state: ApplicantState) -> None:
    applicant.state, applicant.decided_at, applicant.decided_by = state, clock.now(), actor.name
