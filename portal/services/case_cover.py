"""Was the person of a case covered when it happened? As reckoned now, and as a clinic was told at its desk."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from portal.access.actor import Actor, everyone
from portal.models import Case, CoverCheck, db
from portal.rules.cover_checks import verdict_of
from portal.rules.coverage import Cover, cover_at
from portal.rules.policies import Policies
from portal.services import cases, coverage


class Doubt(StrEnum):
    """Why a check proves nothing: it asked about another INSTANT than the case names, or its ANSWER is no longer what
    is known today."""

    INSTANT = "instant"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Proof:
    """The cover of that instant, for all who see the case; the check with its asker for whom `cases.works_on` has."""

    cover: Cover
    check: CoverCheck | None
    doubt: Doubt | None


def of(actor: Actor, case: Case, decided: Policies) -> Proof:
    """What the file says of the cover, by what the branch `decided` for that day; the enrolment must be loaded. One
    query, and one where there is a check."""
    cover = cover_at(case.happened_at, coverage.facts(case.enrolment), decided)
    check = _check(case) if case.check_id is not None and cases.works_on(actor, case) else None
    return Proof(cover, check, _doubt(case, cover, check) if check else None)


def _check(case: Case) -> CoverCheck:
    """Asked by whichever clinic: of another branch, or before another one treated."""
    asked = everyone(
        CoverCheck, because="a case's evidence is for the branch that decides and the clinic that treats"
    )
    return db.session.scalars(asked.where(CoverCheck.id == case.check_id)).one()


def _doubt(case: Case, cover: Cover, check: CoverCheck) -> Doubt | None:
    if check.happened_at != case.happened_at:
        return Doubt.INSTANT
    return Doubt.ANSWER if check.verdict is not verdict_of(cover) else None
