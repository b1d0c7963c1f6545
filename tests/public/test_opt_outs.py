"""No more reminders, by the link in a mail: without an account, back again, and nothing to be guessed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from portal.models import AuditEvent, OptOut, db, new_id
from portal.models.transaction import transaction
from portal.services import messages, opt_outs
from tests.browser import Browser
from tests.cast import Cast


def mail_to(recipient: str, name: str = "") -> UUID:
    with transaction():
        message = messages.queue(kind="reset", recipient=recipient, subject="x", body="x", branch_id=None)
        message.recipient_name = name
        return message.id


def test_a_person_stops_them_and_takes_them_back(cast: Cast, anonymous: Browser, sari: Browser) -> None:
    url = f"/berhenti/{opt_outs.token(mail_to(cast.sari.email))}"
    page = anonymous.get(url)
    assert cast.sari.email not in page.text
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert db.session.query(OptOut).count() == 0, "looking (as a mail scanner does) stops nothing"
    done = anonymous.submit(page, url)
    stopped = anonymous.follow(done)
    assert "Pengingat sudah dihentikan" in stopped.words
    assert "memilih tidak menerima pengingat" in sari.get("/akun").words
    with db.engine.connect() as connection:
        kept = connection.exec_driver_sql("select * from opt_out").all()
    assert len(kept) == 1
    assert cast.sari.email not in str(kept)
    anonymous.submit(stopped, "/batal")
    assert "dikirim ke e-mail Anda" in sari.get("/akun").words
    db.session.rollback()
    actions = [each.action for each in db.session.scalars(cast.hasan.actor().sees(AuditEvent))]
    assert {"messages_stopped", "messages_allowed"} <= set(actions) | {
        each.action for each in db.session.query(AuditEvent).execution_options(seen_by="test")
    }


def test_a_mail_to_somebody_without_an_account_can_be_stopped_too(cast: Cast, anonymous: Browser) -> None:
    url = f"/berhenti/{opt_outs.token(mail_to('tini@contoh.sch.id', 'Bu Tini'))}"
    anonymous.submit(anonymous.get(url), url)
    db.session.rollback()
    assert opt_outs.silent({"TINI@contoh.sch.id"}) == {"TINI@contoh.sch.id"}


def test_a_link_that_is_none_of_ours_is_nothing(cast: Cast, anonymous: Browser) -> None:
    """Whether it names a mail that is there or not: the same answer, and no query."""
    known = opt_outs.token(mail_to(cast.sari.email))
    tampered = known[:-3] + ("AAA" if not known.endswith("AAA") else "BBB")
    unknown = opt_outs.token(new_id())
    for wrong in (tampered, unknown, "x", "é" * 40, known + "A", "A" * 43):
        anonymous.get(f"/berhenti/{wrong}", status=404)
        anonymous.post(f"/berhenti/{wrong}", status=404)
        anonymous.post(f"/berhenti/{wrong}/batal", status=404)
    assert db.session.query(OptOut).count() == 0


def test_a_double_tap_is_one_choice(cast: Cast, anonymous: Browser, worker: Any) -> None:
    url = f"/berhenti/{opt_outs.token(mail_to('tini@contoh.sch.id'))}"
    page = anonymous.get(url)
    anonymous.submit(page, url)
    anonymous.submit(page, url)
    db.session.rollback()
    assert db.session.query(OptOut).count() == 1
