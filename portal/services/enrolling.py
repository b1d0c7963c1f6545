"""From rows to people: participants, enrolments and contributions, many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from portal.access.actor import Actor, everyone
from portal.access.audit import Action, audited, bulk_insert, bulk_update
from portal.access.permissions import Permission
from portal.models import (
    LIVE,
    Contribution,
    ContributionState,
    Enrolment,
    EnrolmentState,
    Fate,
    Grade,
    Invoice,
    InvoiceState,
    Participant,
    Roster,
    RosterRow,
    Submission,
    db,
    new_id,
)
from portal.rules.contributions import Due, Programme, Sector, Segment
from portal.services import examination, quotes
from portal.services.numbers import secret_code
from portal.services.quotes import Terms
from portal.values import clock
from portal.values.month import Month
from portal.values.nik import Nik
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
    _hold_people(rows)
    rows, looked_at = _still_free(actor, roster, rows), len(rows)
    if not rows:
        return looked_at
    terms = quotes.terms_of(actor, roster)
    people = _participants(submission, rows)
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
    warned = sum(1 for row in rows if row.grade is Grade.WARNED)
    db.session.expire_all()
    submission.people += len(rows)
    submission.warned += warned
    return looked_at


def _hold_people(rows: Sequence[RosterRow]) -> None:
    """Those whom the country knows are held until the transaction ends, always in the same order: two sponsors who
    send the same person in at once come one after the other. Of those whom it does not know yet there can be one."""
    indexes = {row.nik_index for row in rows if row.nik_index}
    known = everyone(Participant, because="two sponsors at once must not both enrol the same person")
    known = known.where(Participant.nik_index.in_(indexes)).order_by(Participant.nik_index)
    db.session.execute(known.with_only_columns(Participant.id).with_for_update(key_share=True))


def _still_free(actor: Actor, roster: Roster, rows: Sequence[RosterRow]) -> list[RosterRow]:
    """The rows whose person no live enrolment has taken meanwhile; the others are examined again and stay."""
    covered = examination.live_enrolments({row.nik_index for row in rows if row.nik_index})
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


def _participants(submission: Submission, rows: Sequence[RosterRow]) -> dict[bytes, UUID]:
    """blind index → participant, adding those whom the country does not know yet.

    Somebody known already is described anew, for a row may come back mended, unless another sponsor has a say too.
    """
    wanted = {row.nik_index: row.content["values"] for row in rows if row.nik_index}
    known = (
        everyone(Participant, because="the same person is one participant in the whole country")
        .where(Participant.nik_index.in_(list(wanted)))
        .with_only_columns(Participant.nik_index, Participant.id)
    )
    found = {bytes(index): participant_id for index, participant_id in db.session.execute(known)}
    _describe_anew(submission, {found[index]: wanted[index] for index in found})
    now = clock.now()
    fresh = {index: new_id() for index in sorted(wanted) if index not in found}  # in one order: no deadlock
    bulk_insert(
        Participant,
        ("id", "nik", "nik_index", *_DESCRIPTION, "created_at"),
        [
            (participant_id, Nik(wanted[index]["nik"]), index, *_description(wanted[index]).values(), now)
            for index, participant_id in fresh.items()
        ],
    )
    return found | fresh


_DESCRIPTION = ("name", "birth_place", "birth_date", "sex", "mother_name", "phone", "email", "address")


def _description(values: Mapping[str, str]) -> dict[str, Any]:
    """What a row says of the person, in the order of `_DESCRIPTION`."""
    said: dict[str, Any] = {
        "name": values["name"],
        "birth_place": values.get("birth_place", ""),
        "birth_date": date.fromisoformat(values["birth_date"]),
        "sex": values["sex"],
        "mother_name": values.get("mother_name"),
        "phone": values.get("phone"),
        "email": values.get("email"),
        "address": values.get("address", ""),
    }
    return said


def _describe_anew(submission: Submission, people: Mapping[UUID, Mapping[str, str]]) -> None:
    """Let people who are known say what their mended rows say; what a row leaves out stays as it was."""
    if not people:
        return
    shared = set(
        db.session.scalars(
            everyone(Enrolment, because="does another sponsor have a say in this person's data?")
            .where(
                Enrolment.participant_id.in_(people),
                Enrolment.organisation_id != submission.organisation_id,
                Enrolment.state.in_(LIVE),
            )
            .with_only_columns(Enrolment.participant_id)
        )
    )
    for participant_id, values in people.items():
        if participant_id in shared:
            continue
        said = {field: value for field, value in _description(values).items() if value}
        bulk_update(Participant, update(Participant).where(Participant.id == participant_id).values(said))


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


_CONTRIBUTION = (
    "id",
    "organisation_id",
    "branch_id",
    "enrolment_id",
    "participant_id",
    "month",
    "base",
    "jkk",
    "jkm",
    "jht",
    "relief",
    "amount",
    "law",
    "state",
    "invoice_id",
)


def _contributions(
    submission: Submission, rows: Sequence[RosterRow], people: Mapping[bytes, UUID], terms: Terms, invoice_id: UUID
) -> None:
    """A line for each person and month; a month billed through an earlier enrolment is left out."""
    participants = [people[row.nik_index or b""] for row in rows]
    taken = (
        everyone(Contribution, because="is this month already billed for this person?")
        .where(Contribution.participant_id.in_(participants), Contribution.STANDS)
        .with_only_columns(Contribution.participant_id, Contribution.month)
    )
    billed = {(participant_id, month) for participant_id, month in db.session.execute(taken)}
    months: dict[tuple[date | None, date | None], list[tuple[Month, tuple[Any, ...]]]] = {}
    lines = []
    for row, participant_id in zip(rows, participants, strict=True):
        period = (row.start, row.end)
        if period not in months:
            assert row.start is not None
            assert row.end is not None
            months[period] = [(month, _amounts(terms.due(month))) for month in Month.touched(row.start, row.end)]
        for month, amounts in months[period]:
            if (participant_id, month) not in billed:
                lines.append(
                    (
                        new_id(),
                        submission.organisation_id,
                        submission.branch_id,
                        row.id,
                        participant_id,
                        month,
                        *amounts,
                        ContributionState.PLANNED,
                        invoice_id,
                    )
                )
    bulk_insert(Contribution, _CONTRIBUTION, lines)


def _amounts(due: Due) -> tuple[Any, ...]:
    by_programme = {line.programme: line for line in due.lines}
    jkk = by_programme[Programme.JKK]
    jht = by_programme.get(Programme.JHT)
    return (
        jkk.base,
        jkk.payable,
        by_programme[Programme.JKM].payable,
        jht.payable if jht else Rupiah(0),
        due.relief,
        due.payable,
        due.law,
    )
