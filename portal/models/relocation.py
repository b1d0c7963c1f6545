"""Members of one unit who went to another together: how a unit is split by its people, and how that is undone."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import Identified, Model, Owned
from portal.models.organisation import Organisation


class Relocation(Identified, Owned, Model):
    """So many members went from the unit it belongs to `into` another of the same ormas (pemindahan anggota).

    Each of them points to it (`OrmasMember.relocation_id`) until they move again. `origin` and `into` are the units'
    names then, for whoever may see only one of the two.
    """

    __tablename__ = "relocation"
    stays = True
    __table_args__ = (Index("ix_relocation_organisation_id_id", "organisation_id", "id"),)

    into_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    origin: Mapped[str] = mapped_column(String(160))
    into: Mapped[str] = mapped_column(String(160))
    people: Mapped[int]
    #: Whether their enrolments through the unit follow them.
    with_enrolments: Mapped[bool]
    moved_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    moved_by_name: Mapped[str] = mapped_column(String(120))
    moved_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str] = mapped_column(String(120), default="")

    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql", foreign_keys="Relocation.organisation_id")
    destination: Mapped[Organisation] = relationship(lazy="raise_on_sql", foreign_keys="Relocation.into_id")
