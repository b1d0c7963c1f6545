"""The ground every model stands on: the registry of types, names of constraints, keys, ownership."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

import uuid_utils.compat as uuids
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, Date, ForeignKey, MetaData, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column, registry

from portal.models.columns import Instant, MonthColumn, RupiahColumn
from portal.values.month import Month
from portal.values.rupiah import Rupiah

#: Fixed names, so that a migration can name what it drops on both engines.
NAMES: dict[str, Any] = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


class Base(DeclarativeBase):
    """Plain declarative: Flask-SQLAlchemy 3.1 accepts a registry here, and no dataclass base on SQLAlchemy 2.1."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={
            Rupiah: RupiahColumn,
            Month: MonthColumn,
            datetime: Instant,
            date: Date,
            UUID: Uuid,
            dict[str, Any]: JSON,
            Mapping[str, Any]: JSON,
            list[Any]: JSON,
        },
    )


db = SQLAlchemy(model_class=Base)

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


def new_id() -> UUID:
    """A UUIDv7: sorts by the time of making, cannot be guessed from a neighbour."""
    return uuids.uuid7()


def twin(id_: UUID, mark: str) -> UUID:
    """The id of a row that follows from another's: that of the other, four digits of it (the version's and those
    behind it) replaced by `mark`, which begins with an 8 (RFC 9562: an id of one's own making)."""
    digits = id_.hex
    return UUID(digits[:12] + mark + digits[16:])


class Identified:
    """Keyed by a UUIDv7, so that an id may stand in a URL and in another system."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, sort_order=-10)


class Rewritten(RuntimeError):
    """A row that is written once was to be changed or deleted."""


class WrittenOnce:
    """Added and never changed or deleted, inside an audited action neither: the session refuses it (`Rewritten`, by
    `access/guards.py`). What was wrong is put right by another row."""


class Owned:
    """Belongs to an organisation and its branch: read through `actor.sees`, written inside an audited action.

    The organisation leads the indexes, so that distribution by it stays open.
    """

    #: Whether a unit's rows of this kind are about the unit itself, and so stay with it when it is merged into
    #: another; all else that it has (members, people insured, bills, money) goes over.
    stays: ClassVar[bool] = False

    @declared_attr
    def organisation_id(cls) -> Mapped[UUID]:
        return mapped_column(ForeignKey("organisation.id"), index=True, sort_order=-9)

    @declared_attr
    def branch_id(cls) -> Mapped[UUID]:
        return mapped_column(ForeignKey("branch.id"), index=True, sort_order=-8)
