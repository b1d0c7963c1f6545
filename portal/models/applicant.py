"""People who send themselves in: by a link on their own phone, or on a line of a paper at the meeting.

They wait, sealed, until an officer of the unit confirms them, or their school takes their line onto its list; only
then are they more than what they say.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import Identified, Model, Owned
from portal.models.columns import SealedJson
from portal.models.enrolment import Consent
from portal.models.event import Event
from portal.models.kinds import Kind
from portal.models.member import OrmasMember
from portal.models.organisation import Organisation
from portal.models.roster import RosterRow
from portal.models.transfer import Transfer
from portal.models.wave import Wave


class ApplicantState(StrEnum):
    """WAITING for the unit's officer, who REGISTERED them as participants or REFUSED them with a reason; of a class,
    for the school, which took their line onto its list or passed it over."""

    WAITING = "waiting"
    REGISTERED = "registered"
    REFUSED = "refused"


class Belonging(StrEnum):
    """Where an officer says that an applicant belongs who is no member by their number: a NEW line of the roster; a
    GUEST (family, a neighbour), a participant and no member; LATER, for somebody on the roster may be them."""

    NEW = "new"
    GUEST = "guest"
    LATER = "later"


class RegistrationLink(Identified, Owned, Model):
    """A way in for the members of a unit (tautan pendaftaran) or the classes of a wave (tautan kelas): open through
    its last day, unless stopped before.

    The `code` stands in the address and its QR. Whoever has it may send themselves in, and learns nothing by it.
    """

    __tablename__ = "registration_link"
    __table_args__ = (
        Index("ix_registration_link_organisation_id_id", "organisation_id", "id"),
        Index("uq_registration_link_event_id", "event_id", unique=True),
        Index("ix_registration_link_wave_id", "wave_id", "id"),
    )

    #: The event it was opened for, which then knows who registers by it; an event has one.
    event_id: Mapped[UUID | None] = mapped_column(ForeignKey("event.id"))
    #: Whose pupils fill in their own lines by it.
    wave_id: Mapped[UUID | None] = mapped_column(ForeignKey("wave.id"))
    #: The classes of the wave it is for, one a line.
    class_names: Mapped[str | None] = mapped_column(Text)
    #: What it is for, as those read it who open it: "Rapat Ranting 21 November".
    title: Mapped[str] = mapped_column(String(120))
    code: Mapped[str] = mapped_column(String(16), unique=True)
    #: In WIB, included.
    last_day: Mapped[date]
    stopped_at: Mapped[datetime | None]
    created_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    created_by_name: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime]

    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    event: Mapped[Event | None] = relationship(lazy="raise_on_sql")
    wave: Mapped[Wave | None] = relationship(lazy="raise_on_sql")


class MeetingSheet(Identified, Owned, Model):
    """A paper with numbered lines that goes round at a meeting (lembar pendaftaran), and is typed back by them."""

    __tablename__ = "meeting_sheet"
    __table_args__ = (Index("ix_meeting_sheet_organisation_id_id", "organisation_id", "id"),)

    title: Mapped[str] = mapped_column(String(120))
    #: The day of the meeting.
    day: Mapped[date]
    #: How many are printed.
    lines: Mapped[int]
    created_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    created_by_name: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime]

    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")


class Applicant(Identified, Owned, Model):
    """Somebody who asks to be registered, or a pupil who filled in their own line (isian siswa). `content` holds the
    texts as they came (`services.applicants.FIELDS`, `services.entries.FIELDS`).

    One who sends themselves in again by the same link, with the same NIK and phone, mends what they sent.
    """

    __tablename__ = "applicant"
    __table_args__ = (
        Index("ix_applicant_organisation_id_state_id", "organisation_id", "state", "id"),
        Index("ix_applicant_state_created_at", "state", "created_at"),
        Index("ix_applicant_referrer_id", "referrer_id", "organisation_id"),
        Index("ix_applicant_link_id_nik_index", "link_id", "nik_index"),
        UniqueConstraint("link_id", "sender_index"),
        UniqueConstraint("sheet_id", "number"),
    )

    link_id: Mapped[UUID | None] = mapped_column(ForeignKey("registration_link.id"))
    #: The membership of the officer by whose invitation they came.
    referrer_id: Mapped[UUID | None] = mapped_column(ForeignKey("membership.id"))
    #: Fingerprint of NIK and phone together.
    sender_index: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    #: Of a pupil: by which two who give one number are seen.
    nik_index: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    sheet_id: Mapped[UUID | None] = mapped_column(ForeignKey("meeting_sheet.id"))
    #: The line of the sheet.
    number: Mapped[int | None]
    state: Mapped[ApplicantState] = mapped_column(Kind(ApplicantState), default=ApplicantState.WAITING)
    #: Only the name once they are a participant or a row, for then that says the rest.
    content: Mapped[dict[str, Any]] = mapped_column(SealedJson("applicant.content"))
    consent: Mapped[Consent | None] = mapped_column(Kind(Consent))
    #: Which wording they agreed to; on paper, that of the paper.
    consent_version: Mapped[str] = mapped_column(String(20), default="")
    consented_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(String(120), default="")
    #: Why they were refused.
    reason: Mapped[str] = mapped_column(String(200), default="")
    enrolment_id: Mapped[UUID | None] = mapped_column(ForeignKey("enrolment.id"), index=True)
    #: The row of the school's list that a pupil's line became.
    row_id: Mapped[UUID | None] = mapped_column(ForeignKey("roster_row.id"), index=True)
    #: By which their present sponsor was asked to let them go; what became of it stands there.
    transfer_id: Mapped[UUID | None] = mapped_column(ForeignKey("transfer.id"), index=True)
    belonging: Mapped[Belonging | None] = mapped_column(Kind(Belonging))
    #: The member whom the officer said they are, or whom they became.
    member_id: Mapped[UUID | None] = mapped_column(ForeignKey("ormas_member.id"), index=True)

    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    member: Mapped[OrmasMember | None] = relationship(lazy="raise_on_sql")
    transfer: Mapped[Transfer | None] = relationship(lazy="raise_on_sql")
    row: Mapped[RosterRow | None] = relationship(lazy="raise_on_sql")
