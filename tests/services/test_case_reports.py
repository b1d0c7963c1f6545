"""A form's time runs out: the worker rings at each turn, and a mail goes to those who owe it, then to the branch."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from portal.models import Message, MessageState, db
from portal.rules.accidents import Form
from portal.rules.benefits import Outcome
from portal.values import clock
from tests.cast import Cast
from tests.conftest import Hand
from tests.make import accidents, workers

#: Said of a body; none of it may be in a mail.
SAID = {"injury": "tulang kering kiri patah", "diagnosis": "fraktur tibia", "treatment": "pemasangan gips"}

pytestmark = pytest.mark.usefixtures("mailbox")


def mails() -> list[Message]:
    """What went out, the first at the top."""
    db.session.rollback()
    asked = select(Message).where(Message.kind == "case_pressed").order_by(Message.id)
    return list(db.session.scalars(asked))


def test_at_24_hours_who_owes_it_is_told_at_40_and_48_the_branch_as_well(cast: Cast, worker: Hand) -> None:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True) as now:
        accidents.insured(cast)
        now.move_to("2026-11-21 05:00:00+00:00", tick=True)
        check = accidents.checked(cast.tono, workers.nik(1).digits)
        known = accidents.opened_at(cast.tono, check, injury=SAID["injury"])
        accidents.noted(cast.tono, known, **SAID)
        happened = accidents.case_of(cast.hasan, known).happened_at
        number = accidents.case_of(cast.hasan, known).number
        owing = {cast.ratna.email: "perisai", cast.dewi.email: "perisai"}
        both = owing | {cast.hasan.email: "cabang"}

        def told(hours: float) -> dict[str, str]:
            """Who was written to at this hour, and in which portal they read of it."""
            before = len(mails())
            now.move_to(happened + timedelta(hours=hours), tick=True)
            worker.drain()
            new = mails()[before:]
            assert all(each.state is MessageState.SENT for each in new)
            found = {}
            for each in new:
                assert number in f"{each.subject}{each.body}"
                for word in (
                    *SAID.values(),
                    "tibia",
                    "patah",
                    "Jatuh",
                    "tangga",
                    "Pasar Andir",
                    workers.texts(1)["name"],
                ):
                    assert word.casefold() not in f"{each.subject}{each.body}".casefold(), word
                [portal] = [name for name in ("perisai", "cabang") if f"/{name}/kasus/{known}" in (each.body or "")]
                found[each.recipient] = portal
            assert len(found) == len(new), "one mail for each"
            return found

        assert told(23.9) == {}
        assert told(24.1) == owing
        assert told(30) == {}
        assert told(40.1) == both
        assert told(48.1) == both
        assert told(90) == {}


def test_the_doctor_s_form_is_asked_of_the_clinic(cast: Cast, worker: Hand) -> None:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True) as now:
        accidents.insured(cast)
        now.move_to("2026-11-21 05:00:00+00:00", tick=True)
        known = accidents.opened_at(cast.tono, accidents.checked(cast.tono, workers.nik(1).digits))
        accidents.handed_in(cast.tono, known, Form.KK1)
        accidents.noted(cast.tono, known, outcome=Outcome.HEALED, declared_at=clock.now(), **SAID)
        alarm = accidents.case_of(cast.hasan, known).presses_at
        assert alarm is not None
        now.move_to(alarm + timedelta(minutes=1), tick=True)
        worker.drain()
    owed = {each.recipient: each for each in mails() if "kk3" in (each.body or "").casefold()}
    assert set(owed) == {cast.tono.email}
    for each in mails():
        for word in (*SAID.values(), "fraktur", "patah", "gips", "sembuh"):
            assert word not in f"{each.subject}{each.body}".casefold(), word
