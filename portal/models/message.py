"""What was said to whom, when, with what outcome: mail that must go out, and what people handed to WhatsApp.

A mail is written with the deed that causes it, sent by a job, and never lost. Reminders are messages of a round: the
round says how many people it expected to reach, and each of them has one message in it, whatever became of it.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import Identified, Model
from portal.models.columns import Sealed
from portal.models.kinds import Kind
from portal.models.organisation import Organisation
from portal.rules.reminding import What


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
        Index("ix_message_branch_id", "branch_id", "id"),
        Index("ix_message_organisation_id", "organisation_id", "id"),
        Index("ix_message_branch_id_state", "branch_id", "state", "id"),
        Index("ix_message_branch_id_day", "branch_id", "day", "state", "id"),
        Index("ix_message_organisation_id_state", "organisation_id", "state", "id"),
        Index("ix_message_organisation_id_day", "organisation_id", "day", "state", "id"),
        Index("ix_message_about_id", "about_id", "id"),
    )

    branch_id: Mapped[UUID | None] = mapped_column(ForeignKey("branch.id"))
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
    created_at: Mapped[datetime] = mapped_column(index=True)
    sent_at: Mapped[datetime | None]
    #: After this there is no use in sending it.
    expires_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)

    round_id: Mapped[UUID | None] = mapped_column(ForeignKey("reminder_round.id"))
    #: The round's WIB day.
    day: Mapped[date | None]
    person_type: Mapped[PersonKind | None] = mapped_column(Kind(PersonKind))
    person_id: Mapped[UUID | None]
    #: What a reminder is about: codes, days, counts, amounts and names of bills and waves; nobody's data.
    matters: Mapped[list[Any] | None]

    #: What a WhatsApp is about, and who sent it: "dikirim oleh … pada …".
    about_id: Mapped[UUID | None]
    sent_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"), index=True)
    sent_by_name: Mapped[str] = mapped_column(String(120), default="")

    organisation: Mapped[Organisation | None] = relationship(lazy="raise_on_sql")


class ReminderRound(Identified, Model):
    """One day's reminders (putaran pengingat) to the people of one organisation, or to a branch's own officers.

    `expected` counts the people who had something due before anything was written for them, so that a message that is
    missing shows: expected = sent + waiting + failed + skipped. A branch has a round every day, also with nobody in
    it: that is the proof that somebody looked. An organisation has one on days on which something was due.
    """

    __tablename__ = "reminder_round"
    __table_args__ = (
        UniqueConstraint("whose_id", "day"),
        Index("ix_reminder_round_branch_id", "branch_id", "day"),
        Index("ix_reminder_round_organisation_id", "organisation_id", "day"),
    )

    branch_id: Mapped[UUID] = mapped_column(ForeignKey("branch.id"))
    #: Empty for the round of the branch's own officers.
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    #: The organisation, else the branch: what makes a round the only one of its day.
    whose_id: Mapped[UUID]
    day: Mapped[date]
    expected: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime]


class Reminded(Identified, Model):
    """That a person was reminded of a matter at one stage, in which message. Law: once (unique)."""

    __tablename__ = "reminded"
    __table_args__ = (UniqueConstraint("person_id", "about_id", "what", "due_on", "stage"),)

    message_id: Mapped[UUID] = mapped_column(ForeignKey("message.id"), index=True)
    #: A membership, or the organisation whose contact it is.
    person_id: Mapped[UUID]
    #: The bill, the wave, or the organisation whose agreement ends.
    about_id: Mapped[UUID]
    what: Mapped[What] = mapped_column(Kind(What))
    #: When it is due, leaves or ends: another day is another matter.
    due_on: Mapped[date]
    #: Days before that day, negative after it, at which the stage began (`rules.reminding`).
    stage: Mapped[int]


class OptOut(Identified, Model):
    """An address to which no reminders go, by its blind index: the table tells nobody's address."""

    __tablename__ = "opt_out"

    address_index: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    by: Mapped[OptOutBy] = mapped_column(Kind(OptOutBy))
    created_at: Mapped[datetime]
