"""Long statements: read and matched in chunks, then paid in chunks; resumed after the last row that was kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import func

from portal.access.actor import Actor
from portal.jobs.registry import handler
from portal.jobs.work import Work
from portal.models import BankStatement, StatementState
from portal.services import bank_payments
from portal.services import bank_statements as service
from portal.services.bank_statements import Reader
from portal.spreadsheets.bank_columns import BANK
from portal.spreadsheets.reader import open_sheet
from portal.spreadsheets.refusal import FileRefused


def _subject(work: Work) -> tuple[Actor, BankStatement]:
    actor = work.actor()
    return actor, actor.find(BankStatement, UUID(work.payload["statement"]))


@handler(service.READ)
def read(work: Work) -> Mapping[str, Any] | None:
    """Read and match a stored file to its end. The effect of a chunk and how far it is are kept together."""
    actor, statement = _subject(work)
    if statement.content is None or statement.state is not StatementState.READING:
        return None
    try:
        return _read(work, actor, statement)
    except FileRefused as refused:
        with work.chunk():
            service.fail(actor, actor.find(BankStatement, statement.id), refused.faults[0])
        return {"refused": refused.faults[0].code}


def _read(work: Work, actor: Actor, statement: BankStatement) -> Mapping[str, Any] | None:
    content, statement_id = statement.content, statement.id
    assert content is not None
    with open_sheet(content, profile=BANK) as sheet:
        total = sheet.expected
        if not statement.mapping:
            with work.chunk(total=total):
                service.begin(actor, actor.find(BankStatement, statement_id), sheet)
            statement = actor.find(BankStatement, statement_id)
            if statement.state is StatementState.MAPPING:
                return None
        reader = Reader(actor, statement, sheet.header.width)
        after, done = int(work.result.get("after", 0)), 0
        work.session.rollback()
        for batch in sheet.rows():
            passed = [row for row in batch if row.number <= after]
            rows = batch[len(passed) :]
            reader.read(passed)
            done += len(batch)
            if rows:
                with work.chunk(done=done, total=max(total, done)):
                    service.keep_chunk(actor, actor.find(BankStatement, statement_id), reader, rows)
                    work.result["after"] = rows[-1].number
    if not done:
        raise FileRefused.because("file.no_rows")
    with work.chunk(done=done, total=done):
        service.finish(actor, actor.find(BankStatement, statement_id))
    return {"rows": done}


@handler(bank_payments.PAY)
def pay(work: Work) -> Mapping[str, Any] | None:
    """Record what fits, some rows a commit; a row that was recorded is passed over by whoever comes after."""
    actor, statement = _subject(work)
    if statement.state is not StatementState.PAYING:
        return None
    statement_id, after = statement.id, int(work.result.get("after", 0))
    left = work.session.scalar(bank_payments.payable(actor, statement).with_only_columns(func.count())) or 0
    total = work.done + left
    while True:
        some = bank_payments.upcoming(actor, actor.find(BankStatement, statement_id), after)
        with work.chunk(done=min(total, work.done + len(some)), total=total):
            found = actor.find(BankStatement, statement_id)
            if some:
                bank_payments.pay_some(actor, found, [id_ for id_, _ in some])
                work.result["after"] = after = some[-1][1]
            else:
                bank_payments.finish(actor, found)
        if not some:
            return {"rows": total}
