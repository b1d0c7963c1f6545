"""Paying ahead: the bill of 1, 3, 6 or 12 months, whose rate may change on the way when a relief ends.

A month paid ahead is paid at the rate of that month, not of the day of payment, so a bill from November 2026 to
April 2027 has two lines; `Bill.lines` holds them, each with its reasons.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import count, islice

from portal.rules.contributions import Bill
from portal.rules.dated import law
from portal.rules.reason import Reason
from portal.rules.terms import Terms
from portal.values.fault import Invalid
from portal.values.month import Month


@dataclass(frozen=True, slots=True)
class Prepayment:
    """One way to pay: how many months, and what they cost. `reason` is where it is written that one may."""

    months: int
    bill: Bill
    reason: Reason

    @property
    def through(self) -> Month:
        """The last month it pays."""
        return self.bill.lines[-1].last


def offers(
    first: Month, terms: Terms, *, paid: Collection[Month] = (), last: Month | None = None
) -> tuple[Prepayment, ...]:
    """Every way to pay from a first month on, the shortest first; none that would go beyond the `last` month.

    Months in `paid` are paid already and skipped, so that nobody pays one twice. `Invalid` as `contributions.bill`.
    """
    rule = law().on("prepay_months", first.first_day)
    months_left = unpaid(first, max(rule.value), paid, last)
    return tuple(
        Prepayment(
            months,
            terms.bill(months_left[:months]),
            Reason.by(rule, "prepay", months=months, through=months_left[months - 1]),
        )
        for months in rule.value
        if months <= len(months_left)
    )


def prepay(
    first: Month, months: int, terms: Terms, *, paid: Collection[Month] = (), last: Month | None = None
) -> Prepayment:
    """The one that was chosen.

    `Invalid`: prepay.months for a number of months that nobody offers, prepay.beyond for more than are left, and as
    `contributions.bill`.
    """
    if months not in law().on("prepay_months", first.first_day).value:
        raise Invalid("prepay.months", "months")
    for offer in offers(first, terms, paid=paid, last=last):
        if offer.months == months:
            return offer
    raise Invalid("prepay.beyond", "months", last=last)


def unpaid(first: Month, most: int, paid: Collection[Month], last: Month | None) -> list[Month]:
    """The first unpaid months from `first` on, `most` of them or as many as the enrolment has left."""
    ahead = (first + months for months in (count() if last is None else range(last - first + 1)))
    return list(islice((month for month in ahead if month not in paid), most))
