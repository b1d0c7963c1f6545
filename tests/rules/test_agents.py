"""Who may be an agent, how many a wadah needs, how long its agreement runs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from portal.rules.agents import Candidate, Document, longest_agreement, requirements, runs_out, strength
from portal.rules.policies import Policies

pytestmark = pytest.mark.unit

TODAY = date(2026, 11, 21)
READY = Candidate(
    citizen=True,
    birth_date=date(2008, 11, 21),
    participant=True,
    not_employee=True,
    documents=tuple(Document),
    trained_on=TODAY,
    score=70,
    account=True,
)


def missing(candidate: Candidate, policies: Policies | None = None) -> list[str]:
    asked = requirements(candidate, TODAY, policies or Policies())
    return [each.reason.code for each in asked if not each.met]


def test_everything_is_missing_of_somebody_unknown_and_nothing_of_one_who_is_ready() -> None:
    assert len(missing(Candidate())) == 8
    assert missing(READY) == []


@pytest.mark.parametrize(
    ("lacks", "code"),
    [
        ({"citizen": False}, "agent.citizen"),
        ({"participant": False}, "agent.participant"),
        ({"birth_date": date(2008, 11, 22)}, "agent.age"),
        ({"not_employee": False}, "agent.not_employee"),
        ({"documents": [Document.IDENTITY]}, "agent.documents"),
        ({"trained_on": date(2026, 11, 22)}, "agent.training"),
        ({"score": 69}, "agent.test"),
        ({"account": False}, "agent.account"),
    ],
)
def test_each_thing_that_lacks_is_named(lacks: dict[str, Any], code: str) -> None:
    assert missing(replace(READY, **lacks)) == [code]


def test_the_branch_says_which_score_passes() -> None:
    assert missing(READY, Policies.of({"agent_pass_score": 71})) == ["agent.test"]


def test_every_requirement_says_where_it_is_written() -> None:
    assert all(each.reason.citation for each in requirements(Candidate(), TODAY, Policies()))


def test_an_agreement_runs_three_years_once_and_one_year_now() -> None:
    assert longest_agreement(date(2022, 3, 31))[0] == date(2025, 3, 30)
    assert longest_agreement(date(2022, 4, 1))[0] == date(2023, 3, 31)
    assert longest_agreement(date(2024, 2, 29))[0] == date(2025, 2, 28)
    assert longest_agreement(date(2010, 1, 1))[0] == date(2012, 12, 31)


def test_a_wadah_has_too_few_agents_for_some_months() -> None:
    three = [(date(2026, 1, 1), None)] * 3
    found = strength(three, date(2026, 6, 1), TODAY)
    assert (found.agents, found.least, found.missing, found.below, found.ends_after) == (3, 5, 2, 5, 3)
    left = [*three, (date(2026, 1, 1), date(2026, 9, 15)), (date(2026, 1, 1), None)]
    assert strength(left, date(2026, 6, 1), TODAY).below == 2
    assert strength([*left, (TODAY, None)], date(2026, 6, 1), TODAY).missing == 0
    old = strength([(date(2021, 1, 1), None)] * 3, date(2021, 6, 1), date(2021, 11, 21))
    assert (old.missing, old.below, old.ends_after) == (0, 0, None)


def test_what_runs_out_is_told_two_months_before() -> None:
    assert not runs_out(None, TODAY)
    assert not runs_out(date(2027, 1, 21), TODAY)
    assert runs_out(date(2027, 1, 20), TODAY)
    assert runs_out(date(2020, 1, 1), TODAY)
