"""Mail: in the outbox with its deed, out when the server is there, lost never."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast
from uuid import UUID

import pytest
import time_machine
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from portal.models import Job, Message, MessageState, db
from portal.models.job import JobState
from portal.models.transaction import transaction
from portal.services import messages
from portal.values import clock

BODY = "Yth. Sari,\n\nBuka tautan ini – berlaku 72 jam: http://localhost/undangan/abc\n"


@dataclass
class Mailbox:
    """A mail server on loopback; `answers` is what it says to the next letters, "250 OK" when it is empty."""

    letters: list[EmailMessage] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    refuses: str = ""

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Envelope, address: str, _options: Any) -> str:
        if self.refuses:
            return self.refuses
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:
        if self.answers:
            return self.answers.pop(0)
        self.letters.append(
            cast(EmailMessage, message_from_bytes(bytes(envelope.content or b""), policy=policy.default))
        )
        return "250 OK"


@pytest.fixture
def port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
def outlet(app: Flask, port: int) -> Iterator[None]:
    messages.use(messages.Outlet.parse(f"smtp://127.0.0.1:{port}", "Gandeng – Bandung <tidak-dijawab@contoh.id>"))
    yield
    messages.use(None)


@pytest.fixture
def listen(outlet: None, port: int) -> Iterator[Callable[..., Mailbox]]:
    running: list[Controller] = []

    def start(**options: Any) -> Mailbox:
        mailbox = Mailbox()
        controller = Controller(mailbox, hostname="127.0.0.1", port=port, **options)
        controller.start()
        running.append(controller)
        return mailbox

    yield start
    for controller in running:
        controller.stop()


def queued(recipient: str = "sari@contoh.sch.id") -> UUID:
    with transaction():
        return messages.queue(
            kind="invitation", recipient=recipient, subject="Undangan – SMK", body=BODY, branch_id=None
        ).id


def message(message_id: UUID) -> Message:
    db.session.rollback()
    return db.session.get_one(Message, message_id)


def test_a_letter_goes_out_and_its_body_is_forgotten(listen: Callable[..., Mailbox], worker: Any) -> None:
    mailbox = listen()
    message_id = queued()
    assert worker.drain() == 1
    (letter,) = mailbox.letters
    assert letter["To"] == "sari@contoh.sch.id"
    assert letter["From"] == "Gandeng – Bandung <tidak-dijawab@contoh.id>"
    assert letter["Subject"] == "Undangan – SMK"
    assert (letter.get_content_type(), letter.get_content_charset()) == ("text/plain", "utf-8")
    assert letter.get_content().replace("\r\n", "\n") == BODY
    assert str(message_id) in letter["Message-ID"]
    sent = message(message_id)
    assert (sent.state, sent.body) == (MessageState.SENT, None)
    assert sent.sent_at is not None
    assert worker.drain() == 0


def test_the_body_rests_sealed(outlet: None) -> None:
    queued()
    with db.engine.connect() as connection:
        (kept,) = connection.exec_driver_sql("select body from message").one()
    assert b"undangan" not in bytes(kept)


def test_a_deed_that_is_undone_sends_nothing(listen: Callable[..., Mailbox], worker: Any) -> None:
    mailbox = listen()

    def undone() -> None:
        with transaction() as session:
            messages.queue(kind="reset", recipient="sari@contoh.sch.id", subject="x", body="x", branch_id=None)
            session.execute(text("select * from nowhere"))

    with pytest.raises(DatabaseError):
        undone()
    assert worker.drain() == 0
    assert mailbox.letters == []


def test_while_the_server_is_down_nothing_is_lost(listen: Callable[..., Mailbox], worker: Any) -> None:
    message_id = queued()
    start = clock.now()
    pauses = []
    at = start
    for _ in range(8):
        with time_machine.travel(at, tick=False):
            assert worker.drain() == 1
            assert worker.drain() == 0
        waiting = message(message_id)
        assert (waiting.state, waiting.body) == (MessageState.WAITING, BODY)
        pause = min(messages.LONGEST_PAUSE, messages.FIRST_PAUSE * 2 ** (waiting.attempts - 1))
        pauses.append(pause)
        at += pause + timedelta(seconds=1)
    assert pauses == sorted(pauses)
    assert pauses[-1] == messages.LONGEST_PAUSE
    mailbox = listen()
    with time_machine.travel(at, tick=False):
        assert worker.drain() == 1
    assert len(mailbox.letters) == 1
    assert message(message_id).state is MessageState.SENT


@pytest.mark.parametrize("answer", ["451 try again later", "421 closing"])
def test_who_is_told_to_come_again_comes_again(listen: Callable[..., Mailbox], worker: Any, answer: str) -> None:
    mailbox = listen()
    mailbox.answers.append(answer)
    message_id = queued()
    worker.drain()
    assert message(message_id).state is MessageState.WAITING
    with time_machine.travel(clock.now() + messages.FIRST_PAUSE * 2, tick=True):
        worker.drain()
    assert message(message_id).state is MessageState.SENT
    assert len(mailbox.letters) == 1


def test_an_address_that_does_not_exist_is_given_up_at_once(listen: Callable[..., Mailbox], worker: Any) -> None:
    mailbox = listen()
    mailbox.refuses = "550 no such user"
    message_id = queued()
    worker.drain()
    failed = message(message_id)
    assert (failed.state, failed.body) == (MessageState.FAILED, None)
    assert worker.drain() == 0


def test_a_letter_the_server_will_never_take_is_given_up(listen: Callable[..., Mailbox], worker: Any) -> None:
    listen().answers.append("554 rejected")
    message_id = queued()
    worker.drain()
    assert message(message_id).state is MessageState.FAILED


def test_what_is_no_address_is_given_up_at_once(listen: Callable[..., Mailbox], worker: Any) -> None:
    listen()
    message_id = queued("bukan alamat")
    worker.drain()
    assert message(message_id).state is MessageState.FAILED


def test_mail_that_nobody_carries_any_more_is_picked_up(listen: Callable[..., Mailbox], worker: Any) -> None:
    mailbox = listen()
    message_id = queued()
    with transaction() as session:
        session.query(Job).update({"state": JobState.FAILED})
    assert worker.drain() == 0
    with time_machine.travel(clock.now() + timedelta(hours=1), tick=False):
        for found in (1, 0):
            with transaction():
                assert messages.pick_up() == found
        assert worker.drain() == 1
    assert len(mailbox.letters) == 1
    assert message(message_id).state is MessageState.SENT


def test_a_letter_that_became_pointless_is_given_up(outlet: None, worker: Any) -> None:
    message_id = queued()
    with time_machine.travel(clock.now() + messages.GIVE_UP, tick=True):
        worker.drain()
    failed = message(message_id)
    assert (failed.state, failed.body) == (MessageState.FAILED, None)


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # it is loopback
def test_the_server_may_want_a_password(app: Flask, port: int, listen: Callable[..., Mailbox], worker: Any) -> None:
    def authenticate(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        return AuthResult(success=(data.login, data.password) == (b"gandeng", b"p@ss:word"))

    mailbox = listen(authenticator=authenticate, auth_required=True, auth_require_tls=False)
    message_id = queued()
    worker.drain()
    assert message(message_id).state is MessageState.WAITING  # no password is set: a setting that can be mended
    messages.use(messages.Outlet.parse(f"smtp://gandeng:p%40ss%3Aword@127.0.0.1:{port}", "gandeng@contoh.id"))
    with time_machine.travel(clock.now() + messages.FIRST_PAUSE * 2, tick=True):
        worker.drain()
    assert len(mailbox.letters) == 1


def test_a_password_stands_in_no_repr() -> None:
    outlet = messages.Outlet.parse("smtps://gandeng:rahasia@surat.contoh.id", "gandeng@contoh.id")
    assert (outlet.port, outlet.encrypted) == (465, True)
    assert "rahasia" not in repr(outlet)


@pytest.mark.parametrize("url", ["surat.contoh.id", "http://surat.contoh.id", "smtp://"])
def test_a_setting_that_makes_no_sense_stops_the_start(url: str) -> None:
    with pytest.raises(ValueError, match="GANDENG_SMTP_URL"):
        messages.Outlet.parse(url, "gandeng@contoh.id")


def test_every_message_is_accounted_for(listen: Callable[..., Mailbox], worker: Any) -> None:
    mailbox = listen()
    mailbox.answers += ["250 OK", "554 no", "451 later"]
    for number in range(3):
        queued(f"orang{number}@contoh.sch.id")
    worker.drain()
    db.session.rollback()
    states = sorted(each.state.value for each in db.session.scalars(select(Message)))
    assert states == ["failed", "sent", "waiting"]
