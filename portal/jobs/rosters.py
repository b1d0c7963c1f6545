"""Long rosters: read and examined in chunks, resumed after the last row that was kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import func

from portal.access.actor import Actor
from portal.jobs.registry import handler
from portal.jobs.work import Work
from portal.models import Fate, Roster, RosterRow, RosterState
from portal.services import examination, rosters
from portal.services.examination import CHUNK, examiner_of, profile_of
from portal.spreadsheets.reader import open_sheet
from portal.spreadsheets.refusal import FileRefused


def _subject(work: Work) -> tuple[Actor, Roster]:
    assert work.membership_id is not None
    actor = Actor.acting(work.membership_id)
    return actor, actor.find(Roster, UUID(work.payload["roster"]))


@handler("rosters.read")
def read(work: Work) -> Mapping[str, Any] | None:
    """Read a stored file to its end. The effect of a chunk and the progress are kept together."""
    actor, roster = _subject(work)
    if roster.content is None:
        return None
    try:
        return _read(work, actor, roster)
    except FileRefused as refused:
        with work.chunk():
            rosters.fail(actor, actor.find(Roster, roster.id), refused.faults[0])
        return {"refused": refused.faults[0].code}


def _read(work: Work, actor: Actor, roster: Roster) -> Mapping[str, Any] | None:
    content = roster.content
    assert content is not None
    roster_id = roster.id
    with open_sheet(content, profile=profile_of(roster)) as sheet:
        total = sheet.expected
        if not roster.header:
            with work.chunk(total=total):
                roster = rosters.begin(actor, actor.find(Roster, roster_id), sheet)
            roster = actor.find(Roster, roster_id)
            if roster.state is RosterState.MAPPING:
                return None
        examiner = examiner_of(actor, roster)
        last = work.session.scalar(
            actor.sees(RosterRow)
            .where(RosterRow.roster_id == roster_id)
            .with_only_columns(func.coalesce(func.max(RosterRow.number), 0))
        )
        seen = examination.numbers_seen(actor, roster) if last else {}
        done = work.done
        work.session.rollback()
        for batch in sheet.rows(after=last or 0):
            verdicts = examiner.verdicts(((row.number, row.cells, {}) for row in batch), seen)
            done += len(batch)
            with work.chunk(done=done, total=max(total, done)):
                examination.keep(actor, actor.find(Roster, roster_id), verdicts)
    if not done:
        raise FileRefused.because("file.no_rows")
    with work.chunk(done=done, total=done):
        rosters.finish(actor, actor.find(Roster, roster_id), done)
    return {"rows": done}


@handler("rosters.examine")
def examine(work: Work) -> Mapping[str, Any] | None:
    """Examine every waiting row anew, since the columns now mean something else."""
    actor, roster = _subject(work)
    waiting = (
        actor.sees(RosterRow)
        .where(RosterRow.roster_id == roster.id, RosterRow.fate.in_([Fate.OPEN, Fate.RETURNED]))
        .with_only_columns(func.count())
        .order_by(None)
    )
    total = work.session.scalar(waiting) or 0
    after = int(work.result.get("after", 0))
    done = work.done
    while True:
        with work.chunk(done=min(total, done + CHUNK), total=total):
            after = examination.again(actor, actor.find(Roster, roster.id), after=after, limit=CHUNK)
            work.result["after"] = after
        if not after:
            break
        done = work.done
    with work.chunk(done=total, total=total):
        found = actor.find(Roster, roster.id)
        if found.state is RosterState.READING:
            rosters.finish(actor, found, found.row_count)
    return {"rows": total}
