"""Long lists of members: taken in, taken back, matched, in chunks that a killed worker goes on from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from portal.access.actor import Actor
from portal.jobs.registry import handler
from portal.jobs.work import Work
from portal.models import Organisation, Relocation, Roster, RosterState
from portal.services import admissions, matching, relocations


@handler(admissions.ADMIT)
def admit(work: Work) -> Mapping[str, Any] | None:
    """Take in every row that can go; a row that was taken in is no longer found, so none is twice."""
    actor, roster_id = work.actor(), UUID(work.payload["roster"])
    while True:
        with work.chunk(done=min(work.done + admissions.CHUNK, work.total or 0)):
            roster = actor.find(Roster, roster_id)
            if roster.state is not RosterState.ADMITTING:
                return None
            looked_at = admissions.take_in(actor, roster)
            if not looked_at:
                admissions.end(actor, actor.find(Roster, roster_id))
        if not looked_at:
            return {"rows": work.total or 0}


@handler(admissions.TAKE_BACK)
def take_back(work: Work) -> Mapping[str, Any] | None:
    """Let go of every member that a list brought."""
    actor, roster_id = work.actor(), UUID(work.payload["roster"])
    after: int | None = int(work.result.get("after", 0))
    while True:
        with work.chunk(done=min(work.done + admissions.CHUNK, work.total or 0)):
            roster = actor.find(Roster, roster_id)
            if roster.state is not RosterState.ADMITTING:
                return None
            after = admissions.let_go(actor, roster, after or 0)
            if after is None:
                admissions.end(actor, actor.find(Roster, roster_id))
            else:
                work.result["after"] = after
        if after is None:
            return {"rows": work.total or 0}


@handler(matching.JOB)
def match(work: Work) -> Mapping[str, Any] | None:
    """Look once more for everyone of a unit, and of all below, who has no participant."""
    actor, unit_id = work.actor(), UUID(work.payload["unit"])
    after = UUID(work.result["after"]) if "after" in work.result else None
    while True:
        with work.chunk(done=min(work.done + matching.CHUNK, work.total or 0)):
            after = _next(actor, unit_id, after)
            if after is not None:
                work.result["after"] = str(after)
        if after is None:
            return None


def _next(actor: Actor, unit_id: UUID, after: UUID | None) -> UUID | None:
    return matching.match_next(actor, actor.find(Organisation, unit_id), after)


@handler(relocations.JOB)
def relocate(work: Work) -> Mapping[str, Any] | None:
    """The enrolments of members who moved together follow them, a few at a time."""
    actor, relocation_id = work.actor(), UUID(work.payload["relocation"])
    many = 0
    while True:
        with work.chunk():
            followed = relocations.follow_next(actor, actor.find(Relocation, relocation_id))
            many += followed
        if not followed:
            return {"enrolments": many}
