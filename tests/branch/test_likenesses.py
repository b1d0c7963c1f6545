"""Members who may be insured already, whom their ormas left unanswered: the branch looks and answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import time_machine

from portal.models import Likeness, OrmasMember, ReadEvent, db
from portal.services import tallies
from portal.values import clock
from tests.browser import Browser
from tests.cast import Cast, Person
from tests.make import journey, member_lists, people
from tests.services.test_policies import decide

QUEUE = "/cabang/antrean/orang-sama"


def test_the_branch_answers_what_an_ormas_leaves_too_long(cast: Cast, browser: Callable[[Person], Browser]) -> None:
    journey.covered(cast.sari, cast.hasan, range(2))
    first, second = (member_lists.likeness(cast.yanto, cast.cicendo, f"K-{each}", each) for each in range(2))
    place, hasan = f"/cabang/orang-sama/{first}", browser(cast.hasan)
    assert "Tidak ada yang menunggu" in hasan.get(QUEUE).words, "the ormas knows its people, and has a week"
    assert "masih boleh menjawab sendiri" in hasan.get(place).words
    for url in (place, f"{place}/banding"):
        assert "dapat menjawab mulai" in hasan.post(url, {"keputusan": "sama"}, status=422).words
    assert looks(cast) == 0
    browser(cast.yanto).get(place, status=404)
    browser(cast.mira).get(place, status=404)
    decide(cast, "3", key="transfer_days")
    with time_machine.travel(clock.now() + timedelta(days=3)):
        hasan, yanto = browser(cast.hasan), browser(cast.yanto)
        listed = hasan.get(QUEUE)
        assert people.name(0) in listed.words
        assert people.name(1) in listed.words
        assert place in listed.text
        yanto.post(f"/ormas/cocokkan/{second}", {"keputusan": "beda"})
        assert people.name(1) not in hasan.get(QUEUE).words
        beside = hasan.submit(hasan.get(place), f"{place}/banding", status=200)
        assert looks(cast) == 1
        assert people.nik(0).digits not in beside.text
        assert "pilih salah satu jawaban" in hasan.post(place, status=422).words
        done = hasan.follow(hasan.submit(beside, place, {"keputusan": "sama"}))
        assert "dicatat sebagai orang yang sama" in done.words
        assert matched(cast, first)
        assert "Sudah dijawab" in hasan.get(place).words
        assert "Hasan Basri, kantor cabang" in yanto.get("/ormas/cocokkan/?lihat=sama").words
        yanto.post(f"/ormas/cocokkan/{first}/urungkan")
        assert not matched(cast, first)
        assert people.name(0) in hasan.get(QUEUE).words


def looks(cast: Cast) -> int:
    db.session.rollback()
    return len(db.session.scalars(cast.hasan.actor().sees(ReadEvent)).all())


def matched(cast: Cast, likeness_id: UUID) -> bool:
    """Whether the member is that participant; and every unit's numbers are what counting says."""
    db.session.rollback()
    assert list(tallies.differences(cast.garuda)) == []
    question = cast.yanto.actor().find(Likeness, likeness_id)
    member = cast.yanto.actor().find(OrmasMember, question.member_id)
    return member.participant_id == question.participant_id
