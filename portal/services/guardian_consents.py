"""The consent of a parent or guardian (persetujuan wali): given on their own phone or noted from a signed paper,
taken back, and asked for by the branch where it made that a condition.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from portal.access import audit
from portal.access.actor import Actor, everyone
from portal.access.audit import Action, audited, fact
from portal.access.permissions import Permission
from portal.models import (
    LIVE,
    Consent,
    ConsentSheet,
    Enrolment,
    EnrolmentState,
    GuardianConsent,
    Relation,
    Submission,
    Wave,
    db,
    new_id,
)
from portal.services import opt_outs, policies, signed_links
from portal.values import clock
from portal.values.fault import Refused

_PURPOSE = b"guardian.link"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a parent's link opens: the child's enrolment, and the consent that stands, if one does."""

    enrolment: Enrolment
    given: GuardianConsent | None


@dataclass(frozen=True, slots=True)
class Said:
    """Who agrees to which wording."""

    name: str = field(repr=False)
    relation: Relation
    version: str


def token(enrolment: Enrolment) -> str:
    """What stands in the link for the parent's phone; the same whenever it is asked for."""
    return signed_links.token(enrolment.id, _PURPOSE)


def url(enrolment: Enrolment) -> str:
    return f"{opt_outs.portal_url()}wali/{token(enrolment)}"


def opened_by(text: str) -> Asked | None:
    """What a link opens; None when it is none of ours, or when the child is not registered any more."""
    id_ = signed_links.opened(text, _PURPOSE)
    if id_ is None:
        return None
    asked = everyone(Enrolment, because="whoever has the parent's link was asked for their consent").where(
        Enrolment.id == id_, Enrolment.state.in_(LIVE)
    )
    loads = joinedload(Enrolment.participant), joinedload(Enrolment.organisation), joinedload(Enrolment.wave)
    enrolment = db.session.scalars(asked.options(*loads)).one_or_none()
    return Asked(enrolment, _standing(enrolment.id)) if enrolment else None


def give(asked: Asked, said: Said) -> GuardianConsent:
    """On the parent's phone; pressed twice it is the first. `Refused`: consent.name."""
    if len(said.name) < 3:
        raise Refused.because("consent.name", "name")
    if asked.given is not None:
        return asked.given
    enrolment = asked.enrolment
    with audit.personal(Action.CONSENT_GIVEN, enrolment, who="Wali", branch_id=enrolment.branch_id):
        fact(version=said.version, relation=said.relation.value)
        try:
            return _added(enrolment, said, Consent.ONLINE)
        except IntegrityError:
            raise Refused.because("consent.given") from None


def take_back(asked: Asked) -> bool:
    """The parent takes it back; False when there is nothing to take back. Nothing else is undone by it: the school
    is told and settles the rest with them."""
    if asked.given is None:
        return False
    enrolment = asked.enrolment
    with audit.personal(Action.CONSENT_WITHDRAWN, enrolment, who="Wali", branch_id=enrolment.branch_id):
        asked.given.withdrawn_at = clock.now()
    return True


@audited(Action.CONSENT_GIVEN, needs=Permission.ENROLMENT_WRITE)
def note(actor: Actor, enrolment: Enrolment, said: Said) -> Enrolment:
    """A parent signed on paper, which the school keeps. `Refused`: consent.name, consent.given."""
    if len(said.name) < 3:
        raise Refused.because("consent.name", "name")
    fact(version=said.version, relation=said.relation.value)
    try:
        _added(enrolment, said, Consent.SIGNED, noted_by=actor.name)
    except IntegrityError:
        raise Refused.because("consent.given") from None
    return enrolment


def sign(actor: Actor, enrolment: Enrolment, said: Said, sheet: ConsentSheet) -> bool:
    """A parent signed on a line of a sheet; False when a consent stands by now. A step of ticking the sheet."""
    try:
        _added(enrolment, said, Consent.SIGNED, noted_by=actor.name, sheet_id=sheet.id)
    except IntegrityError:
        return False
    return True


@audited(Action.CONSENT_WITHDRAWN, needs=Permission.ENROLMENT_WRITE)
def note_withdrawn(actor: Actor, enrolment: Enrolment) -> Enrolment:
    """A parent told the school that they take it back. Twice is once."""
    standing = actor.sees(GuardianConsent).where(GuardianConsent.enrolment_id == enrolment.id, GuardianConsent.STANDS)
    for given in db.session.scalars(standing.with_for_update()):
        given.withdrawn_at = clock.now()
    return enrolment


def of_wave(actor: Actor, wave: Wave) -> Any:
    """The interns of a wave with the consent that stands (None: none), to be paged by (name_key, id)."""
    return (
        actor.sees(Enrolment)
        .outerjoin(
            GuardianConsent, (GuardianConsent.enrolment_id == Enrolment.id) & GuardianConsent.withdrawn_at.is_(None)
        )
        .where(Enrolment.wave_id == wave.id, Enrolment.state.in_(LIVE))
        .options(joinedload(Enrolment.participant))
        .add_columns(GuardianConsent)
    )


def figures(actor: Actor, wave: Wave) -> tuple[int, int]:
    """How many interns a wave has, and for how many of them a consent stands; one query."""
    counted = of_wave(actor, wave).options().with_only_columns(func.count(), func.count(GuardianConsent.id))
    people, given = db.session.execute(counted).one()
    return people, given


def history(actor: Actor, enrolment: Enrolment) -> list[GuardianConsent]:
    """Every consent for somebody, those taken back too, the latest first."""
    all_ = actor.sees(GuardianConsent).where(GuardianConsent.enrolment_id == enrolment.id)
    return list(db.session.scalars(all_.order_by(GuardianConsent.id.desc())))


def refuse_without(actor: Actor, submission: Submission) -> None:
    """`Refused` consent.missing where the branch made consent a condition and some of the waiting are without."""
    if not policies.in_force(submission.branch_id, clock.today()).guardian_consent_required:
        return
    standing = actor.sees(GuardianConsent).where(GuardianConsent.enrolment_id == Enrolment.id, GuardianConsent.STANDS)
    without = actor.sees(Enrolment).where(
        Enrolment.submission_id == submission.id, Enrolment.state == EnrolmentState.WAITING, ~standing.exists()
    )
    people = db.session.scalar(without.with_only_columns(func.count())) or 0
    if people:
        raise Refused.because("consent.missing", people=people)


def _standing(enrolment_id: UUID) -> GuardianConsent | None:
    asked = everyone(GuardianConsent, because="who gave a consent may see it and take it back").where(
        GuardianConsent.enrolment_id == enrolment_id, GuardianConsent.STANDS
    )
    return db.session.scalars(asked).one_or_none()


def _added(
    enrolment: Enrolment, said: Said, way: Consent, *, noted_by: str = "", sheet_id: UUID | None = None
) -> GuardianConsent:
    made = GuardianConsent(
        id=new_id(),
        organisation_id=enrolment.organisation_id,
        branch_id=enrolment.branch_id,
        enrolment_id=enrolment.id,
        name=said.name,
        relation=said.relation,
        way=way,
        version=said.version,
        given_at=clock.now(),
        noted_by_name=noted_by,
        sheet_id=sheet_id,
    )
    with db.session.begin_nested():
        db.session.add(made)
    return made
