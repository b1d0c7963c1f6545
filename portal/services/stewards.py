"""Who looks after a person in a month, and so earns by it: the one place that knows."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import SQLColumnExpression

from portal.models import Enrolment


def agent_in() -> SQLColumnExpression[UUID | None]:
    """The agent (a membership) for whose work a contribution month counts, or None; in a query that joins
    `Enrolment` and `Contribution`."""
    return Enrolment.agent_id
