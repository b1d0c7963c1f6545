"""An officer's own link (ajakan): where it leads, who left their number there, and how many that were.

The link proves by itself whose it is and needs no row; it opens nothing once the officer's access has ended. Whatever
else brings people in by a link can carry `token(membership_id)` and ask `opened_by` whose it was.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import case, func, select

from portal.access import audit
from portal.access.actor import Actor, everyone, membership_row
from portal.access.audit import Action
from portal.access.permissions import Permission
from portal.models import (
    TO_CALL,
    Lead,
    LeadState,
    Membership,
    Organisation,
    OrganisationKind,
    User,
    db,
    new_id,
    sealing,
)
from portal.rules.contributions import MANDATORY, Programme, Segment
from portal.rules.prepayments import Prepayment, offers
from portal.rules.terms import Terms
from portal.services import opt_outs, policies
from portal.services.members import LONGEST_NAME
from portal.values import clock
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


@dataclass(frozen=True, slots=True)
class Yield:
    """What came by one officer's link: all who left a number, those still to be called, those helped on."""

    officer: str
    left: int
    to_call: int
    done: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A choice of programmes with what 1, 3, 6 or 12 months of it cost from this one on."""

    programmes: frozenset[Programme]
    ways: tuple[Prepayment, ...]


def token(membership_id: UUID) -> str:
    """Thirty-eight characters that name an officer and cannot be made up."""
    proof = sealing.ring().blind(membership_id.bytes, b"referral.link")[:_PROOF]
    return base64.urlsafe_b64encode(membership_id.bytes + proof).decode().rstrip("=")


def url(membership_id: UUID) -> str:
    """Where an officer's link leads."""
    return f"{opt_outs.portal_url()}ajak/{token(membership_id)}"


def of(actor: Actor) -> Referral:
    """The actor's own."""
    assert actor.organisation_id is not None
    return Referral(actor.membership_id, actor.name, actor.organisation_id, actor.acts_for, actor.branch_id)


def opened_by(text: str) -> Referral | None:
    """Whose link this is; None when it is none of ours, or when the officer is none any more."""
    try:
        raw = base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4))
    except (ValueError, binascii.Error):
        return None
    if len(raw) != 16 + _PROOF:
        return None
    id_ = UUID(bytes=raw[:16])
    if not hmac.compare_digest(token(id_).encode(), text.encode()):
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
    if found is None or not Actor.of(found).may(Permission.EVENT_WRITE):
        return None
    return Referral(
        found.membership_id, found.user_name, found.organisation_id, found.organisation_name, found.branch_id
    )


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


def yields(actor: Actor, unit: Organisation) -> list[Yield]:
    """What came by the link of each officer of a unit by which something came, the most first; one query."""
    rows = db.session.execute(
        actor.sees(Lead)
        .join(Membership, Membership.id == Lead.referrer_id)
        .join(User, User.id == Membership.user_id)
        .where(Lead.organisation_id == unit.id, Lead.referrer_id.is_not(None))
        .with_only_columns(
            User.name,
            func.count(),
            func.count(case((Lead.state.in_(TO_CALL), 1))),
            func.count(case((Lead.state == LeadState.DONE, 1))),
        )
        .group_by(Lead.referrer_id, User.name)
        .order_by(func.count().desc(), User.name)
        .limit(100)
    )
    return [Yield(*row) for row in rows]


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
