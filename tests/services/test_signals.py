"""What stands out is counted, told, answered, and does nothing by itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

import pytest
import time_machine

from portal.access.actor import Forbidden, NotVisible
from portal.jobs import upkeep
from portal.models import AuditEvent, Enrolment, Signal, db
from portal.models.transaction import transaction
from portal.rules.signals import SignalKind
from portal.services import cases, signals
from portal.values import clock
from portal.values.fault import Refused
from tests.cast import Cast, Person
from tests.conftest import Hand
from tests.conventions.source import sources
from tests.make import accidents, journey, workers
from tests.make import signals as make

K = SignalKind


@pytest.fixture(autouse=True)
def november() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True) as traveller:
        yield traveller


def found(cast: Cast, by: Person | None = None) -> dict[SignalKind, Signal]:
    db.session.rollback()
    asked = (by or cast.hasan).actor().sees(Signal)
    return {each.kind: each for each in db.session.scalars(asked)}


def test_people_of_one_agent_who_die_or_fall_soon_after_they_came(
    cast: Cast, november: time_machine.Traveller
) -> None:
    people = accidents.insured(cast, range(1, 6))
    other = workers.registered(cast.joko, [20])
    november.move_to("2026-12-01 03:00:00+00:00", tick=True)
    accidents.opened(cast.hasan, other[0])
    for each in (people[0], other[0]):
        make.died(cast.hasan, each, date(2026, 11, 30))
    accidents.opened(cast.dewi, people[2])
    journey.covered(cast.sari, cast.hasan, [1, 2])
    for intern in db.session.scalars(cast.sari.actor().sees(Enrolment)).all():
        accidents.opened(cast.sari, intern.id)
    assert make.counted(cast.bandung) == 0, "one is nobody's pattern, and interns all begin at once"
    make.died(cast.hasan, people[1], date(2026, 12, 1))
    accidents.opened(cast.dewi, people[3])
    make.counted(cast.bandung)
    seen = found(cast)
    assert set(seen) == {K.EARLY_DEATH, K.EARLY_CASE}
    death = seen[K.EARLY_DEATH]
    assert (death.about, death.count, death.subject_id) == ("Dewi Anggraini", 2, cast.dewi.membership_id)
    assert set(death.facts["people"]) == {str(people[0]), str(people[1])}
    assert seen[K.EARLY_CASE].count == 2

    # More than a month after they came it is no longer early; what was counted before stays counted.
    november.move_to("2027-01-05 03:00:00+00:00", tick=True)
    accidents.opened(cast.dewi, people[4])
    make.counted(cast.bandung)
    assert found(cast)[K.EARLY_CASE].count == 2


def test_many_at_one_telephone_or_address(cast: Cast) -> None:
    workers.registered(cast.agus, range(1, 4), phone="081233334444")
    assert make.counted(cast.bandung) == 0
    workers.registered(cast.dewi, [4], phone="0812 3333 4444")
    homes = workers.registered(cast.agus, range(10, 16))
    for place, each in enumerate(homes):
        make.lives_at(cast.agus, each, "Pasar Andir blok B" if place % 2 else "PASAR ANDIR BLOK B")
    make.counted(cast.bandung)
    seen = found(cast)
    assert (seen[K.SHARED_PHONE].count, seen[K.SHARED_PHONE].about) == (4, "081••••444")
    assert seen[K.SHARED_ADDRESS].count == 6
    with db.engine.connect() as connection:
        kept = str(connection.exec_driver_sql("select * from signal").all())
    assert "33334444" not in kept
    assert "Pasar Andir" not in kept
    assert len(signals.people_of(cast.hasan.actor(), seen[K.SHARED_PHONE])) == 4


def test_a_burst_at_the_end_of_a_month(cast: Cast, november: time_machine.Traveller) -> None:
    workers.registered(cast.dewi, range(1, 7))
    workers.registered(cast.joko, range(40, 60))
    november.move_to("2026-11-27 16:59:00+00:00", tick=False)  # 23.59 WIB on the 27th
    workers.registered(cast.dewi, [7])
    november.move_to("2026-11-27 17:00:00+00:00", tick=False)
    workers.registered(cast.dewi, range(8, 17))
    workers.registered(cast.joko, range(60, 71))
    make.counted(cast.bandung)
    assert K.BURST not in found(cast), "nine of sixteen, and eleven of thirty-one"
    november.move_to("2026-11-30 16:59:00+00:00", tick=False)
    workers.registered(cast.dewi, range(17, 23))
    november.move_to("2026-12-02 03:00:00+00:00", tick=True)
    make.counted(cast.bandung)
    burst = found(cast)[K.BURST]
    assert (burst.about, burst.count, burst.of) == ("Dewi Anggraini", 15, 22)
    november.move_to("2027-01-02 03:00:00+00:00", tick=True)
    make.counted(cast.bandung)
    assert K.BURST not in found(cast), "two months back nobody looks, and nobody answered it"


def test_at_the_edge_of_the_age(cast: Cast) -> None:
    make.old(cast.dewi, [date(1962, 3, 1), date(1962, 4, 1), date(1963, 6, 1)])
    assert make.counted(cast.bandung) == 0
    make.old(cast.dewi, [date(1962, 5, 2)])
    make.counted(cast.bandung)
    assert found(cast)[K.AGE_EDGE].count == 3


def test_cover_that_began_just_before_the_accident(cast: Cast, november: time_machine.Traveller) -> None:
    early, late = accidents.insured(cast, (1, 2))
    november.move_to("2026-11-23 03:00:00+00:00", tick=True)
    case_id = accidents.opened(cast.dewi, early, happened_at=clock.now() - timedelta(hours=1))
    november.move_to("2026-11-26 03:00:00+00:00", tick=True)
    accidents.opened(cast.dewi, late, happened_at=clock.now() - timedelta(hours=1))
    make.counted(cast.bandung)
    signal = found(cast)[K.LATE_COVER]
    assert signal.subject_id == case_id
    assert 0 < signal.facts["hours"] < 72
    found_case = signals.case_of(cast.hasan.actor(), signal)
    assert found_case is not None
    assert found_case.number == signal.about


def test_an_agent_who_acts_for_the_clinic_that_treats(cast: Cast) -> None:
    one, other = accidents.insured(cast, (1, 2))
    make.works_at(cast.dewi, cast.sehat)
    case_id = accidents.opened(cast.dewi, one, clinic=cast.sehat, happened_at=clock.now() - timedelta(minutes=1))
    accidents.opened(cast.dewi, other, happened_at=clock.now() - timedelta(minutes=1))
    make.counted(cast.bandung)
    assert found(cast)[K.TREATS_OWN].subject_id == case_id


def test_an_agent_whose_papers_name_the_clinic_that_treats(cast: Cast) -> None:
    [one] = accidents.insured(cast, (1,))
    case_id = accidents.opened(cast.dewi, one, clinic=cast.sehat, happened_at=clock.now() - timedelta(minutes=1))
    make.counted(cast.bandung)
    assert K.TREATS_OWN not in found(cast)
    make.says_so(cast.dewi, cast.sehat)
    make.counted(cast.bandung)
    assert found(cast)[K.TREATS_OWN].subject_id == case_id
    assert cases.conflict(accidents.case_of(cast.hasan, case_id)) == cast.dewi.name


def test_an_answer_rests_until_there_is_more(cast: Cast) -> None:
    workers.registered(cast.agus, range(1, 5), phone="081233334444")
    make.counted(cast.bandung)
    signal = found(cast)[K.SHARED_PHONE]
    with transaction(), pytest.raises(Refused) as refused:
        signals.answer(cast.hasan.actor(), signal, " ok ")
    assert [fault.code for fault in refused.value.faults] == ["signal.answer"]
    answered(cast, signal.id, "Satu keluarga, sudah ditelepon.")
    assert make.counted(cast.bandung) == 0, "a night without news writes nothing"
    kept = found(cast)[K.SHARED_PHONE]
    assert kept.is_answered
    assert (kept.answer, kept.answered_by_name) == ("Satu keluarga, sudah ditelepon.", "Hasan Basri")
    assert db.session.scalars(signals.listed(cast.hasan.actor(), answered=False)).all() == []

    workers.registered(cast.agus, [5], phone="081233334444")
    make.counted(cast.bandung)
    [again] = db.session.scalars(signals.listed(cast.hasan.actor(), answered=False)).all()
    assert (again.count, again.answer) == (5, "Satu keluarga, sudah ditelepon.")


def answered(cast: Cast, signal_id: UUID, words: str) -> None:
    with transaction():
        actor = cast.hasan.actor()
        signals.answer(actor, signals.find(actor, signal_id), words)


def test_only_the_branch_reads_them_and_only_its_own(cast: Cast) -> None:
    workers.registered(cast.agus, range(1, 5), phone="081233334444")
    make.counted(cast.bandung)
    assert make.counted(cast.garut) == 0
    signal = found(cast)[K.SHARED_PHONE]
    for stranger in (cast.mira, cast.agus, cast.yanto, cast.dewi, cast.ratna, cast.tono, cast.sari):
        assert found(cast, stranger) == {}
        with pytest.raises(NotVisible):
            signals.find(stranger.actor(), signal.id)
        if stranger is not cast.mira:
            with transaction(), pytest.raises(Forbidden):
                signals.answer(stranger.actor(), signal, "Bukan apa-apa.")


def test_they_are_counted_every_night(cast: Cast, worker: Hand, november: time_machine.Traveller) -> None:
    workers.registered(cast.agus, range(1, 5), phone="081233334444")
    worker.drain()
    with transaction() as session:
        upkeep.plan(session, clock.today() + timedelta(days=1))
    november.shift(timedelta(days=1))
    worker.drain()
    assert set(found(cast)) == {K.SHARED_PHONE}
    lines = db.session.scalars(cast.hasan.actor().sees(AuditEvent).where(AuditEvent.action == "signals_seen")).all()
    assert [(line.actor_name, line.facts["fresh"]) for line in lines] == [("Gandeng", 1)]


@pytest.mark.unit
def test_nothing_but_their_own_page_reads_them() -> None:
    """So nothing can follow from one by itself; the branch's queues count them and lead there."""
    imports = ((source.name, node) for source in sources() for node in ast.walk(source.tree))
    readers = {
        name
        for name, node in imports
        if isinstance(node, ast.ImportFrom) and "Signal" in {each.name for each in node.names}
    }
    assert readers - {"models/__init__.py", "access/visibility.py"} == {
        "services/signals.py",
        "services/queues.py",
        "branch/signals.py",
        "web/wording/signals.py",
    }
