"""An intern who does not go after all (Batal berangkat): taken out before their cover begins.

While the branch has not decided they leave the submission and its bill, and the row stays behind in the school's
list, to be taken up again if they go. Afterwards the unpaid months are void, and what is paid stays theirs as a
credit.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from portal.access.actor import Actor
from portal.access.audit import Action, audited, bulk_update
from portal.access.permissions import Permission
from portal.models import Enrolment, EnrolmentState, Fate, RosterRow, Submission, db
from portal.services import endings, submissions
from portal.values import clock
from portal.values.fault import Refused


def may_withdraw(enrolment: Enrolment) -> bool:
    """Whether cover has not begun yet."""
    if enrolment.state is EnrolmentState.WAITING:
        return True
    begun = enrolment.covered_from is not None and enrolment.covered_from <= clock.now()
    return enrolment.state is EnrolmentState.APPROVED and not begun


@audited(Action.ENROLMENT_WITHDRAWN, needs=Permission.ENROLMENT_END)
def withdraw(actor: Actor, enrolment: Enrolment) -> Enrolment:
    """They do not go. `Refused`: withdrawal.begun, enrolment.over, submission.decided."""
    enrolment = endings.held(actor, enrolment)
    if enrolment.state is EnrolmentState.WAITING:
        assert enrolment.submission_id is not None
        submissions.take_out(actor, actor.find(Submission, enrolment.submission_id), enrolment)
        bulk_update(RosterRow, update(RosterRow).where(RosterRow.id == enrolment.id).values(fate=Fate.SKIPPED))
        db.session.expire_all()
    else:
        endings.refuse_undecided(enrolment)
        if not may_withdraw(enrolment):
            raise Refused.because("withdrawal.begun")
        endings.end(enrolment, enrolment.start - timedelta(days=1))
    return enrolment
