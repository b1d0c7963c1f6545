"""What a person may see of themselves without an account: covered or not, which months are paid, what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import joinedload

from portal.access.actor import everyone
from portal.models import Enrolment, EnrolmentState, db
from portal.rules.arrears import Statement, simulate
from portal.rules.coverage import Cover, cover_at
from portal.services import contributions, coverage, policies
from portal.values import clock
from portal.values.month import Month

#: More than these nobody has at once.
SHOWN = 4


@dataclass(frozen=True, slots=True)
class Standing:
    """One enrolment as the person themselves sees it: how it stands now, months paid, and what comes."""

    enrolment: Enrolment
    cover: Cover
    paid: tuple[Month, ...]
    statements: tuple[Statement, ...]

    @property
    def next_bill(self) -> Statement | None:
        """The next day on which something has to be paid, and how much."""
        return next((each for each in self.statements if each.bill is not None), None)


def of(participant_id: UUID) -> Sequence[Standing]:
    """The latest enrolments of a person who has shown who they are (`one_time_codes.opened`), the latest first."""
    own = everyone(Enrolment, because="who shows that a mailbox is theirs may see their own cover").where(
        Enrolment.participant_id == participant_id,
        Enrolment.state == EnrolmentState.APPROVED,
        Enrolment.withdrawn_at.is_(None),
    )
    found = db.session.scalars(
        own.options(joinedload(Enrolment.organisation), joinedload(Enrolment.participant))
        .order_by(Enrolment.start.desc(), Enrolment.id)
        .limit(SHOWN)
    ).all()
    now, known, standings = clock.now(), coverage.facts_of(found), []
    for each in found:
        decided, facts = policies.in_force(each.branch_id, clock.today()), known[each.id]
        standings.append(
            Standing(
                each,
                cover_at(now, facts, decided),
                tuple(sorted(facts.paid)),
                simulate(now, facts, contributions.terms_of(each, decided)),
            )
        )
    return standings
