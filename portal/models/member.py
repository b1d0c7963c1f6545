"""The ormas's own roster: its members by KTA, whether insured or not, and their numbers by unit."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Index, LargeBinary, String, Text, and_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import Identified, Model, Owned
from portal.models.columns import PathColumn, SealedNik
from portal.models.kinds import Kind
from portal.models.organisation import Organisation
from portal.models.participant import Participant
from portal.models.relocation import Relocation
from portal.rules.standings import Cause, Standing
from portal.values.nik import Nik


class OrmasMember(Identified, Owned, Model):
    """A line of the ormas's roster, belonging to its unit; perhaps matched with a participant, never by name alone.

    `top_id` and `path` are those of the unit, copied: within an ormas a KTA, a NIK, a participant stands once (also
    after leaving), and the members of a whole subtree are one range of an index. Whoever moves a unit rewrites them.
    """

    __tablename__ = "ormas_member"
    __table_args__ = (
        Index("ix_ormas_member_kta", "top_id", "kta_key", unique=True),
        Index("ix_ormas_member_nik", "nik_index", "top_id", unique=True),
        Index("ix_ormas_member_participant", "participant_id", "top_id", unique=True),
        Index("ix_ormas_member_path", "path", "name_key", "id"),
        Index("ix_ormas_member_standing", "standing", "path", "name_key", "id"),
        Index("ix_ormas_member_name", "top_id", "name_key", "id"),
        Index("ix_ormas_member_turns", "standing_until", "id"),
        Index("ix_ormas_member_born", "organisation_id", "birth_date", "id"),
        Index("ix_ormas_member_phone", "phone", "top_id"),
        Index("ix_ormas_member_relocation_id", "relocation_id", "id"),
    )

    top_id: Mapped[UUID]
    path: Mapped[str] = mapped_column(PathColumn)
    #: The number of the card (KTA) as the ormas writes it, and folded to be one and be found; None: no card yet.
    kta: Mapped[str | None] = mapped_column(String(40))
    kta_key: Mapped[str | None] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    #: Sorts and finds by name, as `Enrolment.name_key`; by its bytes, so that the beginning of a name is a range.
    name_key: Mapped[str] = mapped_column(PathColumn)
    nik: Mapped[Nik | None] = mapped_column(SealedNik("ormas_member.nik"))
    nik_index: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    birth_date: Mapped[date | None]
    phone: Mapped[str | None] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(Text, default="")
    #: A code of the list of occupations.
    occupation: Mapped[str] = mapped_column(String(60), default="")
    participant_id: Mapped[UUID | None] = mapped_column(ForeignKey("participant.id"))
    #: Insured by an employer (penerima upah), as a person said.
    wage_earner: Mapped[bool] = mapped_column(default=False)
    left_at: Mapped[datetime | None]
    left_reason: Mapped[str] = mapped_column(String(200), default="")
    #: Kept by `services.standings` wherever cover changes, never guessed.
    standing: Mapped[Standing] = mapped_column(Kind(Standing), default=Standing.NOT_YET)
    cause: Mapped[Cause] = mapped_column(Kind(Cause), default=Cause.NEVER)
    #: The WIB day on which it changes by itself, if nothing is paid; None: never.
    standing_until: Mapped[date | None]
    #: When somebody last wrote to them about joining, and who.
    contacted_at: Mapped[datetime | None]
    contacted_by: Mapped[str] = mapped_column(String(120), default="")
    created_at: Mapped[datetime]
    #: With which many others they came to their unit, if they did.
    relocation_id: Mapped[UUID | None] = mapped_column(ForeignKey("relocation.id"))

    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    relocation: Mapped[Relocation | None] = relationship(lazy="raise_on_sql")
    participant: Mapped[Participant | None] = relationship(lazy="raise_on_sql")

    @classmethod
    def within(cls, path: str, column: ColumnElement[str] | None = None) -> ColumnElement[bool]:
        """Members of the unit that has this path, and of all below: one range of an index (of another column's)."""
        of = cls.path if column is None else column
        return and_(of >= path, of < path[:-1] + "0")


class Tally(Owned, Model):
    """How many members a unit has with all units below it, by standing. No row: nobody.

    Law: at any moment it is the sum of those of the units directly below and of the unit's own members.
    """

    __tablename__ = "tally"
    stays = True

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), primary_key=True, sort_order=-9)
    members: Mapped[int] = mapped_column(default=0)
    covered: Mapped[int] = mapped_column(default=0)
    arrears: Mapped[int] = mapped_column(default=0)
    not_yet: Mapped[int] = mapped_column(default=0)
    too_old: Mapped[int] = mapped_column(default=0)
    wage_earner: Mapped[int] = mapped_column(default=0)


class Target(Identified, Owned, Model):
    """So many covered members in a unit and below it by a day (sasaran); the one in force has not ended."""

    __tablename__ = "target"
    stays = True
    __table_args__ = (Index("ix_target_organisation_id_ended_at", "organisation_id", "ended_at"),)

    goal: Mapped[int]
    day: Mapped[date]
    #: How many were covered when it was set.
    base: Mapped[int]
    #: The unit that set it, and its name then: the unit itself, or one above, which it may not see.
    setter_id: Mapped[UUID]
    set_for: Mapped[str] = mapped_column(String(160))
    set_by: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
