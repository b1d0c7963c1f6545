"""Passwords: kept as argon2id, refused when they are easily guessed, changed by who knows the present one.

There is no rule of composition and no expiry: both make people choose worse ones (ASVS 6.2.5, 6.2.10). What counts is
the length, and that neither the lists of leaked passwords nor a colleague would come upon it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path
from threading import BoundedSemaphore
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.access import audit
from portal.access.actor import Actor
from portal.access.audit import Action
from portal.models import User
from portal.services import sign_in
from portal.values import clock
from portal.values.fault import Refused

SHORTEST, LONGEST = 10, 128

#: OWASP's second choice, about 16 ms: with 64 threads at once the first (46 MiB) would need 3 GiB.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
#: A crowd signing in at seven in the morning waits a moment; it takes neither all memory nor all processors.
_at_once = BoundedSemaphore(2 * (os.cpu_count() or 1))

_LISTED = Path(__file__).with_name("guessable_passwords.txt")
_DISGUISE = str.maketrans("@4301!$57", "aaeoiisst")
_FEWEST_CHARACTERS = 5
#: More of them between the letters, and they are what makes it hard.
_FEW_MARKS = 5
#: A word of one's own name shorter than this turns up in other words by chance.
_SHORTEST_OWN_WORD = 4


def hashed(password: str) -> str:
    with _at_once:
        return _hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether this is the password. Where there is no account it takes the same time to say no."""
    with _at_once:
        try:
            _hasher.verify(password_hash or _nobodys(), password)
        except (VerificationError, InvalidHashError):
            return False
    return password_hash is not None


def is_dated(password_hash: str) -> bool:
    """Made with other parameters than today's: hash again while the password is at hand."""
    return _hasher.check_needs_rehash(password_hash)


def refuse_weak(password: str, *, about: Iterable[str | None] = (), field: str = "password") -> None:
    """`about`: the person's own name, e-mail, phone and organisations, which others would try first.

    `Refused`: password.short, password.long, password.common, password.personal.
    """
    if len(password) < SHORTEST:
        raise Refused.because("password.short", field, least=SHORTEST)
    if len(password) > LONGEST:
        raise Refused.because("password.long", field, most=LONGEST)
    lower = password.casefold()
    if len(set(lower)) < _FEWEST_CHARACTERS or _is_listed(lower):
        raise Refused.because("password.common", field)
    if any(word in lower for word in _own_words(about)):
        raise Refused.because("password.personal", field)


def change(
    user: User, *, present: str, chosen: str, session_id: UUID, actor: Actor | None, about: Iterable[str | None] = ()
) -> None:
    """A new password for who knows the present one; every other session of theirs ends.

    `Refused`: password.present, and what `refuse_weak` refuses.
    """
    if not matches(user.password_hash, present):
        raise Refused.because("password.present", "present")
    refuse_weak(chosen, about=(user.name, user.email, user.phone, *about))
    password_hash = hashed(chosen)
    with audit.personal(Action.PASSWORD_CHANGED, user, actor=actor, by=user, branch_id=sign_in.branch_of(user.id)):
        user.password_hash, user.password_set_at = password_hash, clock.now()
        audit.fact(sessions_ended=sign_in.end_sessions_of(user.id, but=session_id))


@cache
def _nobodys() -> str:
    return _hasher.hash(os.urandom(16).hex())


@cache
def _listed() -> frozenset[str]:
    """30,000 leaked passwords (the list that zxcvbn carries) and the words that Indonesians choose first."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    lines = _LISTED.read_text("utf-8").splitlines()
    return frozenset(FREQUENCY_LISTS["passwords"]) | {line for line in lines if line and not line.startswith("#")}


def _is_listed(lower: str) -> bool:
    """Listed as it stands; a run or a repetition; or one or two listed words with few figures and marks about them:
    ``Sayang#12345``, ``p@ssw0rd``, ``smkn1bisa``."""
    listed = _listed()
    if lower in listed or _is_run(lower) or re.fullmatch(r"(.{1,6})\1+", lower):
        return True
    core = re.sub(r"^[^a-z]+|[^a-z]+$", "", lower)
    for spelled in (lower, core.translate(_DISGUISE)):
        letters = re.sub(r"[^a-z]", "", spelled)
        if letters and len(lower) - len(letters) <= _FEW_MARKS and _is_made_of(letters, listed):
            return True
    return False


def _is_run(lower: str) -> bool:
    """``1234567890``, ``zyxwvutsrq``."""
    return len({(ord(after) - ord(before)) % 10 for before, after in pairwise(lower)}) == 1


def _is_made_of(letters: str, listed: frozenset[str], most: int = 2) -> bool:
    if letters in listed:
        return True
    return most > 1 and any(
        letters[:at] in listed and _is_made_of(letters[at:], listed, most - 1) for at in range(2, len(letters) - 1)
    )


def _own_words(about: Iterable[str | None]) -> set[str]:
    words: set[str] = set()
    for text in about:
        words |= set(re.findall(r"[^\W_]+", (text or "").casefold().partition("@")[0]))
        if text and text.startswith("+"):
            words.add(text[-8:])
    return {word for word in words if len(word) >= _SHORTEST_OWN_WORD}
