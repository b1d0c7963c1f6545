"""The branch decides whether it was an accident at work, says why, and may think again."""

from __future__ import annotations

from portal.access.actor import Actor, NotVisible
from portal.access.audit import Action, audited, fact
from portal.access.permissions import Permission
from portal.models import Case, CaseState, StepKind, db
from portal.rules.accidents import Form
from portal.services import cases
from portal.values import clock
from portal.values.fault import Refused


@audited(Action.CASE_ACCEPTED, needs=Permission.CASE_DECIDE)
def accept(actor: Actor, case: Case, *, reason: str, version: int) -> Case:
    """It was one. `Refused`: case.decided, case.changed, case.reason, case.unreported, case.not_taken_up."""
    case = cases.held(actor, case, version=version)
    if case.state is CaseState.NOTICED:
        raise Refused.because("case.not_taken_up")
    if Form.KK1 not in cases.handed_in(case):
        raise Refused.because("case.unreported")
    return _decided(actor, case, CaseState.ACCEPTED, StepKind.ACCEPTED, reason)


@audited(Action.CASE_REFUSED, needs=Permission.CASE_DECIDE)
def refuse(actor: Actor, case: Case, *, reason: str, version: int) -> Case:
    """It was none, by the law. `Refused`: case.decided, case.changed, case.reason."""
    case = cases.held(actor, case, version=version)
    return _decided(actor, case, CaseState.REFUSED, StepKind.REFUSED, reason)


@audited(Action.CASE_REOPENED, needs=Permission.CASE_DECIDE)
def reopen(actor: Actor, case: Case, *, reason: str) -> Case:
    """Something new came to light; the clock goes on where it stood. `Refused`: case.undecided, case.reason."""
    held = db.session.scalars(
        actor.sees(Case).where(Case.id == case.id).with_for_update(of=Case).execution_options(populate_existing=True)
    ).one_or_none()
    if held is None:
        raise NotVisible("case")
    if held.state in cases.OPEN:
        raise Refused.because("case.undecided")
    words = cases.because(reason)
    held.state, held.reason, held.version = CaseState.OPEN, "", held.version + 1
    held.decided_at, held.decided_by, held.decided_by_name = None, None, ""
    cases.step(held, StepKind.REOPENED, actor.name)
    cases.wind(held)
    fact(reason=words)
    return held


def _decided(actor: Actor, case: Case, state: CaseState, kind: StepKind, reason: str) -> Case:
    case.reason = cases.because(reason)
    case.state, case.decided_at = state, clock.now()
    case.decided_by, case.decided_by_name = actor.user_id, actor.name
    cases.step(case, kind, actor.name)
    cases.wind(case)
    fact(reason=case.reason)
    return case
