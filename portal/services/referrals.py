"""An officer's own link (ajakan): where it leads, who left their number there, and how far they came.

The link proves by itself whose it is and needs no row; it opens nothing once the officer's access has ended. A unit's
registration link carries `token(membership_id)` when an officer hands it on, and `inviting` says who that was.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    case,
    distinct,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from portal.access import audit
from portal.access.actor import Actor, everyone, membership_row
from portal.access.audit import Action
from portal.access.permissions import Permission
from portal.models import (
    LIVE,
    TO_CALL,
    Applicant,
    ApplicantState,
    Enrolment,
    Lead,
    LeadState,
    Membership,
    Organisation,
    OrganisationKind,
    RegistrationLink,
    User,
    db,
    new_id,
)
from portal.rules.contributions import MANDATORY, Programme, Segment
from portal.rules.prepayments import Prepayment, offers
from portal.rules.terms import Terms
from portal.services import opt_outs, policies, signed_links
from portal.services.members import LONGEST_NAME
from portal.values import clock
from portal.values.clock import start_of
from portal.values.fault import Invalid, Refused
from portal.values.month import Month
from portal.values.naming import name_key
from portal.values.phone import Phone
from portal.values.rupiah import Rupiah

_PROOF = 12
#: How soon whoever left a number is called.
SOON = timedelta(days=2)
#: What somebody with the lowest income pays is what is told first.
LOWEST_INCOME = Rupiah(1_000_000)


@dataclass(frozen=True, slots=True)
class Referral:
    """Whose link it is: an officer's, who acts for a unit."""

    membership_id: UUID
    officer: str
    unit_id: UUID
    unit: str
    branch_id: UUID
    top_id: UUID | None


@dataclass(frozen=True, slots=True)
class Yield:
    """What came by one officer's link: numbers left, and of these still to be called; people who sent themselves in;
    who of all of them are participants, and who have paid. The last two are facts of enrolments and payments."""

    officer: str = ""
    unit: str = ""
    left: int = 0
    to_call: int = 0
    applied: int = 0
    registered: int = 0
    paid: int = 0

    def __add__(self, other: Yield) -> Yield:
        counted = (getattr(self, name) + getattr(other, name) for name in _COUNTED)
        return Yield(self.officer, self.unit, *counted)


_COUNTED = ("left", "to_call", "applied", "registered", "paid")


@dataclass(frozen=True, slots=True)
class Offer:
    """A choice of programmes with what 1, 3, 6 or 12 months of it cost from this one on."""

    programmes: frozenset[Programme]
    ways: tuple[Prepayment, ...]


def token(membership_id: UUID) -> str:
    """Thirty-eight characters that name an officer and cannot be made up."""
    return signed_links.token(membership_id, b"referral.link", proof=_PROOF)


def url(membership_id: UUID) -> str:
    """Where an officer's link leads."""
    return f"{opt_outs.portal_url()}ajak/{token(membership_id)}"


def of(actor: Actor) -> Referral:
    """The actor's own."""
    return _of(actor)


def own_token(actor: Actor) -> str:
    """What the actor's own invitations carry; empty for who invites nobody."""
    return token(actor.membership_id) if actor.may(Permission.EVENT_WRITE) else ""


def opened_by(text: str) -> Referral | None:
    """Whose link this is; None when it is none of ours, or when the officer is none any more."""
    id_ = signed_links.opened(text, b"referral.link", proof=_PROOF)
    if id_ is None:
        return None
    found = db.session.execute(
        membership_row().where(
            Membership.id == id_,
            Membership.ended_at.is_(None),
            User.disabled_at.is_(None),
            Organisation.kind == OrganisationKind.ORMAS,
            Organisation.closed_at.is_(None),
        )
    ).one_or_none()
    officer = Actor.of(found) if found is not None else None
    return _of(officer) if officer is not None and officer.may(Permission.EVENT_WRITE) else None


def inviting(text: str, link: RegistrationLink) -> Referral | None:
    """The officer by whose invitation somebody stands at a unit's registration form: one of the same ormas, by the
    text that `token` made. None for whatever else the address says. The link's unit must have been loaded."""
    found = opened_by(text) if text else None
    return found if found is not None and found.top_id == link.organisation.top_id else None


def way_in(referral: Referral) -> str | None:
    """Where whoever was invited may register at once: by the newest link of the officer's own unit that is open."""
    theirs = everyone(RegistrationLink, because="whom an officer invites may register by a link of their unit").where(
        RegistrationLink.organisation_id == referral.unit_id,
        RegistrationLink.event_id.is_(None),
        RegistrationLink.stopped_at.is_(None),
        RegistrationLink.last_day >= clock.today(),
    )
    newest = theirs.order_by(RegistrationLink.id.desc()).limit(1)
    return db.session.scalar(newest.with_only_columns(RegistrationLink.code))


def prices(referral: Referral) -> tuple[Offer, ...]:
    """What the lowest bracket costs, without and with JHT, by the law and the branch's decisions; two queries."""
    unit = everyone(Organisation, because="whoever holds a link may know what the cover costs there").where(
        Organisation.id == referral.unit_id
    )
    funding = db.session.scalars(unit.with_only_columns(Organisation.funding)).one()
    decided = policies.in_force(referral.branch_id, clock.today())
    return tuple(
        Offer(
            programmes,
            offers(
                Month.of(clock.today()),
                Terms(Segment.BPU, programmes=programmes, income=LOWEST_INCOME, funding=funding, policies=decided),
            ),
        )
        for programmes in (MANDATORY, MANDATORY | {Programme.JHT})
    )


def leave(referral: Referral, *, name: str, phone: str) -> None:
    """Somebody wants to be called: the officer whose link it was calls, soon. Twice is once, and looks the same.

    `Refused`: check_in.name, phone.form.
    """
    if not any(mark.isalpha() for mark in name):
        raise Refused.because("check_in.name", "name")
    try:
        number = Phone.parse(phone).e164
    except Invalid as invalid:
        raise Refused(invalid.fault) from None
    name = name[:LONGEST_NAME]
    key = name_key(name)
    one_at_a_time = select(Membership.id).where(Membership.id == referral.membership_id)
    db.session.execute(one_at_a_time.with_for_update(key_share=True))
    known = everyone(Lead, because="whoever leaves a number twice is called once").where(
        Lead.referrer_id == referral.membership_id,
        Lead.organisation_id == referral.unit_id,
        Lead.phone == number,
        Lead.name_key == key,
        Lead.state.in_(TO_CALL),
    )
    if db.session.scalar(known.with_only_columns(Lead.id).limit(1)) is None:
        lead = _lead(referral, name, key, number)
        with audit.personal(Action.LEAD_LEFT, lead, who="Tautan ajakan", branch_id=referral.branch_id):
            db.session.add(lead)


@dataclass(frozen=True, slots=True)
class Reach:
    """Of what: all that came to a unit and to those below it by officers' links, perhaps in one year; or by one link,
    wherever it led."""

    unit: Organisation
    year: int | None = None
    referrer_id: UUID | None = None

    def clause(self, model: type[Lead] | type[Applicant]) -> ColumnElement[bool]:
        """Which rows."""
        if self.referrer_id is not None:
            found = model.referrer_id == self.referrer_id
        else:
            below = select(Organisation.id).where(Organisation.within(self.unit.path))
            found = and_(model.referrer_id.is_not(None), model.organisation_id.in_(below))
        if self.year is None:
            return found
        first, last = start_of(date(self.year, 1, 1)), start_of(date(self.year + 1, 1, 1))
        return and_(found, model.created_at >= first, model.created_at < last)


def yields(actor: Actor, reach: Reach) -> list[Yield]:
    """What came by the link of each officer by which something came, those who brought the most first; three queries.

    Who was refused counts nowhere, and who was forgotten unanswered does not any more.
    """
    found: defaultdict[UUID | None, dict[str, int]] = defaultdict(dict)
    for id_, *counts in db.session.execute(_came(actor, reach)):
        found[id_] |= dict(zip(("left", "to_call", "applied"), counts, strict=True))
    brought = _brought(reach)
    people = (
        actor.sees(Enrolment, few=True)
        .join(brought, brought.c.participant_id == Enrolment.participant_id)
        .where(Enrolment.state.in_(LIVE))
        .group_by(brought.c.referrer_id)
    )
    since = or_(Enrolment.covered_from.is_(None), Enrolment.covered_from >= brought.c.since)
    paid = and_(since, Enrolment.covered_from.is_not(None))
    for id_, *counts in db.session.execute(
        people.with_only_columns(
            brought.c.referrer_id,
            func.count(distinct(case((since, Enrolment.participant_id)))),
            func.count(distinct(case((paid, Enrolment.participant_id)))),
        )
    ):
        found[id_] |= dict(zip(("registered", "paid"), counts, strict=True))
    officers = db.session.execute(membership_row().where(Membership.id.in_(found))) if found else ()
    some = [Yield(each.user_name, each.organisation_name or "", **found[each.membership_id]) for each in officers]
    return sorted(some, key=lambda each: (-each.paid, -each.registered, -each.applied, -each.left, each.officer))


def _came(actor: Actor, reach: Reach) -> Select[Any]:
    """(referrer, numbers left, of them to be called, people who sent themselves in)."""
    one, none = literal(1), literal(0)
    left = (
        actor.sees(Lead)
        .where(reach.clause(Lead))
        .with_only_columns(
            Lead.referrer_id,
            one.label("left"),
            case((Lead.state.in_(TO_CALL), 1), else_=0).label("to_call"),
            none.label("applied"),
        )
    )
    applied = (
        actor.sees(Applicant)
        .where(reach.clause(Applicant), Applicant.state != ApplicantState.REFUSED)
        .with_only_columns(Applicant.referrer_id, none.label("left"), none.label("to_call"), one.label("applied"))
    )
    both = union_all(left, applied).subquery("came")
    counted = select(both.c.referrer_id, *(func.sum(both.c[name]) for name in ("left", "to_call", "applied")))
    return counted.group_by(both.c.referrer_id).execution_options(seen_by="referrals")


def _brought(reach: Reach) -> Subquery:
    """(referrer, participant, since when): who sent themselves in and was confirmed, and whom a colleague registered
    when they called. Who was covered before that came by nobody's link."""
    first = aliased(Enrolment)
    applied = (
        select(Applicant.referrer_id, first.participant_id, Applicant.created_at.label("since"))
        .join(first, first.id == Applicant.enrolment_id)
        .where(reach.clause(Applicant))
    )
    called = select(Lead.referrer_id, Lead.participant_id, Lead.created_at.label("since")).where(
        reach.clause(Lead), Lead.participant_id.is_not(None)
    )
    return union_all(applied, called).subquery("brought")


def _of(officer: Actor) -> Referral:
    assert officer.organisation_id is not None
    return Referral(
        officer.membership_id,
        officer.name,
        officer.organisation_id,
        officer.acts_for,
        officer.branch_id,
        officer.top_id,
    )


def _lead(referral: Referral, name: str, key: str, phone: str) -> Lead:
    return Lead(
        id=new_id(),
        organisation_id=referral.unit_id,
        branch_id=referral.branch_id,
        referrer_id=referral.membership_id,
        name=name,
        name_key=key,
        phone=phone,
        caller_id=referral.membership_id,
        caller_name=referral.officer,
        due_on=clock.today() + SOON,
        state=LeadState.OPEN,
        attempts=0,
        note="",
        answered_by="",
        created_at=clock.now(),
    )
