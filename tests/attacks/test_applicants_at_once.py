"""At the very same moment: one person sends themselves in twice, two officers confirm one, two type one line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest
import time_machine
from flask import Flask

from portal.models import Applicant, ApplicantState, Enrolment, db
from portal.services import tallies
from tests.attacks.knocks import knock, overlapping
from tests.attacks.order import disorder
from tests.browser import Browser
from tests.cast import Cast
from tests.make import comers, people


@pytest.fixture(autouse=True)
def november() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True) as travelling:
        yield travelling


def waiting(cast: Cast) -> list[Applicant]:
    db.session.rollback()
    assert disorder() == []
    assert list(tallies.differences(cast.garuda)) == []
    return list(db.session.scalars(cast.agus.actor().sees(Applicant)))


def test_one_person_on_two_tabs_waits_once(
    app: Flask, cast: Cast, anonymous: Browser, november: time_machine.Coordinates
) -> None:
    _, code = comers.link(cast.agus)
    typed = comers.said(1) | {"consent": "y"}
    priced = anonymous.post(f"/daftar/{code}/iuran", typed, status=200, unmasked=True)
    typed["_segel"] = priced.soup.find("input", attrs={"name": "_segel"})["value"]  # type: ignore[index]
    november.shift(timedelta(minutes=1))
    press = partial(knock, url=f"/daftar/{code}", data=typed)
    one, other = overlapping(app, partial(press, anonymous.twin()), partial(press, Browser(app)))
    assert one.location == other.location == f"/daftar/{code}/terima-kasih"
    assert len(waiting(cast)) == 1


def test_two_officers_confirm_one_person_once(app: Flask, cast: Cast, agus: Browser, yanto: Browser) -> None:
    _, code = comers.link(cast.agus)
    both = {"orang": [str(comers.came(cast.agus, code, number)) for number in (1, 2)]}
    url = "/ormas/pendaftar/pengesahan"
    one, other = overlapping(app, partial(knock, agus, url=url, data=both), partial(knock, yanto, url=url, data=both))
    assert (one.status, other.status) == (303, 422)
    assert {each.state for each in waiting(cast)} == {ApplicantState.REGISTERED}
    assert len(db.session.scalars(cast.agus.actor().sees(Enrolment)).all()) == 2


def test_one_line_typed_by_two_is_one_line(app: Flask, cast: Cast, agus: Browser, yanto: Browser) -> None:
    url = f"/ormas/pendaftar/lembar/{comers.paper(cast.agus)}/baris"
    one, other = overlapping(
        app,
        partial(knock, agus, url=url, data={"number": "1", "name": people.name(1)}),
        partial(knock, yanto, url=url, data={"number": "1", "name": people.name(2)}),
    )
    assert (one.status, other.status) == (200, 200)
    [line] = waiting(cast)
    assert line.content["name"] == people.name(2), "whoever was later"
