"""After the case: the person says how they were treated, by a link that opens once. Only the branch reads it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select

from portal.access import audit
from portal.access.actor import Actor, everyone
from portal.access.audit import Action, audited
from portal.access.permissions import Permission
from portal.models import Case, CaseFeedback, db, new_id
from portal.services import cases
from portal.values import clock
from portal.values.fault import Refused
from portal.values.token import Token

LIFETIME = timedelta(days=30)
BEST = 5
LONGEST = 1000


@audited(Action.CASE_FEEDBACK_ASKED, needs=Permission.CASE_DECIDE)
def ask(actor: Actor, case: Case, token: Token) -> Case:
    """Make the link; one that was made before opens nothing any more. `Refused`: case.undecided, feedback.given."""
    case = actor.find(Case, case.id)
    if case.state in cases.OPEN:
        raise Refused.because("case.undecided")
    kept = of(actor, case)
    if kept is not None and kept.answered_at is not None:
        raise Refused.because("feedback.given")
    now = clock.now()
    if kept is None:
        kept = CaseFeedback(
            id=new_id(), organisation_id=case.organisation_id, branch_id=case.branch_id, case_id=case.id
        )
        db.session.add(kept)
    kept.token_hash, kept.asked_at, kept.expires_at = token.kept, now, now + LIFETIME
    return case


def of(actor: Actor, case: Case) -> CaseFeedback | None:
    """What the person said, or was asked to say."""
    return db.session.scalars(actor.sees(CaseFeedback).where(CaseFeedback.case_id == case.id)).one_or_none()


def opened_by(token: Token) -> UUID | None:
    """What the link opens; None for one that was used, has run out, or is none of ours."""
    found = db.session.scalars(_behind(token)).one_or_none()
    return found.id if found is not None and _is_open(found) else None


def give(token: Token, *, rating: int, charged: bool, words: str) -> None:
    """Say it, once. `Refused`: feedback.closed, feedback.rating."""
    held = db.session.scalars(
        _behind(token).with_for_update().execution_options(populate_existing=True)
    ).one_or_none()
    if held is None or not _is_open(held):
        raise Refused.because("feedback.closed")
    if not 1 <= rating <= BEST:
        raise Refused.because("feedback.rating", "rating")
    with audit.personal(Action.CASE_FEEDBACK_GIVEN, held, who="Peserta", branch_id=held.branch_id):
        held.rating, held.charged, held.words = rating, charged, cases.tidy(words)[:LONGEST]
        held.answered_at = clock.now()


def _behind(token: Token) -> Select[CaseFeedback]:
    asked = everyone(CaseFeedback, because="whoever holds the link says how they were treated")
    return asked.where(CaseFeedback.token_hash == token.kept)


def _is_open(feedback: CaseFeedback) -> bool:
    return feedback.answered_at is None and feedback.expires_at > clock.now()
