"""The rows of a roster, while they are with the school: mend a cell, leave a row behind, mend a column at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from portal.access.actor import Actor
from portal.access.audit import Action, audited, fact
from portal.access.permissions import Permission
from portal.models import Fate, Roster, RosterRow, RosterState, db
from portal.services import examination
from portal.services.examination import CHUNK, examiner_of, profile_of
from portal.services.examiners import Examiner
from portal.values.fault import Refused

_HERE = frozenset({Fate.OPEN, Fate.RETURNED})


def touchable(actor: Actor, row_id: UUID) -> tuple[Roster, RosterRow]:
    """A row that may still be changed, with its roster. `Refused`: row.gone (sent or skipped), roster.busy."""
    row = actor.find(RosterRow, row_id)
    roster = actor.find(Roster, row.roster_id)
    if roster.state is not RosterState.OPEN:
        raise Refused.because("roster.busy")
    if row.fate is Fate.SENT:
        raise Refused.because("row.sent")
    return roster, row


def _held(actor: Actor, row: RosterRow) -> tuple[Roster, RosterRow]:
    """`touchable`, once nobody else is at the roster: another tab may just have sent the row in."""
    examination.hold(actor, row.roster_id)
    db.session.expire(row)
    return touchable(actor, row.id)


def twins(actor: Actor, row: RosterRow) -> list[RosterRow]:
    """Other rows of the roster about the same person, which a mend of this one may have changed; a few at most."""
    identities = examination.identities(row)
    if not identities:
        return []
    same = actor.sees(RosterRow).where(
        RosterRow.roster_id == row.roster_id, examination.same_person(identities), RosterRow.id != row.id
    )
    return list(db.session.scalars(same.order_by(RosterRow.number).limit(5)))


@audited(Action.ROW_MENDED, needs=Permission.ROSTER_WRITE)
def mend(actor: Actor, row: RosterRow, texts: Mapping[str, str]) -> RosterRow:
    """Put other texts into fields of a row and examine it anew, with every row about the same person."""
    roster, row = _held(actor, row)
    if row.fate not in _HERE:
        raise Refused.because("row.skipped")
    known = {field: " ".join(text.replace("\0", "").split())[:300] for field, text in texts.items()}
    columns = profile_of(roster).by_field
    known = {field: text for field, text in known.items() if field in columns}
    before = examination.identities(row)
    row.content = row.content | {"mends": row.content["mends"] | known}
    examination.reexamine(actor, roster, [row], before)
    fact(fields=", ".join(columns[field].title for field in known), row=row.number, roster=str(roster.id))
    return row


@audited(Action.ROW_SKIPPED, needs=Permission.ROSTER_WRITE)
def skip(actor: Actor, row: RosterRow) -> RosterRow:
    """Leave a row behind: it is not sent in, and no longer stands in another's way."""
    roster, row = _held(actor, row)
    row.fate = Fate.SKIPPED
    db.session.flush()
    if identities := examination.identities(row):
        examination.reexamine(actor, roster, [], identities)
    return row


@audited(Action.ROW_RESTORED, needs=Permission.ROSTER_WRITE)
def restore(actor: Actor, row: RosterRow) -> RosterRow:
    """Take a skipped row up again."""
    roster, row = _held(actor, row)
    if row.fate is not Fate.SKIPPED:
        return row
    row.fate = Fate.RETURNED if row.returned_reason else Fate.OPEN
    examination.reexamine(actor, roster, [row], set())
    return row


@audited(Action.COLUMN_REPLACED, needs=Permission.ROSTER_WRITE)
def replace(actor: Actor, roster: Roster, *, field: str, old: str, new: str) -> int:
    """Put `new` wherever a waiting row's field says exactly `old`; returns how many rows that mended.

    `Refused`: column.unknown, column.same, column.none, roster.busy.
    """
    roster = examination.hold(actor, roster.id)
    if roster.state is not RosterState.OPEN:
        raise Refused.because("roster.busy")
    columns = profile_of(roster).by_field
    if field not in columns:
        raise Refused.because("column.unknown", "field")
    old, new = " ".join(old.split()), " ".join(new.replace("\0", "").split())[:300]
    if old == new:
        raise Refused.because("column.same", "new")
    examiner = examiner_of(actor, roster)
    after, mended = 0, 0
    while True:
        rows = db.session.scalars(examination.waiting(actor, roster, after=after).limit(CHUNK)).all()
        if not rows:
            break
        after = rows[-1].number
        matching = [row for row in rows if _text(examiner, row, field) == old]
        mended += len(matching)
        _mend_all(examiner, matching, field, new)
    if not mended:
        raise Refused.because("column.none", "old")
    if field in examiner.comparing:
        examination.again(actor, roster)
    fact(column=columns[field].title, rows=mended)
    return mended


def _text(examiner: Examiner, row: RosterRow, field: str) -> str:
    return " ".join(examiner.texts(row.content["cells"], row.content["mends"]).get(field, "").split())


def _mend_all(examiner: Examiner, rows: Sequence[RosterRow], field: str, new: str) -> None:
    """Rows keep what was found of them by comparison with others: only their own faults are found anew."""
    verdicts = []
    for row in rows:
        verdict = examiner.verdict(row.number, row.content["cells"], row.content["mends"] | {field: new})
        relative = [fault for fault in row.content["faults"] if fault["c"] in examiner.relative]
        verdict.content["faults"] = [*verdict.content["faults"], *relative]
        verdicts.append(verdict)
    if rows:
        examination.put(rows, verdicts)
        for row in rows:
            db.session.expire(row)
