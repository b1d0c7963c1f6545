"""Who is asking: the signed-in browser behind the cookie, and the actor it acts as."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Flask, current_app, request
from flask_login import LoginManager, UserMixin, current_user
from sqlalchemy import bindparam, select, update

from portal.access.actor import FACTS, Actor
from portal.models import Branch, LoginSession, Membership, Organisation, User, db, engine
from portal.services import phones
from portal.values import clock

#: Which shared phone the browser is: a token, and not of a person.
PHONE_COOKIE = "gandeng_hp"

login_manager = LoginManager()
login_manager.session_protection = None  # the session is a row; a changed address must not sign a phone out


@dataclass(frozen=True, slots=True)
class SignedIn(UserMixin):
    """A live login session. `actor` is None until the person chose for whom they act."""

    token: str
    session_id: UUID
    user_id: UUID
    name: str
    actor: Actor | None
    #: The shared phone it is on, which locks after a few minutes; and until when a PIN opens that again.
    phone_id: UUID | None = None
    phone_until: datetime | None = None
    #: When a second factor was shown. Who would act for a branch is nobody's actor before (`unproved`).
    proved_at: datetime | None = None
    unproved: bool = False

    def get_id(self) -> str:
        return self.token


def token_hash(token: str) -> bytes:
    """What is kept of a token: enough to recognise it, too little to use."""
    return hashlib.sha256(token.encode()).digest()


#: How long somebody who gave the right password may take to show, or to set up, their second factor.
HALF_WAY = timedelta(minutes=30)

#: Made once: every request asks it.
_BEHIND_THE_COOKIE = (
    select(
        LoginSession.id.label("session_id"),
        LoginSession.expires_at,
        LoginSession.last_seen_at,
        LoginSession.phone_id,
        LoginSession.proved_at,
        LoginSession.created_at,
        *FACTS,
    )
    .select_from(LoginSession)
    .join(User, User.id == LoginSession.user_id)
    .outerjoin(
        Membership,
        (Membership.id == LoginSession.membership_id)
        & (Membership.user_id == User.id)
        & Membership.ended_at.is_(None),
    )
    .outerjoin(Branch, Branch.id == Membership.branch_id)
    .outerjoin(Organisation, Organisation.id == Membership.organisation_id)
    .where(
        LoginSession.token_hash == bindparam("token_hash"),
        LoginSession.ended_at.is_(None),
        User.disabled_at.is_(None),
    )
    .execution_options(seen_by="sign-in")
)


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load(token: str) -> SignedIn | None:
    """One query from the cookie to the actor; an ended, expired or idle session is nobody."""
    found = db.session.execute(_BEHIND_THE_COOKIE, {"token_hash": token_hash(token)}).one_or_none()
    if found is None:
        return None
    now = clock.now()
    settings = current_app.config["SETTINGS"]
    if found.phone_id is None:
        idle, noted = timedelta(hours=settings.session_idle_hours), timedelta(minutes=10)
    else:
        idle, noted = timedelta(minutes=settings.pin_idle_minutes), timedelta(seconds=20)
    if found.expires_at <= now or found.last_seen_at + idle <= now:
        return None
    # A PIN opens no other place, also where the session came to it before the phone was shared, or by whatever way.
    chosen = found.membership_id is not None and (found.phone_id is None or phones.opens(found.organisation_kind))
    unproved = chosen and found.organisation_id is None and found.proved_at is None
    if unproved and found.created_at + HALF_WAY <= now:
        return None
    if now - found.last_seen_at > noted:
        _seen(found.session_id)
    actor = Actor.of(found) if chosen and not unproved else None
    return SignedIn(
        token,
        found.session_id,
        found.user_id,
        found.user_name,
        actor,
        phone_id=found.phone_id,
        phone_until=found.expires_at if found.phone_id else None,
        proved_at=found.proved_at,
        unproved=unproved,
    )


def signed_in() -> SignedIn | None:
    """The live session behind this request, or None."""
    return current_user if current_user.is_authenticated else None


def shared_until() -> datetime | None:
    """Until when a PIN opens this phone that colleagues share; None where one has it to oneself."""
    found = signed_in()
    return found.phone_until if found else None


def actor() -> Actor:
    """The actor of this request. The locks have seen to it that there is one."""
    found = signed_in()
    if found is None or found.actor is None:
        raise RuntimeError("a route without a lock asked for its actor")
    return found.actor


def _seen(session_id: UUID) -> None:
    """Note that the session lives: with a deed in the deed's transaction, which holds SQLite's one write lock by now;
    with a look in one of its own, since a GET keeps nothing."""
    noted = update(LoginSession).where(LoginSession.id == session_id).values(last_seen_at=clock.now())
    if request.method not in {"GET", "HEAD", "OPTIONS"}:
        db.session.execute(noted)
        return
    engine.only_reads(False)
    with db.engine.begin() as connection:
        connection.execute(noted)
    engine.only_reads(True)


def init_app(app: Flask) -> None:
    login_manager.init_app(app)

    @app.context_processor
    def who() -> dict[str, Any]:
        found = signed_in()
        return {"signed_in": found, "actor": found.actor if found else None}
