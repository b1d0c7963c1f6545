"""The person behind a request that only a signed-in person may make."""

from __future__ import annotations

from portal.models import User, db
from portal.web.actor import SignedIn, signed_in


def oneself() -> SignedIn:
    """The lock has seen to it that there is one."""
    found = signed_in()
    if found is None:
        raise RuntimeError("a route without a lock asked who is signed in")
    return found


def own_account() -> User:
    return db.session.get_one(User, oneself().user_id)
