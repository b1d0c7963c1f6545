"""The rows of a roster while they are examined: kept, looked at again, counted.

What is examined and how depends on what the roster is a list of; that stands with the examiner of its kind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, update

from portal.access import audit
from portal.access.actor import Actor, NotVisible
from portal.access.audit import Action, audited
from portal.access.permissions import Permission
from portal.models import Fate, Roster, RosterKind, RosterRow, db, new_id
from portal.services.examiners import Examiner, Identity, Verdict
from portal.services.intern_examiner import InternExaminer
from portal.services.member_examiner import MemberExaminer
from portal.spreadsheets.columns import Profile

#: Rows examined and kept at once: a chunk of a job, and the most that one lookup asks for.
CHUNK = 2_000

_EXAMINERS: Mapping[RosterKind, type[Examiner]] = {
    RosterKind.INTERNS: InternExaminer,
    RosterKind.MEMBERS: MemberExaminer,
}


def profile_of(roster: Roster) -> Profile:
    """What a list of this kind can say."""
    return _EXAMINERS[roster.kind].profile


def examiner_of(actor: Actor, roster: Roster) -> Examiner:
    """Who examines this roster's rows; reads what it must know of the world around it."""
    return _EXAMINERS[roster.kind].of(actor, roster)


def hold(actor: Actor, roster_id: UUID) -> Roster:
    """The roster as it is now, held until the transaction ends: whoever changes its rows or sends them in comes one
    after the other, and decides on what is still so. SQLite has one writer anyhow."""
    found = db.session.scalars(
        actor.sees(Roster)
        .where(Roster.id == roster_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotVisible("roster")
    return found


def numbers_seen(actor: Actor, roster: Roster) -> dict[Identity, int]:
    """identity → number of the first row that carries it: where an interrupted reading goes on from."""
    found: dict[Identity, int] = {}
    for column in (RosterRow.nik_index, RosterRow.kta):
        first = (
            actor.sees(RosterRow)
            .where(RosterRow.roster_id == roster.id, column.is_not(None), RosterRow.fate != Fate.SKIPPED)
            .with_only_columns(column, func.min(RosterRow.number))
            .group_by(column)
        )
        found |= {_identity(each): number for each, number in db.session.execute(first)}
    return found


def _identity(found: Any) -> Identity:
    return found if isinstance(found, str) else bytes(found)


def identities(row: RosterRow) -> set[Identity]:
    """By what another row would be seen to be about the same person."""
    return {each for each in (row.nik_index, row.kta) if each is not None}


def same_person(identities: set[Identity]) -> ColumnElement[bool]:
    """Rows that carry one of these."""
    indexes = [each for each in identities if isinstance(each, bytes)]
    numbers = [each for each in identities if isinstance(each, str)]
    either = [RosterRow.nik_index.in_(indexes)] if indexes or not numbers else []
    return or_(*either, *([RosterRow.kta.in_(numbers)] if numbers else []))


_COLUMNS = (
    "id",
    "organisation_id",
    "branch_id",
    "roster_id",
    "number",
    "content",
    "name_key",
    "nik_index",
    "kta",
    "start",
    "end",
    "grade",
    "fate",
)


@audited(Action.ROWS_EXAMINED, needs=Permission.ROSTER_WRITE)
def keep(actor: Actor, roster: Roster, verdicts: Sequence[Verdict]) -> Roster:
    """Keep examined rows that are new."""
    audit.bulk_insert(
        RosterRow,
        _COLUMNS,
        [
            (
                new_id(),
                roster.organisation_id,
                roster.branch_id,
                roster.id,
                verdict.number,
                verdict.content,
                verdict.name_key,
                verdict.nik_index,
                verdict.kta,
                verdict.start,
                verdict.end,
                verdict.grade,
                Fate.OPEN,
            )
            for verdict in verdicts
        ],
    )
    return roster


@audited(Action.ROWS_EXAMINED, needs=Permission.ROSTER_WRITE)
def again(actor: Actor, roster: Roster, *, after: int = 0, limit: int | None = None) -> int:
    """Examine rows anew that are still with the school, from the row after number `after`: the mapping changed, or
    the wave moved. Returns the number of the last row seen, 0 when there was none left."""
    examiner = examiner_of(actor, roster)
    seen = {} if after == 0 else numbers_seen(actor, roster)
    last, taken = 0, 0
    while limit is None or taken < limit:
        rows = list(db.session.scalars(waiting(actor, roster, after=after).limit(CHUNK)))
        if not rows:
            break
        found = examiner.verdicts([(row.number, row.content["cells"], row.content["mends"]) for row in rows], seen)
        put(rows, found)
        last = after = rows[-1].number
        taken += len(rows)
        db.session.flush()
        db.session.expire_all()
    return last


def waiting(actor: Actor, roster: Roster, *, after: int = 0) -> Any:
    """The rows that are still with the school, in their order."""
    return (
        actor.sees(RosterRow)
        .where(
            RosterRow.roster_id == roster.id, RosterRow.number > after, RosterRow.fate.in_([Fate.OPEN, Fate.RETURNED])
        )
        .order_by(RosterRow.number)
    )


def put(rows: Sequence[RosterRow], verdicts: Sequence[Verdict]) -> None:
    """Let each row carry its verdict; many at once pass by the flush."""
    audit.bulk_update(
        RosterRow,
        update(RosterRow),
        [
            {
                "id": row.id,
                "content": verdict.content,
                "name_key": verdict.name_key,
                "nik_index": verdict.nik_index,
                "kta": verdict.kta,
                "start": verdict.start,
                "end": verdict.end,
                "grade": verdict.grade,
            }
            for row, verdict in zip(rows, verdicts, strict=True)
        ],
    )


def reexamine(actor: Actor, roster: Roster, rows: Sequence[RosterRow], others: set[Identity]) -> list[RosterRow]:
    """After a mend: examine `rows` anew, and every row about the same person as they, or as one of `others`.
    Returns all touched."""
    examiner = examiner_of(actor, roster)
    for row in rows:
        _settle(row, examiner.verdict(row.number, row.content["cells"], row.content["mends"]))
        others |= identities(row)
    db.session.flush()
    twins = db.session.scalars(
        actor.sees(RosterRow)
        .where(RosterRow.roster_id == roster.id, same_person(others), RosterRow.fate != Fate.SKIPPED)
        .order_by(RosterRow.number)
    ).all()
    touched = {row.id: row for row in (*rows, *twins)}
    seen: dict[Identity, int] = {}
    found: list[tuple[RosterRow, Verdict]] = []
    for row in sorted(touched.values(), key=lambda row: row.number):
        if row.fate not in {Fate.OPEN, Fate.RETURNED}:
            for identity in identities(row):
                seen.setdefault(identity, row.number)
            continue
        verdict = examiner.verdict(row.number, row.content["cells"], row.content["mends"])
        verdict.compare(seen)
        found.append((row, verdict))
    examiner.consult([verdict for _, verdict in found])
    for row, verdict in found:
        _settle(row, verdict)
    db.session.flush()
    return list(touched.values())


def _settle(row: RosterRow, verdict: Verdict) -> None:
    row.content, row.grade, row.name_key = verdict.content, verdict.grade, verdict.name_key
    row.nik_index, row.kta, row.start, row.end = verdict.nik_index, verdict.kta, verdict.start, verdict.end


def counts(actor: Actor, roster: Roster) -> dict[str, int]:
    """How many rows of a roster are faulty, warned, ready (and still here), returned, skipped, sent, in all."""
    grouped = (
        actor.sees(RosterRow)
        .where(RosterRow.roster_id == roster.id)
        .with_only_columns(RosterRow.fate, RosterRow.grade, func.count())
        .group_by(RosterRow.fate, RosterRow.grade)
    )
    figures = dict.fromkeys(("faulty", "warned", "ready", "returned", "skipped", "sent", "all"), 0)
    for fate, grade, count in db.session.execute(grouped):
        figures["all"] += count
        if fate in {Fate.SKIPPED, Fate.SENT}:
            figures[str(fate)] += count
            continue
        figures[str(grade)] += count
        if fate is Fate.RETURNED:
            figures["returned"] += count
    return figures


def exists_row(actor: Actor, roster: Roster, *conditions: Any) -> bool:
    """Whether some row of the roster is so."""
    found = actor.sees(RosterRow).where(RosterRow.roster_id == roster.id, *conditions)
    return bool(db.session.scalar(select(found.exists()).execution_options(seen_by="row")))
