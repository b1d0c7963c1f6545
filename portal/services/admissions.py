"""From rows to members: a list that was examined goes onto the ormas's roster, and can be taken back.

A new member takes the id of its row, so that none is made twice however often a job begins again. A member who stood
there before is described anew, and what was known until then rests with the row, to be put back.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, exists, func, update
from sqlalchemy.exc import IntegrityError

from portal.access import audit
from portal.access.actor import Actor
from portal.access.audit import Action, audited, fact
from portal.access.permissions import Permission
from portal.models import (
    Applicant,
    Attendance,
    Decision,
    Fate,
    Grade,
    Likeness,
    Organisation,
    OrmasMember,
    Roster,
    RosterRow,
    RosterState,
    db,
)
from portal.models.job import enqueue
from portal.rules.standings import Standing
from portal.services import examination, matching, standings, tallies
from portal.services.examiners import Verdict
from portal.services.member_examiner import MemberExaminer, Place
from portal.values import clock
from portal.values.fault import Refused
from portal.values.nik import Nik

#: Rows taken in at once.
CHUNK = 2_000
#: Up to so many while the person waits; beyond, a job does it.
INLINE = 1_000
ADMIT, TAKE_BACK = "members.admit", "members.take_back"

_HERE = (Fate.OPEN, Fate.RETURNED)
_SENDABLE = (Grade.READY, Grade.WARNED)

_COLUMNS = (
    "id",
    "organisation_id",
    "branch_id",
    "top_id",
    "path",
    "kta",
    "kta_key",
    "name",
    "name_key",
    "nik",
    "nik_index",
    "birth_date",
    "phone",
    "address",
    "occupation",
    "wage_earner",
    "left_reason",
    "standing",
    "cause",
    "standing_until",
    "contacted_by",
    "created_at",
)
_ASKED_OF_A_ROW = (
    RosterRow.id,
    RosterRow.number,
    RosterRow.content,
    RosterRow.name_key,
    RosterRow.nik_index,
    RosterRow.kta,
)
#: What a row can say anew of a member who stands there already.
_DESCRIBED = (
    "organisation_id",
    "path",
    "kta",
    "name",
    "nik",
    "nik_index",
    "birth_date",
    "phone",
    "address",
    "occupation",
    "wage_earner",
    "participant_id",
)


_TEXTS = ("kta", "name", "phone", "address", "occupation")


@audited(Action.ROSTER_ADMITTED, needs=Permission.MEMBER_WRITE)
def admit(actor: Actor, roster: Roster) -> Roster:
    """Take in every row that is ready or only warned: few at once, many by a job that can be resumed.

    `Refused`: roster.busy, admission.nothing.
    """
    roster = examination.hold(actor, roster.id)
    if roster.state is not RosterState.OPEN:
        raise Refused.because("roster.busy")
    people = db.session.scalar(_sendable(actor, roster).with_only_columns(func.count())) or 0
    if not people:
        raise Refused.because("admission.nothing")
    fact(people=people)
    if people > INLINE:
        _by_job(actor, roster, ADMIT, people)
        return roster
    while take_in(actor, roster):
        continue
    return roster


@audited(Action.ROSTER_TAKEN_BACK, needs=Permission.MEMBER_WRITE)
def take_back(actor: Actor, roster: Roster) -> Roster:
    """Undo `admit`: who came with this list leaves the roster, who was described anew is what they were before.

    Members about whom something was done since stay, with their rows. `Refused`: roster.busy, admission.none.
    """
    roster = examination.hold(actor, roster.id)
    if roster.state is not RosterState.OPEN:
        raise Refused.because("roster.busy")
    sent = actor.sees(RosterRow).where(RosterRow.roster_id == roster.id, RosterRow.fate == Fate.SENT)
    people = db.session.scalar(sent.with_only_columns(func.count())) or 0
    if not people:
        raise Refused.because("admission.none")
    fact(people=people)
    if people > INLINE:
        _by_job(actor, roster, TAKE_BACK, people)
        return roster
    after: int | None = 0
    while after is not None:
        after = let_go(actor, roster, after)
    return roster


@audited(Action.ROSTER_READ, needs=Permission.MEMBER_WRITE)
def end(actor: Actor, roster: Roster) -> Roster:
    """A job came to its end: the list is to be worked on again."""
    if roster.state is RosterState.ADMITTING:
        roster.state = RosterState.OPEN
    return roster


def take_in(actor: Actor, roster: Roster) -> int:
    """Make members of the next rows, at most `CHUNK`; how many rows were looked at, 0 when none is left.

    A row that speaks of somebody or some unit otherwise than when it was examined stays, with the fault that says so.
    """
    try:
        return _taken_in(actor, roster)
    except IntegrityError:
        # Somebody gave one of them the same card in this very moment. That is kept by now, so it can be seen.
        return _taken_in(actor, roster)


@audited(Action.ROWS_ADMITTED, needs=Permission.MEMBER_WRITE)
def _taken_in(actor: Actor, roster: Roster) -> int:
    examination.hold(actor, roster.id)
    unit = actor.find(Organisation, roster.organisation_id)
    tallies.hold([_top(unit)])
    db.session.refresh(unit)
    # Columns and not rows of the session: thousands of them would be watched for changes that never come.
    rows = db.session.execute(
        _sendable(actor, roster)
        .order_by(RosterRow.number)
        .limit(CHUNK)
        .with_for_update()
        .with_only_columns(*_ASKED_OF_A_ROW)
    ).all()
    if not rows:
        return 0
    batch = _placed(actor, roster, unit, rows)
    _keep_back(batch.staying)
    _insert(unit, batch)
    _describe(actor, batch)
    audit.bulk_update(
        RosterRow,
        update(RosterRow)
        .where(RosterRow.roster_id == roster.id, RosterRow.id.in_([*batch.fresh, *batch.known]))
        .values(fate=Fate.SENT),
    )
    tallies.shift(batch.changes)
    members = [*batch.fresh, *(place.member.id for _, place in batch.known.values() if place.member)]
    matching.settle(actor, members)
    fact(rows=len(batch.fresh) + len(batch.known), added=len(batch.fresh), changed=len(batch.known))
    looked_at = len(rows)
    db.session.expire_all()
    return looked_at


@dataclass
class _Batch:
    """Rows of one chunk by what becomes of them, and what that changes in the numbers."""

    fresh: dict[UUID, tuple[Any, Place]] = field(default_factory=dict)
    known: dict[UUID, tuple[Any, Place]] = field(default_factory=dict)
    staying: list[tuple[Any, Verdict]] = field(default_factory=list)
    changes: dict[str, Counter[Standing]] = field(default_factory=lambda: defaultdict(Counter))


def _placed(actor: Actor, roster: Roster, unit: Organisation, rows: Sequence[Any]) -> _Batch:
    """Where each row goes, as the world is now and not as it was when the list was read."""
    examiner = MemberExaminer(actor, roster, unit)
    verdicts = [
        Verdict(
            row.number,
            row.content
            | {"faults": [each for each in row.content["faults"] if each["c"] not in MemberExaminer.relative]},
            row.name_key,
            row.nik_index,
            row.kta,
        )
        for row in rows
    ]
    batch = _Batch()
    for row, verdict, place in zip(rows, verdicts, examiner.places(verdicts), strict=True):
        if verdict.grade is Grade.FAULTY:
            batch.staying.append((row, verdict))
        elif place.member is not None:
            batch.known[row.id] = row, place
        else:
            batch.fresh[row.id] = row, place
    return batch


def _keep_back(staying: Sequence[tuple[Any, Verdict]]) -> None:
    if staying:
        examination.put([row for row, _ in staying], [verdict for _, verdict in staying])


def _insert(unit: Organisation, batch: _Batch) -> None:
    now, stands = clock.now(), {}
    lines = []
    for row_id, (row, place) in batch.fresh.items():
        assert place.unit is not None
        said = row.content["values"]
        facts = (_day(said), said.get("wage_earner") == "ya")
        if facts not in stands:
            stands[facts] = standings.uncovered(born=facts[0], wage_earner=facts[1])
        stand = stands[facts]
        batch.changes[place.unit.path][stand.standing] += 1
        lines.append(
            (
                row_id,
                place.unit.id,
                unit.branch_id,
                _top(unit),
                place.unit.path,
                said["kta"],
                row.kta,
                said["name"],
                row.name_key,
                Nik(said["nik"]) if "nik" in said else None,
                row.nik_index,
                facts[0],
                said.get("phone"),
                said.get("address", ""),
                said.get("occupation", ""),
                facts[1],
                "",
                stand.standing,
                stand.cause,
                stand.until,
                "",
                now,
            )
        )
    audit.bulk_insert(OrmasMember, _COLUMNS, lines)


def _describe(actor: Actor, batch: _Batch) -> None:
    """Let members who stood there say what their rows say; what a row leaves out stays as it was."""
    if not batch.known:
        return
    ids = [place.member.id for _, place in batch.known.values() if place.member]
    members = {each.id: each for each in db.session.scalars(actor.sees(OrmasMember).where(OrmasMember.id.in_(ids)))}
    decided = _decided(actor, ids)
    lines, rows = [], []
    for row, place in batch.known.values():
        assert place.member is not None
        member = members[place.member.id]
        before = {name: getattr(member, name) for name in _DESCRIBED}
        after = before | _said(row, place)
        if after["nik_index"] != before["nik_index"] and member.id not in decided:
            after["participant_id"] = None
        if after["path"] != before["path"]:
            batch.changes[before["path"]][member.standing] -= 1
            batch.changes[after["path"]][member.standing] += 1
        lines.append({"id": member.id, **after})
        rows.append({"id": row.id, "content": row.content | {"before": _as_text(member.id, before)}})
    audit.bulk_update(OrmasMember, update(OrmasMember), lines)
    audit.bulk_update(RosterRow, update(RosterRow), rows)
    db.session.flush()
    standings.anew(OrmasMember.id.in_(ids))


def _said(row: Any, place: Place) -> dict[str, Any]:
    """What a row says of a member, by column; only what it says."""
    values: Mapping[str, str] = row.content["values"]
    said: dict[str, Any] = {
        name: values[name] for name in ("kta", "name", "phone", "address", "occupation") if name in values
    }
    if place.unit is not None:
        said |= {"organisation_id": place.unit.id, "path": place.unit.path}
    if "nik" in values:
        said |= {"nik": Nik(values["nik"]), "nik_index": row.nik_index}
    if day := _day(values):
        said["birth_date"] = day
    if "wage_earner" in values:
        said["wage_earner"] = values["wage_earner"] == "ya"
    return said


def _decided(actor: Actor, members: Sequence[UUID]) -> set[UUID]:
    """Those of whom a person said something: whom they are is not for a list to say."""
    found = actor.sees(Likeness).where(Likeness.member_id.in_(members), Likeness.state != Decision.OPEN)
    return set(db.session.scalars(found.with_only_columns(Likeness.member_id)))


@audited(Action.ROWS_ADMITTED, needs=Permission.MEMBER_WRITE)
def let_go(actor: Actor, roster: Roster, after: int) -> int | None:
    """Take the next rows back, from the row after number `after`; the last number looked at, None at the end."""
    examination.hold(actor, roster.id)
    tallies.hold([_top(actor.find(Organisation, roster.organisation_id))])
    rows = db.session.scalars(
        actor.sees(RosterRow)
        .where(RosterRow.roster_id == roster.id, RosterRow.fate == Fate.SENT, RosterRow.number > after)
        .order_by(RosterRow.number)
        .limit(CHUNK)
        .with_for_update()
    ).all()
    if not rows:
        return None
    last = rows[-1].number
    described = [row for row in rows if "before" in row.content]
    brought = {row.id for row in rows} - {row.id for row in described}
    gone = _remove(actor, brought)
    restored = _restore(actor, described)
    audit.bulk_update(
        RosterRow,
        update(RosterRow)
        .where(RosterRow.roster_id == roster.id, RosterRow.id.in_(gone | restored))
        .values(fate=Fate.OPEN),
    )
    fact(rows=len(gone) + len(restored), staying=len(rows) - len(gone) - len(restored))
    db.session.expire_all()
    return last


def _remove(actor: Actor, brought: set[UUID]) -> set[UUID]:
    """Delete members who came with a list and about whom nothing was done since; which those were."""
    if not brought:
        return set()
    decided = _decided(actor, list(brought))
    found = db.session.execute(
        actor.sees(OrmasMember)
        .where(
            OrmasMember.id.in_(brought - decided),
            OrmasMember.left_at.is_(None),
            OrmasMember.contacted_at.is_(None),
            OrmasMember.relocation_id.is_(None),
            ~exists().where(Applicant.member_id == OrmasMember.id),
            ~exists().where(Attendance.member_id == OrmasMember.id),
        )
        .with_only_columns(OrmasMember.id, OrmasMember.path, OrmasMember.standing)
    ).all()
    gone = {each.id for each in found}
    changes: dict[str, Counter[Standing]] = defaultdict(Counter)
    for each in found:
        changes[each.path][each.standing] -= 1
    audit.bulk_delete(Likeness, delete(Likeness).where(Likeness.member_id.in_(gone)))
    audit.bulk_delete(OrmasMember, delete(OrmasMember).where(OrmasMember.id.in_(gone)))
    tallies.shift(changes)
    # Somebody whom the roster no longer holds at all (merged, removed otherwise) stands in no row's way either.
    there = set(
        db.session.scalars(
            actor.sees(OrmasMember).where(OrmasMember.id.in_(brought)).with_only_columns(OrmasMember.id)
        )
    )
    return brought - there


def _restore(actor: Actor, described: Sequence[RosterRow]) -> set[UUID]:
    """Let members be what they were before their rows described them; which rows those were."""
    if not described:
        return set()
    before = {row.id: _from_text(row.content["before"]) for row in described}
    ids = [each["id"] for each in before.values()]
    found = actor.sees(OrmasMember).where(OrmasMember.id.in_(ids), OrmasMember.left_at.is_(None))
    members = {each.id: each for each in db.session.scalars(found)}
    units = actor.sees(Organisation).where(Organisation.id.in_({each["organisation_id"] for each in before.values()}))
    paths = {each.id: each.path for each in db.session.scalars(units.where(Organisation.closed_at.is_(None)))}
    changes: dict[str, Counter[Standing]] = defaultdict(Counter)
    lines, restored = [], set()
    for row_id, was in before.items():
        member = members.get(was["id"])
        if member is None:
            continue
        # A unit that was closed meanwhile takes nobody back: the member stays where they are now.
        path = paths.get(was["organisation_id"])
        home = {"organisation_id": was["organisation_id"], "path": path} if path else {}
        if path and path != member.path:
            changes[member.path][member.standing] -= 1
            changes[path][member.standing] += 1
        kept = {"organisation_id": member.organisation_id, "path": member.path} | home
        lines.append(was | kept)
        restored.add(row_id)
    if lines:
        audit.bulk_update(OrmasMember, update(OrmasMember), lines)
        tallies.shift(changes)
        db.session.flush()
        standings.anew(OrmasMember.id.in_([line["id"] for line in lines]))
    return restored


_DAYS, _IDS, _BYTES = ("birth_date",), ("id", "organisation_id", "participant_id"), ("nik_index",)


def _as_text(member_id: UUID, before: Mapping[str, Any]) -> dict[str, Any]:
    """As it rests, sealed, with the row."""
    told: dict[str, Any] = {}
    for name, value in {"id": member_id, **before}.items():
        if name == "path":
            continue
        if value is None or isinstance(value, bool | str):
            told[name] = value
        elif isinstance(value, Nik):
            told[name] = value.digits
        elif isinstance(value, bytes):
            told[name] = value.hex()
        else:
            told[name] = value.isoformat() if isinstance(value, date) else str(value)
    return told


def _from_text(told: Mapping[str, Any]) -> dict[str, Any]:
    known: dict[str, Any] = dict(told)
    for name in _IDS:
        known[name] = UUID(told[name]) if told[name] else None
    known["birth_date"] = date.fromisoformat(told["birth_date"]) if told["birth_date"] else None
    known["nik"] = Nik(told["nik"]) if told["nik"] else None
    known["nik_index"] = bytes.fromhex(told["nik_index"]) if told["nik_index"] else None
    return known


def _day(values: Mapping[str, str]) -> date | None:
    return date.fromisoformat(values["birth_date"]) if "birth_date" in values else None


def _sendable(actor: Actor, roster: Roster) -> Any:
    return actor.sees(RosterRow).where(
        RosterRow.roster_id == roster.id, RosterRow.fate.in_(_HERE), RosterRow.grade.in_(_SENDABLE)
    )


def _by_job(actor: Actor, roster: Roster, kind: str, people: int) -> None:
    roster.state = RosterState.ADMITTING
    db.session.flush()
    enqueue(
        db.session(),
        kind,
        {"roster": str(roster.id)},
        subject=roster,
        organisation_id=roster.organisation_id,
        branch_id=roster.branch_id,
        membership_id=actor.membership_id,
        total=people,
    )


def _top(unit: Organisation) -> UUID:
    return UUID(unit.path.split("/")[1])
