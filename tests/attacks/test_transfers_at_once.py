"""Two branches let somebody go to each other at the same moment: each deed leaves a line in both records."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event

from portal.models import Consent, Enrolment, EnrolmentState, Organisation, TransferState, db
from portal.models.transaction import transaction
from portal.services import transfers
from portal.values.clock import today
from tests.attacks.knocks import knock, together
from tests.attacks.order import disorder
from tests.browser import Browser
from tests.cast import Cast, Person
from tests.make import abroad, workers


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True):
        yield


def asked(by: Person, number: int, day: date) -> UUID:
    with transaction():
        actor = by.actor()
        unit = actor.find(Organisation, by.organisation_id or UUID(int=0))
        texts = workers.texts(number)
        return transfers.ask(actor, unit, texts, wanted_from=day, consent=Consent.SIGNED, sure=True).id


@contextmanager
def both_in_their_first_chain() -> Iterator[None]:
    """Whoever has locked the end of a chain waits a moment until another has too: the worst moment, every time."""
    meeting, mine = threading.Barrier(2), threading.local()

    def meet(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if "FROM audit_head" in statement and not hasattr(mine, "met"):
            mine.met = True
            with suppress(threading.BrokenBarrierError):
                meeting.wait(1)

    event.listen(db.engine, "after_cursor_execute", meet)
    try:
        yield
    finally:
        event.remove(db.engine, "after_cursor_execute", meet)


def test_two_branches_let_go_to_each_other_and_neither_waits_for_ever(
    app: Flask, cast: Cast, browser: Callable[[Person], Browser]
) -> None:
    citra = abroad.citra(cast)
    workers.registered(cast.agus, [1])
    workers.registered(citra, [2])
    day = today() + timedelta(days=10)
    to_garut, to_bandung = asked(citra, 1, day), asked(cast.agus, 2, day)
    agrees = [
        partial(knock, browser(who), url=f"/ormas/pindah/{transfer}/persetujuan", data={"moves_on": day.isoformat()})
        for who, transfer in ((cast.agus, to_garut), (citra, to_bandung))
    ]
    with both_in_their_first_chain():
        answers = together(*agrees)
    assert [each.status for each in answers] == [303, 303]
    db.session.rollback()
    for who, transfer in ((citra, to_garut), (cast.agus, to_bandung)):
        found = transfers.find(who.actor(), transfer)
        assert found.state is TransferState.ACCEPTED
        assert found.made_id is not None
        assert who.actor().find(Enrolment, found.made_id).state is EnrolmentState.APPROVED
    assert disorder() == []
