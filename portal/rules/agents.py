"""Who may be a Perisai agent, how many a wadah needs, and how long its agreement may run (Perban BPJSTK 1/2023,
Perdir 13/2022)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.rules import age
from portal.rules.dated import law
from portal.rules.policies import Policies
from portal.rules.reason import Reason
from portal.values.month import Month

#: How long before a certificate or a letter runs out one is told of it, in days.
WARNED = 60


class Document(StrEnum):
    """Papers of a candidate that the wadah has seen and keeps."""

    IDENTITY = "identity"
    PHOTO = "photo"
    ACCOUNT = "account"
    STATEMENT = "statement"


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is known of somebody who wants to be an agent. `birth_date` is that of the NIK."""

    citizen: bool = False
    birth_date: date | None = None
    participant: bool = False
    not_employee: bool = False
    documents: Collection[str] = ()
    trained_on: date | None = None
    score: int | None = None
    account: bool = False


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that is asked of an agent, whether it is there, and where it is written. `reason.code` names it
    (``agent.citizen``); its params say what is missing."""

    met: bool
    reason: Reason


def requirements(candidate: Candidate, day: date, policies: Policies) -> tuple[Requirement, ...]:
    """All that is asked before somebody may be an agent on a WIB day, in the order of the onboarding."""
    least, person, more = (
        law().on("agent.age", day),
        law().on("agent.person", day),
        law().on("agent.requirements", day),
    )
    grown = candidate.birth_date is not None and age.years(candidate.birth_date, day) >= least.value
    passed = candidate.score is not None and candidate.score >= policies.agent_pass_score
    met = {
        "citizen": candidate.citizen,
        "participant": candidate.participant,
        "not_employee": candidate.not_employee,
        "documents": set(Document) <= set(candidate.documents),
        "training": candidate.trained_on is not None and candidate.trained_on <= day,
        "test": passed,
        "account": candidate.account,
    }
    said = {"test": {"least": policies.agent_pass_score}}
    return (
        *(Requirement(met[each], Reason.by(person, f"agent.{each}")) for each in person.value),
        Requirement(grown, Reason.by(least, "agent.age", least=least.value)),
        *(Requirement(met[each], Reason.by(more, f"agent.{each}", **said.get(each, {}))) for each in more.value),
    )


def longest_agreement(start: date) -> tuple[date, Reason]:
    """The last day that a PKS with a wadah beginning on `start` may have, and why."""
    entry = law().on("agreement.years", max(start, _FIRST))
    return _years_later(start, entry.value) - timedelta(days=1), Reason.by(
        entry, "agreement.years", years=entry.value, day=start
    )


def least_agents(day: date) -> tuple[int, Reason]:
    """How many agents a wadah must have under an agreement of that day."""
    entry = law().on("agents.least", max(day, _FIRST))
    return entry.value, Reason.by(entry, "agents.least", count=entry.value)


@dataclass(frozen=True, slots=True)
class Strength:
    """How many agents a wadah has, of how many it must.

    `below` counts the whole months of the agreement that ended with too few, in a row up to the last one, and
    `ends_after` is how many of them end the agreement (None: no text says).
    """

    agents: int
    least: int
    below: int
    ends_after: int | None
    reason: Reason

    @property
    def missing(self) -> int:
        return max(0, self.least - self.agents)


def strength(spells: Iterable[tuple[date, date | None]], since: date, today: date) -> Strength:
    """Of a wadah whose agents were active on these days (the last included) under an agreement from `since` on."""
    known = list(spells)

    def active(day: date) -> int:
        return sum(first <= day and (last is None or day <= last) for first, last in known)

    least, reason = least_agents(since)
    ends = law().find("agents.below_months", max(since, _FIRST))
    below, month = 0, Month.of(today) + -1
    while month.first_day >= since and active(month.last_day) < least:
        below, month = below + 1, month + -1
    return Strength(active(today), least, below, ends.value if ends else None, reason)


def runs_out(last_day: date | None, today: date) -> bool:
    """Whether something that ends on that day should be renewed by now."""
    return last_day is not None and last_day - timedelta(days=WARNED) <= today


#: Before the first rule there was no Perisai; what is said to be older is taken to be of its first day.
_FIRST = date(2018, 1, 1)


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return date(day.year + years, 3, 1)
