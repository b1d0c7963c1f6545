"""What a card says of its holder, to the second, and who has one."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine

from portal.models import Enrolment, Wave, db
from portal.models.transaction import transaction
from portal.services import cards, coverage, enrolments
from portal.values.clock import WIB, today
from portal.values.fault import Refused
from tests.cast import Cast
from tests.make import journey, people


def said(cast: Cast, wave: object) -> set[tuple[str, bool]]:
    """The states on the cards of a wave, and whether they are good news."""
    actor = cast.sari.actor()
    found = db.session.scalars(actor.sees(Enrolment).where(Enrolment.wave_id == wave).with_only_columns(Enrolment.id))
    people_ = [enrolments.find(actor, id_) for id_ in found]
    covers = coverage.answers(people_)
    return {(cards.state_of(covers[each.id]), cards.is_good(covers[each.id])) for each in people_}


def test_a_card_follows_its_holder(cast: Cast) -> None:
    start, end = today() + timedelta(days=7), today() + timedelta(days=37)
    step = journey.covered(cast.sari, cast.hasan, range(2), start=start, end=end)  # type: ignore[arg-type]
    first, after = (datetime(day.year, day.month, day.day, tzinfo=WIB) for day in (start, end + timedelta(days=1)))
    with time_machine.travel(first - timedelta(seconds=1), tick=False):
        ((state, good),) = said(cast, step.wave)
        assert state.startswith("Berlaku mulai")
        assert good
    with time_machine.travel(first, tick=False):
        assert said(cast, step.wave) == {("Terlindungi", True)}
    with time_machine.travel(after - timedelta(seconds=1), tick=False):
        assert said(cast, step.wave) == {("Terlindungi", True)}
    with time_machine.travel(after, tick=False):
        assert said(cast, step.wave) == {("Selesai", False)}


def test_unpaid_is_no_good_news(cast: Cast) -> None:
    step = journey.approved(cast.sari, cast.hasan, range(2))
    assert said(cast, step.wave) == {("Belum dibayar", False)}


def test_only_the_approved_have_one(cast: Cast) -> None:
    step = journey.sent(cast.sari, range(3))
    actor = cast.sari.actor()
    wave = actor.find(Wave, step.wave)
    assert cards.figures(actor, wave) == (0, 0)
    with pytest.raises(Refused, match=r"cards\.none$"), transaction():
        cards.print_wave(cast.sari.actor(), wave)
    unpaid = journey.approved(cast.sari, cast.hasan, range(5, 8), name="PKL 2")
    wave = cast.sari.actor().find(Wave, unpaid.wave)
    assert cards.figures(cast.sari.actor(), wave) == (3, 0)
    with pytest.raises(Refused, match=r"cards\.none_covered"), transaction():
        cards.print_wave(cast.sari.actor(), wave, covered=True)


def test_cards_of_all_batches_in_the_order_of_names(cast: Cast) -> None:
    step = journey.approved(cast.sari, cast.hasan, range(7))
    actor = cast.sari.actor()
    query = cards.holders(actor, actor.find(Wave, step.wave))
    names, after = [], None
    while batch := cards.batch_of(actor, query, after=after, most=3):
        names += [card.name for card in cards.faces(batch)]
        after = batch[-1].id
    assert names == sorted((people.name(number) for number in range(7)), key=str.lower)
