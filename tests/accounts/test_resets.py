"""A way back in for who forgot, by mail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from portal.models import Message, PasswordReset, db
from portal.services import messages
from portal.values import clock
from tests.accounts.test_attempts import fail
from tests.accounts.test_sessions import events, sign_in
from tests.browser import Browser
from tests.cast import PASSWORD, Cast

CHOSEN = {"password": "embun jatuh di ladang", "repeated": "embun jatuh di ladang"}


@pytest.fixture
def mail_server(app: Flask) -> Iterator[None]:
    """One is set, though nobody listens there: what is asked for stays in the outbox."""
    messages.use(messages.Outlet.parse("smtp://127.0.0.1:9", "Gandeng <gandeng@contoh.id>"))
    yield
    messages.use(None)


def outbox() -> list[Message]:
    db.session.rollback()
    return list(db.session.scalars(select(Message).order_by(Message.id)))


def asked(browser: Browser, identifier: str) -> str:
    """Ask for a link; the words that answer."""
    done = browser.submit(browser.get("/lupa-sandi"), "/lupa-sandi", {"identifier": identifier})
    return browser.follow(done).words


def link() -> str:
    found = re.search(r"https?://\S+?(/sandi-baru/\S+)", outbox()[-1].body or "")
    assert found is not None
    return found[1]


@pytest.mark.usefixtures("mail_server")
def test_the_answer_does_not_tell_who_has_an_account(cast: Cast, anonymous: Browser) -> None:
    assert asked(anonymous, cast.sari.email) == asked(anonymous, "nobody@contoh.sch.id")
    (mail,) = outbox()
    assert (mail.recipient, mail.kind) == (cast.sari.email, "reset")
    assert mail.subject == "Kata sandi baru untuk Gandeng"
    assert [event.subject_id for event in events("password_reset_asked")] == [cast.sari.user_id, None]


@pytest.mark.usefixtures("mail_server")
def test_the_link_sets_a_new_password_once(cast: Cast, anonymous: Browser, sari: Browser) -> None:
    asked(anonymous, cast.sari.email)
    page = anonymous.get(link())
    assert "Sari Wulandari" in page.words
    done = anonymous.submit(page, link(), CHOSEN)
    assert done.location == "/masuk"
    assert "Kata sandi baru tersimpan" in anonymous.get("/masuk").words
    assert sari.get("/sekolah/", status=303).location == "/masuk"
    anonymous.get(link(), status=404)
    anonymous.post(link(), CHOSEN, status=404)
    sign_in(anonymous, cast.sari.email, PASSWORD, status=422)
    sign_in(anonymous, cast.sari.email, CHOSEN["password"])


@pytest.mark.usefixtures("mail_server")
def test_only_looking_uses_no_link_up(cast: Cast, anonymous: Browser) -> None:
    asked(anonymous, cast.sari.email)
    for _ in range(3):  # WhatsApp and mail scanners look at every link
        anonymous.get(link())


@pytest.mark.usefixtures("mail_server")
def test_a_link_ends_after_two_hours(cast: Cast, anonymous: Browser) -> None:
    asked(anonymous, cast.sari.email)
    with time_machine.travel(clock.now() + timedelta(hours=2, seconds=1), tick=True):
        assert "tidak berlaku lagi" in anonymous.get(link(), status=404).words


@pytest.mark.usefixtures("mail_server")
def test_a_newer_link_ends_the_older(cast: Cast, anonymous: Browser) -> None:
    asked(anonymous, cast.sari.email)
    old = link()
    asked(anonymous, cast.sari.email)
    anonymous.get(old, status=404)
    anonymous.get(link())


@pytest.mark.usefixtures("mail_server")
def test_a_refused_password_leaves_the_link_open(cast: Cast, anonymous: Browser) -> None:
    asked(anonymous, cast.sari.email)
    page = anonymous.get(link())
    weak = {"password": "indonesia123", "repeated": "indonesia123"}
    assert "mudah ditebak" in anonymous.submit(page, link(), weak, status=422).words
    anonymous.submit(page, link(), CHOSEN)


@pytest.mark.usefixtures("mail_server")
def test_a_mailbox_is_not_filled(cast: Cast, anonymous: Browser) -> None:
    answers = {asked(anonymous, cast.sari.email) for _ in range(6)}
    assert len(answers) == 1
    assert len(outbox()) == 3


@pytest.mark.usefixtures("mail_server")
def test_a_new_password_forgives_the_failures(cast: Cast, anonymous: Browser) -> None:
    fail(anonymous, cast.sari.email, 8)
    asked(anonymous, cast.sari.email)
    anonymous.submit(anonymous.get(link()), link(), CHOSEN)
    sign_in(anonymous, cast.sari.email, CHOSEN["password"])


def test_without_a_mail_server_people_are_asked(cast: Cast, anonymous: Browser) -> None:
    page = anonymous.get("/lupa-sandi")
    assert "halaman Rekan" in page.words
    assert page.soup.find("form", action="/lupa-sandi") is None
    anonymous.post("/lupa-sandi", {"identifier": cast.sari.email})
    assert outbox() == []
    assert db.session.scalar(select(PasswordReset)) is None
