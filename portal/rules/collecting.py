"""What an officer asks of one person when the dues of a month are collected: the late months first, then that month,
and those after it when they are paid ahead.

Who never paid, or lapsed, is asked for the month that brings cover, and for nothing before it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from portal.rules import arrears, dues, prepayments
from portal.rules.contributions import Bill
from portal.rules.coverage import Cover, Facts, State, cover_at
from portal.rules.dated import law
from portal.rules.reason import Reason
from portal.rules.terms import Terms
from portal.values.clock import in_wib
from portal.values.fault import Invalid
from portal.values.month import Month


@dataclass(frozen=True, slots=True)
class Asked:
    """The months of one person in their order, what they cost, and which of them are `late`; `cover` is how the
    person stands today."""

    bill: Bill
    late: tuple[Month, ...]
    cover: Cover

    @property
    def months(self) -> tuple[Month, ...]:
        return tuple(month for month, _ in self.bill.months)

    @property
    def first(self) -> bool:
        """Whether this person never paid: a Perisai agent pays the first contribution from the saldo, in the
        institution's own system, and only those after it go by any other way (domain paper, section 3)."""
        return self.cover.state is State.NOT_YET and self.cover.since is None

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why these months: nothing to say where only the month itself is asked for."""
        first = self.months[0]
        if self.cover.state is State.LAPSED:
            return (Reason.by(law().on("reactivation", first.first_day), "asked.again", month=first),)
        if self.first:
            return (Reason.by(law().on("cover_start", first.first_day), "asked.first", month=first),)
        if self.late:
            rule = dues.lapse_rule(first.first_day)
            return (Reason.by(rule, "asked.late", months=self.late, count=len(self.late)),)
        return ()


def asked(
    month: Month,
    instant: datetime,
    facts: Facts,
    terms: Terms,
    *,
    billed: Collection[Month] = (),
    ahead: int = 1,
) -> Asked | None:
    """What is asked for when a month's dues are collected at an instant; None when nothing is.

    `billed` are months that stand on a bill already, paid or not. `ahead`: 1, 3, 6 or 12 months from the month on;
    fewer where the enrolment ends before. `Invalid`: prepay.months, and as `Terms.bill`.
    """
    if ahead not in law().on("prepay_months", month.first_day).value:
        raise Invalid("prepay.months", "months")
    cover = cover_at(instant, facts, terms.policies)
    if cover.state in {State.NOT_REGISTERED, State.ENDED}:
        return None
    done = {*facts.paid, *billed}
    start = _start(month, instant, facts, cover)
    wanted = [each for each in _between(start, month) if each not in done]
    if month in done and ahead == 1 and start <= month:
        onward: list[Month] = []
    else:
        onward = prepayments.unpaid(max(month, start), ahead, done, facts.last_month)
    months = [each for each in (*wanted, *onward) if facts.last_month is None or each <= facts.last_month]
    if not months:
        return None
    late = tuple(each for each in months if cover.owed and dues.overdue_from(each) <= instant)
    return Asked(arrears.settlement(late, terms, ahead=[each for each in months if each not in late]), late, cover)


def choices(month: Month) -> tuple[int, ...]:
    """How many months one may pay from this one on."""
    return tuple(law().on("prepay_months", month.first_day).value)


def _start(month: Month, instant: datetime, facts: Facts, cover: Cover) -> Month:
    """The first month that may be asked for, if it is not paid."""
    if cover.owed:
        return cover.owed[0]
    if cover.since is None or cover.state is State.LAPSED:
        return max(month, Month.of(in_wib(instant).date()), Month.of(facts.start))
    return Month.of(in_wib(cover.since).date())


def _between(first: Month, last: Month) -> list[Month]:
    return [first + count for count in range(max(last - first, 0))]
