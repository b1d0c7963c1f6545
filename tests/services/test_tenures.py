"""Officers of a unit: terms, hand-overs, and what ends with them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from portal.access.actor import Actor, Forbidden, NotVisible
from portal.access.permissions import Role
from portal.models import Membership, Organisation, Tenure, db
from portal.models.transaction import transaction
from portal.services import tenures
from portal.values.clock import today
from tests.cast import Cast, newcomer
from tests.make.trees import refused

pytestmark = pytest.mark.once

YEAR = timedelta(days=365)


def begun(cast: Cast, *, title: str = "Ketua", days: int = 900, membership: UUID | None = None) -> UUID:
    """Agus is in office in his ranting since a year."""
    with transaction():
        actor = cast.yanto.actor()
        tenure = tenures.begin(
            actor,
            actor.find(Organisation, cast.arjuna),
            name="Agus Salim",
            title=title,
            decree="SK-07/2025",
            start=today() - YEAR,
            end=today() + timedelta(days=days),
            membership_id=membership,
        )
        db.session.flush()
        return tenure.id


def found(actor: Actor, id_: UUID) -> Tenure:
    return actor.find(Tenure, id_)


def test_an_office_passes_on_and_access_ends_with_it(cast: Cast) -> None:
    office = begun(cast, membership=cast.agus.membership_id)
    with transaction():
        actor = cast.yanto.actor()
        after = tenures.hand_over(
            actor, found(actor, office), name="Ujang Kosasih", day=today(), decree="SK-09/2026", access_ends=True
        )
        db.session.flush()
        new = after.id
    actor = cast.yanto.actor()
    unit = actor.find(Organisation, cast.arjuna)
    assert [(each.name, each.title, each.start) for each in tenures.in_office(actor, unit)] == [
        ("Ujang Kosasih", "Ketua", today())
    ]
    (former,) = tenures.former(actor, unit)
    assert (former.name, former.left_on, former.successor_id) == ("Agus Salim", today(), new)
    assert db.session.get_one(Membership, cast.agus.membership_id).ended_at
    refused("tenure.over", lambda actor: tenures.end(actor, found(actor, office), day=today()), cast.yanto)
    with pytest.raises(NotVisible):
        cast.euis.actor().find(Tenure, new)


def test_what_a_term_cannot_be(cast: Cast) -> None:
    office = begun(cast)

    def changing(**other: object) -> object:
        said = {"name": "Agus", "title": "Ketua", "decree": "", "start": today(), "end": None, "membership_id": None}
        return lambda actor: tenures.change(actor, found(actor, office), **(said | other))

    for code, wrong in (
        ("person.name", {"name": "123"}),
        ("tenure.title", {"title": "-"}),
        ("tenure.period", {"end": today() - YEAR}),
        ("tenure.long", {"end": today() + 11 * YEAR}),
        ("tenure.account", {"membership_id": cast.euis.membership_id}),
        ("tenure.account", {"membership_id": cast.yanto.membership_id}),
    ):
        refused(code, changing(**wrong), cast.yanto)  # type: ignore[arg-type]
    for code, day in (("tenure.before_start", today() - 2 * YEAR), ("tenure.future", today() + timedelta(days=1))):
        refused(code, lambda actor, day=day: tenures.end(actor, found(actor, office), day=day), cast.yanto)
        refused(
            code,
            lambda actor, day=day: tenures.hand_over(actor, found(actor, office), name="Ujang", day=day),
            cast.yanto,
        )


def test_terms_that_end_are_told_above_and_lock_nobody_out(cast: Cast) -> None:
    begun(cast, title="Bendahara", days=30)
    begun(cast, title="Ketua", days=-10)
    begun(cast, title="Sekretaris", days=400)
    actor = cast.yanto.actor()
    ending = tenures.ending(actor, actor.find(Organisation, cast.cicendo))
    assert [(tenure.title, unit.name) for tenure, unit in ending] == [
        ("Ketua", "Ranting Arjuna"),
        ("Bendahara", "Ranting Arjuna"),
    ]
    assert cast.agus.actor().organisation_id == cast.arjuna
    with transaction():
        seen = newcomer("Dadang Suhendar", Role.ORMAS_READER, cast.bandung, cast.arjuna)
    with pytest.raises(Forbidden):
        tenures.begin(
            seen.actor(), seen.actor().find(Organisation, cast.arjuna), name="Dadang", title="Ketua", start=today()
        )
