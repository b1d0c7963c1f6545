"""The day's reminders: early in the morning, branch by branch, some organisations at a time.

What this day missed the next one makes up for (a stage lasts until the next begins), so a round that comes a day late
is left to its successor.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.access.actor import Actor
from portal.jobs.registry import handler
from portal.jobs.work import Work
from portal.models import Branch
from portal.models.job import enqueue
from portal.services import reminders
from portal.services.matters import Outlook
from portal.values import clock


def plan(session: Session, day: date) -> None:
    """Ask for the reminders of a WIB day; asked for twice they are written once."""
    enqueue(
        session,
        "reminders.begin",
        {"day": day.isoformat()},
        run_at=clock.start_of(day) + reminders.EARLY,
        dedupe_key=f"remind:{day.isoformat()}",
    )


@handler("reminders.begin")
def begin(work: Work) -> Mapping[str, Any] | None:
    """A round for each branch: one that breaks keeps no other from its own."""
    day = work.payload["day"]
    with work.chunk(done=1, total=1) as session:
        for branch_id in session.scalars(select(Branch.id)).all():
            key = f"remind:{branch_id}:{day}"
            enqueue(session, "reminders.write", {"day": day}, branch_id=branch_id, dedupe_key=key)
    return None


@handler("reminders.write")
def write(work: Work) -> Mapping[str, Any] | None:
    """One branch's round; goes on after the last organisation it had written to."""
    day = date.fromisoformat(work.payload["day"])
    if day != clock.today():
        return {"late": True}
    actor = Actor.of_the_house(work.session.get_one(Branch, work.branch_id))
    outlook = Outlook(actor, day)
    after = UUID(work.result["after"]) if "after" in work.result else None
    while True:
        with work.chunk(done=work.done + 1):
            last = reminders.write(actor, outlook, after)
            if last is None:
                reminders.write_to_officers(actor, outlook)
            else:
                work.result["after"] = str(last)
        if last is None:
            return None
        after = last
