"""The second factor: asked of whoever acts for a branch, taken once, replaced only by who shows one that stands.

Codes of an authenticator are those of RFC 6238 with thirty seconds a step. The step before and the one after count
too, since clocks of cheap phones stray; each step is taken once, whoever comes second.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

import pyotp
from sqlalchemy import CursorResult, delete, func, or_, select, update

from portal.access import audit
from portal.access.actor import Actor
from portal.access.audit import Action, audited
from portal.access.permissions import Permission
from portal.models import FactorKind, LoginSession, Membership, RecoveryCode, SecondFactor, User, db
from portal.services import sign_in
from portal.values import clock
from portal.values.fault import Refused
from portal.values.token import Token

#: The authenticator of the demo's officer, known to whoever reads the README: `flask demo` alone puts it in place.
PUBLISHED = "GANDENGCONTOHKANTORCABANGMASUKAA"
STEP = 30
#: Steps that count beside the present one, on either side.
ASTRAY = 1
RECOVERY_CODES = 10
#: Letters and digits that are not taken for one another; 24 of 32 are 120 bits.
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_CODE_LENGTH, _GROUP = 24, 4
MOST_FACTORS = 8


def needed(user_id: UUID) -> bool:
    """Whether this person acts for a branch, and so shows a second factor."""
    office = select(Membership.id).where(
        Membership.user_id == user_id, Membership.organisation_id.is_(None), Membership.ended_at.is_(None)
    )
    return db.session.scalar(office.limit(1)) is not None


def factors_of(user_id: UUID) -> Sequence[SecondFactor]:
    """A person's factors, the oldest first."""
    own = select(SecondFactor).where(SecondFactor.user_id == user_id)
    return db.session.scalars(own.order_by(SecondFactor.created_at, SecondFactor.id)).all()


def codes_left(user_id: UUID) -> int:
    unused = select(func.count(RecoveryCode.id)).where(
        RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None)
    )
    return db.session.scalar(unused) or 0


def fresh_secret() -> str:
    """160 random bits, as an authenticator takes them."""
    return pyotp.random_base32()


def address(user: User, secret: str) -> str:
    """What the QR of an authenticator holds: ``otpauth://totp/…``."""
    return pyotp.TOTP(secret).provisioning_uri(name=user.email or user.phone or user.name, issuer_name="Gandeng")


def code_now(secret: str, *, later: int = 0) -> str:
    """The code of the present step, or of one `later`."""
    return pyotp.TOTP(secret).at(clock.now(), counter_offset=later)


def enrol_authenticator(
    user: User, secret: str, code: str, *, name: str, session_id: UUID, actor: Actor | None
) -> Any:
    """An authenticator that showed that it knows the secret. All other sessions end.

    Returns recovery codes where the person had none, else nothing. `Refused`: factor.first, factor.many.
    """
    step = _step_of(secret, code)
    if step is None:
        raise Refused.because("factor.first", "code")
    factor = SecondFactor(kind=FactorKind.TOTP, secret=secret, last_step=step)
    return add(user, factor, name=name, session_id=session_id, actor=actor)


def add(
    user: User, factor: SecondFactor, *, name: str, session_id: UUID | None = None, actor: Actor | None = None
) -> list[str]:
    """Take on a factor that was shown to work. `Refused` factor.many."""
    present = factors_of(user.id)
    if len(present) >= MOST_FACTORS:
        raise Refused.because("factor.many", most=MOST_FACTORS)
    with audit.personal(Action.FACTOR_ADDED, user, **_whose(user, actor)):
        factor.user_id, factor.name = user.id, name.strip()[:60] or "Perangkat saya"
        factor.created_at = factor.last_used_at = clock.now()
        db.session.add(factor)
        audit.fact(factor=factor.kind.value, sessions_ended=sign_in.end_sessions_of(user.id, but=session_id))
    return fresh_codes(user, actor=actor) if not codes_left(user.id) else []


def remove(user: User, factor_id: UUID, *, session_id: UUID, actor: Actor | None) -> None:
    """One factor less; all other sessions end. `Refused`: factor.gone, factor.last."""
    present = factors_of(user.id)
    found = next((each for each in present if each.id == factor_id), None)
    if found is None:
        raise Refused.because("factor.gone")
    if len(present) == 1 and needed(user.id):
        raise Refused.because("factor.last")
    with audit.personal(Action.FACTOR_REMOVED, user, **_whose(user, actor)):
        audit.fact(factor=found.kind.value, sessions_ended=sign_in.end_sessions_of(user.id, but=session_id))
        db.session.delete(found)


def fresh_codes(user: User, *, actor: Actor | None) -> list[str]:
    """Ten recovery codes, told this once; those from before open nothing any more."""
    codes = ["".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH)) for _ in range(RECOVERY_CODES)]
    with audit.personal(Action.RECOVERY_CODES_MADE, user, **_whose(user, actor)):
        db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
        now = clock.now()
        db.session.add_all(
            RecoveryCode(user_id=user.id, code_hash=Token(code).kept, created_at=now) for code in codes
        )
    return ["-".join(code[at : at + _GROUP] for at in range(0, _CODE_LENGTH, _GROUP)) for code in codes]


def sample(factors: Sequence[SecondFactor]) -> str:
    """The code that the demo's authenticator shows, or would show next; empty where nobody has that one."""
    for factor in factors:
        if factor.secret == PUBLISHED:
            step = max(int(clock.now().timestamp()) // STEP, (factor.last_step or 0) + 1)
            return pyotp.TOTP(PUBLISHED).generate_otp(step)
    return ""


def prove_by_code(user: User, typed: str) -> bool:
    """Take a code of an authenticator, or a recovery code, once: whether it was one."""
    code = "".join(typed.split()).replace("-", "").upper()
    proved = _take_step(user.id, code) if code.isascii() and code.isdecimal() else _take_recovery(user.id, code)
    if proved:
        note_proved(user, "recovery" if len(code) == _CODE_LENGTH else FactorKind.TOTP.value)
    return proved


def note_proved(user: User, by: str) -> None:
    """In the record: that a second factor was shown, and of which kind."""
    with audit.personal(Action.FACTOR_PROVED, user, **_whose(user)):
        audit.fact(factor=by)


def note_passkey(user: User, factor: SecondFactor, sign_count: int) -> None:
    """A passkey was shown, which counts how often."""
    with audit.personal(Action.FACTOR_PROVED, user, **_whose(user)):
        factor.sign_count, factor.last_used_at = sign_count, clock.now()
        audit.fact(factor=FactorKind.PASSKEY.value)


def note_failed(user_id: UUID) -> None:
    """A wrong code leaves a line, without what was typed."""
    user = db.session.get_one(User, user_id)
    with audit.personal(Action.FACTOR_FAILED, user, **_whose(user)):
        pass


def mark_proved(session_id: UUID, token: Token) -> None:
    """From now on the session is one of somebody who showed both, under another token (ASVS 7.2.4)."""
    session = db.session.get_one(LoginSession, session_id)
    session.proved_at, session.token_hash, session.challenge = clock.now(), token.kept, None


@audited(Action.FACTORS_FORGOTTEN, needs=Permission.COLLEAGUE_WRITE)
def forget(actor: Actor, membership: Membership) -> Membership:
    """A colleague lost everything: they begin anew at their next sign-in. Whoever says so has seen who they are.

    `Refused`: factor.oneself for one's own, which only who still has a factor may change; factor.office for whom an
    organisation employs, or it could disarm somebody of the branch by taking them on.
    """
    if membership.organisation_id is not None:
        raise Refused.because("factor.office")
    if membership.user_id == actor.user_id:
        raise Refused.because("factor.oneself")
    _forget(membership.user_id)
    return membership


def forget_for(user: User) -> None:
    """The same by whoever keeps the machine, where no colleague is left who could."""
    with audit.personal(Action.FACTORS_FORGOTTEN, user, who="Pengelola sistem", branch_id=sign_in.branch_of(user.id)):
        _forget(user.id)


def _forget(user_id: UUID) -> None:
    for each in factors_of(user_id):
        db.session.delete(each)
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    audit.fact(sessions_ended=sign_in.end_sessions_of(user_id))


def _take_step(user_id: UUID, code: str) -> bool:
    for factor in factors_of(user_id):
        if factor.kind is not FactorKind.TOTP or factor.secret is None:
            continue
        step = _step_of(factor.secret, code)
        if step is None:
            continue
        fresh = or_(SecondFactor.last_step.is_(None), SecondFactor.last_step < step)
        taken = update(SecondFactor).where(SecondFactor.id == factor.id, fresh)
        if _changed(taken.values(last_step=step, last_used_at=clock.now())):
            return True
    return False


def _take_recovery(user_id: UUID, code: str) -> bool:
    unused = update(RecoveryCode).where(
        RecoveryCode.user_id == user_id, RecoveryCode.code_hash == Token(code).kept, RecoveryCode.used_at.is_(None)
    )
    return _changed(unused.values(used_at=clock.now()))


def _changed(statement: Any) -> bool:
    done = db.session.execute(statement.execution_options(synchronize_session=False))
    return cast("CursorResult[object]", done).rowcount == 1


def _step_of(secret: str, code: str) -> int | None:
    """The step whose code this is, among the present one and its neighbours; all are looked at, whichever it is."""
    present = int(clock.now().timestamp()) // STEP
    generator, typed, found = pyotp.TOTP(secret), "".join(code.split()), None
    for step in range(present - ASTRAY, present + ASTRAY + 1):
        if hmac.compare_digest(generator.generate_otp(step).encode(), typed.encode()):
            found = step
    return found


def _whose(user: User, actor: Actor | None = None) -> dict[str, Any]:
    """In whose name, and in which chain, a deed on one's own account stands."""
    return {"actor": actor, "by": user, "branch_id": sign_in.branch_of(user.id)}
