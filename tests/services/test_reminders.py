"""The day's reminders: each once, each accounted for, none lost while the mail server is away."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from portal.access import audit
from portal.access.actor import Actor
from portal.access.audit import Action
from portal.jobs import reminders as rounds
from portal.jobs.worker import Worker
from portal.models import (
    AuditEvent,
    Branch,
    Invoice,
    Message,
    MessageState,
    Organisation,
    Reminded,
    ReminderRound,
    Trouble,
    User,
    db,
    new_id,
)
from portal.models.transaction import transaction
from portal.rules.reminding import What
from portal.services import messages, opt_outs, reminder_days, reminders, upkeep
from portal.services.messages import Outlet
from portal.values import clock
from tests.cast import Cast
from tests.make import journey
from tests.make.post import Letters, listening, somewhere


@pytest.fixture
def mailbox(app: Flask) -> Iterator[Letters]:
    """The mail server of this installation, on loopback."""
    with listening() as letters:
        messages.use(Outlet.parse(f"smtp://127.0.0.1:{letters.port}", "Gandeng <tidak-dijawab@contoh.id>"))
        yield letters
    messages.use(None)


@pytest.fixture
def no_answer(app: Flask) -> Iterator[None]:
    """A mail server that is down."""
    messages.use(Outlet.parse(f"smtp://127.0.0.1:{somewhere()}", "gandeng@contoh.id"))
    yield
    messages.use(None)


def agreement_ends(cast: Cast, end: date | None, **more: Any) -> None:
    with transaction() as session, audit.personal(Action.ORGANISATION_CHANGED, None):
        school = session.scalars(cast.hasan.actor().sees(Organisation).where(Organisation.id == cast.smkn1)).one()
        school.agreement_end = end
        for name, value in more.items():
            setattr(school, name, value)


def round_of(day: date, worker: Any) -> None:
    """The worker's morning."""
    with transaction() as session:
        rounds.plan(session, day)
    worker.drain()


def early(days: int = 0) -> time_machine.travel:
    """Shortly after six in the morning, so many days from now."""
    at = clock.start_of(clock.today() + timedelta(days=days)) + reminders.EARLY + timedelta(minutes=1)
    return time_machine.travel(at, tick=False)


def written() -> list[Message]:
    db.session.rollback()
    return list(db.session.scalars(select(Message).where(Message.round_id.is_not(None)).order_by(Message.id)))


def accounted(cast: Cast) -> dict[str, int]:
    """expected, and what became of them, on the branch's day."""
    db.session.rollback()
    day = reminder_days.on(cast.hasan.actor(), clock.today())
    assert day is not None
    assert day.missing == 0
    return {"expected": day.expected or 0} | {state.value: count for state, count in day.states.items()}


def test_who_acts_for_a_school_is_told_in_one_mail_what_is_due(cast: Cast, worker: Any, mailbox: Letters) -> None:
    step = journey.approved(cast.sari, cast.hasan)
    agreement_ends(cast, clock.today() + timedelta(days=37), agreement_number="PKS/12/2026")
    with early(7):
        round_of(clock.today(), worker)
        assert accounted(cast) == {"expected": 3, "sent": 3}
    told = {str(letter["To"]): letter for letter in mailbox.letters}
    assert set(told) == {cast.sari.email, cast.wahyu.email, cast.hasan.email}, "who only reads is not reminded"
    text = told[cast.sari.email].get_content()
    assert "3 siswa PKL Gelombang 1 berangkat hari ini" in text
    assert "PKS SMK Negeri 1 Bandung nomor PKS/12/2026 berakhir" in text
    assert "/berhenti/" in text
    assert "/berhenti/" in str(told[cast.sari.email]["List-Unsubscribe"])
    assert "PKS" in told[cast.hasan.email].get_content()
    assert "siswa" not in told[cast.hasan.email].get_content()
    with transaction():
        invoice = cast.hasan.actor().find(Invoice, step.invoice or new_id())
        assert invoice.kode_iuran
    (event,) = [
        each
        for each in db.session.scalars(cast.hasan.actor().sees(AuditEvent))
        if each.action == "reminders_planned" and each.facts.get("people") == 2
    ]
    assert event.actor_name == "Gandeng"
    sealed = db.session.connection().exec_driver_sql("select recipient_name, body from message").all()
    assert all(body is None for _, body in sealed)


def test_each_stage_is_told_once_however_often_it_is_asked(cast: Cast, worker: Any, mailbox: Letters) -> None:
    agreement_ends(cast, clock.today() + timedelta(days=30))
    with early():
        round_of(clock.today(), worker)
        round_of(clock.today(), worker)
        with transaction() as session:  # and if a second job were asked for, by whatever mistake
            house = Actor.of_the_house(session.get_one(Branch, cast.bandung))
            reminders.write(house, reminders.Outlook(house, clock.today()), None)
    assert len(written()) == 3
    with early(1):
        round_of(clock.today(), worker)
        assert accounted(cast) == {"expected": 0}, "the stage lasts, and was told"
    with early(16):
        round_of(clock.today(), worker)
        assert accounted(cast) == {"expected": 3, "sent": 3}
    stages = db.session.scalars(select(Reminded.stage).where(Reminded.what == What.AGREEMENT)).all()
    assert sorted(stages) == [14, 14, 14, 30, 30, 30]


def test_what_a_day_missed_the_next_makes_up_for(cast: Cast, worker: Any, mailbox: Letters) -> None:
    """The machine was off on the very day; the round of that day comes late and says nothing."""
    agreement_ends(cast, clock.today() + timedelta(days=31))
    missed = clock.today() + timedelta(days=1)
    with early(2):
        round_of(missed, worker)
        assert written() == []
        round_of(clock.today(), worker)
        assert accounted(cast) == {"expected": 3, "sent": 3}
        hasan = cast.hasan.actor()
        assert [each.expected for each in reminder_days.days(hasan, clock.today())] == [3]
    with early(4):
        round_of(clock.today(), worker)
        assert [each.expected for each in reminder_days.days(hasan, clock.today())] == [0, None, 3]


def test_two_workers_at_once_write_each_reminder_once(app: Flask, cast: Cast, mailbox: Letters) -> None:
    agreement_ends(cast, clock.today() + timedelta(days=30))
    for _ in range(2):
        journey.approved(cast.sari, cast.hasan, range(_ * 3, _ * 3 + 3), name=f"Gelombang {_}")
    start = threading.Barrier(2)
    broken: list[BaseException] = []

    def work() -> None:
        try:
            with app.app_context():
                start.wait(10)
                with transaction() as session:
                    rounds.plan(session, clock.today())
                Worker(app.app_context).drain()
                db.session.remove()
        except BaseException as error:  # a thread's own would be lost
            broken.append(error)

    with early():
        both = [threading.Thread(target=work) for _ in range(2)]
        for each in both:
            each.start()
        for each in both:
            each.join(60)
        Worker(app.app_context).drain()  # what one of them had in hand when the other looked
        assert broken == []
        assert accounted(cast) == {"expected": 3, "sent": 3}
    assert len(mailbox.letters) == 3
    assert db.session.scalar(select(func.count()).select_from(Reminded)) == 3 + 2 * 2


def test_the_engine_itself_refuses_a_second_telling(cast: Cast, worker: Any, mailbox: Letters) -> None:
    from sqlalchemy.exc import IntegrityError

    agreement_ends(cast, clock.today() + timedelta(days=30))
    with early():
        round_of(clock.today(), worker)
    db.session.rollback()
    told = db.session.scalars(select(Reminded)).all()[0]
    twin = {name: getattr(told, name) for name in ("message_id", "person_id", "about_id", "what", "due_on", "stage")}
    with pytest.raises(IntegrityError), transaction() as session:
        session.add(Reminded(**twin))


def test_who_cannot_be_told_is_there_with_the_reason(cast: Cast, worker: Any, mailbox: Letters) -> None:
    agreement_ends(cast, clock.today() + timedelta(days=30))
    with transaction() as session, audit.personal(Action.PROFILE_CHANGED, None):
        session.get_one(User, cast.wahyu.user_id).email = None
        session.get_one(User, cast.wahyu.user_id).phone = "+6281234567890"
    with transaction() as session:
        opt_outs.choose(session.get_one(User, cast.sari.user_id), False, actor=cast.sari.actor())
    mailbox.refuses.add(cast.hasan.email)
    with early():
        round_of(clock.today(), worker)
        assert accounted(cast) == {"expected": 3, "skipped": 2, "failed": 1}
    troubles = {each.recipient_name: each.trouble for each in written()}
    assert troubles == {
        cast.sari.name: Trouble.OPTED_OUT,
        cast.wahyu.name: Trouble.NO_ADDRESS,
        cast.hasan.name: Trouble.REJECTED,
    }
    assert mailbox.letters == []
    sari = reminder_days.on(cast.sari.actor(), clock.today())
    assert sari is not None
    assert (sari.expected, sari.accounted) == (2, 2), "a school sees its own people"
    assert reminder_days.on(cast.rina.actor(), clock.today()) is None
    assert reminder_days.days(cast.mira.actor(), clock.today())[0].expected == 0, "another branch has its own round"


def test_a_school_without_accounts_is_told_by_its_contact(cast: Cast, worker: Any, mailbox: Letters) -> None:
    with transaction():
        from portal.services import organisations

        school = organisations.register_school(cast.hasan.actor(), name="SMK Baru", npsn="20990001").id
    with transaction() as session, audit.personal(Action.ORGANISATION_CHANGED, None):
        found = session.scalars(cast.hasan.actor().sees(Organisation).where(Organisation.id == school)).one()
        found.agreement_end = clock.today() + timedelta(days=7)
        found.contact_name, found.contact_email = "Bu Tini", "tini@contoh.sch.id"
    with early():
        round_of(clock.today(), worker)
    assert {str(letter["To"]) for letter in mailbox.letters} == {"tini@contoh.sch.id", cast.hasan.email}


def test_while_the_server_is_down_they_wait_and_then_go(cast: Cast, worker: Any, no_answer: None) -> None:
    agreement_ends(cast, clock.today() + timedelta(days=30))
    hasan = cast.hasan.actor()
    with early():
        began = clock.now()
        round_of(clock.today(), worker)
        assert accounted(cast) == {"expected": 3, "waiting": 3}
        still = reminder_days.standstill(hasan)
        assert still is not None
        assert (still.waiting, still.since) == (3, began)
    pauses, at = [], began
    while at < began + timedelta(minutes=10):
        attempts = written()[0].attempts
        pause = min(messages.LONGEST_PAUSE, messages.FIRST_PAUSE * 2 ** (attempts - 1))
        pauses.append(pause)
        at += pause + timedelta(seconds=1)
        with time_machine.travel(at, tick=False):
            worker.drain()
    assert pauses == sorted(pauses)
    assert len(pauses) < 8, "growing pauses, or the server is asked all day"
    with listening() as letters:
        messages.use(Outlet.parse(f"smtp://127.0.0.1:{letters.port}", "gandeng@contoh.id"))
        with time_machine.travel(at + messages.LONGEST_PAUSE * 2, tick=False):
            worker.drain()
            assert accounted(cast) == {"expected": 3, "sent": 3}
            assert reminder_days.standstill(hasan) is None
        assert len(letters.letters) == 3


def test_who_opts_out_while_a_mail_waits_is_skipped(cast: Cast, worker: Any, no_answer: None) -> None:
    agreement_ends(cast, clock.today() + timedelta(days=30))
    with early():
        round_of(clock.today(), worker)
        mine = next(each for each in written() if each.recipient == cast.sari.email)
        with transaction():
            opt_outs.choose_by_link(mine, wanted=False)
        with time_machine.travel(clock.now() + timedelta(minutes=1), tick=False):
            worker.drain()
        assert accounted(cast) == {"expected": 3, "waiting": 2, "skipped": 1}


def test_a_failed_one_goes_once_more_when_mended(cast: Cast, worker: Any, mailbox: Letters) -> None:
    agreement_ends(cast, clock.today() + timedelta(days=30))
    mailbox.refuses.add(cast.wahyu.email)
    with early():
        round_of(clock.today(), worker)
        failed = next(each for each in written() if each.state is MessageState.FAILED).id
        with transaction() as session, audit.personal(Action.PROFILE_CHANGED, None):
            session.get_one(User, cast.wahyu.user_id).email = "wahyu.baru@contoh.sch.id"
        with transaction():
            reminders.retry(cast.hasan.actor(), cast.hasan.actor().find(Message, failed))
        worker.drain()
        assert accounted(cast) == {"expected": 3, "sent": 3}
    assert mailbox.letters[-1]["To"] == "wahyu.baru@contoh.sch.id"


def test_the_proof_shows_a_message_that_is_gone(cast: Cast, worker: Any, mailbox: Letters) -> None:
    agreement_ends(cast, clock.today() + timedelta(days=30))
    with early():
        round_of(clock.today(), worker)
        gone = written()[0]
        with transaction() as session:
            for each in session.scalars(select(Reminded).where(Reminded.message_id == gone.id)):
                session.delete(each)
            session.flush()
            session.delete(session.get_one(Message, gone.id))
        day = reminder_days.on(cast.hasan.actor(), clock.today())
        assert day is not None
        assert day.missing == 1


def test_notes_are_kept_two_years(cast: Cast, worker: Any, mailbox: Letters) -> None:
    agreement_ends(cast, clock.today() + timedelta(days=30))
    with early():
        round_of(clock.today(), worker)
    with early(729), transaction():
        upkeep.forget()
    assert len(written()) == 3
    with early(731), transaction():
        assert upkeep.forget() >= 3
    assert written() == []
    left = [select(func.count()).select_from(each) for each in (Reminded, ReminderRound)]
    with db.engine.connect() as connection:
        assert [connection.scalar(each) for each in left] == [0, 0]


def test_a_round_costs_the_same_for_one_school_and_for_thirty(
    cast: Cast, worker: Any, queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    """Nothing is asked once a school or once a person; without a mail server nothing is enqueued either."""
    agreement_ends(cast, clock.today() + timedelta(days=30))

    def cost(day: int) -> int:
        with early(day), transaction() as session, queries() as seen:
            house = Actor.of_the_house(session.get_one(Branch, cast.bandung))
            reminders.write(house, reminders.Outlook(house, clock.today()), None)
        return len([each for each in seen if each.lstrip().upper().startswith("SELECT")])

    one = cost(0)
    ids: list[UUID] = []
    with transaction():
        from portal.services import organisations

        for number in range(30):
            ids.append(
                organisations.register_school(cast.hasan.actor(), name=f"SMK {number}", npsn=f"2099{number:04}").id
            )
    with transaction() as session, audit.personal(Action.ORGANISATION_CHANGED, None):
        for each in session.scalars(cast.hasan.actor().sees(Organisation).where(Organisation.id.in_(ids))):
            each.agreement_end = clock.today() + timedelta(days=8)
    assert cost(1) <= one
    assert len([each for each in written() if each.trouble is Trouble.NO_ADDRESS]) == 30
