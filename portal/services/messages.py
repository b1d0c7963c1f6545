"""Mail: written with the deed that causes it, sent by a job, kept until it is out.

The row is the truth and the job only its carrier: while the mail server is down the job asks for the next one, later
and later, so that a server that is away over a weekend costs nothing but the weekend.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import cache
from typing import Self
from urllib.parse import unquote, urlsplit
from uuid import UUID

from sqlalchemy import delete, exists, select, update

from portal.access import audit
from portal.models import Message, MessageState, Reminded, ReminderRound, Trouble, db, new_id
from portal.models.job import Job, JobState, enqueue
from portal.services import opt_outs
from portal.values import clock
from portal.values.clock import in_wib

SEND = "messages.send"
#: After this long the link in it has expired, and the mail would only annoy.
GIVE_UP = timedelta(hours=72)
#: A WhatsApp may be opened once more, a letter of the demo be read; then its text is of no use.
TEXTS_KEPT = timedelta(days=2)
#: How long it is proved that somebody was told: two years, in which a claim still has to be made.
NOTES_KEPT = timedelta(days=730)
#: How far back texts are looked for that are to be forgotten: no worker is away for longer.
_LOOKED_BACK = timedelta(days=60)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=15), timedelta(minutes=15)
#: Shorter than a job's lease.
_PATIENCE = 15


class Unreachable(Exception):
    """The mail server cannot be had, or says to come again later."""


class Rejected(Exception):
    """The mail server will never take this mail."""


@dataclass(frozen=True, slots=True)
class Outlet:
    """The mail server: ``smtp://user:password@host:port``, encrypted when it offers to, or ``smtps://…`` at once."""

    host: str
    port: int
    sender: str
    encrypted: bool = False
    user: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def parse(cls, url: str, sender: str) -> Self:
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise ValueError("GANDENG_SMTP_URL must look like smtp://user:password@host:587 or smtps://…")
        encrypted = parts.scheme == "smtps"
        return cls(
            parts.hostname,
            parts.port or (465 if encrypted else 587),
            sender,
            encrypted,
            unquote(parts.username or ""),
            unquote(parts.password or ""),
        )

    def send(self, message: Message) -> None:
        """Raises `Unreachable` or `Rejected`. Whoever dies between this and the note of it will send it twice; the
        Message-ID is the same then, by which mailboxes know a twin."""
        try:
            letter = self._letter(message)
        except (ValueError, MessageError):
            raise Rejected("address") from None
        try:
            with self._connection() as server:
                server.send_message(letter)
        except smtplib.SMTPRecipientsRefused as refused:
            codes = {code for code, _ in refused.recipients.values()}
            raise (Rejected if min(codes, default=0) >= 500 else Unreachable)("recipient") from None
        except smtplib.SMTPDataError as refused:
            raise (Rejected if refused.smtp_code >= 500 else Unreachable)("data") from None
        except (OSError, smtplib.SMTPException) as error:
            # A wrong password or sender too: a person will mend the setting, and the mail is still there.
            raise Unreachable(type(error).__name__) from None

    @contextmanager
    def _connection(self) -> Iterator[smtplib.SMTP]:
        server: smtplib.SMTP
        if self.encrypted:
            server = smtplib.SMTP_SSL(self.host, self.port, timeout=_PATIENCE, context=_trusted())
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=_PATIENCE)
        with server:
            server.ehlo()
            if not self.encrypted and server.has_extn("starttls"):
                server.starttls(context=_trusted())
                server.ehlo()
            if self.user:
                server.login(self.user, self.password)
            yield server

    def _letter(self, message: Message) -> EmailMessage:
        letter = EmailMessage(policy=SMTP)
        name, address = parseaddr(self.sender)
        letter["From"] = Address(name, addr_spec=address)
        letter["To"] = Address(addr_spec=message.recipient)
        letter["Subject"] = message.subject
        letter["Date"] = format_datetime(clock.now())
        letter["Message-ID"] = f"<{message.id}@{address.rpartition('@')[2]}>"
        letter["Auto-Submitted"] = "auto-generated"
        letter["List-Unsubscribe"] = f"<{opt_outs.stop_url(message.id)}>"
        letter["Content-Language"] = "id"
        letter.set_content(message.body or "", charset="utf-8")
        return letter


@cache
def _trusted() -> ssl.SSLContext:
    """Whose certificates are believed; the machine's list takes longer to read than a letter to send."""
    return ssl.create_default_context()


@dataclass(frozen=True, slots=True)
class Mailbox:
    """For a demo without a mail server: letters stay where they are, and a page of the branch shows them."""

    def send(self, message: Message) -> None:
        """Nothing can go wrong with it."""


_outlet: Outlet | Mailbox | None = None


def use(outlet: Outlet | Mailbox | None) -> None:
    """Put the installation's mail server in place, or none; the assembly of the app does this once."""
    global _outlet  # noqa: PLW0603  (one process serves one installation)
    _outlet = outlet


def outlet() -> Outlet | Mailbox | None:
    return _outlet


def keeps_letters() -> bool:
    """Whether this is the demo, in which letters go nowhere and are read in the portal."""
    return isinstance(_outlet, Mailbox)


def queue(
    *, kind: str, recipient: str, subject: str, body: str, branch_id: UUID | None, id_: UUID | None = None
) -> Message:
    """Put a mail in the outbox, in the transaction of the deed that causes it."""
    message = Message(
        id=id_ or new_id(),
        kind=kind,
        recipient=recipient,
        subject=subject,
        body=body,
        branch_id=branch_id,
        created_at=clock.now(),
        attempts=0,
    )
    db.session.add(message)
    db.session.flush()
    ask_for_carrier(message, timedelta())
    return message


def note_sent(message: Message) -> None:
    message.state, message.sent_at, message.trouble = MessageState.SENT, clock.now(), None
    if not keeps_letters():
        message.body = None


def note_failed(message: Message, trouble: Trouble = Trouble.REJECTED) -> None:
    message.state, message.trouble, message.body = MessageState.FAILED, trouble, None


def note_skipped(message: Message, trouble: Trouble) -> None:
    message.state, message.trouble, message.body = MessageState.SKIPPED, trouble, None


def note_postponed(message: Message) -> None:
    """Once more after a pause that doubles, or, when it has become pointless, never."""
    message.attempts += 1
    message.trouble = Trouble.UNREACHABLE
    if clock.now() >= (message.expires_at or message.created_at + GIVE_UP):
        note_failed(message, Trouble.GIVEN_UP)
    else:
        ask_for_carrier(message, min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(message.attempts - 1, 10)))


def pick_up() -> int:
    """Mail that waits and that nobody carries any more (its job broke) is asked for again; says how many."""
    now = clock.now()
    carried = exists(
        select(Job.id).where(
            Job.subject_type == Message.__tablename__,
            Job.subject_id == Message.id,
            Job.state.in_([JobState.QUEUED, JobState.RUNNING]),
        )
    )
    left = select(Message).where(
        Message.created_at < now - LONGEST_PAUSE,
        Message.created_at >= now - _LOOKED_BACK,
        Message.state == MessageState.WAITING,
        ~carried,
    )
    found = db.session.scalars(left).all()
    for message in found:
        message.attempts += 1
        ask_for_carrier(message, timedelta())
    return len(found)


def forget_texts() -> int:
    """Empty the bodies of what went out and is of no more use; says how many. That it went stays."""
    now = clock.now()
    old = update(Message).where(
        Message.created_at < now - TEXTS_KEPT,
        Message.created_at >= now - _LOOKED_BACK,
        Message.state == MessageState.SENT,
        Message.sent_at < now - TEXTS_KEPT,
        Message.body.is_not(None),
    )
    forgotten = db.session.execute(old.values(body=None).execution_options(synchronize_session=False))
    return forgotten.rowcount  # type: ignore[attr-defined,no-any-return]


def forget_notes() -> int:
    """Drop the proof of what was said long ago, inside an audited action; says how many messages went."""
    before = clock.now() - NOTES_KEPT
    old = select(Message.id).where(Message.created_at < before)
    db.session.execute(delete(Reminded).where(Reminded.message_id.in_(old)))
    gone = audit.bulk_delete(Message, delete(Message).where(Message.created_at < before))
    audit.bulk_delete(ReminderRound, delete(ReminderRound).where(ReminderRound.day < in_wib(before).date()))
    return gone


def ask_for_carrier(message: Message, pause: timedelta) -> None:
    """A job that carries it, in the transaction that made it wait; one for each attempt."""
    enqueue(
        db.session(),
        SEND,
        {"message": message.id},
        subject=message,
        branch_id=message.branch_id,
        run_at=clock.now() + pause,
        dedupe_key=f"message:{message.id}:{message.attempts}" if message.attempts else None,
    )
