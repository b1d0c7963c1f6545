"""The person who is, or will be, covered."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Identified, Model
from portal.models.columns import Sealed, SealedNik
from portal.models.kinds import Kind
from portal.values.nik import Nik, Sex


class Participant(Identified, Model):
    """One person, once in the country: the blind index of the NIK is unique.

    Belongs to no sponsor; a sponsor sees the participants it has an enrolment with.
    """

    __tablename__ = "participant"

    nik: Mapped[Nik] = mapped_column(SealedNik("participant.nik"))
    nik_index: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    birth_place: Mapped[str] = mapped_column(String(80), default="")
    birth_date: Mapped[date]
    sex: Mapped[Sex] = mapped_column(Kind(Sex))
    mother_name: Mapped[str | None] = mapped_column(Sealed("participant.mother_name"))
    phone: Mapped[str | None] = mapped_column(String(20))
    email: Mapped[str | None] = mapped_column(String(254))
    address: Mapped[str] = mapped_column(Text, default="")
    #: Kartu Peserta Jamsostek: 11 digits as text; given by BPJS Ketenagakerjaan after the hand-over.
    kpj: Mapped[str | None] = mapped_column(String(16), index=True)
    created_at: Mapped[datetime]
