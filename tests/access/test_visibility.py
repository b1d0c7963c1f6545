"""What a coordinator sees: rows of the own unit and of those below, whichever way they are asked for; and what an
agent of a wadah sees: what hangs on their own recruits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import False_, select

from portal.access import visibility
from portal.access.actor import Actor, NotVisible
from portal.models import (
    Allocation,
    AuditEvent,
    Base,
    Case,
    CaseStep,
    Consent,
    Contribution,
    DuesLine,
    DuesSheet,
    Enrolment,
    Invoice,
    Level,
    Membership,
    Organisation,
    Owned,
    Participant,
    Payment,
    Policy,
    Tenure,
    Transfer,
    db,
)
from portal.models.transaction import transaction
from portal.services import tenures, transfers
from portal.values.clock import today
from tests.cast import Cast, Person, founder
from tests.make import dues, workers


@pytest.fixture
def offices(cast: Cast) -> dict[UUID, UUID]:
    """unit → the office of its chair."""
    with transaction():
        by = cast.yanto.actor()
        other = cast.euis.actor()
        begun = {
            unit: tenures.begin(who, who.find(Organisation, unit), name="Ketua", title="Ketua", start=today())
            for who, unit in ((by, cast.cicendo), (by, cast.arjuna), (other, cast.andir))
        }
        db.session.flush()
        return {unit: tenure.id for unit, tenure in begun.items()}


def listed(actor: Actor) -> set[UUID]:
    return set(db.session.scalars(actor.sees(Tenure).with_only_columns(Tenure.organisation_id)))


def found(actor: Actor, offices: dict[UUID, UUID]) -> set[UUID]:
    seen = set()
    for unit, office in offices.items():
        try:
            seen.add(actor.find(Tenure, office).organisation_id)
        except NotVisible:
            continue
        assert office == offices[unit]
    return seen


def of_each(actor: Actor, offices: dict[UUID, UUID]) -> set[UUID]:
    everywhere = select(Organisation).where(Organisation.id.in_(offices)).execution_options(seen_by="test")
    seen: set[UUID] = set()
    for unit in db.session.scalars(everywhere):
        try:
            seen |= {each.organisation_id for each in db.session.scalars(actor.sees(Tenure, of=unit))}
        except NotVisible:
            continue
    return seen


@pytest.mark.parametrize(
    ("who", "units"),
    [
        (lambda cast: cast.yanto, ("cicendo", "arjuna")),
        (lambda cast: cast.agus, ("arjuna",)),
        (lambda cast: cast.euis, ("andir",)),
        (lambda cast: cast.hasan, ("cicendo", "arjuna", "andir")),
        (lambda cast: cast.mira, ()),
        (lambda cast: cast.sari, ()),
    ],
)
def test_three_ways_of_asking_agree(
    cast: Cast, offices: dict[UUID, UUID], who: Callable[[Cast], Person], units: tuple[str, ...]
) -> None:
    actor, expected = who(cast).actor(), {getattr(cast, unit) for unit in units}
    assert listed(actor) == expected
    assert found(actor, offices) == expected
    assert of_each(actor, offices) == expected


def test_a_row_is_looked_at_by_its_own_unit_also_beside_a_join(cast: Cast, offices: dict[UUID, UUID]) -> None:
    joined = cast.yanto.actor().sees(Tenure).join(Organisation, Organisation.id == Tenure.organisation_id)
    assert len(db.session.scalars(joined).all()) == 2


def test_names_of_levels_are_known_below_and_not_beside(cast: Cast) -> None:
    assert len(db.session.scalars(cast.agus.actor().sees(Level)).all()) == 4
    assert db.session.scalars(cast.sari.actor().sees(Level)).all() == []


def test_what_belongs_to_no_organisation_is_not_asked_for_by_one(cast: Cast) -> None:
    garuda = founder(cast.bandung).find(Organisation, cast.garuda)
    with pytest.raises(AssertionError):
        cast.hasan.actor().sees(Policy, of=garuda)


@pytest.fixture
def collected(cast: Cast) -> UUID:
    """A bill of two of Dewi's three people, paid; Joko has one person of his own."""
    workers.registered(cast.dewi, range(3))
    workers.registered(cast.joko, [10])
    sheet = dues.opened(cast.dewi)
    dues.ticked(cast.dewi, sheet, [1, 2])
    bill = dues.billed(cast.dewi, sheet)
    dues.paid(cast.hasan, bill)
    return bill


#: What hangs on people: table → how many rows of it Dewi and her manager see.
OF_DEWI = {
    Enrolment: (3, 4),
    Participant: (3, 4),
    Contribution: (2, 2),
    Invoice: (1, 1),
    Payment: (1, 1),
    Allocation: (2, 2),
    DuesSheet: (1, 1),
    DuesLine: (3, 3),
}


def test_an_agent_sees_what_hangs_on_their_own_recruits(cast: Cast, collected: UUID) -> None:
    wadah = founder(cast.bandung).find(Organisation, cast.mandiri)
    for model, (own, all_) in OF_DEWI.items():
        joko = 1 if model in {Enrolment, Participant} else 0
        expected = {cast.dewi: own, cast.joko: joko, cast.ratna: all_, cast.tono: 0, cast.sari: 0, cast.yanto: 0}
        for who, count in expected.items():
            seen = db.session.scalars(who.actor().sees(model)).all()
            assert len(seen) == count, (model.__name__, who.name)
            if who in {cast.dewi, cast.joko, cast.ratna} and issubclass(model, Owned):
                assert len(db.session.scalars(who.actor().sees(model, of=wadah)).all()) == count
    invoice = cast.dewi.actor().find(Invoice, collected)
    assert cast.ratna.actor().find(Invoice, collected) is invoice
    for stranger in (cast.joko, cast.tono, cast.yanto, cast.mira):
        with pytest.raises(NotVisible):
            stranger.actor().find(Invoice, collected)


def test_a_manager_s_bill_of_several_agents_people_is_nobody_s_own(cast: Cast, collected: UUID) -> None:
    sheet = dues.opened(cast.ratna)
    dues.ticked(cast.ratna, sheet, [1, 2])
    bill = dues.billed(cast.ratna, sheet)
    for agent in (cast.dewi, cast.joko):
        with pytest.raises(NotVisible):
            agent.actor().find(Invoice, bill)


def test_a_table_that_does_not_say_how_it_hangs_on_people_is_not_an_agent_s(cast: Cast) -> None:
    dewi = cast.dewi.actor()
    owned = {mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Owned)}
    others = owned - set(visibility.RECRUITED)
    unshut = {model for model in others if not isinstance(visibility.clause(model, dewi), False_)}
    # Names of levels, which a wadah has none of; who asks for whom; accidents of one's own people.
    assert unshut == {Level, Transfer, Case, CaseStep}
    assert [each.id for each in db.session.scalars(dewi.sees(Membership))] == [dewi.membership_id]


def test_what_was_done_to_one_s_own_people_is_told(cast: Cast, collected: UUID) -> None:
    def told(who: Person) -> set[str]:
        return {each.action for each in db.session.scalars(who.actor().sees(AuditEvent))}

    assert {"people_registered", "invoice_issued", "payment_recorded", "dues_billed"} <= told(cast.dewi)
    assert told(cast.joko) == {"people_registered", "invitation_accepted"}


def test_whom_an_agent_asks_for_becomes_theirs(cast: Cast) -> None:
    [held] = workers.registered(cast.yanto, [20])
    with transaction():
        dewi = cast.dewi.actor()
        wadah = dewi.find(Organisation, cast.mandiri)
        said, day = workers.texts(20), today() + timedelta(days=1)
        asked = transfers.ask(dewi, wadah, said, wanted_from=day, consent=Consent.SIGNED, sure=True).id
    assert transfers.find(cast.dewi.actor(), asked).enrolment_id == held
    with pytest.raises(NotVisible):
        transfers.find(cast.joko.actor(), asked)
    with transaction():
        yanto = cast.yanto.actor()
        transfers.accept(yanto, transfers.find(yanto, asked), moves_on=today() + timedelta(days=1))
    [taken] = db.session.scalars(cast.dewi.actor().sees(Enrolment)).all()
    assert taken.agent_id == cast.dewi.membership_id
    assert db.session.scalars(cast.joko.actor().sees(Enrolment)).all() == []
