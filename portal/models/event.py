"""The drive: what a unit calls people to (kegiatan), and who came."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import Identified, Model, Owned
from portal.models.columns import PathColumn
from portal.models.kinds import Kind
from portal.models.member import OrmasMember
from portal.models.organisation import Organisation
from portal.values.rupiah import Rupiah


class EventKind(StrEnum):
    """BRIEFING (sosialisasi): somebody explains the cover. MEETING (rapat): the unit meets, and speaks of it too."""

    BRIEFING = "briefing"
    MEETING = "meeting"


class Way(StrEnum):
    """How somebody came onto the list: ticked by an officer, typed as a guest, by themselves through the QR."""

    TICKED = "ticked"
    TYPED = "typed"
    SCANNED = "scanned"


class Event(Identified, Owned, Model):
    """A meeting of a unit. A cancelled one stays, with its reason.

    `counts_from` is the first instant of its WIB day: whoever is covered from then on may have come to it by this.
    """

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_organisation_id_starts_at", "organisation_id", "starts_at", "id"),)

    kind: Mapped[EventKind] = mapped_column(Kind(EventKind))
    name: Mapped[str] = mapped_column(String(120))
    place: Mapped[str] = mapped_column(String(200))
    starts_at: Mapped[datetime]
    counts_from: Mapped[datetime]
    #: The officer's own words; empty: those of the house, which follow the place and the time.
    invitation: Mapped[str] = mapped_column(Text, default="")
    cost: Mapped[Rupiah] = mapped_column(default=Rupiah(0))
    #: Stands in the QR at the door; says nothing and cannot be guessed.
    code: Mapped[str] = mapped_column(String(16), unique=True)
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str] = mapped_column(String(200), default="")
    created_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    created_by_name: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime]

    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")


class Attendance(Identified, Owned, Model):
    """Somebody at an event: a member of its unit or below, or a guest. Belongs to the event's unit.

    Law: a member once at an event (unique); a guest once by name and phone. Who was struck out stays, and counts
    nowhere. That somebody is interested is ticked; that they registered and paid never is (`services.funnels`).
    """

    __tablename__ = "attendance"
    __table_args__ = (
        UniqueConstraint("event_id", "member_id"),
        UniqueConstraint("event_id", "phone", "name_key"),
        Index("ix_attendance_event_id_name_key", "event_id", "name_key", "id"),
    )

    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id"))
    member_id: Mapped[UUID | None] = mapped_column(ForeignKey("ormas_member.id"), index=True)
    #: Of a guest, whom a person recognised as this participant; a member's own stands with the member.
    participant_id: Mapped[UUID | None] = mapped_column(ForeignKey("participant.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    name_key: Mapped[str] = mapped_column(PathColumn)
    #: Of a guest, in E.164; a member's stands with the member.
    phone: Mapped[str | None] = mapped_column(String(20))
    #: The KTA that somebody said at the QR and that names nobody here by this name.
    said_kta: Mapped[str] = mapped_column(String(40), default="")
    way: Mapped[Way] = mapped_column(Kind(Way))
    came_at: Mapped[datetime]
    noted_by: Mapped[str] = mapped_column(String(120), default="")
    interested_at: Mapped[datetime | None]
    struck_at: Mapped[datetime | None]
    struck_by: Mapped[str] = mapped_column(String(120), default="")

    event: Mapped[Event] = relationship(lazy="raise_on_sql")
    member: Mapped[OrmasMember | None] = relationship(lazy="raise_on_sql")
