"""The terms of a wadah: by which version of the law its agents earn, since when, and who decided so."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.exc import IntegrityError

from portal.access.actor import Actor, everyone
from portal.access.audit import Action, audited, fact
from portal.access.permissions import Permission
from portal.models import IncentiveEntry, IncentiveTerms, Organisation, db
from portal.rules import incentives
from portal.rules.incentives import Version
from portal.services import policies
from portal.services.policies import SHORTEST_REASON
from portal.values import clock
from portal.values.fault import Invalid, Refused
from portal.values.month import Month


def in_force(organisation_id: UUID, branch_id: UUID, month: Month) -> Version | None:
    """By what a wadah's month is reckoned: its PKS, else the branch's policy. None before there was any Perisai."""
    named = db.session.scalars(
        everyone(IncentiveTerms, because="a PKS binds whoever earns under it")
        .where(IncentiveTerms.organisation_id == organisation_id, IncentiveTerms.since <= month)
        .order_by(IncentiveTerms.since.desc())
        .limit(1)
        .with_only_columns(IncentiveTerms.version)
    ).first()
    name = named or policies.in_force(branch_id, month.first_day).incentive_version
    try:
        return incentives.version(name, month)
    except Invalid:
        return None


@audited(Action.INCENTIVE_TERMS_DECIDED, needs=Permission.INCENTIVE_DECIDE)
def decide(
    actor: Actor, wadah: Organisation, *, version: str, since: Month, agreement: str, reason: str
) -> IncentiveTerms:
    """What the PKS of a wadah says from a month on; months that were paid out stay as they were.

    `Refused`: terms.version, terms.month (with the first one that has no lines yet), terms.agreement, terms.reason,
    terms.twice.
    """
    try:
        incentives.version(version, since)
    except Invalid:
        raise Refused.because("terms.version", "version") from None
    first = _first_free(wadah)
    if since < first:
        raise Refused.because("terms.month", "since", month=first)
    if not agreement:
        raise Refused.because("terms.agreement", "agreement")
    if len(reason) < SHORTEST_REASON:
        raise Refused.because("terms.reason", "reason")
    terms = IncentiveTerms(
        organisation_id=wadah.id,
        branch_id=wadah.branch_id,
        since=since,
        version=version,
        agreement=agreement,
        reason=reason,
        decided_by=actor.user_id,
        decided_by_name=actor.name,
        decided_at=clock.now(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(terms)
    except IntegrityError:
        raise Refused.because("terms.twice", "since", month=since) from None
    fact(version=version, since=str(since), agreement=agreement, reason=reason)
    return terms


def _first_free(wadah: Organisation) -> Month:
    """The present month, or the next where lines of this one stand already: a month is reckoned by one version."""
    month = Month.of(clock.today())
    lines = (
        everyone(IncentiveEntry, because="a month that has lines keeps the version they were made by")
        .where(IncentiveEntry.organisation_id == wadah.id, IncentiveEntry.month >= month)
        .with_only_columns(IncentiveEntry.id)
        .limit(1)
    )
    return month if db.session.scalar(lines) is None else month + 1
