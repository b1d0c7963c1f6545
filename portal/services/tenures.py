"""Officers of a unit (pengurus): who holds which office, by which decree, from when to when, and who took over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import or_

from portal.access.actor import Actor
from portal.access.audit import Action, audited, fact
from portal.access.permissions import Permission
from portal.models import Membership, Organisation, Tenure, db
from portal.services import memberships
from portal.values import clock
from portal.values.fault import Refused

#: So long before its end a term is worth a thought.
SOON = timedelta(days=60)
#: Nobody is elected for longer; a year was mistyped.
LONGEST = timedelta(days=10 * 366)


@audited(Action.TENURE_BEGUN, needs=Permission.TENURE_WRITE)
def begin(
    actor: Actor,
    unit: Organisation,
    *,
    name: str,
    title: str,
    decree: str = "",
    start: date,
    end: date | None = None,
    membership_id: UUID | None = None,
) -> Tenure:
    """Somebody is in office from `start` on. `Refused`: unit.closed, person.name, tenure.title, tenure.period,
    tenure.long, tenure.account."""
    if unit.closed_at:
        raise Refused.because("unit.closed", name=unit.name)
    tenure = Tenure(organisation_id=unit.id, branch_id=unit.branch_id, created_at=clock.now())
    _describe(actor, tenure, name=name, title=title, decree=decree, start=start, end=end, membership_id=membership_id)
    fact(office=title, officer=name)
    db.session.add(tenure)
    return tenure


@audited(Action.TENURE_CHANGED, needs=Permission.TENURE_WRITE)
def change(
    actor: Actor,
    tenure: Tenure,
    *,
    name: str,
    title: str,
    decree: str,
    start: date,
    end: date | None,
    membership_id: UUID | None,
) -> Tenure:
    """What was written wrongly, or a decree that lengthens the term. `Refused` as `begin`, and tenure.over."""
    _refuse_over(tenure)
    _describe(actor, tenure, name=name, title=title, decree=decree, start=start, end=end, membership_id=membership_id)
    fact(office=title, officer=name)
    return tenure


@audited(Action.TENURE_HANDED_OVER, needs=Permission.TENURE_WRITE)
def hand_over(
    actor: Actor,
    tenure: Tenure,
    *,
    name: str,
    day: date,
    decree: str = "",
    end: date | None = None,
    access_ends: bool = False,
) -> Tenure:
    """The office passes on (serah terima): the one term ends on `day`, the other begins. Gives the new one.

    With `access_ends` who leaves can act here no more. `Refused` as `begin`, and tenure.over, tenure.before_start,
    tenure.future, colleague.…
    """
    _refuse_over(tenure)
    if day < tenure.start:
        raise Refused.because("tenure.before_start", "day", start=tenure.start)
    if day > clock.today():
        raise Refused.because("tenure.future", "day")
    unit = actor.find(Organisation, tenure.organisation_id)
    after = begin(actor, unit, name=name, title=tenure.title, decree=decree, start=day, end=end)
    db.session.flush()
    tenure.left_on, tenure.successor_id = day, after.id
    fact(office=tenure.title, officer=tenure.name, into=name)
    if access_ends and tenure.membership_id:
        _end_access(actor, tenure.membership_id)
    return after


@audited(Action.TENURE_ENDED, needs=Permission.TENURE_WRITE)
def end(actor: Actor, tenure: Tenure, *, day: date, access_ends: bool = False) -> Tenure:
    """The office falls vacant. `Refused`: tenure.over, tenure.before_start, tenure.future, colleague.…"""
    _refuse_over(tenure)
    if day < tenure.start:
        raise Refused.because("tenure.before_start", "day", start=tenure.start)
    if day > clock.today():
        raise Refused.because("tenure.future", "day")
    tenure.left_on = day
    fact(office=tenure.title, officer=tenure.name)
    if access_ends and tenure.membership_id:
        _end_access(actor, tenure.membership_id)
    return tenure


def in_office(actor: Actor, unit: Organisation) -> Sequence[Tenure]:
    """Who holds an office of this unit today, in the order in which they were written down."""
    found = actor.sees(Tenure, of=unit).where(Tenure.left_on.is_(None))
    return db.session.scalars(found.order_by(Tenure.id).limit(50)).all()


def former(actor: Actor, unit: Organisation) -> Sequence[Tenure]:
    """Who held one, the latest first."""
    found = actor.sees(Tenure, of=unit).where(Tenure.left_on.is_not(None))
    return db.session.scalars(found.order_by(Tenure.left_on.desc(), Tenure.id.desc()).limit(50)).all()


def ending(actor: Actor, unit: Organisation, most: int = 10) -> list[tuple[Tenure, Organisation]]:
    """Terms of this unit and of those directly below that are over by their decree, or soon will be, and were not
    handed over; the oldest first. A paper's end is no reason to lock anybody out: it is told and not enforced."""
    found = (
        actor.sees(Organisation)
        .join(Tenure, Tenure.organisation_id == Organisation.id)
        .where(
            or_(Organisation.id == unit.id, Organisation.parent_id == unit.id),
            Tenure.left_on.is_(None),
            Tenure.end <= clock.today() + SOON,
        )
        .with_only_columns(Tenure, Organisation)
        .order_by(Tenure.end, Tenure.id)
        .limit(most)
    )
    return [(tenure, whose) for tenure, whose in db.session.execute(found)]


def _describe(
    actor: Actor,
    tenure: Tenure,
    *,
    name: str,
    title: str,
    decree: str,
    start: date,
    end: date | None,
    membership_id: UUID | None,
) -> None:
    if not any(mark.isalpha() for mark in name):
        raise Refused.because("person.name", "name")
    if not any(mark.isalpha() for mark in title):
        raise Refused.because("tenure.title", "title")
    if end and end < start:
        raise Refused.because("tenure.period", "end")
    if end and end - start > LONGEST:
        raise Refused.because("tenure.long", "end")
    if membership_id is not None:
        account = actor.sees(Membership).where(
            Membership.id == membership_id, Membership.organisation_id == tenure.organisation_id
        )
        if db.session.scalars(account).one_or_none() is None:
            raise Refused.because("tenure.account", "membership_id")
    tenure.name, tenure.title, tenure.decree = name, title, decree
    tenure.start, tenure.end, tenure.membership_id = start, end, membership_id


def _refuse_over(tenure: Tenure) -> None:
    if tenure.left_on:
        raise Refused.because("tenure.over", name=tenure.name)


def _end_access(actor: Actor, membership_id: UUID) -> None:
    membership = actor.find(Membership, membership_id)
    if membership.ended_at is None:
        memberships.end(actor, membership, sure=True)
