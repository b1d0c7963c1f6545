"""Lines that one statement writes for many say what the rules say of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import Row, delete, insert, select, update

from portal.access.audit import Action
from portal.models import (
    AuditEvent,
    Contribution,
    Enrolment,
    EnrolmentState,
    IncentiveEntry,
    Organisation,
    db,
    new_id,
    twin,
)
from portal.models.transaction import transaction
from portal.rules import incentives
from portal.rules.contributions import Segment
from portal.rules.incentives import Newcomer, Part, Payee
from portal.services import closings, ledger, recounts
from portal.services.closings import Place
from portal.services.numbers import secret_code
from portal.values.month import Month
from portal.values.rupiah import Rupiah
from tests.cast import Cast, Person
from tests.make import earnings

NOV = Month(2026, 11)
BY = incentives.version("v2022", NOV)
#: Around the edges of the tiers.
NUMBERS = (1, 1, 1, 2, 24, 25, 60, 61)
Said = Counter[tuple[Any, ...]]


@pytest.fixture(autouse=True)
def november() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True) as now:
        yield now


def raw(statement: Any) -> Any:
    """Past every rule and guard."""
    return db.session.connection().execute(statement)


def months() -> list[Row[Any]]:
    """What November's money stands for, with the enrolment that each month is of."""
    theirs = select(
        Contribution.id,
        Contribution.participant_id,
        Contribution.month,
        Contribution.number,
        Contribution.amount,
        Contribution.relief,
        Contribution.jht,
        Contribution.enrolment_id,
        Enrolment.agent_id,
        Enrolment.created_at,
    ).join(Enrolment, Enrolment.id == Contribution.enrolment_id)
    return list(raw(theirs.where(Contribution.month == NOV).order_by(Contribution.id)).all())


def copied(model: Any, id_: UUID, **other: Any) -> None:
    """Another row like this one, but for what is said."""
    table = model.__table__
    row = raw(select(table).where(table.c.id == id_)).one()
    raw(insert(table).values(dict(row._mapping) | {"id": new_id()} | other))


def varied(random: Random) -> None:
    """The same people otherwise: months, money, relief, who looked after them, what they were before."""
    raw(delete(IncentiveEntry.__table__))
    raw(delete(Contribution.__table__).where(Contribution.__table__.c.month != NOV))
    for month in months():
        money = {"amount": Rupiah(random.choice((8_400, 16_801, 28_407))), "jht": Rupiah(random.choice((0, 20_000)))}
        relief = {"relief": Rupiah(random.choice((0, 8_400))), "number": random.choice(NUMBERS)}
        contribution, enrolment = Contribution.__table__, Enrolment.__table__
        raw(update(contribution).where(contribution.c.id == month.id).values(money | relief))
        if random.random() < 0.1:
            raw(update(enrolment).where(enrolment.c.id == month.enrolment_id).values(agent_id=None))
        if random.random() < 0.2:
            before = month.created_at + timedelta(days=random.choice((-40, 1)))
            was = {
                "segment": random.choice((Segment.BPU, Segment.PKL)),
                "approved_at": before,
                "state": EnrolmentState.WITHDRAWN,
            }
            copied(Enrolment, month.enrolment_id, card_code=secret_code(), **was)
        if random.random() < 0.4:
            paid = {"month": NOV + random.choice((-1, -3, -4, -20)), "number": random.choice((1, None))}
            copied(Contribution, month.id, **paid)


def known(month: Row[Any]) -> bool:
    """As Perdir 13/2022 is read where a branch decided nothing: the NIK was registered before, as an intern too, or
    they lapsed and were brought in again."""
    earlier = raw(
        select(Enrolment.id).where(
            Enrolment.participant_id == month.participant_id,
            Enrolment.id != month.enrolment_id,
            Enrolment.approved_at < month.created_at,
        )
    ).first()
    paid = raw(
        select(Contribution.month).where(
            Contribution.participant_id == month.participant_id, Contribution.number.is_not(None)
        )
    ).scalars()
    return earlier is not None or any(month.month - each > 3 for each in paid)


def by_the_rules() -> Said:
    """A line for each month and each newcomer, and each agent's wadah, one after the other by the rules."""
    said: Said = Counter()
    earned: dict[UUID, Rupiah] = {}
    news: dict[UUID, list[tuple[UUID, Newcomer]]] = {}
    for month in months():
        number = month.number if month.agent_id else None
        line = incentives.iuran(BY, number, month.amount, relieved=bool(month.relief))
        said[month.id, line.part, month.agent_id, month.id, number, line.base, line.amount, line.law] += 1
        if month.agent_id:
            earned[month.agent_id] = earned.get(month.agent_id, Rupiah(0)) + line.amount
        if number == 1:
            newcomer = Newcomer("JKK+JKM+JHT" if month.jht else "JKK+JKM", known(month))
            news.setdefault(month.agent_id, []).append((month.id, newcomer))
    for agent_id, found in news.items():
        lines = incentives.acquisitions(BY, [newcomer for _, newcomer in found])
        for (id_, _), line in zip(found, lines, strict=True):
            its = twin(id_, ledger.mark(NOV))
            said[its, line.part, agent_id, id_, 1, line.base, line.amount, line.law] += 1
        earned[agent_id] += Rupiah.total(line.amount for line in lines)
    for agent_id, total in earned.items():
        if total:
            line = incentives.wadah(BY, total)
            said[None, line.part, agent_id, None, None, line.base, line.amount, line.law] += 1
    return said


def by_the_ledger() -> Said:
    entry = IncentiveEntry.__table__.c
    lines = raw(select(IncentiveEntry.__table__).where(entry.organisation_id.is_not(None))).all()
    assert all(line.month == NOV and not line.reversal_of and not line.late_for for line in lines)
    assert all((line.payee is Payee.WADAH) == (line.part is Part.WADAH) for line in lines)
    return Counter(
        (
            None if line.part is Part.WADAH else line.id,
            line.part,
            line.agent_id,
            line.contribution_id,
            line.number,
            line.base,
            line.amount,
            line.law,
        )
        for line in lines
    )


def told() -> int:
    """How many lines the record says that the last count wrote."""
    last = select(AuditEvent.facts).where(AuditEvent.action == Action.INCENTIVES_CLOSED.value)
    facts = raw(last.order_by(AuditEvent.sequence.desc()).limit(1)).scalar_one()
    assert facts["bulk"] == {"+incentive_entry": facts["lines"]}
    return int(facts["lines"])


def broken_off(officer: Person, wadah_id: UUID) -> None:
    """A worker that dies while it counts."""
    with suppress(KeyboardInterrupt), transaction():
        closings.step(officer.actor().find(Organisation, wadah_id), NOV, Place())
        raise KeyboardInterrupt


def test_lines_written_at_once_are_those_of_the_rules(cast: Cast, november: time_machine.Coordinates) -> None:
    earnings.brought_in(cast.dewi, cast.hasan, range(27))
    earnings.brought_in(cast.joko, cast.hasan, range(40, 48), jht=True)
    november.move_to("2026-12-01 03:00:00+00:00")
    texts: set[str] = set()
    for seed in range(4):
        with transaction():
            if seed:
                varied(Random(seed))
            else:
                raw(delete(IncentiveEntry.__table__))
        with transaction():
            wanted = by_the_rules()
        broken_off(cast.hasan, cast.mandiri)
        earnings.closed(cast.hasan, cast.mandiri, NOV)
        with transaction():
            assert by_the_ledger() == wanted
            assert told() == wanted.total()
        earnings.closed(cast.hasan, cast.mandiri, NOV)
        with transaction():
            assert by_the_ledger() == wanted, "counted again it is written once"
            found = recounts.recount(cast.hasan.actor().find(Organisation, cast.mandiri), NOV)
        assert (found.agrees, found.lines) == (True, wanted.total())
        texts |= {line[-1] for line in wanted}
    assert len(texts) > 12, "the people are varied enough"
