"""Phones that colleagues of one wadah or clinic share: opened with a password, unlocked with a PIN, for a few hours.

Whoever unlocks is signed in as themselves: a session of their own, and every act theirs. Two are never in at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import cast
from uuid import UUID

from sqlalchemy import select, update

from portal.access import audit
from portal.access.actor import Actor
from portal.access.audit import Action
from portal.access.permissions import Role
from portal.models import LoginSession, Membership, OrganisationKind, SharedPhone, User, db, new_id
from portal.services import sign_in
from portal.values import clock
from portal.values.fault import Refused
from portal.values.token import Token

#: How long a phone stays open after somebody gave their password.
OPEN = timedelta(hours=8)
#: Of these several people work on one phone; a school's office has computers.
KINDS = (OrganisationKind.PERISAI, OrganisationKind.CLINIC)


def opens(kind: OrganisationKind | None) -> bool:
    """Whether one may act for such an organisation (None: for a branch) on a phone that a PIN opens."""
    return kind in KINDS


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who may unlock a phone, as its locked page names them."""

    membership_id: UUID
    user_id: UUID
    name: str
    role: Role
    pin_hash: str | None = field(repr=False)


def share(session_id: UUID, actor: Actor, token: Token, *, device: str = "") -> SharedPhone:
    """The phone this session is on is open to colleagues from now on, and the session itself locks as theirs will.

    `Refused`: phone.kind, phone.pin (whoever opens it must be able to unlock it), phone.shared (its hours are counted
    from a password, and a PIN does not begin them anew).
    """
    session = db.session.get_one(LoginSession, session_id)
    user = db.session.get_one(User, actor.user_id)
    if not opens(actor.organisation_kind):
        raise Refused.because("phone.kind")
    if session.phone_id is not None:
        raise Refused.because("phone.shared")
    if user.pin_hash is None:
        raise Refused.because("phone.pin")
    now = clock.now()
    phone = SharedPhone(
        id=new_id(),
        token_hash=token.kept,
        branch_id=actor.branch_id,
        organisation_id=cast(UUID, actor.organisation_id),
        opened_by=user.id,
        device=device[:200],
        opened_at=now,
        expires_at=now + OPEN,
    )
    with audit.personal(Action.PHONE_SHARED, user, actor=actor):
        db.session.add(phone)
        session.phone_id, session.expires_at = phone.id, min(session.expires_at, phone.expires_at)
    return phone


def opened(token: Token) -> SharedPhone | None:
    """The phone that holds this token, while it is open."""
    found = db.session.scalars(select(SharedPhone).where(SharedPhone.token_hash == token.kept)).one_or_none()
    if found is None or found.ended_at is not None or found.expires_at <= clock.now():
        return None
    return found


def colleagues(phone: SharedPhone) -> Sequence[Colleague]:
    """Who may unlock it: acts for its organisation today and has a PIN; by name."""
    rows = db.session.execute(
        select(Membership.id, User.id, User.name, Membership.role, User.pin_hash)
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.organisation_id == phone.organisation_id,
            Membership.ended_at.is_(None),
            User.disabled_at.is_(None),
            User.pin_hash.is_not(None),
        )
        .order_by(User.name, Membership.id)
    )
    return [
        Colleague(membership_id, user_id, name, Role(role), pin_hash)
        for membership_id, user_id, name, role, pin_hash in rows
    ]


def unlock(phone: SharedPhone, colleague: Colleague, token: Token, *, address: str = "") -> LoginSession:
    """Somebody whose PIN was right is in, as themselves; whoever was in on the phone before is out."""
    now = clock.now()
    actor = Actor.acting(colleague.membership_id)
    session = LoginSession(
        token_hash=token.kept,
        user_id=colleague.user_id,
        membership_id=colleague.membership_id,
        created_at=now,
        last_seen_at=now,
        expires_at=phone.expires_at,
        address=address[:64],
        device=phone.device,
        phone_id=phone.id,
    )
    with audit.personal(Action.PHONE_UNLOCKED, db.session.get_one(User, colleague.user_id), actor=actor):
        _all_out(phone.id)
        db.session.add(session)
    return session


def last_in(phone: SharedPhone) -> UUID | None:
    """Who worked on it last."""
    sessions = select(LoginSession.user_id).where(LoginSession.phone_id == phone.id)
    return db.session.scalar(sessions.order_by(LoginSession.id.desc()).limit(1))


def note_failure(phone: SharedPhone, colleague: Colleague) -> None:
    """A wrong PIN leaves a line."""
    user = db.session.get_one(User, colleague.user_id)
    with audit.personal(Action.PIN_FAILED, user, branch_id=phone.branch_id):
        pass


def lock(session_id: UUID, actor: Actor | None, user_id: UUID) -> None:
    """The person is out; the phone waits for the next PIN."""
    session = db.session.get_one(LoginSession, session_id)
    user = db.session.get_one(User, user_id)
    with audit.personal(Action.PHONE_LOCKED, user, actor=actor, by=user, branch_id=sign_in.branch_of(user_id)):
        session.ended_at = session.ended_at or clock.now()


def end(phone: SharedPhone, *, actor: Actor | None = None) -> None:
    """No PIN opens it any more, and nobody is in on it: the way back is a password."""
    opener = db.session.get_one(User, phone.opened_by)
    with audit.personal(Action.PHONE_ENDED, opener, actor=actor, branch_id=phone.branch_id):
        phone.ended_at = phone.ended_at or clock.now()
        _all_out(phone.id)


def join(session: LoginSession, phone: SharedPhone) -> bool:
    """A colleague came in with their password: their session locks like the others. Whether they are a colleague."""
    serves = {each.organisation_id: each for each in sign_in.memberships_of(session.user_id)}
    if (membership := serves.get(phone.organisation_id)) is None:
        return False
    session.phone_id, session.expires_at = phone.id, min(session.expires_at, phone.expires_at)
    session.membership_id = membership.id
    return True


def _all_out(phone_id: UUID) -> None:
    living = update(LoginSession).where(LoginSession.phone_id == phone_id, LoginSession.ended_at.is_(None))
    db.session.execute(living.values(ended_at=clock.now()))
