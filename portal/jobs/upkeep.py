"""The daily rounds, upkeep and reminders: planned by whichever worker starts first, then each day plans the next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal.jobs import incentives, reminders
from portal.jobs.registry import handler
from portal.jobs.work import Work
from portal.models.job import enqueue
from portal.services import cases, messages, signals, upkeep
from portal.values import clock
from portal.values.month import Month


def plan(session: Session, day: date) -> None:
    """Ask for the rounds of a WIB day, upkeep an hour after its midnight; asked for twice they are one each."""
    for kind, after, name in (
        ("house.tidy", timedelta(hours=1), "tidy"),
        ("standings.turn", timedelta(0), "turn"),
        (signals.LOOK, timedelta(hours=2), "look"),
        (cases.PRESS, timedelta(hours=1), "press"),  # what a broken alarm left
    ):
        enqueue(
            session,
            kind,
            {},
            run_at=clock.start_of(day) + after,
            priority=-1,
            dedupe_key=f"{name}:{day.isoformat()}",
        )
    reminders.plan(session, day)
    incentives.plan(session, Month.of(day))
    incentives.plan(session, Month.of(day) + -1)


@handler("house.tidy")
def tidy(work: Work) -> Mapping[str, Any] | None:
    """Pick up what was left lying, forget what was kept only for a while, and plan tomorrow in the same commit."""
    with work.chunk(done=1, total=1) as session:
        messages.pick_up()
        gone = upkeep.forget()
        plan(session, clock.today() + timedelta(days=1))
    return {"rows": gone}
