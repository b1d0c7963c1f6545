"""Handing people over to SIPP (serah ke SIPP): a workbook with up to ten thousand of them, and what came of it.

BPJS Ketenagakerjaan answers row by row: taken, with a number of the card (KPJ) or one to come, or refused with a
reason. A refused person goes back to whoever sponsors them, is mended, and goes with the next workbook.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, TextClause, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import Identified, Model, Owned
from portal.models.columns import SealedBytes, SealedJson, SealedNik
from portal.models.enrolment import Enrolment
from portal.models.kinds import Kind
from portal.models.organisation import Organisation
from portal.rules.sipp_answers import About
from portal.values.nik import Nik


class SippFileState(StrEnum):
    """MADE: may be taken away. HANDED_OVER: it was loaded into SIPP, answers are awaited. ANSWERED: everybody in it
    has one. DROPPED: put away before there was any; its people wait for another."""

    MADE = "made"
    HANDED_OVER = "handed_over"
    ANSWERED = "answered"
    DROPPED = "dropped"


class SippFile(Identified, Model):
    """A workbook of a branch. Only who stands in it is kept: its bytes are made anew for whoever takes it away, and
    rest nowhere."""

    __tablename__ = "sipp_file"
    __table_args__ = (Index("ix_sipp_file_branch_id_id", "branch_id", "id"),)

    branch_id: Mapped[UUID] = mapped_column(ForeignKey("branch.id"))
    state: Mapped[SippFileState] = mapped_column(Kind(SippFileState), default=SippFileState.MADE)
    people: Mapped[int] = mapped_column(default=0)
    accepted: Mapped[int] = mapped_column(default=0)
    returned: Mapped[int] = mapped_column(default=0)
    made_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    made_by_name: Mapped[str] = mapped_column(String(120))
    made_at: Mapped[datetime]
    #: Who took it away last.
    taken_by_name: Mapped[str] = mapped_column(String(120), default="")
    taken_at: Mapped[datetime | None]
    handed_over_by_name: Mapped[str] = mapped_column(String(120), default="")
    handed_over_at: Mapped[datetime | None]

    @property
    def waiting(self) -> int:
        """Who has no answer yet."""
        return self.people - self.accepted - self.returned


class SippLineState(StrEnum):
    """WAITING for an answer, ACCEPTED, RETURNED with a reason, MENDED since by the sponsor, DROPPED with its file."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    MENDED = "mended"
    DROPPED = "dropped"


class SippLine(Identified, Owned, Model):
    """One person in one workbook. Law: nobody waits for an answer twice (unique while waiting)."""

    __tablename__ = "sipp_line"
    __table_args__ = (
        UniqueConstraint("file_id", "number"),
        Index("ix_sipp_line_file_state", "file_id", "state", "number"),
        Index("ix_sipp_line_enrolment_id", "enrolment_id", "id"),
        Index(
            "uq_sipp_line_participant_id",
            "participant_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(
            "ix_sipp_line_proposed",
            "branch_id",
            "id",
            sqlite_where=text("proposed_at is not null"),
            postgresql_where=text("proposed_at is not null"),
        ),
    )

    #: Waiting, in the very words of the partial index: SQLite takes the index for no others.
    WAITS: ClassVar[TextClause] = text("sipp_line.state = 'waiting'")
    #: The branch is asked about another NIK; in the words of its index.
    PROPOSED: ClassVar[TextClause] = text("sipp_line.proposed_at is not null")

    file_id: Mapped[UUID] = mapped_column(ForeignKey("sipp_file.id"))
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"))
    participant_id: Mapped[UUID] = mapped_column(ForeignKey("participant.id"), index=True)
    #: The place in the file, from 1.
    number: Mapped[int]
    state: Mapped[SippLineState] = mapped_column(Kind(SippLineState), default=SippLineState.WAITING)
    #: Why it was refused, in BPJS Ketenagakerjaan's words.
    reason: Mapped[str] = mapped_column(String(300), default="", server_default="")
    answered_at: Mapped[datetime | None]
    #: The NIK that is right, says the sponsor, until the branch has answered.
    proposed_nik: Mapped[Nik | None] = mapped_column(SealedNik("sipp_line.proposed_nik"))
    proposed_by_name: Mapped[str] = mapped_column(String(120), default="", server_default="")
    proposed_at: Mapped[datetime | None]

    enrolment: Mapped[Enrolment] = relationship(lazy="raise_on_sql")
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")


class SippResult(Identified, Model):
    """A file of answers that was loaded. Law: the same bytes are loaded once in a branch (unique)."""

    __tablename__ = "sipp_result"
    __table_args__ = (UniqueConstraint("branch_id", "sha256"), Index("ix_sipp_result_file_id", "file_id", "id"))

    branch_id: Mapped[UUID] = mapped_column(ForeignKey("branch.id"))
    file_id: Mapped[UUID] = mapped_column(ForeignKey("sipp_file.id"))
    title: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    rows: Mapped[int]
    accepted: Mapped[int]
    returned: Mapped[int]
    #: Rows that said what was known already.
    known: Mapped[int]
    #: Rows that were left alone: [number in the file, fault].
    faults: Mapped[dict[str, Any]] = mapped_column(SealedJson("sipp_result.faults"), default=dict)
    faulty: Mapped[int]
    read_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    read_by_name: Mapped[str] = mapped_column(String(120))
    read_at: Mapped[datetime]


class SippSheet(Identified, Model):
    """A file of answers of which nobody knows yet what its columns hold. It goes as soon as a person has said so and
    its rows are taken in, and after a while if nobody does."""

    __tablename__ = "sipp_sheet"
    __table_args__ = (UniqueConstraint("branch_id", "sha256"), Index("ix_sipp_sheet_file_id", "file_id", "id"))

    branch_id: Mapped[UUID] = mapped_column(ForeignKey("branch.id"))
    file_id: Mapped[UUID] = mapped_column(ForeignKey("sipp_file.id"))
    title: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    about: Mapped[About] = mapped_column(Kind(About), default=About.MIXED)
    content: Mapped[bytes] = mapped_column(SealedBytes("sipp_sheet.content"), deferred=True)
    brought_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    brought_by_name: Mapped[str] = mapped_column(String(120))
    brought_at: Mapped[datetime]


class SippLayout(Identified, Model):
    """What the columns of SIPP's answers are called in a branch: normalised title → field, as a person once said."""

    __tablename__ = "sipp_layout"
    __table_args__ = (UniqueConstraint("branch_id"),)

    branch_id: Mapped[UUID] = mapped_column(ForeignKey("branch.id"))
    mapping: Mapped[dict[str, Any]] = mapped_column(default=dict)
    updated_at: Mapped[datetime]
