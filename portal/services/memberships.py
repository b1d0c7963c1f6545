"""For whom a person acts: choosing, admitting, changing roles, leaving."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from portal.access import audit
from portal.access.actor import Actor, NotVisible, membership_row
from portal.access.audit import Action, audited
from portal.access.permissions import (
    BRANCH_ROLES,
    CLINIC_ROLES,
    ORMAS_ROLES,
    PERISAI_ROLES,
    SCHOOL_ROLES,
    Permission,
    Role,
)
from portal.models import Branch, LoginSession, Membership, Organisation, OrganisationKind, User, db
from portal.services import agents, contacts, passwords, phones, sign_in
from portal.values import clock
from portal.values.fault import Refused


@dataclass(frozen=True, slots=True)
class Member:
    """A colleague as the list shows them."""

    membership: Membership
    user: User
    last_seen: datetime | None

    @property
    def role(self) -> Role:
        return Role(self.membership.role)


def choices(user_id: UUID, *, on_shared_phone: bool = False) -> list[Actor]:
    """For whom this person may act, by name; on a phone that a PIN opens, for nobody but those it is for."""
    rows = db.session.execute(
        membership_row().where(Membership.user_id == user_id, Membership.ended_at.is_(None))
    ).all()
    found = [Actor.of(row) for row in rows]
    if on_shared_phone:
        found = [actor for actor in found if phones.opens(actor.organisation_kind)]
    return sorted(found, key=lambda actor: actor.acts_for)


def act_as(session_id: UUID, user_id: UUID, membership_id: UUID) -> Actor:
    """From now on the session acts for this membership. `NotVisible` when it is not the person's, or has ended.

    `Refused` phone.place: a PIN opens the shared phone it is on, and nothing else.
    """
    session = db.session.get_one(LoginSession, session_id)
    actor = Actor.acting(membership_id)
    if actor.user_id != user_id or session.user_id != user_id:
        raise NotVisible("membership")
    if session.phone_id is not None and not phones.opens(actor.organisation_kind):
        raise Refused.because("phone.place")
    membership = db.session.get_one(Membership, membership_id)
    with audit.personal(Action.ACTING_CHANGED, membership, actor=actor):
        session.membership_id = membership_id
    return actor


def members(actor: Actor, organisation_id: UUID | None) -> list[Member]:
    """Who acts for this organisation (None: for the branch itself) today, and when they were last here."""
    actor.must(Permission.COLLEAGUE_READ)
    last_seen = (
        select(func.max(LoginSession.last_seen_at))
        .where(LoginSession.membership_id == Membership.id)
        .correlate(Membership)
        .scalar_subquery()
    )
    rows = db.session.execute(
        actor.sees(Membership)
        .join(User, User.id == Membership.user_id)
        .where(Membership.organisation_id == organisation_id, Membership.ended_at.is_(None))
        .with_only_columns(Membership, User, last_seen)
        .order_by(User.name, Membership.id)
    )
    return [Member(membership, user, seen) for membership, user, seen in rows]


def member(actor: Actor, membership_id: UUID, organisation_id: UUID | None) -> Member:
    """One of them; `NotVisible` otherwise."""
    for found in members(actor, organisation_id):
        if found.membership.id == membership_id:
            return found
    raise NotVisible("membership")


def roles_for(kind: OrganisationKind | None) -> tuple[Role, ...]:
    """Roles that can be given in an organisation of this kind; None for the branch itself."""
    return _ROLES[kind]


_ROLES: dict[OrganisationKind | None, tuple[Role, ...]] = {
    None: BRANCH_ROLES,
    OrganisationKind.SCHOOL: SCHOOL_ROLES,
    OrganisationKind.ORMAS: ORMAS_ROLES,
    OrganisationKind.PERISAI: PERISAI_ROLES,
    OrganisationKind.CLINIC: CLINIC_ROLES,
}


@audited(Action.ROLE_CHANGED, needs=Permission.COLLEAGUE_WRITE)
def change_role(actor: Actor, membership: Membership, role: Role, *, sure: bool = False) -> Membership:
    """Another role from the next click on. Who changes their own must be `sure`.

    `Refused`: role.unknown, colleague.oneself, colleague.last_operator, colleague.last_coordinator,
    colleague.last_manager, colleague.last_principal, principal.only.
    """
    organisation = _organisation(actor, membership)
    if role not in roles_for(organisation.kind if organisation else None):
        raise Refused.because("role.unknown", "role")
    if role == membership.role:
        return membership
    keep_second_pair(actor, organisation, Role(membership.role), role)
    _leave(actor, membership, organisation, sure)
    membership.role = role.value
    agents.begin(membership, db.session.get_one(User, membership.user_id).name)
    return membership


@audited(Action.MEMBERSHIP_ENDED, needs=Permission.COLLEAGUE_WRITE)
def end(actor: Actor, membership: Membership, *, sure: bool = False) -> Membership:
    """No access from the next click on; what the person did stays theirs. Who ends their own must be `sure`.

    `Refused`: colleague.oneself, colleague.last_operator, colleague.last_principal, principal.only.
    """
    organisation = _organisation(actor, membership)
    keep_second_pair(actor, organisation, Role(membership.role))
    _leave(actor, membership, organisation, sure)
    membership.ended_at = clock.now()
    agents.leave(membership)
    return membership


@audited(Action.SESSION_ENDED, needs=Permission.COLLEAGUE_WRITE)
def end_sessions(actor: Actor, membership: Membership) -> Membership:
    """The colleague has to sign in again wherever they are in; phones they opened to others close.

    `Refused` colleague.own_sessions: one's own are ended one by one, in the account.
    """
    if membership.user_id == actor.user_id:
        raise Refused.because("colleague.own_sessions")
    only = membership.id if membership.organisation_id else None  # elsewhere they may work for another
    audit.fact(sessions_ended=sign_in.end_sessions_of(membership.user_id, acting=only))
    return membership


def admit(
    *,
    name: str,
    role: Role,
    branch: Branch,
    organisation: Organisation | None = None,
    email: str = "",
    phone: str = "",
    password: str,
) -> Membership:
    """For whoever keeps the machine: the first officer of a branch, the people of a demo. Everybody else is invited.

    A person already known by this e-mail or phone keeps their password.
    `Refused`: password.…, email.form, phone.form.
    """
    address, number = contacts.email(email) if email else None, contacts.phone(phone) if phone else None
    user = person(address, number) or new_person(
        name=name, email=address, phone=number, password=password, place=organisation.name if organisation else ""
    )
    membership = Membership(
        branch_id=branch.id,
        organisation_id=organisation.id if organisation else None,
        role=role.value,
        started_at=clock.now(),
    )
    with audit.personal(Action.MEMBER_ADMITTED, user, who=name, branch_id=branch.id):
        db.session.add(user)
        db.session.flush()
        membership.user_id = user.id
        db.session.add(membership)
        db.session.flush()
        agents.begin(membership, user.name)
    return membership


def new_person(*, name: str, email: str | None, phone: str | None, password: str, place: str) -> User:
    """An account that is not kept yet; `place` is for whom the person will act. `Refused`: person.name, password.…"""
    if not any(mark.isalpha() for mark in name):
        raise Refused.because("person.name", "name")
    passwords.refuse_weak(password, about=(name, email, phone, place))
    now = clock.now()
    return User(
        name=name,
        email=email,
        phone=phone,
        password_hash=passwords.hashed(password),
        password_set_at=now,
        created_at=now,
    )


def person(email: str | None, phone: str | None) -> User | None:
    """The account with this e-mail, or else with this phone."""
    for column, value in ((User.email, email), (User.phone, phone)):
        if value and (found := db.session.scalars(select(User).where(column == value)).one_or_none()):
            return found
    return None


def keep_second_pair(actor: Actor, organisation: Organisation | None, *roles: Role) -> None:
    """Where a school wants a second pair of eyes, the first must not be able to put them on, or to close them."""
    if organisation is None or not organisation.needs_principal or Role.SCHOOL_PRINCIPAL not in roles:
        return
    if not (actor.is_branch or actor.may(Permission.SUBMISSION_ENDORSE)):
        raise Refused.because("principal.only")


def _organisation(actor: Actor, membership: Membership) -> Organisation | None:
    return actor.find(Organisation, membership.organisation_id) if membership.organisation_id else None


def _leave(actor: Actor, membership: Membership, organisation: Organisation | None, sure: bool) -> None:
    """Somebody stops being what they were: not oneself by accident, and never the last who can do the work."""
    # Locked together, or two operators who end each other at the same moment would both succeed.
    living = db.session.scalars(
        actor.sees(Membership)
        .where(Membership.organisation_id == membership.organisation_id, Membership.ended_at.is_(None))
        .order_by(Membership.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    if membership not in living:
        raise NotVisible("membership")
    if membership.user_id == actor.user_id and not sure:
        raise Refused.because("colleague.oneself", "sure")
    if organisation and organisation.id != actor.organisation_id:
        return  # whoever stands above can invite another; a school that lost its last operator could not
    left = [Role(other.role) for other in living if other is not membership]
    role = Role(membership.role)
    if role in {Role.SCHOOL_OPERATOR, Role.BRANCH_OFFICER} and role not in left:
        raise Refused.because("colleague.last_operator")
    if role is Role.ORMAS_COORDINATOR and role not in left:
        raise Refused.because("colleague.last_coordinator")
    if role in {Role.PERISAI_MANAGER, Role.CLINIC_MANAGER} and role not in left:
        raise Refused.because("colleague.last_manager")
    if role is Role.SCHOOL_PRINCIPAL and organisation and organisation.needs_principal and role not in left:
        raise Refused.because("colleague.last_principal")
