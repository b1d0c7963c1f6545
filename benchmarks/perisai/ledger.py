"""The ledger of a month from nothing: a line for each paid month, for each new person, for each agent's wadah.

In life the lines of paid months are written with their payments; here none is there, and the job writes all of them.
"""

from __future__ import annotations

import time

from sqlalchemy import delete, func, select, text

from benchmarks.figures import Figure, compared
from benchmarks.perisai import crowds
from portal.models import Allocation, Contribution, Enrolment, IncentiveEntry, Job, Payment, db
from portal.models.job import enqueue
from portal.models.transaction import transaction
from portal.services import ledger_months
from portal.values import clock

#: Megabytes that the worker may hold.
MEMORY = 250


def months_closed(engine: str, *, agents: int = 5_000, people: int = 100, times: int = 3) -> list[Figure]:
    """A branch's month closed by its jobs, against one aggregate over the same contributions: what every agent's
    people paid."""
    stage = crowds.stage(engine, agents, people)
    count = agents * people
    try:

        def close() -> float:
            stage.act(_forgotten)
            stage.act(_asked_for)
            return stage.work()

        seconds = compared({"aggregate": lambda: stage.act(_aggregate), "close": close}, times=times)
        assert stage.act(_lines) >= count
        stage.act(_forgotten)
        stage.act(_asked_for)
        with stage.worker() as watch:
            while stage.act(_unfinished):
                continue
    finally:
        stage.rest()
    ratio = seconds["close"] / seconds["aggregate"]
    name = f"a month of {agents:,} agents"
    return [
        Figure("perisai", name, engine, count, seconds["close"], "s", 4, "one aggregate over the same rows", ratio),
        Figure("perisai", f"{name}, memory of the worker", engine, count, watch.peak, "MB", MEMORY),
    ]


def _aggregate() -> float:
    begins, ends = ledger_months.instants(crowds.MONTH)
    sums = (
        select(Enrolment.agent_id, func.count(), func.sum(Contribution.amount))
        .select_from(Payment)
        .join(Allocation, (Allocation.payment_id == Payment.id) & Allocation.STANDS)
        .join(Contribution, Contribution.id == Allocation.contribution_id)
        .join(Enrolment, Enrolment.id == Contribution.enrolment_id)
        .where(Payment.paid_at >= begins, Payment.paid_at < ends, Payment.voided_at.is_(None))
        .group_by(Enrolment.agent_id)
    )
    began = time.perf_counter()
    assert db.session.execute(sums.execution_options(seen_by="a measurement")).all()
    return time.perf_counter() - began


def _forgotten() -> None:
    """As if nothing had been written."""
    with transaction():
        connection = db.session.connection()
        connection.execute(delete(IncentiveEntry.__table__))  # type: ignore[arg-type]
        connection.execute(delete(Job.__table__))  # type: ignore[arg-type]
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("vacuum incentive_entry"))


def _asked_for() -> None:
    with transaction():
        enqueue(db.session(), "incentives.begin", {"month": str(crowds.MONTH)})


def _lines() -> int:
    counted = select(func.count()).select_from(IncentiveEntry)
    return db.session.scalar(counted.execution_options(seen_by="a measurement")) or 0


def _unfinished() -> bool:
    """Whether any of the jobs that were asked for is yet to end."""
    time.sleep(0.1)
    due = select(Job.id).where(Job.finished_at.is_(None), Job.kind.like("incentives.%"), Job.run_at <= clock.now())
    left = due.limit(1)
    return db.session.scalar(left) is not None
