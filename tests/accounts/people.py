"""What the tests of accounts change about the cast."""

from __future__ import annotations

from uuid import UUID

from portal.access import audit
from portal.access.audit import Action
from portal.models import Membership, User, db, new_id
from portal.models.transaction import transaction
from portal.values import clock
from tests.cast import Person


def give_phone(person: Person, phone: str) -> None:
    with transaction(), audit.personal(Action.PROFILE_CHANGED, None):
        db.session.get_one(User, person.user_id).phone = phone


def disable(person: Person) -> None:
    with transaction(), audit.personal(Action.MEMBERSHIP_ENDED, None):
        db.session.get_one(User, person.user_id).disabled_at = clock.now()


def password_of(person: Person) -> str | None:
    db.session.rollback()
    return db.session.get_one(User, person.user_id).password_hash


def another_place(person: Person, like: Person) -> UUID:
    """A second membership: where, and as what, `like` serves."""
    membership_id = new_id()
    with transaction(), audit.personal(Action.MEMBER_ADMITTED, None):
        db.session.add(
            Membership(
                id=membership_id,
                user_id=person.user_id,
                branch_id=like.branch_id,
                organisation_id=like.organisation_id,
                role=like.role.value,
                started_at=clock.now(),
            )
        )
    return membership_id
