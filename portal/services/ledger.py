"""The incentive ledger, as it is written: lines that are there once, taken back by lines below zero, never changed.

Whatever is counted again comes to the same lines or to none, because a line's id follows from what it is for. What
makes lines is `services.paid_months` (a payment) and `services.month_ends` (a month that is over).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from sqlalchemy import ColumnElement, Select, and_, func, or_

from portal.access.actor import everyone
from portal.access.audit import bulk_insert
from portal.models import Cause, IncentiveEntry, Organisation, db, twin
from portal.rules.incentives import Line, Part, Payee
from portal.services import ledger_months
from portal.services.invoices import batches
from portal.services.ledger_months import Booked
from portal.values import clock
from portal.values.month import Month
from portal.values.rupiah import Rupiah

_Key = tuple[Part, Payee, UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A line as the law has it now: of a wadah, for whom, by whose work, for what."""

    organisation_id: UUID
    branch_id: UUID
    payee: Payee
    agent_id: UUID | None
    line: Line
    number: int | None = None
    contribution_id: UUID | None = None
    enrolment_id: UUID | None = None
    payment_id: UUID | None = None

    @property
    def key(self) -> _Key:
        return key(self.line.part, self)

    def says(self, entry: IncentiveEntry) -> bool:
        """Whether a line of the ledger says the same."""
        return (entry.amount, entry.base, entry.law) == (self.line.amount, self.line.base, self.line.law)


def key(part: Part, of: Any) -> _Key:
    """What a line is for: a month of a person, else an agent's or a wadah's month."""
    return part, of.payee, of.contribution_id or of.agent_id or of.organisation_id


#: Parts whose first line has the very id of what it is for, so that an INSERT … SELECT can write it.
_BY_ITSELF = (Part.IURAN, Part.ACQUISITION)


def line_id(part: Part, source: UUID, turn: int) -> UUID:
    """The id of the `turn`-th line (from 0) for one thing."""
    return source if part in _BY_ITSELF and turn == 0 else uuid5(source, f"{part}:{turn}")


def mark(month: Month) -> str:
    """What tells a person's being new in a month from the paid month by which they are (`models.twin`). Whoever pays
    again what bounced is new in the month they pay in, too."""
    return f"8{(month.year * 12 + month.number) % 0x1000:03x}"


# ── Reading.


def every_line() -> Select[Any]:
    return everyone(IncentiveEntry, because="the ledger is written from what was paid, whoever sees it")


def about(wadah: Organisation, month: Month) -> Select[Any]:
    """Lines of what was earned in a month, whichever month they are paid with."""
    return every_line().where(IncentiveEntry.organisation_id == wadah.id, or_(*_paid_with(month)))


def about_by_turns(wadah: Organisation, month: Month) -> Iterator[Select[Any]]:
    """The same as two queries, for sums over all of them: lines paid with their month, and late ones."""
    for which in _paid_with(month):
        yield every_line().where(IncentiveEntry.organisation_id == wadah.id, which)


def _paid_with(month: Month) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    on_time = and_(IncentiveEntry.month == month, IncentiveEntry.late_for.is_(None))
    return on_time, and_(IncentiveEntry.late_for == month, IncentiveEntry.LATE)


class History(NamedTuple):
    """How many lines a paid month has had, and the one that stands."""

    turns: int = 0
    standing: IncentiveEntry | None = None


def of_months(contributions: Sequence[UUID]) -> dict[UUID, History]:
    """The lines of some paid months, found by their ids; two queries for each time that any of them was paid."""
    found = {each: History() for each in contributions}
    left = list(contributions)
    while left:
        ids = {line_id(Part.IURAN, each, found[each].turns): each for each in left}
        left = []
        for batch in batches(ids):
            lines = db.session.scalars(every_line().where(IncentiveEntry.id.in_(batch))).all()
            back = every_line().where(IncentiveEntry.reversal_of.in_([line.id for line in lines]))
            reversed_ = set(db.session.scalars(back.with_only_columns(IncentiveEntry.reversal_of)))
            for line in lines:
                source = ids[line.id]
                stands = line if line.id not in reversed_ else None
                found[source] = History(found[source].turns + 1, stands)
                left += [] if stands else [source]
    return found


class Standing(NamedTuple):
    """Of some lines: those that stand by what they are for, and how often each had one."""

    lines: Mapping[_Key, IncentiveEntry]
    turns: Mapping[_Key, int]


def standing(written: Sequence[IncentiveEntry]) -> Standing:
    """Which of these lines, taking back included, no other takes back."""
    taken_back = {each.reversal_of for each in written}
    lines = [each for each in written if each.reversal_of is None]
    turns: defaultdict[_Key, int] = defaultdict(int)
    for each in lines:
        turns[key(each.part, each)] += 1
    return Standing({key(each.part, each): each for each in lines if each.id not in taken_back}, turns)


def earnings(wadah: Organisation, month: Month) -> dict[UUID, Rupiah]:
    """What each payee of a wadah is paid with a month: agents by their membership, the wadah by its own id."""
    lines = every_line().where(IncentiveEntry.organisation_id == wadah.id, IncentiveEntry.month == month)
    sums = lines.with_only_columns(
        IncentiveEntry.payee, IncentiveEntry.agent_id, func.sum(IncentiveEntry.amount)
    ).group_by(IncentiveEntry.payee, IncentiveEntry.agent_id)
    earned: dict[UUID, Rupiah] = {}
    for payee, agent_id, amount in db.session.execute(sums):
        whose = agent_id if payee is Payee.AGENT else wadah.id
        if whose is not None:
            earned[whose] = earned.get(whose, Rupiah(0)) + amount
    return earned


# ── Writing; steps of an action that holds the branch.


def settle(wadah: Organisation, month: Month, drafts: Sequence[Draft], written: Sequence[IncentiveEntry]) -> int:
    """Of a month's lines, take back what is otherwise now and write what is not there yet; how many were written."""
    stands = standing(written)
    wanted = {draft.key: draft for draft in drafts}
    stale = [each for at, each in stands.lines.items() if at not in wanted or not wanted[at].says(each)]
    gone = {each.id for each in stale}
    fresh = [draft for at, draft in wanted.items() if at not in stands.lines or stands.lines[at].id in gone]
    reverse(stale, Cause.RECOUNTED)
    ids = {
        draft.key: line_id(draft.line.part, _source(draft, month), stands.turns.get(draft.key, 0)) for draft in fresh
    }
    return len(stale) + write(fresh, ledger_months.booked(wadah.branch_id, month), ids)


def _source(draft: Draft, month: Month) -> UUID:
    if draft.contribution_id is None:
        return uuid5(draft.agent_id or draft.organisation_id, str(month))
    return twin(draft.contribution_id, mark(month))


#: What every line has, in the order of a row.
COLUMNS = (
    "id",
    "organisation_id",
    "branch_id",
    "month",
    "late_for",
    "agent_id",
    "payee",
    "part",
    "contribution_id",
    "enrolment_id",
    "payment_id",
    "number",
    "base",
    "amount",
    "law",
    "created_at",
)
_BACK = (*COLUMNS, "reversal_of", "cause")


def write(drafts: Sequence[Draft], place: Booked, ids: Mapping[_Key, UUID]) -> int:
    now = clock.now()
    return bulk_insert(IncentiveEntry, COLUMNS, [_row(draft, ids[draft.key], place, now) for draft in drafts])


def _row(draft: Draft, id_: UUID, place: Booked, now: datetime) -> tuple[Any, ...]:
    line = draft.line
    return (
        id_,
        draft.organisation_id,
        draft.branch_id,
        *place,
        draft.agent_id,
        draft.payee,
        line.part,
        draft.contribution_id,
        draft.enrolment_id,
        draft.payment_id,
        draft.number,
        line.base,
        line.amount,
        line.law,
        now,
    )


def reverse(lines: Sequence[IncentiveEntry], cause: Cause) -> None:
    """The same amounts below zero, with the month that is open now."""
    now = clock.now()
    places = {(each.branch_id, each.about): ledger_months.booked(each.branch_id, each.about) for each in lines}
    bulk_insert(
        IncentiveEntry,
        _BACK,
        [
            (
                uuid5(each.id, "reversal"),
                each.organisation_id,
                each.branch_id,
                *places[each.branch_id, each.about],
                each.agent_id,
                each.payee,
                each.part,
                each.contribution_id,
                each.enrolment_id,
                each.payment_id,
                each.number,
                each.base,
                -each.amount,
                each.law,
                now,
                each.id,
                cause,
            )
            for each in lines
        ],
    )
