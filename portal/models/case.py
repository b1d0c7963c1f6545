"""Accident cases (kasus kecelakaan): what happened, who owes which form, the papers, and how it was decided.

What anybody concerned may read stands in the case; what is said of somebody's body stands apart, in its health record
and its papers, which only the treating clinic and the branch may open.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, TextClause, UniqueConstraint, text
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from portal.models.base import Identified, Model, Owned
from portal.models.columns import Sealed, SealedBytes, SealedJson
from portal.models.enrolment import Enrolment
from portal.models.kinds import Kind
from portal.models.organisation import Organisation
from portal.rules.accidents import Evidence, Form, Hue, Where
from portal.values.clock import Zone


class CaseState(StrEnum):
    """NOTICED by the public and not yet taken up; OPEN; ACCEPTED or REFUSED by the branch; WITHDRAWN as a mistake."""

    NOTICED = "noticed"
    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Origin(StrEnum):
    """Who opened it."""

    SPONSOR = "sponsor"
    AGENT = "agent"
    CLINIC = "clinic"
    BRANCH = "branch"
    PUBLIC = "public"


class StepKind(StrEnum):
    """What happened to a case. None of it says anything of a body."""

    NOTICED = "noticed"
    OPENED = "opened"
    TAKEN_UP = "taken_up"
    CHANGED = "changed"
    CLINIC_CHOSEN = "clinic_chosen"
    HEALTH_NOTED = "health_noted"
    DECLARED = "declared"
    HANDED_IN = "handed_in"
    PAPER_ADDED = "paper_added"
    PAPER_REMOVED = "paper_removed"
    PRESSED = "pressed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"


class Case(Identified, Owned, Model):
    """One accident of one participant; belongs to who sponsors them, and is seen by the clinic that treats as well.

    `told` is what happened, in words: place, chronology, the contact of whoever reported it. `version` counts
    changes, so that of two who edit it at once the second is told. `presses_at` is when a form next becomes more
    pressing.
    """

    __tablename__ = "accident_case"
    __table_args__ = (
        Index("ix_accident_case_organisation_id_state", "organisation_id", "state", "id"),
        Index("ix_accident_case_branch_id_state", "branch_id", "state", "id"),
        Index("ix_accident_case_clinic_id_state", "clinic_id", "state", "id"),
        Index(
            "ix_accident_case_presses_at",
            "presses_at",
            sqlite_where=text("presses_at is not null"),
            postgresql_where=text("presses_at is not null"),
        ),
    )

    #: In the very words of the partial index: SQLite takes the index for no others.
    PRESSES: ClassVar[TextClause] = text("accident_case.presses_at is not null")

    number: Mapped[str] = mapped_column(String(32), unique=True)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"), index=True)
    participant_id: Mapped[UUID] = mapped_column(ForeignKey("participant.id"), index=True)
    #: The clinic (PLKK) that treats.
    clinic_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    #: The check at the clinic's desk that it was opened from.
    check_id: Mapped[UUID | None] = mapped_column(ForeignKey("cover_check.id"), index=True)
    state: Mapped[CaseState] = mapped_column(Kind(CaseState), default=CaseState.OPEN)
    origin: Mapped[Origin] = mapped_column(Kind(Origin))
    happened_at: Mapped[datetime]
    #: What the clock on the wall there showed is said in this zone.
    zone: Mapped[Zone] = mapped_column(Kind(Zone), default=Zone.WIB)
    where: Mapped[Where] = mapped_column(Kind(Where))
    traffic: Mapped[bool] = mapped_column(default=False)
    #: Somebody paid the treatment or the way first.
    spent: Mapped[bool] = mapped_column(default=False)
    told: Mapped[dict[str, Any]] = mapped_column(SealedJson("accident_case.told"))
    #: How many papers there are of each kind that says nothing of a body.
    papers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    #: When the doctor declared the person cured, disabled or dead; which of them stands in the health record.
    declared_at: Mapped[datetime | None]
    presses_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    opened_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"), index=True)
    opened_by_name: Mapped[str] = mapped_column(String(120))
    opened_at: Mapped[datetime]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"), index=True)
    decided_by_name: Mapped[str] = mapped_column(String(120), default="")
    decided_at: Mapped[datetime | None]
    #: Why it was decided so, for all who see the case.
    reason: Mapped[str] = mapped_column(String(300), default="")

    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql", foreign_keys="Case.organisation_id")
    clinic: Mapped[Organisation | None] = relationship(lazy="raise_on_sql", foreign_keys="Case.clinic_id")
    enrolment: Mapped[Enrolment] = relationship(lazy="raise_on_sql")


class CaseStep(Identified, Owned, Model):
    """One line of a case's course, for all who see the case. Law: a `mark` stands once in a case, so a form is handed
    in once and nobody is pressed twice for the same."""

    __tablename__ = "case_step"
    __table_args__ = (UniqueConstraint("case_id", "mark"),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("accident_case.id"))
    kind: Mapped[StepKind] = mapped_column(Kind(StepKind))
    form: Mapped[Form | None] = mapped_column(Kind(Form))
    hue: Mapped[Hue | None] = mapped_column(Kind(Hue))
    mark: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
    by_name: Mapped[str] = mapped_column(String(120))


class CaseHealth(Identified, Owned, Model):
    """What is said of somebody's body: injuries, treatment, how it ended. Sealed, one to a case."""

    __tablename__ = "case_health"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("accident_case.id"), unique=True)
    told: Mapped[dict[str, Any]] = mapped_column(SealedJson("case_health.told"))
    noted_by_name: Mapped[str] = mapped_column(String(120))
    noted_at: Mapped[datetime]


class CaseDocument(Identified, Owned, Model):
    """A paper of a case, made anew from what came in and kept sealed. Whoever brought it, the treating clinic and the
    branch alone open it. A removed one leaves its line and loses its content.

    Law: the same file (`origin`, the fingerprint of what was sent) stands once in a case.
    """

    __tablename__ = "case_document"
    __table_args__ = (
        Index(
            "uq_case_document_case_id_origin",
            "case_id",
            "origin",
            unique=True,
            sqlite_where=text("removed_at is null"),
            postgresql_where=text("removed_at is null"),
        ),
    )

    #: Not removed, in the very words of the partial index: SQLite takes the index for no others.
    STANDS: ClassVar[TextClause] = text("case_document.removed_at is null")

    case_id: Mapped[UUID] = mapped_column(ForeignKey("accident_case.id"))
    kind: Mapped[Evidence] = mapped_column(Kind(Evidence))
    media: Mapped[str] = mapped_column(String(40))
    #: As many as a PDF has; a picture is one.
    pages: Mapped[int]
    size: Mapped[int]
    content: Mapped[bytes | None] = deferred(mapped_column(SealedBytes("case_document.content")))
    origin: Mapped[bytes] = mapped_column(LargeBinary(32))
    added_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    added_by_name: Mapped[str] = mapped_column(String(120))
    added_at: Mapped[datetime]
    removed_by_name: Mapped[str] = mapped_column(String(120), default="")
    removed_at: Mapped[datetime | None]


class CaseFeedback(Identified, Owned, Model):
    """What the person says of how they were treated, by a link that opens once; for the branch alone."""

    __tablename__ = "case_feedback"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("accident_case.id"), unique=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    #: 1 to 5.
    rating: Mapped[int | None]
    #: Whether the clinic asked for money though the cover was in order.
    charged: Mapped[bool | None]
    words: Mapped[str | None] = mapped_column(Sealed("case_feedback.words"))
