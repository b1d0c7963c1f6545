"""A key opens once: whoever comes again with it gets the first answer."""

from __future__ import annotations

import threading
from uuid import uuid4

import pytest

from portal.models import Wave, db
from tests.browser import Answer, Browser
from tests.cast import Cast


def names(cast: Cast) -> list[str]:
    db.session.rollback()
    return sorted(wave.name for wave in db.session.scalars(cast.hasan.actor().sees(Wave)))


def test_the_same_key_twice_is_one_deed_and_one_answer(probe: str, cast: Cast, sari: Browser) -> None:
    key = str(uuid4())
    first = sari.post(probe, {"name": "PKL"}, key=key)
    again = sari.post(probe, {"name": "PKL yang lain"}, key=key)
    assert names(cast) == ["PKL"]
    assert (again.status, again.location) == (first.status, first.location) == (303, probe)


def test_the_answer_comes_again_the_way_it_is_asked_for(probe: str, cast: Cast, sari: Browser) -> None:
    key = str(uuid4())
    assert sari.htmx_post(probe, {"name": "PKL"}, key=key, status=204).location == probe
    assert sari.post(probe, {"name": "PKL"}, key=key).location == probe
    assert names(cast) == ["PKL"]


def test_a_key_that_failed_is_still_good(probe: str, cast: Cast, sari: Browser) -> None:
    key = str(uuid4())
    sari.post(probe, {"name": "PKL", "status": 422}, key=key, status=422)
    sari.post(probe, {"name": "PKL"}, key=key)
    assert names(cast) == ["PKL"]


def test_another_s_key_is_worth_nothing(probe: str, cast: Cast, sari: Browser, rina: Browser) -> None:
    key = str(uuid4())
    sari.post(probe, {"name": "Milik Sari"}, key=key)
    rina.post(probe, {"name": "Milik Rina"}, key=key, status=409)
    sari.post("/sekolah/gelombang/", {"name": "x"}, key=key, status=409)
    assert names(cast) == ["Milik Sari"]


def test_without_a_key_it_is_done_each_time(probe: str, cast: Cast, sari: Browser) -> None:
    for name in ("satu", "dua"):
        sari.post(probe, {"name": name, "_key": None})
    assert names(cast) == ["dua", "satu"]


def test_a_key_as_long_as_a_book_does_no_harm(probe: str, cast: Cast, sari: Browser) -> None:
    sari.post(probe, {"name": "PKL"}, key="k" * 5000)
    sari.post(probe, {"name": "PKL 2"}, key="k" * 5000)
    assert names(cast) == ["PKL"]


@pytest.mark.parametrize("taps", [2, 8])
def test_taps_at_the_same_moment_are_one_deed(probe: str, cast: Cast, sari: Browser, taps: int) -> None:
    key, start = str(uuid4()), threading.Barrier(taps)
    answers: list[Answer] = []

    def tap(browser: Browser, number: int) -> None:
        start.wait(10)
        answers.append(browser.post(probe, {"name": f"PKL {number}"}, key=key, status=None))

    threads = [threading.Thread(target=tap, args=(sari.twin(), number)) for number in range(taps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [(answer.status, answer.location) for answer in answers] == [(303, probe)] * taps
    assert len(names(cast)) == 1
