"""From rows to people: participants, enrolments and contributions, many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from portal.access.actor import Actor
from portal.access.audit import Action, audited, bulk_insert, bulk_update
from portal.access.permissions import Permission
from portal.models import (
    Enrolment,
    EnrolmentState,
    Fate,
    Grade,
    Invoice,
    InvoiceState,
    Roster,
    RosterRow,
    Submission,
    db,
)
from portal.rules.contributions import Due, Sector, Segment
from portal.rules.terms import Terms
from portal.services import contributions, examination, participants, placements, quotes
from portal.services.contributions import Owed
from portal.services.intern_examiner import live_enrolments
from portal.services.numbers import secret_code
from portal.values import clock
from portal.values.month import Month
from portal.values.rupiah import Rupiah

#: People enrolled and kept at once.
CHUNK = 1_000


def enrol(actor: Actor, submission: Submission, roster: Roster) -> int:
    """Make enrolments of the next rows, at most `CHUNK`; returns how many rows were looked at, 0 when none is left.

    A row that was covered elsewhere since it was examined is not sent: it stays, with the fault that says so.
    """
    try:
        return _enrolled(actor, submission, roster)
    except IntegrityError:
        # Another sponsor enrolled one of them in this very moment. That is kept by now, so it can be seen.
        return _enrolled(actor, submission, roster)


@audited(Action.ROWS_ENROLLED, needs=Permission.SUBMISSION_SEND)
def _enrolled(actor: Actor, submission: Submission, roster: Roster) -> int:
    examination.hold(actor, roster.id)
    rows: Sequence[RosterRow] = db.session.scalars(
        quotes.sendable(actor, roster).order_by(RosterRow.number).limit(CHUNK).with_for_update()
    ).all()
    if not rows:
        return 0
    participants.hold({row.nik_index for row in rows if row.nik_index})
    rows, looked_at = _still_free(actor, roster, rows), len(rows)
    if not rows:
        return looked_at
    terms = quotes.terms_of(actor, roster)
    wanted = {row.nik_index: row.content["values"] for row in rows if row.nik_index}
    people = participants.found_or_made(submission.organisation_id, wanted)
    returned = actor.sees(Enrolment).where(Enrolment.id.in_([row.id for row in rows]))
    known = set(db.session.scalars(returned.with_only_columns(Enrolment.id)))
    _enrolments(submission, [row for row in rows if row.id not in known], people)
    _enrolments_again(submission, [row for row in rows if row.id in known], people)
    bill = actor.sees(Invoice).where(Invoice.submission_id == submission.id, Invoice.state == InvoiceState.PROPOSED)
    invoice_id = db.session.scalars(bill.with_only_columns(Invoice.id)).one()
    _contributions(submission, rows, people, terms, invoice_id)
    bulk_update(
        RosterRow,
        update(RosterRow)
        .where(RosterRow.roster_id == roster.id, RosterRow.id.in_([row.id for row in rows]))
        .values(fate=Fate.SENT, returned_reason=None),
    )
    placements.from_rows(actor, submission, rows)
    warned = sum(1 for row in rows if row.grade is Grade.WARNED)
    db.session.expire_all()
    submission.people += len(rows)
    submission.warned += warned
    return looked_at


def _still_free(actor: Actor, roster: Roster, rows: Sequence[RosterRow]) -> list[RosterRow]:
    """The rows whose person no live enrolment has taken meanwhile; the others are examined again and stay."""
    covered = live_enrolments({row.nik_index for row in rows if row.nik_index})
    taken = [
        row
        for row in rows
        if any(
            row.start and row.end and start <= row.end and (end is None or end >= row.start)
            for _, start, end in covered.get(row.nik_index or b"", ())
        )
    ]
    twins: dict[bytes, RosterRow] = {}
    for row in rows:
        if row.nik_index and twins.setdefault(row.nik_index, row) is not row:
            taken.append(row)
    if taken:
        examination.reexamine(actor, roster, taken, set())
    gone = {row.id for row in taken}
    return [row for row in rows if row.id not in gone]


_ENROLMENT = (
    "id",
    "organisation_id",
    "branch_id",
    "participant_id",
    "wave_id",
    "submission_id",
    "segment",
    "state",
    "name_key",
    "class_name",
    "occupation",
    "sector",
    "income",
    "programmes",
    "start",
    "end",
    "card_code",
    "created_at",
)


def _enrolments(submission: Submission, rows: Sequence[RosterRow], people: Mapping[bytes, UUID]) -> None:
    now = clock.now()
    income = Rupiah(1_000_000)
    bulk_insert(
        Enrolment,
        _ENROLMENT,
        [
            (
                row.id,
                submission.organisation_id,
                submission.branch_id,
                people[row.nik_index or b""],
                submission.wave_id,
                submission.id,
                Segment.PKL,
                EnrolmentState.WAITING,
                row.name_key,
                row.content["values"].get("class_name", "")[:60],
                "",
                Sector.OTHER,
                income,
                "JKK+JKM",
                row.start,
                row.end,
                secret_code(),
                now,
            )
            for row in rows
        ],
    )


def _enrolments_again(submission: Submission, rows: Sequence[RosterRow], people: Mapping[bytes, UUID]) -> None:
    """Rows that came back and were mended: the same enrolment, with what is now known."""
    if not rows:
        return
    bulk_update(
        Enrolment,
        update(Enrolment),
        [
            {
                "id": row.id,
                "participant_id": people[row.nik_index or b""],
                "submission_id": submission.id,
                "state": EnrolmentState.WAITING,
                "name_key": row.name_key,
                "class_name": row.content["values"].get("class_name", "")[:60],
                "start": row.start,
                "end": row.end,
                "withdrawn_at": None,
            }
            for row in rows
        ],
    )


def _contributions(
    submission: Submission, rows: Sequence[RosterRow], people: Mapping[bytes, UUID], terms: Terms, invoice_id: UUID
) -> None:
    """A line for each person and month; a month billed through an earlier enrolment is left out."""
    whose = {row.id: people[row.nik_index or b""] for row in rows}
    billed = contributions.taken(whose.values())
    dues: dict[tuple[date | None, date | None], list[tuple[Month, Due]]] = {}
    owed = []
    for row in rows:
        period = (row.start, row.end)
        if period not in dues:
            assert row.start is not None
            assert row.end is not None
            dues[period] = [(month, terms.due(month)) for month in Month.touched(row.start, row.end)]
        owed += [
            Owed(submission.organisation_id, submission.branch_id, row.id, whose[row.id], month, due)
            for month, due in dues[period]
            if (whose[row.id], month) not in billed
        ]
    contributions.put(invoice_id, owed)
