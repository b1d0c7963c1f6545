"""Who leaves uncovered: everyone with a reason, nobody who is covered, and never another school's."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from operator import attrgetter
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import update

from portal.models import Enrolment, Invoice, Organisation, Payment, Roster, RosterRow, Submission, Wave, db
from portal.models.transaction import transaction
from portal.services import departures, organisations, payments, roster_rows, submissions
from portal.services.departures import DAYS_AHEAD, Why
from portal.values.clock import WIB, start_of, today
from tests.cast import Cast, Person
from tests.make import journey, people


def whys(by: Person) -> dict[Why, int]:
    found: dict[Why, int] = {}
    for departure in departures.leaving(by.actor()):
        for why, count in departure.whys.items():
            found[why] = found.get(why, 0) + count
    return found


def names(by: Person, wave: UUID) -> list[tuple[str, Why]]:
    actor = by.actor()
    return [(each.name, each.why) for each in departures.named(actor, actor.find(Wave, wave)).rows]


def test_everyone_is_told_with_what_they_wait_for(cast: Cast) -> None:
    steps = journey.every_state(cast)
    assert whys(cast.sari) == {Why.NOT_SENT: 3, Why.AWAITING_BRANCH: 3, Why.UNPAID: 3}
    assert names(cast.sari, steps["listed"].wave) == [(people.name(n), Why.NOT_SENT) for n in (0, 2, 1)]
    unpaid = departures.named(cast.sari.actor(), cast.sari.actor().find(Wave, steps["approved"].wave)).rows
    assert {each.why for each in unpaid} == {Why.UNPAID}
    assert {each.invoice_id for each in unpaid} == {steps["approved"].invoice}
    assert names(cast.sari, steps["covered"].wave) == []
    assert whys(cast.rina) == {}
    assert whys(cast.hasan) == whys(cast.sari)
    assert whys(cast.mira) == {}


def test_rows_with_faults_and_rows_that_came_back(cast: Cast) -> None:
    step = journey.sent(cast.sari, range(3))
    journey.listed(cast.sari, range(5, 8), into=step)
    with transaction():
        actor = cast.hasan.actor()
        assert step.submission
        back = actor.sees(Enrolment).where(Enrolment.name_key == f" {people.name(0).lower()}")
        person = db.session.scalars(back).one().id
        submissions.return_rows(actor, actor.find(Submission, step.submission), {person: "nama salah"})
    with transaction():
        actor = cast.sari.actor()
        rows = actor.sees(RosterRow).where(RosterRow.name_key.in_([f" {people.name(n).lower()}" for n in (5, 6)]))
        wrong, aside = db.session.scalars(rows.order_by(RosterRow.number))
        roster_rows.mend(actor, wrong, {"nik": "123"})
        roster_rows.skip(actor, actor.find(RosterRow, aside.id))
    assert whys(cast.sari) == {Why.AWAITING_BRANCH: 2, Why.RETURNED: 1, Why.FAULTY: 1, Why.NOT_SENT: 1}
    assert (people.name(6), Why.NOT_SENT) not in names(cast.sari, step.wave), "who is left behind does not leave"


def test_the_principal_is_waited_for_by_name(cast: Cast) -> None:
    with transaction():
        actor = cast.hasan.actor()
        school = actor.find(Organisation, cast.smkn1)
        organisations.change(
            actor,
            school,
            name=school.name,
            npsn=school.npsn or "",
            address="",
            contact_name="",
            contact_phone=None,
            contact_email=None,
            agreement=organisations.Agreement(),
            stage=school.stage,
            funding=school.funding,
            needs_principal=True,
        )
    journey.sent(cast.sari, range(2))
    assert whys(cast.sari) == {Why.AWAITING_PRINCIPAL: 2}


@pytest.mark.parametrize(("days", "told"), [(DAYS_AHEAD, 2), (DAYS_AHEAD + 1, 0), (0, 2), (-5, 2), (-90, 0)])
def test_the_window(cast: Cast, days: int, told: int) -> None:
    start = today() + timedelta(days=days)
    journey.listed(cast.sari, range(2), start=start, end=start + timedelta(days=60))  # type: ignore[arg-type]
    assert sum(whys(cast.sari).values()) == told


def test_money_that_comes_late_covers_from_then_on(cast: Cast) -> None:
    start = today() - timedelta(days=3)
    step = journey.approved(cast.sari, cast.hasan, range(2), start=start, end=start + timedelta(days=60))  # type: ignore[arg-type]
    assert whys(cast.sari) == {Why.UNPAID: 2}
    assert departures.leaving(cast.sari.actor())[0].day == start
    with transaction():
        actor = cast.hasan.actor()
        assert step.invoice
        bill = actor.find(Invoice, step.invoice)
        now = datetime.now(WIB)
        payments.record(actor, bill, amount=bill.total, paid_at=now, channel="Bank BJB", reference="TRX1")
    assert whys(cast.sari) == {}


def test_a_payment_that_was_voided_uncovers_again(cast: Cast) -> None:
    step = journey.covered(cast.sari, cast.hasan, range(2))
    assert whys(cast.sari) == {}
    with transaction():
        actor = cast.hasan.actor()
        assert step.payment
        payments.void(actor, actor.find(Payment, step.payment), "salah mencatat rekening")
    assert whys(cast.sari) == {Why.UNPAID: 2}


def test_the_day_is_that_of_wib(cast: Cast) -> None:
    day = date(2027, 1, 4)
    with time_machine.travel(datetime(2026, 12, 21, 0, 5, tzinfo=WIB), tick=False):
        journey.listed(cast.sari, range(2), start=day, end=date(2027, 3, 31))  # type: ignore[arg-type]
        assert [each.day for each in departures.leaving(cast.sari.actor())] == [day]
    with time_machine.travel(datetime(2026, 12, 20, 23, 55, tzinfo=WIB), tick=False):
        assert departures.leaving(cast.sari.actor()) == [], "fourteen days and five minutes"


def test_the_branch_counts_whom_its_schools_are_told_of_to_the_person(cast: Cast) -> None:
    """A wave that has left: with it, later than it, too late to be looked at yet, covered, and covered only later."""
    day = today()
    left = journey.listed(cast.sari, range(5), start=day - timedelta(days=3), end=day + timedelta(days=60))
    with transaction():
        actor = cast.sari.actor()
        rows = db.session.scalars(
            actor.sees(RosterRow).where(RosterRow.roster_id == left.roster).order_by(RosterRow.number)
        ).all()
        for row, start in zip(rows, (None, 5, DAYS_AHEAD + 1, 5, 6), strict=True):
            if start is not None:
                roster_rows.mend(actor, row, {"start": f"{day + timedelta(days=start):%d-%m-%Y}"})
        assert left.roster
        sent = submissions.send(actor, actor.find(Roster, left.roster)).id
    with transaction():
        actor = cast.hasan.actor()
        submissions.approve(actor, actor.find(Submission, sent), kode_iuran="123456789012")
    covers(3, day + timedelta(days=5))
    covers(4, day + timedelta(days=9))
    journey.covered(cast.sari, cast.hasan, range(5, 7), into=left)
    over = journey.listed(cast.sari, [7], name="Lama", start=day - timedelta(days=200), end=day - timedelta(days=90))
    with transaction():
        actor = cast.sari.actor()
        longer = db.session.scalars(actor.sees(RosterRow).where(RosterRow.roster_id == over.roster)).one()
        roster_rows.mend(actor, longer, {"end": f"{day + timedelta(days=10):%d-%m-%Y}"})
    other = journey.approved(cast.rina, cast.hasan, range(8, 10), name="Dua")

    told = {Why.UNPAID: 2, Why.LATER: 1, Why.NOT_SENT: 1}
    assert whys(cast.sari) == told
    assert whys(cast.rina) == {Why.UNPAID: 2}
    assert whys(cast.hasan) == told | {Why.UNPAID: 4}
    assert whys(cast.mira) == {}
    of_schools = departures.leaving(cast.sari.actor()) + departures.leaving(cast.rina.actor())
    assert departures.leaving(cast.hasan.actor()) == sorted(of_schools, key=attrgetter("day", "wave_id"))
    for by, wave in ((cast.sari, left.wave), (cast.sari, over.wave), (cast.rina, other.wave)):
        assert names(by, wave) == names(cast.hasan, wave)
        assert len(names(by, wave)) == sum(each.people for each in of_schools if each.wave_id == wave)
    assert names(cast.hasan, left.wave) == [
        (people.name(0), Why.UNPAID),
        (people.name(1), Why.UNPAID),
        (people.name(4), Why.LATER),
    ]


def covers(number: int, day: date) -> None:
    """As payments leave it: cover of one person begins on a day."""
    table = Enrolment.__table__
    with transaction():
        mark = update(table).where(table.c.name_key == f" {people.name(number).lower()}")
        db.session.execute(mark.values(covered_from=start_of(day)).execution_options(seen_by="the test's own hand"))


def test_names_go_on_and_back_over_both_kinds(cast: Cast) -> None:
    step = journey.sent(cast.sari, range(30))
    journey.listed(cast.sari, range(30, 60), into=step)
    actor = cast.sari.actor()
    wave = actor.find(Wave, step.wave)
    first = departures.named(actor, wave)
    second = departures.named(actor, wave, after=first.after)
    third = departures.named(actor, wave, after=second.after)
    everybody = [each.name for page in (first, second, third) for each in page.rows]
    assert len(everybody) == len(set(everybody)) == 60
    assert everybody == sorted(everybody, key=str.lower)
    assert {each.why for each in second.rows} == {Why.NOT_SENT, Why.AWAITING_BRANCH}
    assert (first.before, third.after) == (None, None)
    back = departures.named(actor, wave, before=second.before)
    assert [each.id for each in back.rows] == [each.id for each in first.rows]
    assert back.before is None


def test_few_and_many_cost_the_same(cast: Cast, queries: Callable[[], AbstractContextManager[list[str]]]) -> None:
    step = journey.sent(cast.sari, range(2))
    actor = cast.sari.actor()
    wave = actor.find(Wave, step.wave)
    with queries() as few:
        departures.leaving(actor)
        departures.named(actor, wave)
    journey.listed(cast.sari, range(10, 60), into=step)
    wave = actor.find(Wave, step.wave)
    with queries() as many:
        departures.leaving(actor)
        departures.named(actor, wave)
    assert len(many) == len(few) == 6
