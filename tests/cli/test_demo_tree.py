"""The demo's ormas, as `make run` shows it."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

import pytest

from portal.access.actor import Actor
from portal.access.permissions import Role
from portal.cli import demo_tree
from portal.models import Organisation, Tenure, UnitSheet, db
from portal.models.transaction import transaction
from portal.services import tenures, unit_sheets
from portal.values.clock import today
from tests.cast import Cast, newcomer

pytestmark = pytest.mark.once


def test_a_tree_of_five_levels_with_something_to_do(cast: Cast) -> None:
    people: dict[str, Actor] = {}

    def admit(name: str, email: str, role: Role, unit: UUID) -> Actor:
        people[name] = newcomer(
            name.replace("Yanto", "Yayan").replace("Agus", "Asep"), role, cast.bandung, unit
        ).actor()
        return people[name]

    with transaction():
        demo_tree.fill(cast.hasan.actor(), today(), admit)
    mulyana = people["Mulyana Sastra"]
    units = db.session.scalars(mulyana.sees(Organisation)).all()
    assert Counter(unit.depth for unit in units).keys() == set(range(1, 6))
    assert 55 <= len(units) <= 65
    pac = people["Yanto Kusnadi"]
    assert tenures.ending(pac, pac.find(Organisation, pac.organisation_id or UUID(int=0)))
    (draft,) = unit_sheets.drafts(mulyana, units[0])
    faults = unit_sheets.outlined(mulyana, mulyana.find(UnitSheet, draft.id)).faults
    assert {fault.code for _, fault in faults} == {"tree.orphan", "tree.level"}
    assert len(db.session.scalars(mulyana.sees(Tenure)).all()) == 5
