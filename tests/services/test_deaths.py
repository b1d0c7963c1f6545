"""A death ends what stands, tells the heirs what the law pays, and can be undone on the day it was noted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

import pytest
import time_machine

from portal.models import Contribution, ContributionState, Death, Enrolment, Invoice, InvoiceState, Organisation, db
from portal.models.transaction import transaction
from portal.rules.contributions import Segment
from portal.rules.coverage import Facts, State
from portal.rules.death import guidance, unbroken
from portal.rules.policies import Policies
from portal.rules.standings import Standing
from portal.services import deaths, leavings, members, tallies
from portal.services.leavings import Way
from portal.services.members import Description
from portal.values.clock import start_of, today
from portal.values.fault import Refused
from portal.values.month import Month
from portal.values.rupiah import Rupiah
from tests.cast import Cast, Person
from tests.make import dues, journey, workers


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True):
        yield


def noted(by: Person, enrolment_id: UUID, day: date) -> UUID:
    with transaction():
        actor = by.actor()
        return deaths.note(actor, actor.find(Enrolment, enrolment_id), day).id


def undone(by: Person, death_id: UUID) -> None:
    with transaction():
        actor = by.actor()
        deaths.undo(actor, actor.find(Death, death_id))


def codes(call: object, *args: object) -> list[str]:
    with pytest.raises(Refused) as refused:
        call(*args)  # type: ignore[operator]
    return [fault.code for fault in refused.value.faults]


@pytest.mark.unit
def test_three_months_and_what_they_pay() -> None:
    """Months 1 to 3 pay the funeral only (Permenaker 1/2025); a change of sponsor does not begin them anew."""
    months = [Month(2026, 7) + each for each in range(5)]
    paid = {month: start_of(month.first_day) for month in months}
    school = Facts(Segment.PKL, date(2026, 7, 1), date(2026, 9, 30), start_of(date(2026, 6, 30)), paid)
    unit = Facts(
        Segment.BPU,
        date(2026, 10, 1),
        None,
        start_of(date(2026, 9, 20)),
        {month: at for month, at in paid.items() if month > Month(2026, 9)},
    )
    day = date(2026, 11, 20)
    alone = guidance(day, unit, Policies.defaults())
    assert (alone.benefit.total, alone.full, alone.waiting) == (Rupiah(10_000_000), Rupiah(42_000_000), 3)
    record = unbroken([unit, school], day)
    assert record is not None
    assert (record.start, record.end, len(record.paid)) == (date(2026, 7, 1), None, 5)
    both = guidance(day, record, Policies.defaults())
    assert both.benefit.total == Rupiah(42_000_000)
    assert [each.code for each in both.heirs][:2] == ["heirs.spouse_children", "heirs.line"]
    assert all(each.citation and each.certainty for each in (*both.heirs, *both.documents, both.paid_within))
    apart = Facts(Segment.PKL, date(2026, 7, 1), date(2026, 9, 29), start_of(date(2026, 6, 30)), paid)
    assert unbroken([apart, unit], day) == unit
    assert unbroken([unit], date(2026, 9, 1)) is None
    late = guidance(date(2027, 6, 1), unit, Policies.defaults())
    assert (late.cover.state, late.benefit.total) == (State.LAPSED, Rupiah(0))


def test_a_death_ends_the_enrolment_and_the_membership_and_is_undone_within_the_day(cast: Cast) -> None:
    done = journey.approved(cast.sari, cast.hasan, range(2), start=today() - timedelta(days=10))
    sari = cast.sari.actor()
    enrolment = db.session.scalars(sari.sees(Enrolment).where(Enrolment.submission_id == done.submission)).first()
    assert enrolment is not None
    until, total = enrolment.end, sari.find(Invoice, done.invoice or UUID(int=0)).total
    assert codes(noted, cast.sari, enrolment.id, today() + timedelta(days=1)) == ["death.future"]
    assert codes(noted, cast.sari, enrolment.id, date(2019, 1, 1)) == ["death.too_early"]
    death_id = noted(cast.sari, enrolment.id, today() - timedelta(days=1))
    assert codes(noted, cast.sari, enrolment.id, today()) == ["death.noted"]
    sari = cast.sari.actor()
    assert sari.find(Enrolment, enrolment.id).end == today() - timedelta(days=1)
    ours = sari.sees(Contribution).where(Contribution.enrolment_id == enrolment.id).order_by(Contribution.month)
    states = [each.state for each in db.session.scalars(ours)]
    assert states[0] is ContributionState.PLANNED
    assert set(states[1:]) == {ContributionState.VOID}
    found = deaths.guidance(sari.find(Death, death_id))
    assert found is not None
    assert (found.cover.state, found.benefit.total) == (State.NOT_REGISTERED, Rupiah(0))  # approved a day later

    undone(cast.sari, death_id)
    sari = cast.sari.actor()
    assert sari.find(Enrolment, enrolment.id).end == until
    db.session.expire_all()
    assert ContributionState.VOID not in {each.state for each in db.session.scalars(ours)}
    bills = db.session.scalars(sari.sees(Invoice).where(Invoice.state != InvoiceState.VOID)).all()
    assert Rupiah.total(each.total for each in bills) == total
    assert codes(undone, cast.sari, death_id) == ["death.undone"]
    again = noted(cast.sari, enrolment.id, today())
    with time_machine.travel("2026-11-22 03:00:00+00:00"):
        assert codes(undone, cast.sari, again) == ["death.late"]


def test_of_a_member_nobody_insures_and_of_one_who_is(cast: Cast) -> None:
    with transaction():
        agus = cast.agus.actor()
        unit = agus.find(Organisation, cast.arjuna)
        one = members.add(agus, unit, Description("Entin Kartini", "U1")).id
        other = members.add(agus, unit, Description("Asep Suryana", "U2", nik=workers.nik(1))).id
    [enrolment_id] = workers.registered(cast.agus, [1])
    sheet = dues.opened(cast.agus)
    dues.ticked(cast.agus, sheet, [1])
    dues.paid(cast.hasan, dues.billed(cast.agus, sheet))
    agus = cast.agus.actor()
    assert members.find(agus, other).standing is Standing.COVERED
    with transaction():
        agus = cast.agus.actor()
        first = deaths.note(agus, members.find(agus, one), today())
        assert deaths.guidance(first) is None
        second = deaths.note(agus, members.find(agus, other), today())
        told = deaths.guidance(second)
        assert told is not None
        assert told.benefit.total == Rupiah(10_000_000)
        first_id, second_id = first.id, second.id
    agus = cast.agus.actor()
    unit = agus.find(Organisation, cast.arjuna)
    assert tallies.of(agus, unit).members == 0
    assert agus.find(Enrolment, enrolment_id).end == today()
    undone(cast.agus, first_id)
    undone(cast.agus, second_id)
    agus = cast.agus.actor()
    assert (tallies.of(agus, unit).members, tallies.of(agus, unit).covered) == (2, 1)
    assert not list(tallies.differences(cast.garuda))


def test_leaving_is_a_choice_and_moving_keeps_cover(cast: Cast) -> None:
    with transaction():
        agus = cast.agus.actor()
        unit = agus.find(Organisation, cast.arjuna)
        member_id = members.add(agus, unit, Description("Asep Suryana", "U2", nik=workers.nik(1))).id
    ids = workers.registered(cast.agus, [1, 2])
    sheet = dues.opened(cast.agus)
    dues.ticked(cast.agus, sheet, [1, 2])
    dues.paid(cast.hasan, dues.billed(cast.agus, sheet))
    with transaction():
        agus = cast.agus.actor()
        leaver = agus.find(Enrolment, ids[1])
        assert codes(leavings.leave, agus, leaver, Way.DAY) == ["ending.day"]
        assert leavings.leave(agus, leaver, Way.ALONE).end == date(2026, 11, 30)
    with transaction():
        yanto = cast.yanto.actor()
        member = members.find(yanto, member_id)
        held = leavings.of_member(yanto, member)
        assert held is not None
        assert held.id == ids[0]
        above = yanto.find(Organisation, cast.cicendo)
        assert codes(leavings.move, yanto, held, held.organisation) == ["member.same_unit"]
        members.move(yanto, member, above)
        made = leavings.move(yanto, held, above)
        # On the day it began nothing of it stays with the first unit.
        assert (made.organisation_id, made.start, made.participant_id) == (above.id, today(), held.participant_id)
    yanto = cast.yanto.actor()
    assert members.find(yanto, member_id).standing is Standing.COVERED
    assert not list(tallies.differences(cast.garuda))


def test_who_reaches_65_soon_is_told_beforehand(cast: Cast) -> None:
    with transaction():
        agus = cast.agus.actor()
        unit = agus.find(Organisation, cast.arjuna)
        for number, born in enumerate(("1961-11-21", "1961-11-22", "1962-02-19", "1962-02-20"), 1):
            members.add(
                agus,
                unit,
                Description(f"Warga {'ABCD'[number - 1]}", f"U{number}", birth_date=date.fromisoformat(born)),
            )
    agus = cast.agus.actor()
    found = members.turning(agus, agus.find(Organisation, cast.arjuna))
    assert [(each.name, turn.day) for each, turn in found] == [
        ("Warga B", date(2026, 11, 22)),
        ("Warga C", date(2027, 2, 19)),
    ]
