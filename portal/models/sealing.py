"""Personal data at rest: sealed with AES-256-GCM, found through a keyed blind index.

A sealed value is ``key id (1 byte) · nonce (12) · ciphertext · tag (16)``; the column's name is authenticated
with it, so a value moved to another column does not open. The ring holds several keys: the first seals, all open.
The index key is separate and lives outside the database: the space of NIK is small enough to try them all.
"""

from __future__ import annotations

import base64
import hmac
import os
from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class CannotOpen(RuntimeError):
    """The key that sealed this value is not in the ring, or the value was tampered with."""


class UnknownKey(CannotOpen):
    """No key of this id is in the ring: perhaps another process has put a newer one in place."""


class KeyRing:
    """The keys of one installation. `place` is ``table.column``, bound to the value as associated data."""

    def __init__(self, sealing: dict[int, bytes], index: bytes) -> None:
        if not sealing or not all(1 <= key_id <= 255 for key_id in sealing):
            raise ValueError("sealing keys have ids from 1 to 255")
        self._ciphers = {key_id: AESGCM(key) for key_id, key in sealing.items()}
        self.current = next(iter(sealing))
        self._cipher = self._ciphers[self.current]
        self._prefix = bytes([self.current])
        self._index = index

    @classmethod
    def parse(cls, sealing: str, index: str) -> KeyRing:
        """From ``id:base64,id:base64`` (the first seals new values) and a base64 index key."""
        keys = {}
        for pair in sealing.split(","):
            key_id, _, key = pair.strip().partition(":")
            keys[int(key_id)] = base64.b64decode(key, validate=True)
        return cls(keys, base64.b64decode(index, validate=True))

    def seal(self, plain: bytes, place: bytes) -> bytes:
        nonce = os.urandom(12)
        return self._prefix + nonce + self._cipher.encrypt(nonce, plain, place)

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(self._ciphers)

    def open(self, sealed: bytes, place: bytes) -> bytes:
        cipher = self._ciphers.get(sealed[0]) if sealed else None
        if cipher is None:
            raise UnknownKey(place.decode())
        try:
            return cipher.decrypt(sealed[1:13], sealed[13:], place)
        except (ValueError, InvalidTag) as error:
            raise CannotOpen(place.decode()) from error

    def blind(self, plain: bytes, place: bytes) -> bytes:
        """A keyed fingerprint, equal for equal values of one place: what unique indexes and look-ups use."""
        return hmac.digest(self._index, place + b"\0" + plain, "sha256")


_ring: KeyRing | None = None
_renew: Callable[[], KeyRing] | None = None


def use(ring: KeyRing, *, renew: Callable[[], KeyRing] | None = None) -> None:
    """Put the installation's keys in place; the assembly of the app does this once.

    `renew` reads them again, when a value turns up that a key sealed which was made since.
    """
    global _ring, _renew
    _ring, _renew = ring, renew


def opened(sealed: bytes, place: bytes) -> bytes:
    """The plain value, whichever key of the installation sealed it."""
    try:
        return ring().open(sealed, place)
    except UnknownKey:
        renew()
        return ring().open(sealed, place)


def renew() -> None:
    """Read the installation's keys again."""
    if _renew is not None:
        use(_renew(), renew=_renew)


def ring() -> KeyRing:
    if _ring is None:
        raise RuntimeError("no keys in place: create_app() was not called")
    return _ring
