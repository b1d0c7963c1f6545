"""Large submissions: enrolled in chunks; what is left to do is what the rows themselves say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from portal.access.actor import Actor
from portal.jobs.registry import handler
from portal.jobs.work import Work
from portal.models import Roster, Submission, SubmissionState
from portal.services import enrolling, submissions


@handler("submissions.send")
def send(work: Work) -> Mapping[str, Any] | None:
    """Enrol every row that can go; a row that is enrolled is no longer found, so none is enrolled twice."""
    assert work.membership_id is not None
    actor = Actor.acting(work.membership_id)
    submission_id = UUID(work.payload["submission"])
    while True:
        with work.chunk(done=min(work.done + enrolling.CHUNK, work.total or 0)) as session:
            submission = actor.find(Submission, submission_id)
            if submission.state is not SubmissionState.SENDING:
                return None
            looked_at = enrolling.enrol(actor, submission, actor.find(Roster, submission.roster_id))
            session.flush()
            if not looked_at:
                submissions.complete(actor, submission)
                people = submission.people
        if not looked_at:
            return {"people": people}
