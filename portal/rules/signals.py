"""What stands out: numbers a branch may want to look at, each with an innocent explanation as well.

Nothing here accuses or punishes. The thresholds are the house's, not the law's: low enough to be seen, high enough
not to be noise; a signal says its count, so that whoever reads it can judge. Only the kinds come from outside: from
what the field reports of cover that was bought for people about to die (2024).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from portal.rules.age import limit_day
from portal.values.month import Month


class SignalKind(StrEnum):
    """EARLY_DEATH, EARLY_CASE and AGE_EDGE are about who registers, an agent or else an organisation; BURST about an
    agent; SHARED_PHONE, SHARED_ADDRESS about many people at one place; LATE_COVER, TREATS_OWN about one case."""

    EARLY_DEATH = "early_death"
    EARLY_CASE = "early_case"
    SHARED_PHONE = "shared_phone"
    SHARED_ADDRESS = "shared_address"
    BURST = "burst"
    AGE_EDGE = "age_edge"
    LATE_COVER = "late_cover"
    TREATS_OWN = "treats_own"


OF_CASES = frozenset({SignalKind.LATE_COVER, SignalKind.TREATS_OWN})

#: How often at least, within a year.
LEAST: Mapping[SignalKind, int] = MappingProxyType(
    {
        SignalKind.EARLY_DEATH: 2,
        SignalKind.EARLY_CASE: 2,
        SignalKind.SHARED_PHONE: 4,
        SignalKind.SHARED_ADDRESS: 6,
        SignalKind.BURST: 10,
        SignalKind.AGE_EDGE: 3,
        SignalKind.LATE_COVER: 1,
        SignalKind.TREATS_OWN: 1,
    }
)
#: How far back is looked.
LOOKED_BACK = timedelta(days=365)
#: A death within the three months that JKM waits, an accident within the first month: soon after registration.
EARLY: Mapping[SignalKind, timedelta] = MappingProxyType(
    {SignalKind.EARLY_DEATH: timedelta(days=90), SignalKind.EARLY_CASE: timedelta(days=30)}
)
#: Cover that began less than so long before an accident.
JUST_BOUGHT = timedelta(hours=72)
#: The last days of a month, and which share of the month's people registered in them is a burst (percent): by them an
#: agent reaches the number that an incentive asks for.
LAST_DAYS, BURST_SHARE = 3, 60
#: Registered so short before the age limit.
EDGE = timedelta(days=365)


def stands_out(kind: SignalKind, count: int, of: int | None = None) -> bool:
    """Whether it is worth a line; of a burst the share counts as well."""
    if count < LEAST[kind]:
        return False
    return kind is not SignalKind.BURST or of is None or 100 * count >= BURST_SHARE * of


def is_early(kind: SignalKind, registered: date, happened: date) -> bool:
    """Whether a death or an accident came soon after the registration; both are WIB days."""
    return registered <= happened <= registered + EARLY[kind]


def just_bought(covered_since: datetime | None, happened_at: datetime) -> int | None:
    """The whole hours between the beginning of cover and an accident, when there were fewer than 72; else None."""
    if covered_since is None or not timedelta(0) <= happened_at - covered_since < JUST_BOUGHT:
        return None
    return int((happened_at - covered_since) / timedelta(hours=1))


def last_days(month: Month) -> tuple[date, date]:
    """The first and the last of a month's last days, both included."""
    return month.last_day - timedelta(days=LAST_DAYS - 1), month.last_day


def at_the_edge(born: date, registered: date) -> bool:
    """Whether somebody registered in the last year in which they could."""
    limit = limit_day(born, registered)
    return registered < limit <= registered + EDGE
