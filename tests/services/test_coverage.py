"""The rows of the database as facts of the law: what was paid, by whomever, until it was taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine

from portal.models import Enrolment, Payment, db
from portal.models.transaction import transaction
from portal.rules.coverage import State
from portal.services import coverage, payments
from portal.values import clock
from portal.values.clock import end_of, start_of, today
from portal.values.month import Month
from tests.cast import Cast
from tests.make import journey
from tests.services.test_payments import enrolled, pay


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    """Before the waves of these tests, so that due days and first days lie ahead whenever they run."""
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True):
        yield


def test_the_facts_are_the_rows(cast: Cast) -> None:
    way = journey.approved(cast.sari, cast.hasan, start=date(2027, 1, 4), end=date(2027, 4, 2))
    assert way.invoice is not None
    paid_at = clock.now()
    pay(cast.hasan, way.invoice, paid_at=paid_at)
    enrolment = enrolled(cast.hasan, way.invoice)[0]
    facts = coverage.facts(enrolment)
    assert (facts.start, facts.end, facts.registered_at) == (
        date(2027, 1, 4),
        date(2027, 4, 2),
        enrolment.approved_at,
    )
    assert dict(facts.paid) == dict.fromkeys([Month(2027, number) for number in (1, 2, 3, 4)], paid_at)


def test_cover_from_the_first_instant_to_the_last(cast: Cast) -> None:
    way = journey.covered(cast.sari, cast.hasan, start=date(2027, 1, 4), end=date(2027, 4, 2))
    assert way.invoice is not None
    enrolment = enrolled(cast.hasan, way.invoice)[0]
    tick = timedelta(microseconds=1)
    for instant, state in (
        (start_of(date(2027, 1, 4)) - tick, State.NOT_YET),
        (start_of(date(2027, 1, 4)), State.COVERED),
        (end_of(date(2027, 4, 2)) - tick, State.COVERED),
        (end_of(date(2027, 4, 2)), State.ENDED),
    ):
        assert coverage.answer(enrolment, instant).state is state


def test_nobody_is_covered_before_the_branch_and_the_money(cast: Cast) -> None:
    start, end = today() - timedelta(days=1), today() + timedelta(days=40)
    way = journey.sent(cast.sari, start=start, end=end)
    waiting = db.session.scalars(
        cast.hasan.actor().sees(Enrolment).where(Enrolment.submission_id == way.submission)
    ).first()
    assert waiting is not None
    assert coverage.answer(waiting).state is State.NOT_REGISTERED
    other = journey.approved(cast.sari, cast.hasan, range(5, 7), name="Lain", start=start, end=end)
    assert other.invoice is not None
    assert coverage.answer(enrolled(cast.hasan, other.invoice)[0]).state is State.NOT_YET


def test_a_payment_taken_back_covers_no_more(cast: Cast) -> None:
    start = today() - timedelta(days=1)
    way = journey.covered(cast.sari, cast.hasan, start=start, end=start + timedelta(days=40))
    assert way.invoice is not None
    assert coverage.answer(enrolled(cast.hasan, way.invoice)[0]).covered
    with transaction():
        actor = cast.hasan.actor()
        payments.void(actor, actor.find(Payment, way.payment), "bukan tagihan ini")  # type: ignore[arg-type]
    assert not coverage.answer(enrolled(cast.hasan, way.invoice)[0]).covered


def test_a_month_paid_through_another_school_counts(cast: Cast) -> None:
    """Moving school in the middle of a paid month: it is not billed again, and it covers."""
    first = journey.covered(cast.sari, cast.hasan, range(1), start=date(2026, 11, 16), end=date(2026, 12, 10))
    second = journey.approved(
        cast.rina, cast.hasan, range(1), name="Pindahan", start=date(2026, 12, 11), end=date(2027, 1, 8)
    )
    assert first.invoice is not None
    assert second.invoice is not None
    enrolment = enrolled(cast.hasan, second.invoice)[0]
    assert list(coverage.facts(enrolment).paid) == [Month(2026, 12)]
    assert coverage.answer(enrolment, start_of(date(2026, 12, 11))).state is State.COVERED


def test_a_page_of_people_takes_two_queries(cast: Cast, queries) -> None:  # type: ignore[no-untyped-def]
    way = journey.covered(cast.sari, cast.hasan, range(12))
    assert way.invoice is not None
    people = enrolled(cast.hasan, way.invoice)
    with queries() as seen:
        answers = coverage.answers(people)
    assert len(answers) == 12
    assert len(seen) == 2
