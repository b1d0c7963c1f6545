"""That a parent or guardian agreed (persetujuan wali): an intern is a child, and UU PDP Pasal 25 wants it of them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, TextClause, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Identified, Model, Owned
from portal.models.columns import Sealed
from portal.models.enrolment import Consent
from portal.models.kinds import Kind


class Relation(StrEnum):
    """What somebody is to the child."""

    FATHER = "father"
    MOTHER = "mother"
    GUARDIAN = "guardian"
    #: Whoever signed on a sheet wrote it there, by hand.
    ON_SHEET = "on_sheet"


#: What somebody says of themselves.
RELATIONS = (Relation.FATHER, Relation.MOTHER, Relation.GUARDIAN)


class GuardianConsent(Identified, Owned, Model):
    """The proof of one consent: who, in which relation, when, to which wording, and how. It is never deleted; one
    that is taken back says when.

    Law: of an enrolment at most one stands (partial unique index).
    """

    __tablename__ = "guardian_consent"
    __table_args__ = (
        Index("ix_guardian_consent_enrolment_id", "enrolment_id", "id"),
        Index(
            "uq_guardian_consent_enrolment_id",
            "enrolment_id",
            unique=True,
            sqlite_where=text("withdrawn_at is null"),
            postgresql_where=text("withdrawn_at is null"),
        ),
    )

    #: Not taken back, in the very words of the partial index: SQLite takes the index for no others.
    STANDS: ClassVar[TextClause] = text("guardian_consent.withdrawn_at is null")

    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"))
    #: The printed sheet they signed on, of which the school keeps a photograph.
    sheet_id: Mapped[UUID | None] = mapped_column(ForeignKey("consent_sheet.id"), index=True)
    #: Empty when it stands on the sheet alone.
    name: Mapped[str] = mapped_column(Sealed("guardian_consent.name"))
    relation: Mapped[Relation] = mapped_column(Kind(Relation))
    #: On their own phone, or on a signed paper that the school keeps.
    way: Mapped[Consent] = mapped_column(Kind(Consent))
    #: Which wording they agreed to.
    version: Mapped[str] = mapped_column(String(20))
    given_at: Mapped[datetime]
    #: Who of the school noted a signed paper; empty for one given on a phone.
    noted_by_name: Mapped[str] = mapped_column(String(120), default="")
    withdrawn_at: Mapped[datetime | None]
