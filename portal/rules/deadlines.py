"""By when an accident must be reported and a claim be made (Permenaker 1/2025, PP 82/2019)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.rules.dated import law
from portal.rules.policies import Policies
from portal.rules.reason import Reason
from portal.values.clock import end_of, in_wib


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last instant (UTC) that is in time, and why."""

    at: datetime
    reason: Reason

    def missed(self, instant: datetime) -> bool:
        """Whether acting at this instant is too late; the deadline itself is in time."""
        return instant > self.at


def report_one(accident_at: datetime) -> Deadline:
    """Report I (form 3 KK1): 2×24 hours from the accident or the diagnosis. Permenaker 1/2025 Pasal 8."""
    return _report("report.one", accident_at)


def report_two(declared_at: datetime, policies: Policies) -> Deadline:
    """Report II (form 3a KK2), from the instant the doctor declares the person cured, disabled or dead.

    48 or 72 hours: the sources disagree, the branch's policy report_two_hours decides.
    """
    return _report("report.two", declared_at, f".{policies.report_two_hours}")


def claim_expiry(accident_at: datetime, policies: Policies) -> Deadline:
    """The end of the WIB day, five years (policy jkk_claim_years) after the accident, on which the right expires."""
    day = in_wib(accident_at).date()
    entry = law().on(f"claim.jkk.{policies.jkk_claim_years}", day)
    last = _years_later(day, entry.value)
    reason = Reason.by(entry, "claim.jkk", years=entry.value, day=last)
    return Deadline(end_of(last) - datetime.resolution, reason)


def earliest_claim(today: date, policies: Policies) -> date:
    """The earliest WIB day whose accident can still be claimed for today. As `claim_expiry`."""
    return _years_later(today, -law().on(f"claim.jkk.{policies.jkk_claim_years}", today).value)


def _report(code: str, since: datetime, variant: str = "") -> Deadline:
    entry = law().on(code + variant, in_wib(since).date())
    at = since + timedelta(hours=entry.value)
    return Deadline(at, Reason.by(entry, code, hours=entry.value, at=at))


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return date(day.year + years, 2, 28)
