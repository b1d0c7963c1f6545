"""When somebody is reminded of what: often enough to help, too seldom to be switched off.

No law says when; these are the house's own choices, the same for every branch. Each is a stage that begins on a day
and lasts until the next one: who was not reached on the very day (the machine was off, the bill came late) still is,
and nobody twice in one stage.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum


class What(StrEnum):
    """What one is reminded of: a bill, people who leave uncovered, an agreement (PKS) that ends."""

    BILL = "bill"
    DEPARTURE = "departure"
    AGREEMENT = "agreement"


#: Days before the day at which a stage begins; 0 is the day itself.
BEFORE = {What.BILL: (7, 3, 1, 0), What.DEPARTURE: (7, 3, 1, 0), What.AGREEMENT: (60, 30, 14, 7, 1, 0)}
#: Days after it, and then every so many days for as long as it lasts.
AFTER, THEN_EVERY = (1, 3), 7
#: Who has not answered for so many days is not reminded by letters any more.
LONGEST = 90


def stage(what: What, day: date, today: date) -> int | None:
    """The stage that has begun by today, as days before `day` (negative: after it); None when it is not the time.

    An agreement that has ended is known to have ended, and is not spoken of again.
    """
    left = (day - today).days
    if left >= 0:
        return min((begins for begins in BEFORE[what] if begins >= left), default=None)
    past = -left
    if what is What.AGREEMENT or past > LONGEST:
        return None
    return -(past - past % THEN_EVERY) if past >= THEN_EVERY else -max(each for each in AFTER if each <= past)
