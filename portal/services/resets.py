"""A way back in for who forgot the password: a link, good for two hours and for once."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from portal.access import audit
from portal.access.actor import Actor
from portal.access.audit import Action, audited
from portal.access.permissions import Permission, Role
from portal.models import Membership, Organisation, PasswordReset, User, db
from portal.services import memberships, passwords, sign_in
from portal.values import clock
from portal.values.fault import Refused
from portal.values.token import Token

LIFETIME = timedelta(hours=2)


def ask(found: sign_in.Candidate, token: Token) -> User | None:
    """Somebody says that they forgot. The user to mail the link to, if there is one with an e-mail.

    It leaves a line for nobody too: what is seen from outside, time included, must not tell who has an account.
    """
    user = db.session.get(User, found.user_id) if found.user_id else None
    reachable = user is not None and user.email is not None
    with audit.personal(Action.PASSWORD_RESET_ASKED, user, branch_id=sign_in.branch_of(user.id) if user else None):
        if user is not None and reachable:
            _keep(user, token)
    return user if reachable else None


@audited(Action.PASSWORD_RESET_ASKED, needs=Permission.COLLEAGUE_WRITE)
def hand_out(actor: Actor, membership: Membership, token: Token) -> Membership:
    """A link to hand over to a colleague, since many have no e-mail.

    Whoever holds it becomes that person, so it is refused for people who also serve where the actor has no say, and,
    where the principal is the second pair of eyes, for the principal.
    `Refused`: reset.oneself, reset.serves_elsewhere, principal.only.
    """
    if membership.user_id == actor.user_id:
        raise Refused.because("reset.oneself")
    serves = sign_in.memberships_of(membership.user_id)
    places = {each.organisation_id for each in serves}
    ours = actor.sees(Organisation).where(Organisation.id.in_(places - {None})).with_only_columns(Organisation.id)
    known = {*db.session.scalars(ours), *([None] if actor.is_branch else [])}
    if any(each.branch_id != actor.branch_id for each in serves) or not places <= known:
        raise Refused.because("reset.serves_elsewhere")
    if membership.organisation_id:
        organisation = actor.find(Organisation, membership.organisation_id)
        memberships.keep_second_pair(actor, organisation, Role(membership.role))
    _keep(db.session.get_one(User, membership.user_id), token)
    return membership


def opened_by(token: Token) -> User | None:
    """Whose password the link may set; None when it opens nothing (any more)."""
    found = db.session.scalars(select(PasswordReset).where(PasswordReset.token_hash == token.kept)).one_or_none()
    return _user(found) if found else None


def use(token: Token, *, password: str) -> User:
    """The new password; every session of the person ends, and so does every other link.

    `Refused`: reset.closed, password.…
    """
    held = db.session.scalars(
        select(PasswordReset)
        .where(PasswordReset.token_hash == token.kept)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    user = _user(held) if held else None
    if user is None:
        raise Refused.because("reset.closed")
    passwords.refuse_weak(password, about=(user.name, user.email, user.phone))
    password_hash, now = passwords.hashed(password), clock.now()
    with audit.personal(Action.PASSWORD_CHANGED, user, by=user, branch_id=sign_in.branch_of(user.id)):
        user.password_hash, user.password_set_at = password_hash, now
        _close_links(user)
        audit.fact(sessions_ended=sign_in.end_sessions_of(user.id))
    return user


def _user(reset: PasswordReset) -> User | None:
    user = db.session.get_one(User, reset.user_id)
    usable = reset.used_at is None and reset.expires_at > clock.now() and user.disabled_at is None
    return user if usable else None


def _keep(user: User, token: Token) -> None:
    _close_links(user)
    now = clock.now()
    db.session.add(PasswordReset(token_hash=token.kept, user_id=user.id, created_at=now, expires_at=now + LIFETIME))


def _close_links(user: User) -> None:
    """Only the last link counts, and none after it was used."""
    for link in db.session.scalars(
        select(PasswordReset).where(PasswordReset.user_id == user.id, PasswordReset.used_at.is_(None))
    ):
        link.used_at = clock.now()
