"""What a school decides for itself."""

from __future__ import annotations

from portal.access.actor import Actor
from portal.access.audit import Action, audited
from portal.access.permissions import Permission, Role
from portal.models import Membership, Organisation, db
from portal.services import memberships, submissions
from portal.values.fault import Refused


@audited(Action.ORGANISATION_CHANGED, needs=Permission.SETTINGS_WRITE)
def want_principal(actor: Actor, organisation: Organisation, wanted: bool) -> Organisation:
    """Whether the principal approves before the branch sees a submission.

    Once wanted, only a principal or the branch can do without; what waits for the principal then goes on to the
    branch. `Refused`: principal.missing, principal.only.
    """
    if wanted and not organisation.needs_principal and not _has_principal(actor, organisation):
        raise Refused.because("principal.missing", "needs_principal")
    if not wanted:
        memberships.keep_second_pair(actor, organisation, Role.SCHOOL_PRINCIPAL)
    organisation.needs_principal = wanted
    if not wanted:
        submissions.let_on(actor, organisation)
    return organisation


def _has_principal(actor: Actor, organisation: Organisation) -> bool:
    principals = actor.sees(Membership).where(
        Membership.organisation_id == organisation.id,
        Membership.role == Role.SCHOOL_PRINCIPAL.value,
        Membership.ended_at.is_(None),
    )
    return db.session.scalars(principals.limit(1)).first() is not None
