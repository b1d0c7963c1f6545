"""A secret that opens one door: a session, an invitation, a new password."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Token:
    """256 random bits as URL-safe text. The text goes to the person, once; only `kept` is ever stored.

    A plain SHA-256 is enough: nobody can try 2^256 texts, so there is nothing that a slow hash would slow down.
    """

    text: str = field(repr=False)

    @classmethod
    def fresh(cls) -> Token:
        return cls(secrets.token_urlsafe(32))

    @property
    def kept(self) -> bytes:
        """Enough to recognise it, too little to use; 32 bytes."""
        return hashlib.sha256(self.text.encode()).digest()
