"""Signing in, and the sessions that come of it: a row each, so that ending the row ends the session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import cast
from uuid import UUID

from sqlalchemy import CursorResult, or_, select, update

from portal.access import audit
from portal.access.actor import Actor, NotVisible
from portal.access.audit import Action
from portal.models import LoginSession, Membership, SharedPhone, User, db, sealing
from portal.services import contacts
from portal.values import clock
from portal.values.token import Token


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who may be at the door, by what was typed: an account, or (`user_id` None) nobody we know.

    `key` counts the attempts, for accounts and for nobody alike, and does not tell what was typed.
    """

    key: str
    user_id: UUID | None = None
    password_hash: str | None = field(default=None, repr=False)
    #: Organisations the person acts for, or branches where for none: whose offices the attempts are counted under.
    offices: tuple[UUID, ...] = ()


def candidate(text: str) -> Candidate:
    """One query, whoever was typed; a disabled account is nobody."""
    name = contacts.typed(text)
    rows = db.session.execute(
        select(User.id, User.password_hash, Membership.organisation_id, Membership.branch_id)
        .outerjoin(Membership, (Membership.user_id == User.id) & Membership.ended_at.is_(None))
        .where(or_(User.email == name, User.phone == name), User.disabled_at.is_(None))
    ).all()
    if not rows:
        return Candidate(sealing.ring().blind(name.encode(), b"sign-in").hex())
    user_id, password_hash = rows[0][:2]
    offices = {organisation_id or branch_id for *_, organisation_id, branch_id in rows} - {None}
    return Candidate(str(user_id), user_id, password_hash, tuple(sorted(offices)))


def note_failure(found: Candidate) -> None:
    """A failed attempt leaves a line, without what was typed; for nobody too, which costs the same time."""
    user = db.session.get(User, found.user_id) if found.user_id else None
    branch_id = branch_of(user.id) if user else None
    with audit.personal(Action.SIGN_IN_FAILED, user, branch_id=branch_id):
        pass


def begin(
    user: User,
    token: Token,
    *,
    days: int,
    address: str = "",
    device: str = "",
    password_hash: str | None = None,
) -> LoginSession:
    """A new session under a new token, for at most `days`. Who has one membership acts for it at once.

    `password_hash` replaces one that was made with parameters of another day.
    """
    now = clock.now()
    memberships = memberships_of(user.id)
    membership_id = memberships[0].id if len(memberships) == 1 else None
    session = LoginSession(
        token_hash=token.kept,
        user_id=user.id,
        membership_id=membership_id,
        created_at=now,
        last_seen_at=now,
        expires_at=now + timedelta(days=days),
        address=address[:64],
        device=device[:200],
    )
    actor = Actor.acting(membership_id) if membership_id else None
    with audit.personal(Action.SIGNED_IN, user, actor=actor, by=user, branch_id=_branch_of(memberships)):
        db.session.add(session)
        if password_hash:
            user.password_hash = password_hash
    return session


def sign_out(session_id: UUID, user_id: UUID, actor: Actor | None) -> None:
    """The session the person is in ends; a cookie copied from it is worth nothing from now on."""
    _end(Action.SIGNED_OUT, session_id, user_id, actor)


def end_session(session_id: UUID, user_id: UUID, actor: Actor | None) -> None:
    """Another session of one's own ends: a lost phone, a colleague's laptop. `NotVisible` if it is not one's own."""
    _end(Action.SESSION_ENDED, session_id, user_id, actor)


def end_other_sessions(session_id: UUID, user_id: UUID, actor: Actor | None) -> int:
    """All of one's own but this one; how many there were."""
    user = db.session.get_one(User, user_id)
    with audit.personal(Action.SESSION_ENDED, user, actor=actor, by=user, branch_id=branch_of(user_id)):
        ended = end_sessions_of(user_id, but=session_id)
        audit.fact(sessions_ended=ended)
    return ended


def end_sessions_of(user_id: UUID, *, but: UUID | None = None, acting: UUID | None = None) -> int:
    """Part of a deed that leaves no session alive, such as a new password; how many ended. Phones that the person
    opened to colleagues close. `acting`: only those that act for this membership."""
    living = update(LoginSession).where(LoginSession.user_id == user_id, LoginSession.ended_at.is_(None))
    phones = update(SharedPhone).where(SharedPhone.opened_by == user_id, SharedPhone.ended_at.is_(None))
    if acting is not None:
        living = living.where(LoginSession.membership_id == acting)
        there = select(LoginSession.phone_id).where(LoginSession.membership_id == acting)
        phones = phones.where(SharedPhone.id.in_(there))
    if but is not None:
        living = living.where(LoginSession.id != but)
        here = select(LoginSession.phone_id).where(LoginSession.id == but, LoginSession.phone_id.is_not(None))
        phones = phones.where(SharedPhone.id.not_in(here))
    db.session.execute(phones.values(ended_at=clock.now()))
    return cast("CursorResult[object]", db.session.execute(living.values(ended_at=clock.now()))).rowcount


def living_sessions(user_id: UUID, *, idle_hours: int) -> Sequence[LoginSession]:
    """Where a person is signed in now, the latest seen first."""
    now = clock.now()
    return db.session.scalars(
        select(LoginSession)
        .where(
            LoginSession.user_id == user_id,
            LoginSession.ended_at.is_(None),
            LoginSession.expires_at > now,
            LoginSession.last_seen_at > now - timedelta(hours=idle_hours),
        )
        .order_by(LoginSession.last_seen_at.desc(), LoginSession.id.desc())
    ).all()


def memberships_of(user_id: UUID) -> Sequence[Membership]:
    """For whom a person may act today."""
    return db.session.scalars(
        select(Membership)
        .where(Membership.user_id == user_id, Membership.ended_at.is_(None))
        .order_by(Membership.started_at, Membership.id)
    ).all()


def branch_of(user_id: UUID) -> UUID | None:
    """In whose record a person's own deeds stand: their branch's, when it is one."""
    return _branch_of(memberships_of(user_id))


def _branch_of(memberships: Sequence[Membership]) -> UUID | None:
    branches = {membership.branch_id for membership in memberships}
    return branches.pop() if len(branches) == 1 else None


def _end(action: Action, session_id: UUID, user_id: UUID, actor: Actor | None) -> None:
    session = db.session.scalars(
        select(LoginSession).where(LoginSession.id == session_id, LoginSession.user_id == user_id)
    ).one_or_none()
    if session is None:
        raise NotVisible("login_session")
    user = db.session.get_one(User, user_id)
    with audit.personal(action, user, actor=actor, by=user, branch_id=branch_of(user_id)):
        session.ended_at = session.ended_at or clock.now()
