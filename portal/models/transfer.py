"""A transfer (perpindahan): somebody covered through one sponsor whom another asks for, from a day on."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, TextClause, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import Identified, Model, Owned
from portal.models.columns import SealedJson
from portal.models.kinds import Kind
from portal.models.organisation import Organisation


class TransferState(StrEnum):
    """WAITING for the present sponsor or its branch; ACCEPTED or REFUSED by one of them; WITHDRAWN by who asked;
    EXPIRED without an answer."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Transfer(Identified, Owned, Model):
    """Belongs to the organisation that asks, and is seen by the one that holds the enrolment as well.

    Who asks knows what they typed and until when somebody else covers the person, and never who that is.
    Law: one waiting request per participant and asker (partial unique index).
    """

    __tablename__ = "transfer"
    __table_args__ = (
        Index(
            "uq_transfer_organisation_id_participant_id",
            "organisation_id",
            "participant_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_transfer_holder_id", "holder_id", "state", "id"),
        Index("ix_transfer_holder_branch_id", "holder_branch_id", "state", "id"),
        Index("ix_transfer_state", "state", "expires_on"),
    )

    #: Waiting, in the very words of the partial index: SQLite takes the index for no others.
    WAITS: ClassVar[TextClause] = text("transfer.state = 'waiting'")

    participant_id: Mapped[UUID] = mapped_column(ForeignKey("participant.id"), index=True)
    #: The enrolment asked for, whose it is, and the last day it had when it was asked for (None: open).
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"), index=True)
    holder_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    holder_branch_id: Mapped[UUID] = mapped_column(ForeignKey("branch.id"))
    held_until: Mapped[date | None]
    #: What who asks typed, by field; of a row of a list, what the row said.
    asked: Mapped[dict[str, Any]] = mapped_column(SealedJson("transfer.asked"))
    #: The row of a school's list that waits for the days to be free; no key, since lists may be undone.
    row_id: Mapped[UUID | None]
    #: The first WIB day wanted, and, once accepted, the first with who asked.
    wanted_from: Mapped[date]
    moves_on: Mapped[date | None]
    state: Mapped[TransferState] = mapped_column(Kind(TransferState), default=TransferState.WAITING)
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    asked_by_name: Mapped[str] = mapped_column(String(120))
    asked_at: Mapped[datetime]
    #: The last WIB day on which it may be answered.
    expires_on: Mapped[date]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"), index=True)
    answered_by_name: Mapped[str] = mapped_column(String(120), default="")
    #: Whether the branch answered in the place of the present sponsor.
    by_branch: Mapped[bool] = mapped_column(default=False)
    answered_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(300), default="")
    #: What it came to with who asked; none for a row, which is sent in like any other.
    made_id: Mapped[UUID | None] = mapped_column(ForeignKey("enrolment.id"), index=True)

    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql", foreign_keys="Transfer.organisation_id")
    holder: Mapped[Organisation] = relationship(lazy="raise_on_sql", foreign_keys="Transfer.holder_id")
