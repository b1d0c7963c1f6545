"""PINs: six digits by which a person unlocks a phone that they share with colleagues, and nothing else.

Six digits are soon tried out by whoever has the hash; so what is hashed is their keyed fingerprint, and the key does
not stand in the database.
"""

from __future__ import annotations

import re
from itertools import pairwise
from uuid import UUID

from portal.access import audit
from portal.access.actor import Actor
from portal.access.audit import Action
from portal.models import User, sealing
from portal.services import passwords, sign_in
from portal.values.fault import Refused

_PIN = re.compile(r"[0-9]{6}")
#: Fewer different digits are guessed first.
_FEWEST_DIGITS = 3


def choose(user: User, *, present: str, pin: str, actor: Actor | None) -> None:
    """A new PIN for who knows the password. `Refused`: password.present, pin.form, pin.easy."""
    if not passwords.matches(user.password_hash, present):
        raise Refused.because("password.present", "present")
    refuse_weak(pin)
    pin_hash = passwords.hashed(_keyed(user.id, pin))
    branch_id = sign_in.branch_of(user.id)
    with audit.personal(Action.PIN_SET, user, actor=actor, by=user, branch_id=branch_id):
        user.pin_hash = pin_hash


def refuse_weak(pin: str) -> None:
    """`Refused`: pin.form, pin.easy (``111222``, ``123456``, ``121212``)."""
    if not _PIN.fullmatch(pin):
        raise Refused.because("pin.form", "pin")
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    if len(set(pin)) < _FEWEST_DIGITS or len(steps) == 1 or pin[:3] == pin[3:]:
        raise Refused.because("pin.easy", "pin")


def matches(user_id: UUID, pin_hash: str | None, pin: str) -> bool:
    """Whether this is the PIN of the person; for who has none it takes the same time to say no."""
    return passwords.matches(pin_hash, _keyed(user_id, pin))


def _keyed(user_id: UUID, pin: str) -> str:
    return sealing.ring().blind(f"{user_id}:{pin}".encode(), b"pin").hex()
