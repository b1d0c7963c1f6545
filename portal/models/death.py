"""That somebody died: the day and nothing else. The portal asks for no cause, which is health data."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Identified, Model, Owned


class Death(Identified, Owned, Model):
    """A death as a sponsor noted it, with what it ended, so that a mistake can be undone on the same day.

    Of an insured person through the participant, of a member whom nobody insures through the member.
    """

    __tablename__ = "death"

    participant_id: Mapped[UUID | None] = mapped_column(ForeignKey("participant.id"), index=True)
    member_id: Mapped[UUID | None] = mapped_column(ForeignKey("ormas_member.id"), index=True)
    #: A WIB day.
    day: Mapped[date]
    noted_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    noted_by_name: Mapped[str] = mapped_column(String(120))
    noted_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    #: Ids and former days of what was ended: enrolments, contributions, memberships. Nobody's data.
    before: Mapped[dict[str, Any]]
