"""Closing a wadah's month, a chunk at a time: lines that are missing, then what rests on the whole month.

Resumed or run again it comes to the same (`services.ledger`). A month that still runs has its lines completed, and
no more.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from portal.access import audit
from portal.access.audit import Action
from portal.models import Organisation
from portal.services import ledger_months, month_ends, paid_months
from portal.values.month import Month


class Place(NamedTuple):
    """How far it is: what is looked at, and after whom to go on."""

    what: str = "payments"
    after: UUID | None = None

    def kept(self) -> dict[str, str | None]:
        """As a job keeps it."""
        return {"what": self.what, "after": str(self.after) if self.after else None}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Place | None:
        """The place that a job kept; None when it kept none."""
        if "what" not in kept:
            return None
        return cls(kept["what"], UUID(kept["after"]) if kept["after"] else None)


def step(wadah: Organisation, month: Month, at: Place) -> Place | None:
    """The next chunk; where to go on, or None when the month is closed."""
    with audit.personal(Action.INCENTIVES_CLOSED, wadah, who="Gandeng", branch_id=wadah.branch_id):
        ledger_months.hold(wadah.branch_id)
        found, lines = _done(wadah, month, at)
        audit.fact(month=str(month), lines=lines)
    return found


def _done(wadah: Organisation, month: Month, at: Place) -> tuple[Place | None, int]:
    """Where to go on, and how many lines were written. What is short is done together with what comes after it, so
    that a small wadah's month is one chunk."""
    lines, after = 0, at.after
    if at.what == "payments":
        some = paid_months.of_month(wadah, month, after)
        lines = paid_months.book(wadah, month, some)
        if not some.all:
            return Place("payments", some.payments[-1]), lines
        if ledger_months.running(month):
            return None, lines
        after = None
    if at.what != "wadah":
        agents = month_ends.agents(wadah, after)
        lines += month_ends.close_agents(wadah, month, agents)
        if len(agents) == month_ends.AGENTS:
            return Place("agents", agents[-1]), lines
    return None, lines + month_ends.close_wadah(wadah, month)
