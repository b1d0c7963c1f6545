"""Where an intern works (penempatan): the host firm (DU/DI), whom to ask for there, the way."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Identified, Model, Owned
from portal.models.columns import Sealed


class Placement(Identified, Owned, Model):
    """One of each enrolment. Those of a wave with the same `host_key` are at the same firm, and share its letter."""

    __tablename__ = "placement"
    __table_args__ = (Index("ix_placement_wave_id_host_key", "wave_id", "host_key", "id"),)

    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"), unique=True)
    wave_id: Mapped[UUID] = mapped_column(ForeignKey("wave.id"))
    host: Mapped[str] = mapped_column(String(200))
    host_key: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(200), default="")
    #: The regency or city, by its Kemendagri code (``32.73``): by it the nearest clinics are found.
    region: Mapped[str | None] = mapped_column(String(8))
    supervisor: Mapped[str] = mapped_column(String(120), default="")
    supervisor_phone: Mapped[str | None] = mapped_column(Sealed("placement.supervisor_phone"))
    #: WIB days there, both included; None: those of the enrolment.
    start: Mapped[date | None]
    end: Mapped[date | None]
    #: The usual way there and back, in words: on it an accident counts as one of work.
    route: Mapped[str | None] = mapped_column(Sealed("placement.route"))
    changed_at: Mapped[datetime]
