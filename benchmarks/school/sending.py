"""A list is sent in: people, enrolments, months and the bill, against putting the same rows in by hand."""

from __future__ import annotations

from datetime import date
from functools import partial
from uuid import UUID

from benchmarks import raw
from benchmarks.figures import Figure, compared
from benchmarks.stages import Stage, set_up
from portal.models import Roster
from portal.models.transaction import transaction
from portal.services import submissions
from tests.cast import Person
from tests.make import journey

_FIRST, _LAST = date(2027, 1, 4), date(2027, 6, 30)
#: In the order their foreign keys ask for.
_TABLES = ("submission", "invoice", "participant", "enrolment", "contribution")


def submissions_sent(engine: str, *, people: int = 10_000, times: int = 3) -> list[Figure]:
    """Six months each, by the job that sends: everything from the press of the button to the proposed bill."""
    stage, cast = set_up(engine)
    try:
        roster = stage.act(lambda: _listed(cast.sari, people))
        stage.work()
        done = stage.copy()
        try:
            _send(done, cast.sari, roster)
            ready = {table: raw.take(done.url, table) for table in _TABLES}
        finally:
            done.strike()
        assert len(ready["contribution"][1]) == 6 * people
        seconds = compared(
            {
                "floor": partial(stage.on_a_copy, lambda copy: raw.insert(copy.url, ready)),
                "send": partial(stage.on_a_copy, lambda copy: _send(copy, cast.sari, roster)),
            },
            times=times,
        )
    finally:
        stage.strike()
    took = seconds["send"]
    ratio = took / seconds["floor"]
    return [Figure("school", "sending, six months each", engine, people, took, "s", 5, "raw inserts", ratio)]


def _listed(by: Person, count: int) -> UUID:
    """A list of so many good rows; a long one is yet to be read."""
    roster_id = journey.listed(by, range(count), into=journey.wave(by, start=_FIRST, end=_LAST)).roster
    assert roster_id is not None
    return roster_id


def _send(stage: Stage, by: Person, roster_id: UUID) -> None:
    def pressed() -> None:
        with transaction():
            actor = by.actor()
            submissions.send(actor, actor.find(Roster, roster_id))

    stage.act(pressed)
    stage.work()
