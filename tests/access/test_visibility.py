"""What a coordinator sees: rows of the own unit and of those below, whichever way they are asked for."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import select

from portal.access.actor import Actor, NotVisible
from portal.models import Level, Organisation, Policy, Tenure, db
from portal.models.transaction import transaction
from portal.services import tenures
from portal.values.clock import today
from tests.cast import Cast, Person, founder


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
