"""The activity guard: how long an agent has been idle, when they are switched off for it, when they may return.

Idle are whole calendar months (WIB) after the last one in which something happened that counts: since April 2022 a
transaction, before that an acquisition. The month in which an agent began, or returned, counts for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal.rules.dated import law
from portal.rules.policies import Policies
from portal.rules.reason import Reason
from portal.values.month import Month


@dataclass(frozen=True, slots=True)
class Record:
    """What an agent did last, by WIB days; `since` is the day on which they began or returned."""

    since: date
    acquired_on: date | None = None
    transacted_on: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """`idle` whole months in a row, of `limit`; `off_on` is the first day on which the agent is switched off when
    nothing happens before, and `last_chance` the day before it."""

    idle: int
    limit: int
    counts: str
    last_on: date | None
    off_on: date
    last_chance: date
    reason: Reason

    @property
    def over(self) -> bool:
        """Whether the agent is to be switched off."""
        return self.idle >= self.limit


def standing(record: Record, today: date) -> Standing:
    """How an active agent stands on a WIB day, by the law of that day."""
    entry = law().on("agent.idle", today)
    limit, counts = entry.value["months"], entry.value["counts"]
    last_on = record.acquired_on if counts == "acquisition" else record.transacted_on
    last = Month.of(max(record.since, last_on or record.since))
    idle = max(0, Month.of(today) - last - 1)
    off_on = (last + (limit + 1)).first_day
    code = "activity.over" if idle >= limit else f"activity.{counts}"
    last_chance = (last + limit).last_day
    return Standing(
        idle,
        limit,
        counts,
        last_on,
        off_on,
        last_chance,
        Reason.by(entry, code, idle=idle, limit=limit, day=off_on, last_chance=last_chance),
    )


def idle_since(today: date) -> Month:
    """Whoever did something that counts in this month or later is not idle: the month that went by last."""
    return Month.of(today) + -1


def returns_on(off_on: date, policies: Policies) -> tuple[date, Reason]:
    """The earliest day on which an agent switched off on that day may be taken back, at the wadah's request."""
    entry = law().find("agent.return_months", off_on)
    months = entry.value if entry else policies.agent_return_months
    month = Month.of(off_on) + months
    day = month.first_day.replace(day=min(off_on.day, month.last_day.day))
    if entry:
        return day, Reason.by(entry, "activity.return", months=months, day=day)
    return day, Reason("activity.return_by_policy", {"months": months, "day": day}, _SILENT, "?")


#: What was read and says nothing of returning.
_SILENT = "Perdir 13/PERDIR.02/042022"
