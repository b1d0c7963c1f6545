"""Invitations: a link that lets one person in, once, within three days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from portal.access import audit
from portal.access.actor import Actor, everyone
from portal.access.audit import Action, audited
from portal.access.permissions import Permission, Role
from portal.models import Branch, Invitation, Membership, Organisation, User, db
from portal.services import agents, contacts, memberships, sign_in
from portal.values import clock
from portal.values.fault import Refused
from portal.values.token import Token

LIFETIME = timedelta(hours=72)


@audited(Action.INVITED, needs=Permission.COLLEAGUE_WRITE)
def invite(
    actor: Actor,
    token: Token,
    *,
    name: str,
    role: Role,
    email: str = "",
    phone: str = "",
    organisation: Organisation | None = None,
) -> Invitation:
    """Invite somebody to act for the actor's own organisation, or `organisation` where that is in sight: a
    unit below the actor's, any partner of a branch. A branch officer without one invites to the branch.

    An earlier invitation of the same person to the same place is worth nothing afterwards.
    `Refused`: contact.missing, email.form, phone.form, role.unknown, principal.only, colleague.already, unit.closed.
    """
    if actor.organisation_id is not None:
        organisation = actor.find(Organisation, organisation.id if organisation else actor.organisation_id)
    if organisation and organisation.closed_at:
        raise Refused.because("unit.closed", name=organisation.name)
    organisation_id = organisation.id if organisation else None
    if role not in memberships.roles_for(organisation.kind if organisation else None):
        raise Refused.because("role.unknown", "role")
    memberships.keep_second_pair(actor, organisation, role)
    if not (email or phone):
        raise Refused.because("contact.missing", "email")
    address, number = contacts.email(email) if email else None, contacts.phone(phone) if phone else None
    known = memberships.person(address, number)
    if known and _serves(known, actor.branch_id, organisation_id):
        raise Refused.because("colleague.already", "email" if address else "phone")
    now = clock.now()
    for earlier in pending(actor, organisation_id):
        if (address and earlier.email == address) or (number and earlier.phone == number):
            earlier.revoked_at = now
    invitation = Invitation(
        token_hash=token.kept,
        name=name,
        email=address,
        phone=number,
        branch_id=actor.branch_id,
        organisation_id=organisation_id,
        role=role.value,
        invited_by=actor.user_id,
        created_at=now,
        expires_at=now + LIFETIME,
    )
    db.session.add(invitation)
    return invitation


@audited(Action.INVITATION_REVOKED, needs=Permission.COLLEAGUE_WRITE)
def revoke(actor: Actor, invitation: Invitation) -> Invitation:
    """The link opens nothing any more. One already taken up stays as it is. `Refused`: invitation.closed."""
    if not is_open(invitation, clock.now()):
        raise Refused.because("invitation.closed")
    invitation.revoked_at = clock.now()
    return invitation


def pending(actor: Actor, organisation_id: UUID | None) -> Sequence[Invitation]:
    """Invitations to this place (None: to the branch itself) that still open, the latest first."""
    return db.session.scalars(
        actor.sees(Invitation)
        .where(
            Invitation.organisation_id == organisation_id,
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > clock.now(),
        )
        .order_by(Invitation.id.desc())
    ).all()


def opened_by(token: Token) -> Invitation | None:
    """What the link opens; None when it opens nothing (any more)."""
    found = db.session.scalars(select(Invitation).where(Invitation.token_hash == token.kept)).one_or_none()
    return found if found and is_open(found, clock.now()) else None


def is_open(invitation: Invitation, at: datetime) -> bool:
    return invitation.accepted_at is None and invitation.revoked_at is None and invitation.expires_at > at


@dataclass(frozen=True, slots=True)
class Welcome:
    """What the invited person is told before they have any account here."""

    invitation: Invitation
    place: str
    inviter: str
    #: The account of whoever was invited, if there is one: then only that account can take it up.
    known: User | None

    @property
    def role(self) -> Role:
        return Role(self.invitation.role)


def welcome(invitation: Invitation) -> Welcome:
    """For whom and by whom, of an invitation whose link somebody holds."""
    branch = db.session.get_one(Branch, invitation.branch_id)
    organisation = (
        db.session.scalars(
            everyone(Organisation, because="who holds an invitation may know to which organisation").where(
                Organisation.id == invitation.organisation_id
            )
        ).one()
        if invitation.organisation_id
        else None
    )
    inviter = db.session.get_one(User, invitation.invited_by)
    return Welcome(invitation, organisation.name if organisation else branch.name, inviter.name, _known(invitation))


def _known(invitation: Invitation) -> User | None:
    return memberships.person(invitation.email, invitation.phone)


def accept_as_new(token: Token, *, name: str, password: str) -> Membership:
    """Somebody without an account takes it up. `Refused`: invitation.closed, invitation.known, password.…"""
    invitation = _held(token)
    told = welcome(invitation)
    if told.known:
        raise Refused.because("invitation.known")
    user = memberships.new_person(
        name=name, email=invitation.email, phone=invitation.phone, password=password, place=told.place
    )
    return _accept(invitation, user)


def accept_as(user: User, token: Token) -> Membership:
    """Somebody who has an account takes up an invitation, and so may act for one organisation more.

    `Refused`: invitation.closed, invitation.not_yours, invitation.already.
    """
    invitation = _held(token)
    known = _known(invitation)
    if known and known.id != user.id:
        raise Refused.because("invitation.not_yours")
    if _serves(user, invitation.branch_id, invitation.organisation_id):
        raise Refused.because("invitation.already")
    return _accept(invitation, user)


def _held(token: Token) -> Invitation:
    """The invitation, locked until the transaction ends: of two browsers at once the second finds it taken."""
    held = db.session.scalars(
        select(Invitation)
        .where(Invitation.token_hash == token.kept)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if held is None or not is_open(held, clock.now()):
        raise Refused.because("invitation.closed")
    return held


def _accept(invitation: Invitation, user: User) -> Membership:
    now = clock.now()
    membership = Membership(
        branch_id=invitation.branch_id,
        organisation_id=invitation.organisation_id,
        role=Role(invitation.role).value,
        started_at=now,
    )
    with audit.personal(Action.INVITATION_ACCEPTED, invitation, by=user, branch_id=invitation.branch_id):
        db.session.add(user)
        db.session.flush()
        membership.user_id = user.id
        invitation.accepted_at, invitation.accepted_by = now, user.id
        db.session.add(membership)
        db.session.flush()
        agents.begin(membership, user.name)
    return membership


def _serves(user: User, branch_id: UUID, organisation_id: UUID | None) -> bool:
    return any(
        (each.branch_id, each.organisation_id) == (branch_id, organisation_id)
        for each in sign_in.memberships_of(user.id)
    )
