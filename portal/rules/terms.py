"""What one person's months cost, whichever months are asked about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from portal.rules import contributions
from portal.rules.contributions import MANDATORY, Bill, Due, Funding, Programme, Sector, Segment
from portal.rules.policies import Policies
from portal.values.month import Month
from portal.values.rupiah import Rupiah


@dataclass(frozen=True, slots=True)
class Terms:
    """All that decides a month but the month: what the person is, chose and earns, whose money it is, and what
    the branch decided. `income` is rupiah a month; None for PKL, whose base is the law's.
    """

    segment: Segment
    programmes: frozenset[Programme] = MANDATORY
    income: Rupiah | None = None
    sector: Sector = Sector.OTHER
    funding: Funding = Funding.OWN
    policies: Policies = field(default_factory=Policies.defaults)

    def due(self, month: Month) -> Due:
        """As `contributions.due`, with its errors."""
        return contributions.due(
            month,
            segment=self.segment,
            programmes=self.programmes,
            income=self.income,
            sector=self.sector,
            government_paid=contributions.paid_by_state(self.funding, self.policies),
            policies=self.policies,
        )

    def bill(self, months: Iterable[Month], *, in_arrears: bool = False) -> Bill:
        """As `contributions.bill`, with its errors; `in_arrears`: they owe months older than the relief."""
        return contributions.bill(
            months,
            segment=self.segment,
            programmes=self.programmes,
            income=self.income,
            sector=self.sector,
            government_paid=contributions.paid_by_state(self.funding, self.policies),
            in_arrears=in_arrears,
            policies=self.policies,
        )
