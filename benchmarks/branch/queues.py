"""A page of a work queue: as fast with a hundred thousand waiting as with a thousand, and not far from a bare list.

What waits is a submission, a bill overdue and a row of a bank for which there is no bill, as many of each.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from benchmarks.branch.home import put
from benchmarks.figures import Figure
from benchmarks.openings import Open, against_bare, among
from benchmarks.stages import Stage, set_up
from benchmarks.visitors import Visitor
from portal.models import (
    BankRow,
    BankStatement,
    Errand,
    Fit,
    Invoice,
    InvoiceState,
    MoneyFate,
    Organisation,
    StatementState,
    Submission,
    SubmissionState,
    db,
    engine,
    new_id,
)
from portal.models.errand import Queue
from portal.models.transaction import transaction
from portal.services import gauges
from portal.values import clock
from portal.values.rupiah import Rupiah
from tests.cast import Cast
from tests.make import journey

ROWS = 25
_CHUNK = 5_000
_QUEUES = (Queue.SUBMISSIONS, Queue.OVERDUE, Queue.BANK_ROWS)

_submission, _invoice, _row, _statement, _partner, _errand = (
    each.__table__.c for each in (Submission, Invoice, BankRow, BankStatement, Organisation, Errand)
)


def queues_of_a_branch(kind: str, *, few: int = 1_000, many: int = 100_000, times: int = 60) -> list[Figure]:
    """The oldest that wait, of three queues: queries and time among many and among few, and against a bare list."""
    (small, _, opens_small), (large, branch, opens_large) = _branch(kind, few), _branch(kind, many)
    figures = []
    try:
        for queue in _QUEUES:
            name, here, there = f"queue {queue}", opens_small[queue], opens_large[queue]
            figures += among("branch", name, kind, many, few, (small, here), (large, there), times)
            figures.append(against_bare("branch", name, kind, many, large, there, _query(queue, branch), times))
    finally:
        small.strike()
        large.strike()
    return figures


def _branch(kind: str, waiting: int) -> tuple[Stage, UUID, dict[Queue, Open]]:
    stage, cast = set_up(kind)
    stage.act(lambda: _fill(cast, waiting))
    visitor = Visitor.signed_in(stage.app, cast.hasan)
    opens: dict[Queue, Open] = {each: partial(visitor.get, f"/cabang/antrean/{each}") for each in _QUEUES}
    return stage, cast.bandung, opens


def _query(queue: Queue, branch: UUID) -> Select[Any]:
    """The one SELECT that reads the rows of a queue's first page."""
    made: dict[Queue, tuple[Any, Any, Any]] = {
        Queue.SUBMISSIONS: (
            _submission,
            (_submission.sent_at, _submission.sent_by_name, _submission.people),
            _submission.state == "awaiting_branch",
        ),
        Queue.OVERDUE: (
            _invoice,
            (_invoice.due_on, _invoice.number, _invoice.people),
            _invoice.state.in_(["issued", "part_paid"]) & (_invoice.due_on < clock.today()),
        ),
        Queue.BANK_ROWS: (_row, (_row.day, _statement.channel, _row.invoice_id), BankRow.ODD),
    }
    table, told, waits = made[queue]
    query = select(table.id, *told, _partner.name, _errand.officer_name).order_by(table.id).limit(ROWS + 1)
    if queue is Queue.BANK_ROWS:
        query = query.join(BankStatement.__table__, _statement.id == _row.statement_id)
        query = query.outerjoin(Invoice.__table__, _invoice.id == _row.invoice_id)
    sponsor = _invoice.organisation_id if table is _row else table.organisation_id
    query = query.outerjoin(Organisation.__table__, _partner.id == sponsor)
    return query.outerjoin(Errand.__table__, _errand.id == table.id).where(table.branch_id == branch, waits)


def _fill(cast: Cast, waiting: int) -> None:
    sent = journey.sent(cast.sari, range(3))
    engine.only_reads(False)
    with transaction():
        statement = _statement_of(cast)
    for first in range(0, waiting, _CHUNK):
        with transaction():
            numbers = range(first, min(first + _CHUNK, waiting))
            put(Submission, list(_submissions(cast, sent, numbers)))
            put(Invoice, list(_bills(cast, numbers)))
            put(BankRow, list(_rows(cast, statement, numbers)))
    with transaction():
        gauges.fold()
        engine.refresh_statistics(db.session())


def _submissions(cast: Cast, sent: journey.Journey, numbers: range) -> Iterator[dict[str, Any]]:
    for number in numbers:
        yield {
            "id": new_id(),
            "organisation_id": cast.smkn1,
            "branch_id": cast.bandung,
            "roster_id": sent.roster,
            "wave_id": sent.wave,
            "state": SubmissionState.AWAITING_BRANCH,
            "people": number % 40 + 1,
            "total": Rupiah(50_400),
            "sent_by": cast.sari.user_id,
            "sent_by_name": cast.sari.name,
            "sent_at": clock.now() - timedelta(days=number % 30),
        }


def _bills(cast: Cast, numbers: range) -> Iterator[dict[str, Any]]:
    for number in numbers:
        yield {
            "id": new_id(),
            "organisation_id": cast.smkn1,
            "branch_id": cast.bandung,
            "number": f"UKUR-{number:06}",
            "state": InvoiceState.ISSUED,
            "people": 50,
            "total": Rupiah(840_000),
            "due_on": clock.today() - timedelta(days=1 + number % 60),
            "created_at": clock.now(),
        }


def _statement_of(cast: Cast) -> UUID:
    id_ = new_id()
    said = {
        "id": id_,
        "branch_id": cast.bandung,
        "channel": "Bank BJB",
        "state": StatementState.OPEN,
        "title": "mutasi.csv",
        "header": {},
        "mapping": {},
        "created_by": cast.hasan.user_id,
        "created_by_name": cast.hasan.name,
        "created_at": clock.now(),
    }
    put(BankStatement, [said])
    return id_


def _rows(cast: Cast, statement: UUID, numbers: range) -> Iterator[dict[str, Any]]:
    for number in numbers:
        yield {
            "id": new_id(),
            "branch_id": cast.bandung,
            "statement_id": statement,
            "number": number,
            "fingerprint": hashlib.sha256(str(number).encode()).digest(),
            "day": clock.today() - timedelta(days=number % 30),
            "amount": Rupiah(16_800),
            "content": {"text": f"SETORAN {number}"},
            "fit": Fit.UNMATCHED,
            "fate": MoneyFate.WAITING,
            "fault": "bank_row.none",
        }
