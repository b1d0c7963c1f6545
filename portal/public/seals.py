"""The seal in a form that anyone may send: since when this one is open, and which price it showed.

Signed, so that whoever sends it without having opened it, or in the blink of an eye, is known for a machine; and
nobody sends what they were not told the price of. It names nobody.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Self

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from portal.values import clock

#: Faster than this nobody fills in seven fields and looks at a price.
FASTEST = timedelta(seconds=4)
#: Longer than this no form stays open, even on a phone with a weak signal; what was typed is kept all the same.
LONGEST = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Seal:
    """Of the form of one link (`code`), opened once (`mark`). `price` says what was shown, "" before anything was."""

    code: str
    since: datetime
    mark: str
    price: str = ""

    @classmethod
    def fresh(cls, code: str) -> Self:
        return cls(code, clock.now(), secrets.token_urlsafe(9))

    @classmethod
    def read(cls, text: str, code: str) -> Self | None:
        """A seal that we set on the form of this link; None for any other text, and for one that is too old."""
        try:
            told, since, mark, price = _signer().loads(text)
        except (BadData, ValueError, TypeError):
            return None
        found = cls(told, datetime.fromtimestamp(since, UTC), mark, price)
        return found if told == code and clock.now() - found.since <= LONGEST else None

    @classmethod
    def mark_of(cls, text: str) -> str | None:
        """Which opened form a seal of ours stands in, whatever the link."""
        try:
            return str(_signer().loads(text)[2])
        except (BadData, ValueError, TypeError, LookupError):
            return None

    @property
    def too_fast(self) -> bool:
        return clock.now() - self.since < FASTEST

    def priced(self, price: str) -> Seal:
        """The same form, now that it shows this price."""
        return replace(self, price=price)

    @property
    def text(self) -> str:
        return str(_signer().dumps([self.code, int(self.since.timestamp()), self.mark, self.price]))


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="applicant-form")
