"""Addresses that name one row and prove by themselves that we made them: nothing of them has to be kept."""

from __future__ import annotations

import base64
import binascii
import hmac
from uuid import UUID

from portal.models import sealing


def token(id_: UUID, purpose: bytes, *, proof: int = 16) -> str:
    """Names a row for one purpose; cannot be made up, and says nothing of anybody. `proof`: bytes of it."""
    signed = sealing.ring().blind(id_.bytes, purpose)[:proof]
    return base64.urlsafe_b64encode(id_.bytes + signed).decode().rstrip("=")


def opened(text: str, purpose: bytes, *, proof: int = 16) -> UUID | None:
    """The id that a token of ours names; None for any other text."""
    try:
        raw = base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4))
    except (ValueError, binascii.Error):
        return None
    if len(raw) != 16 + proof:
        return None
    id_ = UUID(bytes=raw[:16])
    return id_ if hmac.compare_digest(token(id_, purpose, proof=proof).encode(), text.encode()) else None
