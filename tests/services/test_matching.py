"""Members found among the insured: a fixed number of statements, whoever comes first, and nobody twice."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from portal.models import Decision, Enrolment, Likeness, Organisation, OrmasMember, Roster, RosterRow, db
from portal.models.transaction import transaction
from portal.services import admissions, likenesses, matching, standings, tallies
from portal.values.fault import Refused
from tests.cast import Cast
from tests.make import journey, member_lists, people


def line(kta: str, number: int, *, nik: bool = True, born: bool = False) -> str:
    digits = people.nik(number).digits if nik else ""
    return (
        f"{kta};{people.name(number)};Ranting Arjuna;;{digits};{f'{people.born(number):%d/%m/%Y}' if born else ''};;"
    )


def ours(cast: Cast) -> dict[str, OrmasMember]:
    db.session.rollback()
    return {str(each.kta): each for each in db.session.scalars(cast.yanto.actor().sees(OrmasMember))}


def test_many_are_taken_in_and_matched_by_as_many_statements_as_a_few(cast: Cast, queries: Any) -> None:
    journey.sent(cast.sari, range(30))
    counts = []
    for numbers in (range(2), range(2, 30)):
        roster_id = member_lists.listed(
            cast.yanto, cast.cicendo, [line(f"K-{each}", each, nik=each % 3 != 0, born=True) for each in numbers]
        )
        with transaction():
            actor = cast.yanto.actor()
            roster = actor.find(Roster, roster_id)
            with queries() as seen:
                assert admissions.take_in(actor, roster) == len(numbers)
            counts.append(len(seen))
    # Once the first have come, the ormas has numbers to change instead of to begin.
    assert abs(counts[0] - counts[1]) <= 3, counts
    assert sum(1 for each in ours(cast).values() if each.participant_id) == 20
    assert list(tallies.differences(cast.garuda)) == []


def test_who_is_enrolled_later_is_found_by_looking_once_more(cast: Cast) -> None:
    member_lists.admitted(cast.yanto, cast.cicendo, [line("K-1", 0), line("K-2", 1, nik=False, born=True)])
    assert {each.participant_id for each in ours(cast).values()} == {None}
    journey.sent(cast.sari, range(2))
    with transaction():
        actor = cast.yanto.actor()
        matching.match(actor, actor.find(Organisation, cast.cicendo))
    found = ours(cast)
    assert found["K-1"].participant_id is not None
    assert found["K-2"].participant_id is None
    assert [each.state for each in db.session.scalars(cast.yanto.actor().sees(Likeness))] == [Decision.OPEN]


def test_a_person_is_one_member_of_an_ormas(cast: Cast) -> None:
    """Said to be one member by a person, the participant is nobody else by a NIK; and the other way round."""
    journey.sent(cast.sari, range(2))
    question = member_lists.likeness(cast.yanto, cast.cicendo, "K-1", 0)
    second = member_lists.likeness(cast.yanto, cast.cicendo, "K-2", 0)
    decided(cast, question, same=True)
    with pytest.raises(Refused, match=r"likeness\.taken"):
        decided(cast, second, same=True)
    with pytest.raises(Refused, match=r"likeness\.decided"):
        decided(cast, question, same=True)
    member_lists.admitted(cast.yanto, cast.cicendo, [line("K-3", 0)])
    found = ours(cast)
    assert found["K-1"].participant_id is not None
    assert found["K-3"].participant_id is None


def test_another_branch_s_people_are_never_found_by_a_name(cast: Cast) -> None:
    journey.sent(cast.sari, range(1))
    with transaction() as session:
        session.execute(update(Enrolment).values(branch_id=cast.garut).execution_options(seen_by="a test"))
    member_lists.admitted(cast.yanto, cast.cicendo, [line("K-1", 0, nik=False, born=True)])
    assert db.session.scalars(cast.yanto.actor().sees(Likeness)).all() == []


def test_a_card_that_somebody_else_got_meanwhile_stays_with_its_row(cast: Cast) -> None:
    roster_id = member_lists.listed(cast.yanto, cast.cicendo, ["K-1;Agus;;;;;;", "K-2;Budi;;;;;;"])
    member_lists.admitted(cast.agus, cast.arjuna, ["K-1;Orang Lain;;;;;;"])
    with transaction():
        actor = cast.yanto.actor()
        admissions.admit(actor, actor.find(Roster, roster_id))
    assert {kta: each.name for kta, each in ours(cast).items()} == {"K-1": "Orang Lain", "K-2": "Budi"}
    rows = cast.yanto.actor().sees(RosterRow).where(RosterRow.roster_id == roster_id).order_by(RosterRow.number)
    assert [[fault["c"] for fault in row.content["faults"]] for row in db.session.scalars(rows)] == [
        ["kta.other_name"],
        [],
    ]


def test_taking_back_twice_finds_nothing_more(cast: Cast) -> None:
    roster_id = member_lists.admitted(cast.yanto, cast.cicendo, ["K-1;Agus;;;;;;"])
    taken_back(cast, roster_id)
    with pytest.raises(Refused, match=r"admission\.none"):
        taken_back(cast, roster_id)
    with transaction():
        actor = cast.yanto.actor()
        admissions.admit(actor, actor.find(Roster, roster_id))
    assert list(ours(cast)) == ["K-1"], "and it may go in again"
    assert standings.uncovered(born=None).standing is ours(cast)["K-1"].standing


def decided(cast: Cast, question: UUID, *, same: bool) -> None:
    with transaction():
        actor = cast.yanto.actor()
        likenesses.decide(actor, likenesses.find(actor, question), same=same)


def taken_back(cast: Cast, roster_id: UUID) -> None:
    with transaction():
        actor = cast.yanto.actor()
        admissions.take_back(actor, actor.find(Roster, roster_id))
