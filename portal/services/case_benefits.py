"""What the person of a case, or the heirs, may expect: an estimate from the law, and where each part is written."""

from __future__ import annotations

from collections.abc import Sequence

from portal.access.actor import everyone
from portal.models import Case, Enrolment, EnrolmentState, db
from portal.rules import death
from portal.rules.benefits import Child, Estimate, Harm, of_accident, of_death
from portal.services import coverage, policies
from portal.values.clock import in_wib


def by_accident(case: Case, harm: Harm) -> Estimate:
    """As JKK pays, if it was an accident at work; the enrolment must be loaded. `Invalid` as `Harm`."""
    decided = policies.in_force(case.branch_id, in_wib(case.happened_at).date())
    facts = coverage.facts(case.enrolment)
    return of_accident(case.happened_at, facts, decided, income=case.enrolment.income, harm=harm)


def by_death(case: Case, children: Sequence[Child]) -> Estimate:
    """As JKM pays, if the person died and it was none: in the first months the funeral only. Months with an earlier
    sponsor count where one enrolment followed the other day by day."""
    day = in_wib(case.happened_at).date()
    enrolments = db.session.scalars(
        everyone(Enrolment, because="cover is the person's, whoever sponsors it").where(
            Enrolment.participant_id == case.participant_id, Enrolment.state == EnrolmentState.APPROVED
        )
    ).all()
    record = death.unbroken(list(coverage.facts_of(enrolments).values()), day) or coverage.facts(case.enrolment)
    decided = policies.in_force(case.branch_id, day)
    return of_death(case.happened_at, record, decided, income=case.enrolment.income, children=children)
