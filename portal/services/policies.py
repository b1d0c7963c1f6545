"""What a branch decided on the points the law leaves open."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from portal.access.actor import Actor, everyone
from portal.access.audit import Action, audited, fact
from portal.access.permissions import Permission
from portal.models import Policy, db
from portal.rules.policies import CATALOGUE, Policies
from portal.values import clock
from portal.values.fault import Invalid, Refused


def in_force(branch_id: UUID, day: date) -> Policies:
    """The decisions of a branch that hold on a WIB day, over the stated defaults; one query."""
    return in_force_on(branch_id, [day])[day]


def in_force_on(branch_id: UUID, days: Collection[date]) -> dict[date, Policies]:
    """As `in_force`, for each of these days; one query, however many."""
    decided = (
        everyone(Policy, because="a branch's decisions bind everyone it serves")
        .where(Policy.branch_id == branch_id, Policy.valid_from <= max(days))
        .with_only_columns(Policy.key, Policy.value, Policy.valid_from)
        .order_by(Policy.valid_from)
    )
    found = [row for row in db.session.execute(decided) if row.key in CATALOGUE]
    return {day: Policies.of({key: value for key, value, since in found if since <= day}) for day in days}


def following(actor: Actor, key: str, day: date) -> date | None:
    """The first day after this one on which another decision on the same point begins; one query."""
    later = actor.sees(Policy).where(Policy.key == key, Policy.valid_from > day).order_by(Policy.valid_from)
    return db.session.scalar(later.with_only_columns(Policy.valid_from).limit(1))


@audited(Action.POLICY_DECIDED, needs=Permission.POLICY_WRITE)
def decide(actor: Actor, key: str, value: str, valid_from: date, reason: str, *, until_next: bool = False) -> Policy:
    """Decide a point from a day on; what was computed before stays as it was.

    A decision dated before another holds until that one begins: `until_next` says that this is meant. `Refused`:
    policy.unknown, policy.switch, .choice, .count, .shape, policy.past, policy.reason, policy.before_another,
    policy.twice.
    """
    if key not in CATALOGUE:
        raise Refused.because("policy.unknown", "key")
    policy = CATALOGUE[key]
    try:
        setting = policy.parse(value)
    except Invalid as invalid:
        raise Refused.because(invalid.fault.code, "value", **invalid.fault.params) from None
    if valid_from < clock.today():
        raise Refused.because("policy.past", "valid_from")
    if len(reason) < SHORTEST_REASON:
        raise Refused.because("policy.reason", "reason")
    later = following(actor, key, valid_from)
    if later is not None and not until_next:
        raise Refused.because("policy.before_another", "valid_from", day=later)
    decision = Policy(
        branch_id=actor.branch_id,
        key=key,
        value=policy.text(setting),
        valid_from=valid_from,
        reason=reason,
        decided_by=actor.user_id,
        decided_at=clock.now(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(decision)
    except IntegrityError:
        raise Refused.because("policy.twice", "valid_from", day=valid_from) from None
    fact(policy=key, value=decision.value, valid_from=valid_from.isoformat(), reason=reason)
    return decision


#: Whoever reads a decision years later needs more than "ok".
SHORTEST_REASON = 8
