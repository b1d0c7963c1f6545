"""The cover of a case: as it is reckoned for that instant, beside what the clinic was told at its desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine

from portal.models.transaction import transaction
from portal.rules.cover_checks import Verdict
from portal.rules.coverage import State
from portal.services import case_cover, cases, policies
from portal.services.case_cover import Doubt, Proof
from portal.values import clock
from portal.values.clock import in_wib
from tests.cast import Cast, Person
from tests.make import accidents, dues, workers


@pytest.fixture(autouse=True)
def november() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True) as traveller:
        yield traveller


def proof(by: Person, case_id: UUID) -> Proof:
    case = accidents.case_of(by, case_id)
    return case_cover.of(by.actor(), case, policies.in_force(case.branch_id, in_wib(case.happened_at).date()))


def test_the_check_is_the_branch_s_and_the_clinic_s_and_doubted_where_it_answers_something_else(
    cast: Cast, november: time_machine.Traveller
) -> None:
    accidents.insured(cast)
    november.move_to("2026-11-21 05:00:00+00:00", tick=True)
    at = clock.now()
    check = accidents.checked(cast.tono, workers.nik(1).digits, at=at)
    known = accidents.opened_at(cast.tono, check, happened_at=at)

    for who in (cast.tono, cast.hasan):
        shown = proof(who, known)
        assert shown.check is not None
        assert (shown.cover.state, shown.check.verdict, shown.doubt) == (State.COVERED, Verdict.COVERED, None)
    for other in (cast.dewi, cast.ratna):
        shown = proof(other, known)
        assert (shown.cover.state, shown.check, shown.doubt) == (State.COVERED, None, None)

    earlier = accidents.account(happened_at=at - timedelta(days=2))
    with transaction():
        cases.change(cast.hasan.actor(), accidents.case_of(cast.hasan, known), earlier, version=1)
    shown = proof(cast.hasan, known)
    assert (shown.cover.state, shown.doubt) == (State.NOT_REGISTERED, Doubt.INSTANT)


def test_a_payment_that_was_recorded_later_makes_the_answer_at_the_desk_doubtful(
    cast: Cast, november: time_machine.Traveller
) -> None:
    workers.registered(cast.dewi, [1])
    paid_at = clock.now() + timedelta(minutes=5)
    november.move_to("2026-11-21 05:00:00+00:00", tick=True)
    at = clock.now()
    check = accidents.checked(cast.tono, workers.nik(1).digits, at=at)
    known = accidents.opened_at(cast.tono, check, happened_at=at)
    sheet = dues.opened(cast.dewi)
    dues.ticked(cast.dewi, sheet, [1])
    dues.paid(cast.hasan, dues.billed(cast.dewi, sheet), paid_at=paid_at)
    shown = proof(cast.hasan, known)
    assert shown.check is not None
    assert (shown.check.verdict, shown.cover.state, shown.doubt) == (Verdict.NOT_YET, State.COVERED, Doubt.ANSWER)
