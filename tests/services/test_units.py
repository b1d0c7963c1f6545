"""Units of an ormas: the tree is changed, and everything in it follows."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import UUID, uuid4

import pytest

from portal.access import audit
from portal.access.actor import Actor, Forbidden, NotVisible
from portal.access.audit import Action
from portal.access.permissions import WITHHOLDABLE, Permission, Role
from portal.models import Level, Membership, Organisation, Tenure, Wave, db
from portal.models.transaction import transaction
from portal.services import histories, levels, ormas, tenures, trees, units
from portal.values.clock import now, today
from tests.cast import LEVELS, Cast, Person, founder, newcomer
from tests.make.trees import opened, refused


@pytest.fixture
def ketut(cast: Cast) -> Person:
    """Coordinator of the whole ormas."""
    with transaction():
        return newcomer("Ketut Sudana", Role.ORMAS_COORDINATOR, cast.bandung, cast.garuda)


def unit(by: Person, id_: UUID) -> Organisation:
    return by.actor().find(Organisation, id_)


def below(by: Person, id_: UUID) -> list[str]:
    actor = by.actor()
    return [each.name for each in trees.children(actor, actor.find(Organisation, id_))]


def test_a_coordinator_sees_the_own_subtree_and_nothing_beside_or_above(cast: Cast) -> None:
    assert below(cast.yanto, cast.cicendo) == ["Ranting Arjuna"]
    for who, hidden in (
        (cast.yanto, cast.garuda),
        (cast.yanto, cast.andir),
        (cast.agus, cast.cicendo),
        (cast.euis, cast.arjuna),
        (cast.sari, cast.arjuna),
        (cast.mira, cast.garuda),
    ):
        with pytest.raises(NotVisible):
            who.actor().find(Organisation, hidden)
    assert cast.hasan.actor().find(Organisation, cast.arjuna)
    assert levels.names(cast.agus.actor(), unit(cast.agus, cast.arjuna)) == list(LEVELS)
    assert db.session.scalars(cast.agus.actor().sees(Level)).all(), "names of levels are known at every level"
    assert cast.agus.actor().top_id == cast.garuda


def test_moving_takes_along_all_below_in_one_statement(
    cast: Cast, ketut: Person, queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    for number in range(5):
        opened(ketut, cast.arjuna, f"Anak Ranting {number}")
    with queries() as seen, transaction():
        actor = ketut.actor()
        units.move(actor, actor.find(Organisation, cast.arjuna), actor.find(Organisation, cast.andir))
    rewriting = [each for each in seen if each.startswith("UPDATE organisation SET path")]
    assert len(rewriting) == 1
    assert below(cast.euis, cast.andir) == ["Ranting Arjuna"]
    assert len(below(cast.euis, cast.arjuna)) == 5
    assert below(cast.yanto, cast.cicendo) == []
    with pytest.raises(NotVisible):
        cast.yanto.actor().find(Organisation, cast.arjuna)
    assert unit(cast.agus, cast.arjuna).path == f"/{cast.garuda}/{cast.andir}/{cast.arjuna}/"
    told = histories.of_unit(cast.euis.actor(), unit(cast.euis, cast.arjuna))[0]
    assert told.action is Action.UNIT_MOVED
    assert (told.facts["origin"], told.facts["into"], told.facts["units"]) == ("PAC Cicendo", "PAC Andir", 5)


def test_where_a_unit_cannot_go(cast: Cast, ketut: Person) -> None:
    child = opened(ketut, cast.arjuna, "Anak Ranting Satu")
    twin = opened(ketut, cast.andir, "ranting  arjuna")
    with transaction():
        other = ormas.register(founder(cast.bandung), name="Ormas Lain", level_names=["DPD", "DPC", "PAC"])
        elsewhere = other.id
    hasan_may = founder(cast.bandung)

    def going(id_: UUID, into: UUID) -> Callable[[Actor], object]:
        return lambda actor: units.move(actor, actor.find(Organisation, id_), actor.find(Organisation, into))

    refused("unit.cycle", going(cast.arjuna, child), ketut)
    refused("unit.cycle", going(cast.arjuna, cast.arjuna), ketut)
    refused("unit.same_parent", going(cast.arjuna, cast.cicendo), ketut)
    refused("unit.too_deep", going(cast.arjuna, twin), ketut)
    refused("unit.same_name", going(cast.arjuna, cast.andir), ketut)
    refused("unit.own", going(cast.garuda, cast.andir), ketut)
    refused("unit.own", going(cast.cicendo, cast.arjuna), cast.yanto)
    with pytest.raises(NotVisible):
        going(cast.arjuna, elsewhere)(ketut.actor())
    with pytest.raises(NotVisible):
        going(cast.arjuna, cast.andir)(cast.yanto.actor())
    refused("unit.other_tree", lambda _: going(cast.arjuna, elsewhere)(hasan_may), ketut)
    assert below(ketut, cast.cicendo) == ["Ranting Arjuna"]


def test_opening_and_renaming_keep_names_and_codes_apart(cast: Cast, ketut: Person) -> None:
    def opening(name: str, code: str = "") -> Callable[[Actor], object]:
        return lambda actor: units.open_unit(actor, actor.find(Organisation, cast.cicendo), name=name, code=code)

    refused("unit.same_name", opening("RANTING arjuna"), cast.yanto)
    refused("unit.name", opening("123"), cast.yanto)
    refused("unit.code_form", opening("Ranting Baru", "?"), cast.yanto)
    refused("unit.code_taken", opening("Ranting Baru", "bdg-02"), cast.yanto)
    made = opened(cast.yanto, cast.cicendo, "Ranting Pajajaran", " bdg-01-02 ")
    assert unit(cast.yanto, made).code == "BDG-01-02"
    with transaction():
        actor = cast.yanto.actor()
        units.rename(actor, actor.find(Organisation, made), name="Ranting Husen", code="BDG-01-09")
    assert below(cast.yanto, cast.cicendo) == ["Ranting Arjuna", "Ranting Husen"]
    told = histories.of_unit(cast.yanto.actor(), unit(cast.yanto, made))[0]
    assert told.facts["origin"] == "Ranting Pajajaran"
    with pytest.raises(Forbidden):
        units.open_unit(reader(cast).actor(), unit(cast.yanto, cast.cicendo), name="Ranting Diam")


def reader(cast: Cast) -> Person:
    with transaction():
        return newcomer("Dadang Suhendar", Role.ORMAS_READER, cast.bandung, cast.cicendo)


def owned(cast: Cast, unit_id: UUID) -> UUID:
    """Something that a unit has, of the kind that goes where its people go."""
    with transaction(), audit.personal(Action.WAVE_ADDED, None, branch_id=cast.bandung):
        wave = Wave(organisation_id=unit_id, branch_id=cast.bandung, name=str(uuid4()), created_at=now())
        wave.start = wave.end = today()
        db.session.add(wave)
        db.session.flush()
        return wave.id


def test_merging_hands_on_what_is_in_it_and_closes_it(cast: Cast, ketut: Person) -> None:
    child = opened(ketut, cast.arjuna, "Anak Ranting Satu")
    into = opened(ketut, cast.cicendo, "Ranting Pajajaran")
    members = owned(cast, cast.arjuna)
    with transaction():
        actor = ketut.actor()
        begun = tenures.begin(actor, actor.find(Organisation, cast.arjuna), name="Agus", title="Ketua", start=today())
        db.session.flush()
        officer = begun.id
    agus_now = cast.agus.actor()
    with transaction():
        actor = cast.yanto.actor()
        assert units.consequences(actor, actor.find(Organisation, cast.arjuna)) == units.Consequences(1, 1, 1)
        units.merge(actor, actor.find(Organisation, cast.arjuna), actor.find(Organisation, into))
    assert below(cast.yanto, into) == ["Anak Ranting Satu"]
    assert below(cast.yanto, cast.cicendo) == ["Ranting Pajajaran"]
    gone = unit(cast.yanto, cast.arjuna)
    assert gone.closed_at
    assert gone.successor_id == into
    assert cast.yanto.actor().find(Wave, members).organisation_id == into
    tenure = cast.yanto.actor().find(Tenure, officer)
    assert (tenure.organisation_id, tenure.left_on) == (cast.arjuna, today()), (
        "the term stays with the unit it was in"
    )
    assert db.session.get_one(Membership, cast.agus.membership_id).ended_at
    with pytest.raises(NotVisible):
        cast.agus.actor()
    assert agus_now.may(Permission.UNIT_WRITE), "a key in the hand still fits, until the next click"
    history = histories.of_unit(cast.yanto.actor(), unit(cast.yanto, into))
    assert Action.UNIT_MERGED in [each.action for each in history], "the successor tells of it too"
    assert trees.trail(cast.yanto.actor(), unit(cast.yanto, child))[-1].id == into


def test_only_units_of_one_level_merge(cast: Cast, ketut: Person) -> None:
    child = opened(ketut, cast.arjuna, "Anak Ranting Satu")

    def merging(id_: UUID, into: UUID) -> Callable[[Actor], object]:
        return lambda actor: units.merge(actor, actor.find(Organisation, id_), actor.find(Organisation, into))

    refused("unit.other_level", merging(child, cast.arjuna), ketut)
    refused("unit.merge_itself", merging(child, child), ketut)
    refused("unit.own", merging(cast.arjuna, child), cast.agus)


def test_splitting_gives_the_chosen_to_a_unit_beside_it(cast: Cast, ketut: Person) -> None:
    stays, goes = opened(ketut, cast.cicendo, "Ranting Husen"), opened(ketut, cast.cicendo, "Ranting Pamoyanan")
    deep = opened(ketut, goes, "Anak Ranting Satu")

    def splitting(taken: set[UUID], name: str = "PAC Cicendo Utara") -> Callable[[Actor], object]:
        return lambda actor: units.split(actor, actor.find(Organisation, cast.cicendo), name=name, taken=taken)

    refused("split.nobody", splitting(set()), ketut)
    refused("split.not_below", splitting({goes, cast.andir}), ketut)
    refused("unit.same_name", splitting({goes}, "PAC Andir"), ketut)
    refused("unit.own", splitting({goes}), cast.yanto)
    with transaction():
        splitting({goes, cast.arjuna})(ketut.actor())
    assert below(ketut, cast.garuda) == ["PAC Andir", "PAC Cicendo", "PAC Cicendo Utara"]
    assert below(ketut, cast.cicendo) == ["Ranting Husen"]
    path = unit(ketut, deep).path
    assert path.count("/") == 5
    assert str(goes) in path
    assert str(stays) not in path


def test_a_closed_unit_keeps_its_history_and_can_stand_again(cast: Cast) -> None:
    child = opened(cast.yanto, cast.arjuna, "Anak Ranting Satu")

    def closing(id_: UUID, reason: str = "SK bubar 12/2026") -> Callable[[Actor], object]:
        return lambda actor: units.close(actor, actor.find(Organisation, id_), reason=reason)

    def reopening(id_: UUID) -> Callable[[Actor], object]:
        return lambda actor: units.reopen(actor, actor.find(Organisation, id_))

    refused("unit.not_empty", closing(cast.arjuna), cast.yanto)
    refused("unit.reason", closing(child, "ya"), cast.yanto)
    with transaction():
        closing(child)(cast.yanto.actor())
        closing(cast.arjuna)(cast.yanto.actor())
    assert below(cast.yanto, cast.cicendo) == []
    refused("unit.closed", closing(cast.arjuna), cast.yanto)
    refused("unit.closed", reopening(child), cast.yanto)
    refused("unit.closed", lambda actor: units.open_unit(actor, unit(cast.yanto, cast.arjuna), name="X"), cast.yanto)
    opened(cast.yanto, cast.cicendo, "Ranting Arjuna")
    refused("unit.same_name", reopening(cast.arjuna), cast.yanto)
    with transaction():
        actor = cast.yanto.actor()
        units.rename(actor, trees.children(actor, unit(cast.yanto, cast.cicendo))[0], name="Ranting Arjuna Baru")
        reopening(cast.arjuna)(actor)
    refused("unit.open", reopening(cast.arjuna), cast.yanto)
    assert len(below(cast.yanto, cast.cicendo)) == 2


def test_rights_are_taken_and_given_from_above(cast: Cast, ketut: Person) -> None:
    def entrusting(withheld: set[Permission], *, under: bool = False) -> Callable[[Actor], object]:
        return lambda actor: units.entrust(
            actor, actor.find(Organisation, cast.cicendo), withheld=withheld, below=under
        )

    refused("right.own", entrusting(set()), cast.yanto)
    refused("right.unknown", entrusting({Permission.UNIT_READ}), ketut)
    with transaction():
        entrusting({Permission.UNIT_WRITE}, under=True)(ketut.actor())
    assert not cast.yanto.actor().may(Permission.UNIT_WRITE)
    assert not cast.agus.actor().may(Permission.UNIT_WRITE)
    assert cast.yanto.actor().may(Permission.TENURE_WRITE)
    assert cast.euis.actor().may(Permission.UNIT_WRITE)
    with pytest.raises(Forbidden):
        units.open_unit(cast.yanto.actor(), unit(cast.yanto, cast.cicendo), name="Ranting Baru")
    refused(
        "right.lacking", lambda actor: units.entrust(actor, unit(cast.yanto, cast.arjuna), withheld=()), cast.yanto
    )
    with transaction():
        entrusting(set(WITHHOLDABLE))(ketut.actor())
        entrusting(set(), under=True)(ketut.actor())
    assert cast.agus.actor().may(Permission.UNIT_WRITE)


def test_the_names_of_levels_are_the_tops(cast: Cast, ketut: Person) -> None:
    def naming(*names: str, of: UUID = cast.garuda) -> Callable[[Actor], object]:
        return lambda actor: levels.name(actor, actor.find(Organisation, of), names)

    refused("level.not_top", naming("PAC", of=cast.cicendo), cast.yanto)
    refused("level.none", naming(" ", ""), ketut)
    refused("level.twice", naming("MPC", "PAC", "pac"), ketut)
    refused("level.name", naming("MPC", "2"), ketut)
    refused("level.most", naming(*(f"Tingkat {'x' * number}" for number in range(1, 14))), ketut)
    refused("level.in_use", naming("MPC", "PAC"), ketut)
    with transaction():
        naming("DPC", "PAC", " Ranting ")(ketut.actor())
    assert levels.names(cast.agus.actor(), unit(cast.agus, cast.arjuna)) == ["DPC", "PAC", "Ranting"]
    refused(
        "unit.too_deep", lambda actor: units.open_unit(actor, unit(cast.agus, cast.arjuna), name="Satu"), cast.agus
    )


def test_targets_are_near_or_called_so(cast: Cast, ketut: Person) -> None:
    opened(ketut, cast.cicendo, "Ranting Husen")
    far = opened(ketut, cast.andir, "Ranting Maleber", "MLB")
    actor, arjuna = ketut.actor(), unit(ketut, cast.arjuna)
    assert {each.name for each in trees.parents_for(actor, arjuna)} == {"PAC Andir", "Ranting Husen"}
    assert {each.name for each in trees.twins_for(actor, arjuna)} == {"Ranting Husen"}
    assert [each.id for each in trees.twins_for(actor, arjuna, "maleb")] == [far]
    assert [each.id for each in trees.twins_for(actor, arjuna, "mlb")] == [far]
    assert trees.twins_for(cast.yanto.actor(), unit(cast.yanto, cast.arjuna), "maleb") == []
    assert trees.names_above(actor, [unit(ketut, far)]) == {far: "PAC Andir"}
