"""Beranda: what waits today."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func
from sqlalchemy.orm import joinedload

from portal.access.permissions import Permission
from portal.models import (
    Case,
    CaseState,
    Fate,
    Grade,
    Invoice,
    InvoiceState,
    Roster,
    RosterRow,
    RosterState,
    Submission,
    SubmissionState,
    Wave,
    db,
)
from portal.rules.accidents import Duty, most_pressing
from portal.services import cases, departures, entries, sipp_returns
from portal.values import clock
from portal.web.actor import actor
from portal.web.pages import Answer, page
from portal.web.resource import Resource

home = Resource("home", __name__)


@home.get("/", requires=Permission.WAVE_READ)
def index() -> Answer:
    who = actor()
    faulty = (
        who.sees(RosterRow)
        .join(Roster, Roster.id == RosterRow.roster_id)
        .where(
            Roster.state == RosterState.OPEN,
            RosterRow.fate.in_([Fate.OPEN, Fate.RETURNED]),
        )
        .with_only_columns(Roster.id, Roster.title, RosterRow.fate, RosterRow.grade, func.count())
        .group_by(Roster.id, Roster.title, RosterRow.fate, RosterRow.grade)
        .order_by(Roster.id.desc())
    )
    rosters: dict[object, dict[str, object]] = {}
    for roster_id, title, fate, grade, count in db.session.execute(faulty):
        entry = rosters.setdefault(
            roster_id, {"id": roster_id, "title": title, "faulty": 0, "returned": 0, "ready": 0}
        )
        kind = "faulty" if grade is Grade.FAULTY else "returned" if fate is Fate.RETURNED else "ready"
        entry[kind] = int(str(entry[kind])) + count
    hurt = db.session.scalars(cases.listed(who, CaseState.OPEN).order_by(Case.id.desc()).limit(10)).all()
    now = clock.now()
    return page(
        "schools/home/index.html",
        today=clock.today(),
        cases=[(case, most_pressing(duties, now)) for case, duties in zip(hurt, _clocks(hurt), strict=True)],
        now=now,
        departures=departures.leaving(who),
        rosters=list(rosters.values())[:10],
        bills=db.session.scalars(
            who.sees(Invoice)
            .where(Invoice.state.in_([InvoiceState.ISSUED, InvoiceState.PART_PAID]))
            .order_by(Invoice.due_on, Invoice.id)
            .limit(10)
        ).all(),
        submissions=db.session.scalars(
            who.sees(Submission)
            .where(
                Submission.state.in_(
                    [SubmissionState.SENDING, SubmissionState.AWAITING_PRINCIPAL, SubmissionState.AWAITING_BRANCH]
                )
            )
            .options(joinedload(Submission.wave))
            .order_by(Submission.id.desc())
            .limit(10)
        ).all(),
        sent_back=sipp_returns.waiting(who),
        filled_in=entries.waiting(who),
        # Whoever has a list has a wave, and need not be asked.
        has_waves=bool(rosters) or db.session.scalar(who.sees(Wave).with_only_columns(Wave.id).limit(1)) is not None,
    )


def _clocks(hurt: Sequence[Case]) -> list[tuple[Duty, ...]]:
    clocks = cases.duties_of_all(hurt)
    return [clocks[case.id] for case in hurt]
