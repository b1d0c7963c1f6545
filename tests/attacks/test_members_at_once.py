"""Two officers at the very same moment over one ormas's members: nobody is there twice, the numbers stay right."""

from __future__ import annotations

from functools import partial

from flask import Flask

from portal.models import Likeness, OrmasMember, db
from portal.services import tallies
from tests.attacks.knocks import knock, overlapping
from tests.attacks.order import disorder
from tests.browser import Browser
from tests.cast import Cast
from tests.make import journey, member_lists

LINES = [f"K-{at};Anggota {'ABCDE'[at]};;;;;;" for at in range(5)]


def in_order(cast: Cast) -> list[OrmasMember]:
    db.session.rollback()
    assert disorder() == []
    assert list(tallies.differences(cast.garuda)) == []
    return list(db.session.scalars(cast.yanto.actor().sees(OrmasMember)))


def test_a_list_that_two_take_in_at_once_goes_in_once(app: Flask, cast: Cast, yanto: Browser) -> None:
    roster = member_lists.listed(cast.yanto, cast.cicendo, LINES)
    press = partial(knock, url=f"/ormas/daftar/{roster}/masuk/", data={})
    one, other = overlapping(app, partial(press, yanto.twin()), partial(press, yanto.twin()))
    assert (one.status, other.status) == (303, 303)
    assert len(in_order(cast)) == 5


def test_one_card_on_two_lists_is_one_member(app: Flask, cast: Cast, yanto: Browser, agus: Browser) -> None:
    ours = member_lists.listed(cast.yanto, cast.cicendo, LINES)
    theirs = member_lists.listed(cast.agus, cast.arjuna, ["K-0;Orang Lain;;;;;;", *LINES[1:]])
    overlapping(
        app,
        partial(knock, yanto.twin(), url=f"/ormas/daftar/{ours}/masuk/", data={}),
        partial(knock, agus.twin(), url=f"/ormas/daftar/{theirs}/masuk/", data={}),
    )
    assert len(in_order(cast)) == 5


def test_a_participant_whom_two_give_to_two_members_is_one(app: Flask, cast: Cast, yanto: Browser) -> None:
    journey.sent(cast.sari, range(1))
    questions = [member_lists.likeness(cast.yanto, cast.cicendo, kta, 0) for kta in ("K-1", "K-2")]
    said = [
        partial(knock, yanto.twin(), url=f"/ormas/cocokkan/{each}", data={"keputusan": "sama"}) for each in questions
    ]
    one, other = overlapping(app, *said)
    assert {one.status, other.status} == {303, 422}
    assert sum(1 for each in in_order(cast) if each.participant_id) == 1
    assert len(db.session.scalars(cast.yanto.actor().sees(Likeness)).all()) == 2
