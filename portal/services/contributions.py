"""Contributions (iuran) as rows: what `rules.contributions` decides of a month, kept with the law that says so."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple
from uuid import UUID

from portal.access.actor import everyone
from portal.access.audit import bulk_insert
from portal.models import Contribution, ContributionState, Enrolment, db, new_id
from portal.rules.contributions import Due, Programme
from portal.rules.policies import Policies
from portal.rules.terms import Terms
from portal.values.month import Month
from portal.values.rupiah import Rupiah


class Owed(NamedTuple):
    """One month of one person that is to stand on a bill; the first two say whose enrolment it is."""

    organisation_id: UUID
    branch_id: UUID
    enrolment_id: UUID
    participant_id: UUID
    month: Month
    due: Due


def terms_of(enrolment: Enrolment, decided: Policies) -> Terms:
    """What decides the months of a person: how they are enrolled, their sponsor's money, what the branch decided.

    The organisation must be loaded.
    """
    return Terms(
        enrolment.segment,
        programmes=programmes_of(enrolment.programmes),
        income=enrolment.income,
        sector=enrolment.sector,
        funding=enrolment.organisation.funding,
        policies=decided,
    )


def programmes_of(text: str) -> frozenset[Programme]:
    """As an enrolment keeps them: ``JKK+JKM``."""
    return frozenset(map(Programme, text.split("+")))


def taken(participants: Collection[UUID]) -> set[tuple[UUID, Month]]:
    """(participant, month) of every month that stands already, on whoever's bill: nobody is billed twice."""
    standing = (
        everyone(Contribution, because="is this month already billed for this person?")
        .where(Contribution.participant_id.in_(participants), Contribution.STANDS)
        .with_only_columns(Contribution.participant_id, Contribution.month)
    )
    return {(participant_id, month) for participant_id, month in db.session.execute(standing)}


_COLUMNS = (
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


def put(invoice_id: UUID, owed: Iterable[Owed]) -> int:
    """Planned contributions of a bill that waits for its code; how many. A step of whoever makes the bill.

    The database refuses a month that stands already (IntegrityError), should two bill it in the same moment.
    """
    return bulk_insert(
        Contribution,
        _COLUMNS,
        [
            (new_id(), *each[:5], *_amounts(each.due), ContributionState.PLANNED, invoice_id)
            for each in sorted(owed, key=lambda each: (each.participant_id, each.month))  # in one order: no deadlock
        ],
    )


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
