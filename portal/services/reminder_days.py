"""The proof that reminders went: each day expected = sent + waiting + failed + skipped; and what stands still."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import func

from portal.access.actor import Actor
from portal.models import Message, MessageState, ReminderRound, Trouble, db

#: Days on one page.
DAYS = 14


@dataclass(frozen=True, slots=True)
class Day:
    """One WIB day of reminders, as far as an actor sees it. `expected` is None on a day on which nobody looked."""

    day: date
    expected: int | None
    states: Mapping[MessageState, int] = field(default_factory=dict)

    @property
    def accounted(self) -> int:
        return sum(self.states.values())

    @property
    def missing(self) -> int:
        """People who were to be told and of whom nothing is known; 0 when the proof holds."""
        return (self.expected or 0) - self.accounted


@dataclass(frozen=True, slots=True)
class Standstill:
    """Mail that could not be delivered so far: how many wait, and since when the oldest does."""

    waiting: int
    since: datetime


def days(actor: Actor, last: date, *, most: int = DAYS) -> list[Day]:
    """The newest days up to `last`; for a branch also days among them that had no round. Two queries."""
    rounds = actor.sees(ReminderRound)
    per_day = (
        rounds.where(ReminderRound.day <= last)
        .with_only_columns(ReminderRound.day, func.sum(ReminderRound.expected))
        .group_by(ReminderRound.day)
        .order_by(ReminderRound.day.desc())
        .limit(most)
    )
    expected = {row[0]: int(row[1]) for row in db.session.execute(per_day)}
    if not expected:
        return []
    shown = sorted(expected, reverse=True)
    if actor.is_branch:
        first = shown[-1]
        shown = [last - timedelta(days=back) for back in range((last - first).days + 1)][:most]
    states = _states(actor, shown)
    return [Day(day, expected.get(day), states.get(day, {})) for day in shown]


def on(actor: Actor, day: date) -> Day | None:
    """One day; None when there was no round that this actor sees."""
    found = actor.sees(ReminderRound).where(ReminderRound.day == day)
    expected = db.session.scalar(found.with_only_columns(func.sum(ReminderRound.expected)))
    return None if expected is None else Day(day, expected, _states(actor, [day]).get(day, {}))


def _states(actor: Actor, days: Sequence[date]) -> dict[date, dict[MessageState, int]]:
    found: dict[date, dict[MessageState, int]] = {}
    counted = (
        actor.sees(Message)
        .where(Message.day.in_(days))
        .with_only_columns(Message.day, Message.state, func.count())
        .group_by(Message.day, Message.state)
    )
    for day, state, count in db.session.execute(counted):
        if day is not None:
            found.setdefault(day, {})[state] = count
    return found


def standstill(actor: Actor) -> Standstill | None:
    """Mail that has been tried and waits; None while all goes out."""
    tried = actor.sees(Message).where(Message.state == MessageState.WAITING, Message.trouble == Trouble.UNREACHABLE)
    count, since = db.session.execute(tried.with_only_columns(func.count(), func.min(Message.created_at))).one()
    return Standstill(count, since) if count else None
