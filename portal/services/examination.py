"""From cells to a verdict: what a roster's rows say, what speaks against them, and whom they would cover twice.

The rules for one row are pure and stand in `rules.examination`. Here they meet what only the database knows:
the same NIK in another row, and a person who is already covered here or elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update

from portal.access import audit
from portal.access.actor import Actor, NotVisible, everyone
from portal.access.audit import Action, audited
from portal.access.permissions import Permission
from portal.models import LIVE, Enrolment, Fate, Grade, Participant, Roster, RosterRow, Wave, db, new_id, sealing
from portal.rules.examination import examine
from portal.values import clock
from portal.values.fault import Fault, Severity
from portal.values.naming import name_key

#: Rows examined and kept at once: a chunk of a job, and the most that one lookup asks for.
CHUNK = 2_000
#: Faults that depend on other rows or other people.
RELATIVE = frozenset({"nik.twice", "nik.enrolled_here", "nik.enrolled_elsewhere"})

#: Most rows of a list have the same days.
_day = lru_cache(maxsize=1_024)(date.fromisoformat)


@dataclass(slots=True)
class Verdict:
    """What the examination says of one row, ready to be kept."""

    number: int
    content: dict[str, Any]
    name_key: str
    nik_index: bytes | None
    start: date | None
    end: date | None

    @property
    def grade(self) -> Grade:
        faults = self.content["faults"]
        if not faults:
            return Grade.READY
        return Grade.FAULTY if any(fault["s"] == Severity.ERROR for fault in faults) else Grade.WARNED

    def add(self, fault: Fault) -> None:
        self.content["faults"] = [*self.content["faults"], fault.as_json()]


class Examiner:
    """Examines rows of one roster: its mapping and constants, its wave's period, today in WIB."""

    def __init__(self, roster: Roster, wave: Wave) -> None:
        self.roster_id = roster.id
        self.organisation_id = roster.organisation_id
        self.columns: list[tuple[str, int]] = [(field, int(at)) for field, at in roster.mapping.items()]
        self.constants: Mapping[str, str] = {field: text for field, text in roster.constants.items() if text}
        self.start, self.end, self.today = wave.start, wave.end, clock.today()
        self._blind = sealing.ring().blind

    def texts(self, cells: Sequence[str], mends: Mapping[str, str]) -> dict[str, str]:
        """field → text: the cell, else the constant; what a person mended stands above both."""
        texts = {field: cells[at] for field, at in self.columns}
        for field, text in self.constants.items():
            texts[field] = texts.get(field) or text
        if mends:
            texts.update(mends)
        return texts

    def verdict(self, number: int, cells: list[str], mends: dict[str, str]) -> Verdict:
        """One row on its own, without what only the database knows."""
        examined = examine(self.texts(cells, mends), start=self.start, end=self.end, today=self.today)
        values = examined.values
        nik = values.get("nik")
        start, end = values.get("start"), values.get("end")
        return Verdict(
            number,
            {
                "cells": cells,
                "mends": mends,
                "values": values,
                "faults": [fault.as_json() for fault in examined.faults],
            },
            name_key(values.get("name", "")),
            self._blind(nik.encode(), b"nik") if nik else None,
            _day(start) if start else None,
            _day(end) if end else None,
        )

    def verdicts(
        self, rows: Iterable[tuple[int, list[str], dict[str, str]]], seen: dict[bytes, int]
    ) -> list[Verdict]:
        """Many rows, with twins and people already covered marked. `seen` (index → row number) grows."""
        found = [self.verdict(number, cells, mends) for number, cells, mends in rows]
        for verdict in found:
            if verdict.nik_index is None:
                continue
            first = seen.setdefault(verdict.nik_index, verdict.number)
            if first != verdict.number:
                verdict.add(Fault("nik.twice", "nik", params={"row": first}))
        self.mark_covered(found)
        return found

    def mark_covered(self, verdicts: Sequence[Verdict]) -> None:
        """Mark those whom a live enrolment covers on days of theirs: here, or (masked) with another sponsor."""
        asked = {verdict.nik_index for verdict in verdicts if verdict.nik_index and verdict.start}
        covered = live_enrolments(asked)
        if not covered:
            return
        for verdict in verdicts:
            for organisation_id, start, end in covered.get(verdict.nik_index or b"", ()):
                if verdict.start is None or verdict.end is None:
                    continue
                if start > verdict.end or (end is not None and end < verdict.start):
                    continue
                if organisation_id == self.organisation_id:
                    verdict.add(Fault("nik.enrolled_here", "nik", params=_days(start, end)))
                else:
                    verdict.add(Fault("nik.enrolled_elsewhere", "nik", params=_days(start, end)))
                break


def live_enrolments(indexes: set[bytes]) -> dict[bytes, list[tuple[UUID, date, date | None]]]:
    """Which of these NIK a live enrolment holds: blind index → (sponsor, start, end). Facts, never a row."""
    if not indexes:
        return {}
    asked = (
        everyone(Enrolment, because="is this NIK already covered by a sponsor?")
        .join(Participant, Participant.id == Enrolment.participant_id)
        .where(Participant.nik_index.in_(indexes), Enrolment.state.in_(LIVE))
        .with_only_columns(Participant.nik_index, Enrolment.organisation_id, Enrolment.start, Enrolment.end)
    )
    found: dict[bytes, list[tuple[UUID, date, date | None]]] = {}
    for index, organisation_id, start, end in db.session.execute(asked):
        found.setdefault(bytes(index), []).append((organisation_id, start, end))
    return found


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


def numbers_seen(actor: Actor, roster: Roster) -> dict[bytes, int]:
    """blind index → number of the first row that carries it: where an interrupted reading goes on from."""
    first = (
        actor.sees(RosterRow)
        .where(RosterRow.roster_id == roster.id, RosterRow.nik_index.is_not(None), RosterRow.fate != Fate.SKIPPED)
        .with_only_columns(RosterRow.nik_index, func.min(RosterRow.number))
        .group_by(RosterRow.nik_index)
    )
    return {bytes(index): number for index, number in db.session.execute(first) if index}


_COLUMNS = (
    "id",
    "organisation_id",
    "branch_id",
    "roster_id",
    "number",
    "content",
    "name_key",
    "nik_index",
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
    examiner = Examiner(roster, actor.find(Wave, roster.wave_id))
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
                "start": verdict.start,
                "end": verdict.end,
                "grade": verdict.grade,
            }
            for row, verdict in zip(rows, verdicts, strict=True)
        ],
    )


def reexamine(actor: Actor, roster: Roster, rows: Sequence[RosterRow], indexes: set[bytes]) -> list[RosterRow]:
    """After a mend: examine `rows` anew, and every row that shares or shared a NIK with them. Returns all touched."""
    examiner = Examiner(roster, actor.find(Wave, roster.wave_id))
    for row in rows:
        _settle(row, examiner.verdict(row.number, row.content["cells"], row.content["mends"]))
        if row.nik_index:
            indexes.add(row.nik_index)
    db.session.flush()
    twins = db.session.scalars(
        actor.sees(RosterRow)
        .where(RosterRow.roster_id == roster.id, RosterRow.nik_index.in_(indexes), RosterRow.fate != Fate.SKIPPED)
        .order_by(RosterRow.number)
    ).all()
    touched = {row.id: row for row in (*rows, *twins)}
    seen: dict[bytes, int] = {}
    for row in sorted(touched.values(), key=lambda row: row.number):
        first = row.number if row.nik_index is None else seen.setdefault(row.nik_index, row.number)
        if row.fate not in {Fate.OPEN, Fate.RETURNED}:
            continue
        verdict = examiner.verdict(row.number, row.content["cells"], row.content["mends"])
        if first != row.number:
            verdict.add(Fault("nik.twice", "nik", params={"row": first}))
        examiner.mark_covered([verdict])
        _settle(row, verdict)
    db.session.flush()
    return list(touched.values())


def _settle(row: RosterRow, verdict: Verdict) -> None:
    row.content, row.grade, row.name_key = verdict.content, verdict.grade, verdict.name_key
    row.nik_index, row.start, row.end = verdict.nik_index, verdict.start, verdict.end


def _days(start: date, end: date | None) -> dict[str, str]:
    return {"start": start.isoformat(), "until": end.isoformat() if end else ""}


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
