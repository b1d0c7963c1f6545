"""A roster (daftar peserta): a file as it came, its mapping, each row's cells, faults and fate."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from portal.models.base import Identified, Model, Owned
from portal.models.columns import SealedBytes, SealedJson
from portal.models.kinds import Kind
from portal.models.organisation import Organisation
from portal.models.wave import Wave


class RosterKind(StrEnum):
    """What a roster is a list of: interns of a wave, or members of a unit and of the units below it."""

    INTERNS = "interns"
    MEMBERS = "members"


class Source(StrEnum):
    """How the rows came in."""

    FILE = "file"
    PASTE = "paste"
    FORM = "form"
    COPY = "copy"
    #: Filled in by the pupils themselves, by their class's link.
    LINK = "link"


class RosterState(StrEnum):
    """RECEIVED: stored, not read. MAPPING: a person must say what the columns are. READING: rows are being examined.
    OPEN: rows can be mended and sent. ADMITTING: a job makes members of its rows. UNDONE: taken back. FAILED: could
    not be read."""

    RECEIVED = "received"
    MAPPING = "mapping"
    READING = "reading"
    OPEN = "open"
    ADMITTING = "admitting"
    UNDONE = "undone"
    FAILED = "failed"


class Grade(StrEnum):
    """What the examination says of a row."""

    FAULTY = "faulty"
    WARNED = "warned"
    READY = "ready"


class Fate(StrEnum):
    """What became of a row: OPEN rows wait, SKIPPED stay behind, SENT are enrolled or members, RETURNED came back to
    mend."""

    OPEN = "open"
    SKIPPED = "skipped"
    SENT = "sent"
    RETURNED = "returned"


class Roster(Identified, Owned, Model):
    """One upload, one paste, or the single registrations of a wave.

    Interns belong to a wave; members belong to the unit that owns the roster, or stand below it.
    """

    __tablename__ = "roster"
    __table_args__ = (
        Index("ix_roster_organisation_id_id", "organisation_id", "id"),
        Index("ix_roster_organisation_sha256", "organisation_id", "sha256"),
    )

    kind: Mapped[RosterKind] = mapped_column(
        Kind(RosterKind), default=RosterKind.INTERNS, server_default=RosterKind.INTERNS.value
    )
    wave_id: Mapped[UUID | None] = mapped_column(ForeignKey("wave.id"), index=True)
    source: Mapped[Source] = mapped_column(Kind(Source))
    state: Mapped[RosterState] = mapped_column(Kind(RosterState), default=RosterState.RECEIVED)
    title: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    size: Mapped[int] = mapped_column(default=0)
    #: Kept only until every row is read; afterwards the rows hold all of it.
    content: Mapped[bytes | None] = deferred(mapped_column(SealedBytes("roster.content")))
    #: What stands above the rows, as the file has it: number, rows, depth, titles, groups, sheet, others.
    header: Mapped[dict[str, Any]] = mapped_column(SealedJson("roster.header"), default=dict)
    #: field → column index, and field → text for every row.
    mapping: Mapped[dict[str, Any]] = mapped_column(default=dict)
    constants: Mapped[dict[str, Any]] = mapped_column(SealedJson("roster.constants"), default=dict)
    row_count: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str | None] = mapped_column(String(60))
    created_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    created_at: Mapped[datetime]

    wave: Mapped[Wave | None] = relationship(lazy="raise_on_sql")
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")


class RosterRow(Identified, Owned, Model):
    """One row, linked by id and never by content.

    A row becomes at most one enrolment or one member: that takes the row's id, so the primary key keeps the law.
    """

    __tablename__ = "roster_row"
    __table_args__ = (
        UniqueConstraint("roster_id", "number"),
        Index("ix_roster_row_fate_grade", "roster_id", "fate", "grade", "number"),
        Index("ix_roster_row_nik", "roster_id", "nik_index"),
        Index("ix_roster_row_kta", "roster_id", "kta"),
    )

    roster_id: Mapped[UUID] = mapped_column(ForeignKey("roster.id"))
    #: The row's number as Excel shows it.
    number: Mapped[int]
    #: {"cells": [text …] as they came, "mends": {field: text}, "values": {field: text}, "faults": [fault …]}
    content: Mapped[dict[str, Any]] = mapped_column(SealedJson("roster_row.content"))
    name_key: Mapped[str] = mapped_column(String(130), default="")
    nik_index: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    #: By which the ormas knows its member, folded; empty on a list of interns.
    kta: Mapped[str | None] = mapped_column(String(40))
    grade: Mapped[Grade] = mapped_column(Kind(Grade))
    fate: Mapped[Fate] = mapped_column(Kind(Fate), default=Fate.OPEN)
    #: Why the branch returned it, in the officer's words.
    returned_reason: Mapped[str | None] = mapped_column(Text)
    #: The row's own period, once it could be read: what its bill will be made of.
    start: Mapped[date | None]
    end: Mapped[date | None]


class ColumnMapping(Identified, Owned, Model):
    """What a school once said its columns are, found again by the header's signature."""

    __tablename__ = "column_mapping"
    stays = True
    __table_args__ = (UniqueConstraint("organisation_id", "signature"),)

    signature: Mapped[str] = mapped_column(String(64))
    #: normalised title → field, and constants by field.
    mapping: Mapped[dict[str, Any]] = mapped_column(default=dict)
    constants: Mapped[dict[str, Any]] = mapped_column(SealedJson("column_mapping.constants"), default=dict)
    updated_at: Mapped[datetime]
