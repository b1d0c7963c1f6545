"""How people are reached and found, an e-mail in lower case, a phone in E.164; and who of an office is told."""

from __future__ import annotations

from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import ColumnElement, and_, select

from portal.access.actor import everyone
from portal.access.permissions import PERMISSIONS, Permission
from portal.models import Membership, Organisation, User, db
from portal.values.fault import Invalid, Refused
from portal.values.phone import Phone


def email(text: str) -> str:
    """An e-mail address as it is kept. `Refused` email.form.

    Whether it exists only a mail can tell; the name servers are not asked, since a school may be off the net.
    """
    try:
        found = validate_email(
            text.strip(), check_deliverability=False, globally_deliverable=False, allow_smtputf8=False
        ).normalized.lower()
    except EmailNotValidError:
        raise Refused.because("email.form", "email") from None
    if "." not in found.rpartition("@")[2]:
        raise Refused.because("email.form", "email")
    return found


def phone(text: str) -> str:
    """A mobile number as it is kept. `Refused` phone.form."""
    try:
        return Phone.parse(text).e164
    except Invalid as invalid:
        raise Refused(invalid.fault) from None


def typed(text: str) -> str:
    """What somebody typed to sign in, as it would be kept; what can be neither is given back folded."""
    text = text.strip()
    if "@" not in text:
        try:
            return Phone.parse(text).e164
        except Invalid:
            pass
    return text.lower()


def whom_to_tell(organisation_id: UUID, permission: Permission) -> list[tuple[str, str]]:
    """(name, e-mail) of those who may do this for an organisation, else of its contact; a few at most."""
    if found := _acting(Membership.organisation_id == organisation_id, permission):
        return found
    contact = db.session.execute(
        everyone(Organisation, because="who is asked to do something is told so by mail")
        .where(Organisation.id == organisation_id)
        .with_only_columns(Organisation.contact_name, Organisation.contact_email)
    ).one()
    return [(contact[0], contact[1])] if contact[1] else []


def of_membership(membership_id: UUID) -> list[tuple[str, str]]:
    """(name, e-mail) of who holds this membership, while they do and if they have an address."""
    return _named(Membership.id == membership_id)


def officers(branch_id: UUID, permission: Permission) -> list[tuple[str, str]]:
    """(name, e-mail) of the branch's own people who may do this; a few at most."""
    return _acting(and_(Membership.branch_id == branch_id, Membership.organisation_id.is_(None)), permission)


def _acting(where: ColumnElement[bool], permission: Permission) -> list[tuple[str, str]]:
    return _named(where, Membership.role.in_([role.value for role, may in PERMISSIONS.items() if permission in may]))


def _named(*where: ColumnElement[bool]) -> list[tuple[str, str]]:
    acting = (
        select(User.name, User.email)
        .join(Membership, Membership.user_id == User.id)
        .where(*where, Membership.ended_at.is_(None), User.email.is_not(None))
        .order_by(Membership.id)
        .limit(5)
    )
    return [(name, email) for name, email in db.session.execute(acting) if email]
