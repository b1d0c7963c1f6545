"""From candidate to agent, idle, off and back; what registering and money have to do with it."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
import time_machine

from portal.access.actor import Forbidden, NotVisible, everyone
from portal.models import Agent, AgentState, Membership, Organisation, Payment, db
from portal.models.transaction import transaction
from portal.services import agents, memberships, payments
from portal.values import clock
from portal.values.clock import start_of, today
from portal.values.fault import Refused
from portal.values.month import Month
from tests.cast import Cast, Person
from tests.make import agents as make
from tests.make import dues, workers


def row(agent_id: UUID) -> Agent:
    db.session.rollback()
    return db.session.scalars(everyone(Agent, because="a test looks").where(Agent.id == agent_id)).one()


def lacking(by: Person, agent_id: UUID) -> set[str]:
    db.session.rollback()
    asked = agents.requirements(agents.find(by.actor(), agent_id))
    return {each.reason.code for each in asked if not each.met}


@pytest.fixture
def citra(cast: Cast) -> Person:
    return make.candidate(cast)


def test_who_is_given_access_as_an_agent_is_a_candidate_who_registers_nobody(cast: Cast, citra: Person) -> None:
    assert row(citra.membership_id).state is AgentState.CANDIDATE
    assert len(lacking(cast.ratna, citra.membership_id)) == 8
    with pytest.raises(Refused, match=r"agent\.may_not_register"):
        workers.registered(citra, [1])
    with pytest.raises(Refused, match=r"agent\.may_not_register"):
        workers.registered(cast.ratna, [1])  # a manager brings people in once they are an agent themselves


def test_the_way_from_candidate_to_agent(cast: Cast, citra: Person) -> None:
    key = citra.membership_id
    make.described(cast.ratna, key, make.description(1))
    assert lacking(cast.ratna, key) == {"agent.participant"}
    with pytest.raises(Refused, match=r"agent\.incomplete"):
        make.approved(cast.hasan, key, vouched=False)
    workers.registered(cast.dewi, [1])  # an agent is a participant themselves, whoever sponsors them
    assert lacking(cast.ratna, key) == set()
    with pytest.raises(Refused, match=r"agent\.no_agreement"):
        make.approved(cast.hasan, key, vouched=False)
    make.agreed(cast)
    make.approved(cast.hasan, key, vouched=False)
    agent = row(key)
    assert (agent.state, agent.active_since, agent.approved_by) == (AgentState.ACTIVE, today(), "Hasan Basri")
    workers.registered(citra, [2])
    assert row(key).last_acquired_at is not None
    with pytest.raises(Refused, match=r"agent\.not_candidate"):
        make.approved(cast.hasan, key)


def test_only_the_branch_approves_and_only_the_wadah_s_own_are_described(cast: Cast, citra: Person) -> None:
    with pytest.raises(Forbidden):
        make.approved(cast.ratna, citra.membership_id)
    for stranger in (cast.mira, cast.yanto, cast.tono, cast.joko):
        with pytest.raises(NotVisible):
            agents.find(stranger.actor(), citra.membership_id)
    with pytest.raises(Forbidden):
        make.described(citra, citra.membership_id, make.description(1))


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"name": "12"}, "person.name"),
        ({"nik": "123"}, "nik.length"),
        ({"trained_on": date(2999, 1, 1)}, "agent.future"),
        ({"score": 101}, "agent.score"),
        ({"account": "12a"}, "agent.account"),
        ({"bank": ""}, "agent.account_parts"),
        ({"clinic_id": UUID(int=1)}, "agent.clinic"),
    ],
)
@pytest.mark.once
def test_what_is_wrong_with_a_description(cast: Cast, wrong: dict[str, object], code: str) -> None:
    citra = make.candidate(cast)
    with pytest.raises(Refused, match=code):
        make.described(cast.ratna, citra.membership_id, make.description(1, **wrong))
    assert row(citra.membership_id).nik is None


@pytest.mark.once
def test_what_is_wrong_with_letters(cast: Cast, citra: Person) -> None:
    make.described(cast.ratna, citra.membership_id, make.description(1))
    make.agreed(cast, days=100)
    for wrong, code in (
        ({"number": "?"}, "agent.number"),
        ({"certificate_until": today() - timedelta(days=1)}, "agent.period"),
        ({"certificate_until": today() + timedelta(days=4000)}, "agent.period"),
        ({"assignment_start": today() + timedelta(days=90), "assignment_end": today()}, "agent.period"),
        ({"assignment_end": today() + timedelta(days=101)}, "agent.agreement_ends"),
    ):
        with pytest.raises(Refused, match=code):
            make.approved(cast.hasan, citra.membership_id, **wrong)
    make.approved(cast.hasan, citra.membership_id, assignment_end=today() + timedelta(days=100))


def test_who_somebody_is_does_not_change_once_they_are_an_agent(cast: Cast, citra: Person) -> None:
    key = citra.membership_id
    make.described(cast.ratna, key, make.description(1))
    make.agreed(cast)
    make.approved(cast.hasan, key)
    for wrong in ({"nik": workers.nik(2).digits}, {"name": "Orang Lain"}):
        with pytest.raises(Refused, match=r"agent\.fixed"):
            make.described(cast.ratna, key, make.description(1, **wrong))
    make.described(cast.ratna, key, make.description(1, nik="", account="", bank="Bank Lain"))
    agent = row(key)
    assert (agent.nik, agent.account, agent.bank) == (workers.nik(1), "1234567890", "Bank Lain")


def test_letters_that_ran_out_stop_the_registering_until_they_are_renewed(cast: Cast) -> None:
    make.agreed(cast, days=364)
    with time_machine.travel(clock.now() + timedelta(days=401), tick=False):
        with pytest.raises(Refused, match=r"agent\.assignment_over"):
            workers.registered(cast.dewi, [1])
        make.agreed(cast)
        with transaction():
            hasan = cast.hasan.actor()
            agents.renew(hasan, agents.find(hasan, cast.dewi.membership_id), make.letters())
        workers.registered(cast.dewi, [1])


def paid(cast: Cast, who: Person, number: int, line: int = 1) -> UUID:
    """One of the agent's people pays this month."""
    sheet = dues.opened(who)
    dues.ticked(who, sheet, [line])
    return dues.paid(cast.hasan, dues.billed(who, sheet))


def test_money_is_a_transaction_of_whose_person_it_is_and_taking_it_back_takes_it_back(cast: Cast) -> None:
    workers.registered(cast.dewi, [1, 2])
    assert row(cast.dewi.membership_id).last_transacted_at is None
    first = paid(cast, cast.dewi, 1)
    at = row(cast.dewi.membership_id).last_transacted_at
    assert at == cast.hasan.actor().find(Payment, first).paid_at
    assert row(cast.joko.membership_id).last_transacted_at is None
    second = paid(cast, cast.dewi, 2)
    for payment, left in ((second, at), (first, None)):
        with transaction():
            hasan = cast.hasan.actor()
            payments.void(hasan, hasan.find(Payment, payment), "salah catat bayar")
        assert row(cast.dewi.membership_id).last_transacted_at == left


def taken_back(cast: Cast, key: UUID) -> None:
    with transaction():
        hasan = cast.hasan.actor()
        agents.take_back(hasan, agents.find(hasan, key), reason="Diminta wadahnya")


def test_an_idle_agent_is_found_switched_off_by_a_person_and_taken_back_in_time(cast: Cast) -> None:
    key, month = cast.dewi.membership_id, Month.of(today())

    def counted() -> tuple[int, bool]:
        db.session.rollback()
        found = agents.standing(agents.find(cast.ratna.actor(), key))
        idle = db.session.scalars(agents.idle(agents.listed(cast.hasan.actor()))).all()
        assert found is not None
        return found.idle, key in {each.id for each in idle}

    assert counted() == (0, False)
    with time_machine.travel(start_of((month + 2).first_day), tick=False):
        assert counted() == (1, True)
    with time_machine.travel(start_of((month + 4).first_day), tick=False) as then:
        assert counted() == (3, True)
        assert row(key).state is AgentState.ACTIVE, "nobody is switched off by a clock"
        with transaction():
            ratna = cast.ratna.actor()
            agents.switch_off(ratna, agents.find(ratna, key), reason="Tiga bulan tanpa transaksi")
        with pytest.raises(Refused, match=r"agent\.may_not_register"):
            workers.registered(cast.dewi, [1])
        with pytest.raises(Refused, match=r"agent\.too_early"):
            taken_back(cast, key)
        then.move_to(start_of((month + 10).first_day))
        taken_back(cast, key)
        assert counted() == (0, False)


def test_whose_access_ends_is_no_agent_and_cannot_be_taken_back(cast: Cast) -> None:
    key = cast.dewi.membership_id
    with transaction():
        ratna = cast.ratna.actor()
        memberships.end(ratna, ratna.find(Membership, key))
    assert (row(key).state, row(key).off_reason) == (AgentState.OFF, agents.GONE)
    later = time_machine.travel(clock.now() + timedelta(days=200), tick=False)
    with later, pytest.raises(Refused, match=r"agent\.gone"):
        taken_back(cast, key)


def enlisted(cast: Cast) -> None:
    with transaction():
        ratna = cast.ratna.actor()
        agents.enlist(ratna, ratna.find(Organisation, cast.mandiri))


@pytest.mark.once
def test_a_manager_becomes_an_agent_as_well(cast: Cast) -> None:
    enlisted(cast)
    make.described(cast.ratna, cast.ratna.membership_id, make.description(5, name="Ratna Juwita"))
    make.agreed(cast)
    make.approved(cast.hasan, cast.ratna.membership_id)
    workers.registered(cast.ratna, [6])
    with pytest.raises(Refused, match=r"agent\.already"):
        enlisted(cast)


@pytest.mark.once
def test_how_many_agents_a_wadah_has_and_must_have(cast: Cast) -> None:
    make.agreed(cast)
    wadah = agents.find(cast.ratna.actor(), cast.dewi.membership_id).organisation
    found = agents.strength(cast.ratna.actor(), wadah)
    assert (found.agents, found.least, found.missing, found.below) == (2, 5, 3, 0)
    with time_machine.travel(start_of((Month.of(today()) + 4).first_day), tick=False):
        assert agents.strength(cast.ratna.actor(), wadah).below == 3
