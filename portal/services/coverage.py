"""Is this person covered? The stored rows as the facts that `rules.coverage` judges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from portal.access.actor import everyone
from portal.models import Contribution, Enrolment, db
from portal.rules.arrears import Statement, simulate
from portal.rules.coverage import Cover, Facts, cover_at
from portal.services import contributions, policies
from portal.values import clock
from portal.values.clock import in_wib
from portal.values.month import Month


def facts(enrolment: Enrolment) -> Facts:
    """What is known of one enrolment; one query."""
    return facts_of([enrolment])[enrolment.id]


def facts_of(enrolments: Sequence[Enrolment]) -> dict[UUID, Facts]:
    """As `facts`, for a page of them; one query, however many.

    A month is paid once, by whichever sponsor the person had then; so the months are looked up by person, and those
    of the enrolment's own days count. `Invalid` as `Facts`.
    """
    paid: dict[UUID, dict[Month, datetime]] = {}
    months = (
        everyone(Contribution, because="a month that another sponsor paid covers the person all the same")
        .where(
            Contribution.participant_id.in_({each.participant_id for each in enrolments}),
            Contribution.STANDS,
            Contribution.paid_at.is_not(None),
        )
        .with_only_columns(Contribution.participant_id, Contribution.month, Contribution.paid_at)
    )
    for participant_id, month, paid_at in db.session.execute(months):
        paid.setdefault(participant_id, {})[month] = cast(datetime, paid_at)
    return {each.id: record(each, paid.get(each.participant_id, {})) for each in enrolments}


def answer(enrolment: Enrolment, at: datetime | None = None) -> Cover:
    """Covered at this instant (now), and why; two queries. For anyone who may see the enrolment, or its card."""
    instant = at or clock.now()
    decided = policies.in_force(enrolment.branch_id, in_wib(instant).date())
    return cover_at(instant, facts(enrolment), decided)


def answers(enrolments: Sequence[Enrolment], at: datetime | None = None) -> dict[UUID, Cover]:
    """As `answer`, for a page of enrolments of one branch; two queries, however many."""
    if not enrolments:
        return {}
    instant = at or clock.now()
    decided = policies.in_force(enrolments[0].branch_id, in_wib(instant).date())
    return {key: cover_at(instant, known, decided) for key, known in facts_of(enrolments).items()}


def statements(enrolment: Enrolment) -> tuple[Statement, ...]:
    """What becomes of this person who pays, pays late or not at all, as of now; two queries.

    The organisation must be loaded. `Invalid` as `Terms.bill`.
    """
    decided = policies.in_force(enrolment.branch_id, clock.today())
    return simulate(clock.now(), facts(enrolment), contributions.terms_of(enrolment, decided))


def record(enrolment: Any, paid: Mapping[Month, datetime]) -> Facts:
    """What is known of an enrolment (or of a row with its columns), given all months ever paid for the person: those
    of its own days count."""
    first = Month.of(enrolment.start)
    last = Month.of(enrolment.end) if enrolment.end else None
    return Facts(
        segment=enrolment.segment,
        start=enrolment.start,
        end=enrolment.end,
        registered_at=enrolment.approved_at,
        paid={month: at for month, at in paid.items() if first <= month and (last is None or month <= last)},
        withdrawn_at=enrolment.withdrawn_at,
    )
