"""The months of the incentive ledger: closed for every wadah once they are over, and anew when money came late."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from portal.access.actor import everyone
from portal.jobs.registry import handler
from portal.jobs.work import Work
from portal.models import Organisation, OrganisationKind, db
from portal.models.job import enqueue
from portal.services import closings, month_ends
from portal.services.closings import Place
from portal.values.clock import start_of
from portal.values.month import Month


def plan(session: Session, month: Month) -> None:
    """Ask for a month to be closed as soon as it is over; asked for twice it is closed once."""
    enqueue(
        session,
        "incentives.begin",
        {"month": str(month)},
        run_at=start_of((month + 1).first_day),
        dedupe_key=f"incentives:{month}",
    )


@handler("incentives.begin")
def begin(work: Work) -> Mapping[str, Any] | None:
    """A closing for each wadah: one that breaks keeps no other from its own."""
    month = Month.parse(work.payload["month"])
    with work.chunk(done=1, total=1):
        every = everyone(Organisation, because="every wadah's month is closed").where(
            Organisation.kind == OrganisationKind.PERISAI, Organisation.closed_at.is_(None)
        )
        for wadah in db.session.scalars(every.order_by(Organisation.id)):
            month_ends.ask_for(wadah, month, dedupe_key=f"close:{wadah.id}:{month}")
    return None


@handler(month_ends.CLOSE)
def close(work: Work) -> Mapping[str, Any] | None:
    """One wadah's month, chunk by chunk; goes on where a killed worker left it, and finds nothing to do again."""
    wadah_id, month = UUID(work.payload["wadah"]), Month.parse(work.payload["month"])
    at: Place | None = Place.of(work.result) or Place()
    while at is not None:
        with work.chunk(done=work.done + 1):
            at = closings.step(_wadah(wadah_id), month, at)
            work.result |= at.kept() if at else {}
    return None


def _wadah(id_: UUID) -> Organisation:
    found = everyone(Organisation, because="a wadah's month is closed by the house").where(Organisation.id == id_)
    return db.session.scalars(found).one()
