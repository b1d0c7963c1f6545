"""What somebody earned: a payee's month of the ledger as people read it, and where the running one is going."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_
from sqlalchemy.orm import aliased, joinedload

from portal.access.actor import Actor, NotVisible
from portal.models import (
    LIVE,
    Contribution,
    Enrolment,
    IncentiveEntry,
    Membership,
    Organisation,
    OrganisationKind,
    Participant,
    PayoutLine,
    User,
    db,
)
from portal.models.columns import NO_MONEY
from portal.rules import incentives
from portal.rules.incentives import Forecast, Part, Payee
from portal.services import acquisitions, contributions, incentive_terms, month_numbers, policies
from portal.values import clock
from portal.values.month import Month
from portal.values.rupiah import Rupiah

#: Months that an overview goes back, and people whose unpaid month a forecast looks at.
SHOWN = 12
MOST = 2_000


#: Rp0 inside a query.
NOTHING = NO_MONEY


@dataclass(frozen=True, slots=True)
class Earner:
    """Who is paid: an agent of a wadah (`agent_id` is a membership), or the wadah itself."""

    wadah: Organisation
    agent_id: UUID | None
    name: str

    @property
    def id(self) -> UUID:
        return self.agent_id or self.wadah.id

    @property
    def payee(self) -> Payee:
        return Payee.WADAH if self.agent_id is None else Payee.AGENT


@dataclass(frozen=True, slots=True)
class Figures:
    """Of some lines, what they come to by what they are for, and how many there are."""

    sums: Mapping[Part, Rupiah]
    counts: Mapping[Part, int]

    @property
    def total(self) -> Rupiah:
        return Rupiah.total(self.sums.values())

    @property
    def lines(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Outlook:
    """A running month: how it stands and would end, and what it would bring if all who owe it paid."""

    forecast: Forecast
    unpaid: int
    unpaid_brings: Rupiah


def earner(actor: Actor, payee_id: UUID) -> Earner:
    """By a membership's id, or the wadah's own; an agent is only ever themselves. Raises `NotVisible`."""
    wadah = db.session.scalars(
        actor.sees(Organisation).where(Organisation.id == payee_id, Organisation.kind == OrganisationKind.PERISAI)
    ).one_or_none()
    if wadah is not None:
        if actor.agent_id is not None:
            raise NotVisible("organisation")
        return Earner(wadah, None, wadah.name)
    found = db.session.execute(
        actor.sees(Membership)
        .join(User, User.id == Membership.user_id)
        .where(Membership.id == payee_id, Membership.organisation_id.is_not(None))
        .with_only_columns(Membership.id, Membership.organisation_id, User.name)
    ).one_or_none()
    if found is None:
        raise NotVisible("membership")
    wadah = actor.find(Organisation, found.organisation_id)
    if wadah.kind is not OrganisationKind.PERISAI:
        raise NotVisible("membership")
    return Earner(wadah, found.id, found.name)


def lines(actor: Actor, who: Earner, month: Month) -> Select[Any]:
    """The lines a payee is paid with a month; to be narrowed, and paged by the id."""
    whose = actor.sees(IncentiveEntry, of=who.wadah).where(
        IncentiveEntry.month == month, IncentiveEntry.payee == who.payee
    )
    return whose if who.agent_id is None else whose.where(IncentiveEntry.agent_id == who.agent_id)


def told(query: Select[Any]) -> Any:
    """The same lines as (id, line, whose person, which of their months, whose work)."""
    worker = aliased(User)
    return (
        query.outerjoin(Enrolment, Enrolment.id == IncentiveEntry.enrolment_id)
        .outerjoin(Participant, Participant.id == Enrolment.participant_id)
        .outerjoin(Contribution, Contribution.id == IncentiveEntry.contribution_id)
        .outerjoin(Membership, Membership.id == IncentiveEntry.agent_id)
        .outerjoin(worker, worker.id == Membership.user_id)
        .with_only_columns(
            IncentiveEntry.id,
            IncentiveEntry,
            Participant.name.label("person"),
            Contribution.month.label("paid_month"),
            worker.name.label("agent"),
        )
    )


def figures(actor: Actor, who: Earner, month: Month) -> Figures:
    """What a payee's month comes to; one query."""
    sums = lines(actor, who, month).with_only_columns(
        IncentiveEntry.part, func.sum(IncentiveEntry.amount), func.count()
    )
    return _figures(db.session.execute(sums.group_by(IncentiveEntry.part)).all())


def by_agent(actor: Actor, wadah: Organisation, month: Month) -> list[tuple[Earner, Figures]]:
    """Everybody who earned in a wadah's month with what they did, by name; two queries."""
    sums = (
        actor.sees(IncentiveEntry, of=wadah)
        .where(
            IncentiveEntry.month == month, IncentiveEntry.payee == Payee.AGENT, IncentiveEntry.agent_id.is_not(None)
        )
        .with_only_columns(
            IncentiveEntry.agent_id, IncentiveEntry.part, func.sum(IncentiveEntry.amount), func.count()
        )
        .group_by(IncentiveEntry.agent_id, IncentiveEntry.part)
    )
    rows: dict[UUID, list[Any]] = {}
    for agent_id, *row in db.session.execute(sums):
        rows.setdefault(agent_id, []).append(row)  # type: ignore[arg-type]
    names = (
        actor.sees(Membership, of=wadah)
        .join(User, User.id == Membership.user_id)
        .with_only_columns(Membership.id, User.name)
        .order_by(User.name, Membership.id)
    )
    return [(Earner(wadah, id_, name), _figures(rows[id_])) for id_, name in db.session.execute(names) if id_ in rows]


def by_wadah(actor: Actor, month: Month) -> list[tuple[Organisation, Rupiah, Rupiah]]:
    """Every wadah that the actor sees, with what its agents and what it itself is paid with a month; two queries."""
    wadahs = actor.sees(Organisation).where(Organisation.kind == OrganisationKind.PERISAI)
    found = db.session.scalars(wadahs.order_by(Organisation.name_key, Organisation.id)).all()
    sums = (
        actor.sees(IncentiveEntry)
        .where(IncentiveEntry.organisation_id.in_([each.id for each in found]), IncentiveEntry.month == month)
        .with_only_columns(IncentiveEntry.organisation_id, IncentiveEntry.payee, func.sum(IncentiveEntry.amount))
        .group_by(IncentiveEntry.organisation_id, IncentiveEntry.payee)
    )
    known = {(wadah_id, payee): amount for wadah_id, payee, amount in db.session.execute(sums)}
    nothing = Rupiah(0)
    return [
        (each, known.get((each.id, Payee.AGENT), nothing), known.get((each.id, Payee.WADAH), nothing))
        for each in found
    ]


def months(actor: Actor, who: Earner) -> list[tuple[Month, Rupiah]]:
    """The last months a payee earned in, with what each came to, the newest first; one query."""
    first = Month.of(clock.today()) + -(SHOWN - 1)
    earned = (
        actor.sees(IncentiveEntry, of=who.wadah)
        .where(IncentiveEntry.month >= first, IncentiveEntry.payee == who.payee)
        .with_only_columns(IncentiveEntry.month, func.sum(IncentiveEntry.amount))
        .group_by(IncentiveEntry.month)
        .order_by(IncentiveEntry.month.desc())
    )
    if who.agent_id is not None:
        earned = earned.where(IncentiveEntry.agent_id == who.agent_id)
    return [(month, amount) for month, amount in db.session.execute(earned)]


def paid_out(actor: Actor, who: Earner, some: Sequence[Month]) -> dict[Month, PayoutLine]:
    """With which line of a run each of these months was, or is to be, paid; one query."""
    mine = (
        actor.sees(PayoutLine, of=who.wadah)
        .join(PayoutLine.payout)
        .where(PayoutLine.payee_id == who.id)
        .options(joinedload(PayoutLine.payout))
    )
    found = db.session.scalars(mine).all()
    return {each.payout.month: each for each in found if not each.payout.serial and each.payout.month in some}


def outlook(actor: Actor, who: Earner) -> Outlook | None:
    """Where an agent's running month would end; None for a wadah, and before there was any Perisai."""
    month = Month.of(clock.today())
    by = incentive_terms.in_force(who.wadah.id, who.wadah.branch_id, month)
    if who.agent_id is None or by is None:
        return None
    decided = policies.in_force(who.wadah.branch_id, clock.today())
    earned = figures(actor, who, month).sums.get(Part.IURAN, Rupiah(0))
    found = acquisitions.newcomers(who.wadah, month, [who.agent_id], decided)[who.agent_id]
    ahead = incentives.forecast(by, earned, [each.newcomer for each in found])
    people = _unpaid(actor, who, month)
    brings = []
    for person, number in people:
        due = contributions.terms_of(person, decided).due(month)
        brings.append(incentives.iuran(by, number, due.payable, relieved=bool(due.relief)).amount)
    return Outlook(ahead, len(people), Rupiah.total(brings))


def _unpaid(actor: Actor, who: Earner, month: Month) -> list[tuple[Enrolment, int]]:
    """An agent's people who have not paid a month, and the how-manieth it would be: the ledger's own number."""
    people = (
        actor.sees(Enrolment, of=who.wadah)
        .where(
            Enrolment.agent_id == who.agent_id,
            Enrolment.state.in_(LIVE),
            Enrolment.end.is_(None) | (Enrolment.end >= month.first_day),
            or_(Enrolment.paid_through.is_(None), Enrolment.paid_through < month),
        )
        .options(joinedload(Enrolment.organisation))
        .order_by(Enrolment.id)
        .limit(MOST)
    )
    found = db.session.scalars(people).all()
    if not found:
        return []
    numbers = month_numbers.would_be(who.wadah.branch_id, {each.participant_id for each in found}, month)
    return [(each, numbers[each.participant_id]) for each in found]


def _figures(rows: Sequence[Any]) -> Figures:
    return Figures({part: amount for part, amount, _ in rows}, {part: count for part, _, count in rows})
