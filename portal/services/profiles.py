"""What people may say of themselves."""

from __future__ import annotations

from portal.access import audit
from portal.access.actor import Actor
from portal.access.audit import Action
from portal.models import User
from portal.services import sign_in
from portal.values.fault import Refused


def rename(user: User, name: str, *, actor: Actor | None) -> User:
    """Another spelling of one's own name. E-mail and phone stay: they open the account. `Refused`: person.name."""
    if not any(mark.isalpha() for mark in name):
        raise Refused.because("person.name", "name")
    with audit.personal(Action.PROFILE_CHANGED, user, actor=actor, by=user, branch_id=sign_in.branch_of(user.id)):
        user.name = name
    return user
