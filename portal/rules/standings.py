"""Where a member of an ormas stands: covered, in arrears, in the gap, or not to be counted in it, and why.

Cover comes first, whatever else is said of a person; then what keeps them from joining; the rest is the gap.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from portal.rules import age
from portal.rules.coverage import Cover, Facts, State
from portal.values.clock import in_wib


class Standing(StrEnum):
    """Where a member stands today. Each has a column in the tallies, but LEFT, who are counted nowhere.

    NOT_YET is the gap: never insured, or no longer. TOO_OLD and WAGE_EARNER cannot join, and leave the gap.
    """

    COVERED = "covered"
    ARREARS = "arrears"
    NOT_YET = "not_yet"
    TOO_OLD = "too_old"
    WAGE_EARNER = "wage_earner"
    LEFT = "left"


class Cause(StrEnum):
    """Why a member stands there, in a word that a list can show; `rules.coverage` has the whole reason."""

    PAID = "paid"
    OWES = "owes"
    #: Paid, for cover that begins on a later day.
    LATER = "later"
    #: Three months unpaid: cover stopped, and comes back with the next payment.
    LAPSED = "lapsed"
    #: Registered, the first contribution unpaid.
    UNPAID = "unpaid"
    #: The enrolment is over.
    ENDED = "ended"
    #: Never registered, as far as the portal knows.
    NEVER = "never"
    AGE = "age"
    WAGES = "wages"
    GONE = "gone"


#: What each cover comes to, the best for the person first: somebody may have had several enrolments.
_CAUSES = MappingProxyType(
    {
        State.COVERED: Cause.PAID,
        State.IN_ARREARS: Cause.OWES,
        State.LAPSED: Cause.LAPSED,
        State.NOT_YET: Cause.UNPAID,
        State.ENDED: Cause.ENDED,
        State.NOT_REGISTERED: Cause.NEVER,
    }
)
_BEST = tuple(Cause)

STANDINGS: Mapping[Cause, Standing] = MappingProxyType(
    {
        Cause.PAID: Standing.COVERED,
        Cause.OWES: Standing.ARREARS,
        Cause.AGE: Standing.TOO_OLD,
        Cause.WAGES: Standing.WAGE_EARNER,
        Cause.GONE: Standing.LEFT,
    }
    | dict.fromkeys((Cause.LATER, Cause.LAPSED, Cause.UNPAID, Cause.ENDED, Cause.NEVER), Standing.NOT_YET)
)


@dataclass(frozen=True, slots=True)
class Stand:
    """The answer. `until` is the first WIB day on which it may be another though nothing is paid; None: never."""

    cause: Cause
    until: date | None = None

    @property
    def standing(self) -> Standing:
        return STANDINGS[self.cause]


def stand(
    day: date,
    covers: Sequence[tuple[Facts, Cover]] = (),
    *,
    born: date | None = None,
    wage_earner: bool = False,
    left: bool = False,
) -> Stand:
    """Where a person stands on a WIB day, given the cover of each of their enrolments at that day's instant.

    Too old is who has reached the age limit before ever registering: cover that one has, or can take up again by
    paying, is not lost by a birthday (official conditions speak of the day of registration).
    """
    if left:
        return Stand(Cause.GONE)
    cause = min((_cause(cover) for _, cover in covers), key=_BEST.index, default=Cause.NEVER)
    days = [each for facts, cover in covers for each in _turns(facts, cover) if each > day]
    limit = age.limit_day(born, day) if born else None
    if limit and limit > day:
        days.append(limit)
    if cause not in {Cause.PAID, Cause.OWES}:
        if wage_earner:
            cause = Cause.WAGES
        elif cause in {Cause.ENDED, Cause.NEVER} and limit and limit <= day:
            cause = Cause.AGE
    return Stand(cause, min(days, default=None))


def _cause(cover: Cover) -> Cause:
    return Cause.LATER if cover.state is State.NOT_YET and cover.since else _CAUSES[cover.state]


def _turns(facts: Facts, cover: Cover) -> Iterator[date]:
    """Days on which this cover may become another by itself."""
    for instant in (cover.since, cover.until, facts.closes):
        if instant is not None:
            yield in_wib(instant).date()
    if cover.pay_by is not None:
        yield cover.pay_by + timedelta(days=1)
