"""On which days somebody is reminded: often enough to help, too seldom to be switched off.

No law says when; these are the house's own choices, the same for every branch.
"""

from __future__ import annotations

from datetime import date

#: Days before a bill is due, before people leave uncovered, and before an agreement (PKS) ends. 0 is the day itself.
BEFORE_DUE = frozenset({7, 3, 1, 0})
BEFORE_LEAVING = frozenset({7, 3, 1, 0})
BEFORE_END = frozenset({60, 30, 14, 7, 1, 0})
#: Days after it, and then every so many days for as long as it lasts.
AFTER, THEN_EVERY = frozenset({1, 3}), 7
#: Who has not answered for so long is not reminded by letters.
LONGEST = 90


def of_bill(due_on: date, today: date) -> bool:
    """Whether today is a day to speak of a bill that is still open."""
    return _falls(due_on, today, BEFORE_DUE)


def of_departure(leaves_on: date, today: date) -> bool:
    """Whether today is a day to speak of people who leave, or have left, without cover."""
    return _falls(leaves_on, today, BEFORE_LEAVING)


def of_agreement(ends_on: date, today: date) -> bool:
    """Whether today is a day to speak of an agreement that ends; once it has ended, that is known."""
    return (ends_on - today).days in BEFORE_END


def _falls(day: date, today: date, before: frozenset[int]) -> bool:
    past = (today - day).days
    if past <= 0:
        return -past in before
    return past in AFTER or (past % THEN_EVERY == 0 and past <= LONGEST)
