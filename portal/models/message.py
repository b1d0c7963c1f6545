"""What was said to whom, when, with what outcome: mail that must go out, and what people handed to WhatsApp.

A mail is written with the deed that causes it, sent by a job, and never lost. A reminder is a message of a round: the
round says how many people it expected to reach, and each of them has one message in it, whatever became of it.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Identified, Model
from portal.models.columns import Sealed
from portal.models.kinds import Kind


class Channel(StrEnum):
    """How it goes: by the mail server, or by a person who opens WhatsApp with the text filled in."""

    EMAIL = "email"
    WHATSAPP = "whatsapp"


class MessageState(StrEnum):
    """WAITING for the mail server, SENT (it took it, or a person opened WhatsApp with it), FAILED, SKIPPED for a
    reason."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    SKIPPED = "skipped"


class Trouble(StrEnum):
    """Why a message waits, failed or was skipped."""

    UNREACHABLE = "unreachable"
    REJECTED = "rejected"
    GIVEN_UP = "given_up"
    OPTED_OUT = "opted_out"
    NO_ADDRESS = "no_address"
    NO_SERVER = "no_server"


class PersonKind(StrEnum):
    """Whom a reminder is for: a membership, or an organisation's contact who has no account (by its id)."""

    MEMBER = "member"
    CONTACT = "contact"


class OptOutBy(StrEnum):
    """How somebody said that they want no reminders: in their account, by the link in a mail, or to a colleague."""

    PROFILE = "profile"
    LINK = "link"
    TOLD = "told"


class Message(Identified, Model):
    """One message to one person.

    The body may hold a single-use link or a person's name, so it rests sealed, and is emptied once it is of no use.
    Law: in a round there is one message for each person (unique); without a round the person's id is empty.
    """

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("round_id", "person_type", "person_id"),
        Index("ix_message_state", "state", "id"),
        Index("ix_message_organisation", "organisation_id", "id"),
        Index("ix_message_about", "about_id", "id"),
    )

    branch_id: Mapped[UUID | None] = mapped_column(ForeignKey("branch.id"), index=True)
    #: Whose people were written to; empty for mail between a person and the house (a new password).
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[str] = mapped_column(String(40))
    channel: Mapped[Channel] = mapped_column(Kind(Channel), default=Channel.EMAIL)
    #: An e-mail address, or a phone in E.164; empty when there is none.
    recipient: Mapped[str] = mapped_column(String(254))
    recipient_name: Mapped[str] = mapped_column(String(120), default="")
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str | None] = mapped_column(Sealed("message.body"))
    state: Mapped[MessageState] = mapped_column(Kind(MessageState), default=MessageState.WAITING)
    trouble: Mapped[Trouble | None] = mapped_column(Kind(Trouble))
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    #: After this there is no use in sending it.
    expires_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)

    round_id: Mapped[UUID | None] = mapped_column(ForeignKey("reminder_round.id"))
    person_type: Mapped[PersonKind | None] = mapped_column(Kind(PersonKind))
    person_id: Mapped[UUID | None]
    #: What a reminder is about: codes, days, counts, amounts and names of bills and waves; nobody's data.
    matters: Mapped[list[Any] | None]

    #: What a WhatsApp is about, and who sent it: "dikirim oleh … pada …".
    about_id: Mapped[UUID | None]
    sent_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"), index=True)
    sent_by_name: Mapped[str] = mapped_column(String(120), default="")


class ReminderRound(Identified, Model):
    """One day's reminders of one branch (putaran pengingat).

    `expected` counts the people found to be due before anything is written for them, so that a message that is
    missing shows: expected = sent + waiting + failed + skipped.
    """

    __tablename__ = "reminder_round"
    __table_args__ = (UniqueConstraint("branch_id", "day"),)

    branch_id: Mapped[UUID] = mapped_column(ForeignKey("branch.id"))
    day: Mapped[date]
    expected: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime]
    #: When all organisations had been looked at; empty while that goes on.
    finished_at: Mapped[datetime | None]


class OptOut(Identified, Model):
    """An address to which no reminders go, by its blind index: the table tells nobody's address."""

    __tablename__ = "opt_out"

    address_index: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    by: Mapped[OptOutBy] = mapped_column(Kind(OptOutBy))
    created_at: Mapped[datetime]
