"""Bank statements: receive a file of a bank or channel, learn its columns, read and match its rows, take it back.

Reading moves no money: what fits a bill is shown first and recorded by `bank_payments` when a person says so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import delete, func, select

from portal.access import audit
from portal.access.actor import Actor, NotVisible
from portal.access.audit import Action, audited, bulk_insert, fact
from portal.access.permissions import Permission
from portal.models import (
    BankLayout,
    BankRow,
    BankStatement,
    Branch,
    Fit,
    MoneyFate,
    StatementState,
    db,
    new_id,
    sealing,
)
from portal.models.job import Job, enqueue, latest_job, request_cancel, retry
from portal.rules.bank_rows import Columns, Reading, read
from portal.services.bank_matching import Matcher
from portal.services.rosters import INLINE_BYTES, INLINE_ROWS, file_title
from portal.spreadsheets.bank_columns import BANK
from portal.spreadsheets.bank_formats import as_table
from portal.spreadsheets.cells import Row, shown
from portal.spreadsheets.reader import Sheet, admitted, open_sheet
from portal.spreadsheets.recognition import Match, mapping_of, recognise, remembered
from portal.spreadsheets.refusal import FileRefused
from portal.values import clock
from portal.values.fault import Fault, Refused
from portal.values.nik import without_numbers
from portal.values.rupiah import Rupiah

READ = "bank_statements.read"
_UNDER_WAY = frozenset({StatementState.READING, StatementState.PAYING})
_COLUMNS = (
    "id",
    "branch_id",
    "statement_id",
    "number",
    "fingerprint",
    "day",
    "paid_at",
    "amount",
    "reference",
    "content",
    "fit",
    "fate",
    "fault",
    "invoice_id",
    "settled_by_name",
    "dismissal",
)


@audited(Action.STATEMENT_ADDED, needs=Permission.PAYMENT_RECORD)
def receive(actor: Actor, *, channel: str, content: bytes, filename: str) -> BankStatement:
    """Take in a file of a channel: a table, MT940 or CAMT.053. A small one is read and matched at once, a large one
    by a job.

    `Refused`: statement.channel, statement.same_file, and every `file.…`.
    """
    if not channel:
        raise Refused.because("statement.channel", "channel")
    hold(actor)
    sha256 = hashlib.sha256(content).digest()
    _refuse_same(actor, sha256)
    content = as_table(content)
    statement = BankStatement(
        id=new_id(),
        branch_id=actor.branch_id,
        channel=channel,
        state=StatementState.READING,
        title=file_title(filename),
        sha256=sha256,
        size=len(content),
        content=content,
        header={},
        mapping={},
        created_by=actor.user_id,
        created_by_name=actor.name,
        created_at=clock.now(),
    )
    db.session.add(statement)
    fact(sha256=sha256.hex(), size=len(content), channel=channel)
    if len(content) > INLINE_BYTES:
        admitted(content)
        _read_later(actor, statement)
        return statement
    with open_sheet(content, filename, profile=BANK) as sheet:
        if _begin_reading(actor, statement, sheet):
            _read_now(actor, statement, sheet)
    return statement


def hold(actor: Actor) -> None:
    """One after the other: whoever takes rows in for a branch. Holds until the transaction ends."""
    db.session.execute(select(Branch.id).where(Branch.id == actor.branch_id).with_for_update(key_share=True))


def _begin_reading(actor: Actor, statement: BankStatement, sheet: Sheet) -> bool:
    """Note what stands above the rows and what the columns are; False when a person must say more. A step."""
    header, matches = sheet.header, recognise(sheet.header, sheet.sample, BANK)
    layout = _layout(actor, statement.channel)
    if layout is not None:
        matches = remembered(matches, layout.mapping)
    statement.header = {
        "number": header.number,
        "titles": list(header.titles),
        "groups": list(header.groups),
        "matches": [[match.index, match.field, match.confidence, match.key] for match in matches],
    }
    statement.mapping = mapping_of(matches)
    if missing(statement.mapping):
        statement.state = StatementState.MAPPING
        return False
    return True


def missing(mapping: Mapping[str, int]) -> list[str]:
    """Titles of what a statement cannot do without: a day, and an amount in one column or two."""
    lacking = [] if "date" in mapping else [BANK.by_field["date"].title]
    return lacking if {"amount", "credit"} & set(mapping) else [*lacking, BANK.by_field["amount"].title]


def matches_of(statement: BankStatement) -> list[Match]:
    """What each column of the file seemed to be when it was recognised."""
    titles, groups = statement.header["titles"], statement.header["groups"]
    return [
        Match(index, titles[index], groups[index], field, confidence, (), key)
        for index, field, confidence, key in statement.header["matches"]
    ]


def examples(statement: BankStatement, most: int = 3) -> dict[int, list[str]]:
    """index → a few texts of the column, to recognise it by."""
    assert statement.content is not None
    with open_sheet(statement.content, profile=BANK) as sheet:
        lines = [row.cells for row in sheet.sample]
    width = max((len(cells) for cells in lines), default=0)
    columns = {at: [cells[at] for cells in lines if at < len(cells) and cells[at]] for at in range(width)}
    return {at: [without_numbers(shown(text))[:60] for text in texts[:most]] for at, texts in columns.items()}


@audited(Action.STATEMENT_MAPPED, needs=Permission.PAYMENT_RECORD)
def map_columns(actor: Actor, statement: BankStatement, fields: Mapping[int, str]) -> BankStatement:
    """A person says what the columns are: index → field ("" for ignored); remembered for the channel's next file.

    What was read before is read anew. `Refused`: roster.busy, statement.settled, mapping.twice, mapping.missing.
    """
    statement = locked(actor, statement.id)
    if statement.state not in {StatementState.MAPPING, StatementState.OPEN}:
        raise Refused.because("roster.busy")
    if statement.content is None or settled(actor, statement):
        raise Refused.because("statement.settled")
    chosen = {field: index for index, field in fields.items() if field}
    if len(chosen) < sum(1 for field in fields.values() if field):
        raise Refused.because("mapping.twice")
    if lacking := missing(chosen):
        raise Refused.because("mapping.missing", fields=", ".join(lacking))
    _remember(actor, statement, fields)
    hold(actor)
    audit.bulk_delete(BankRow, delete(BankRow).where(BankRow.statement_id == statement.id))
    statement.mapping, statement.state = chosen, StatementState.READING
    statement.row_count = statement.seen_count = 0
    db.session.flush()
    if statement.size > INLINE_BYTES:
        _read_later(actor, statement)
        return statement
    with open_sheet(statement.content, profile=BANK) as sheet:
        _read_now(actor, statement, sheet)
    return statement


class Reader:
    """Reads the rows of one statement in their order, and keeps those that no file brought before."""

    def __init__(self, actor: Actor, statement: BankStatement, width: int) -> None:
        self._actor = actor
        self._statement_id, self._channel = statement.id, statement.channel
        self._columns = Columns(statement.mapping, width)
        self._today = clock.today()
        self._alike: dict[bytes, int] = {}
        self._matcher = Matcher(actor)

    def read(self, rows: Iterable[Row]) -> list[tuple[bytes, Reading]]:
        """What the rows say, each with its fingerprint. Also of rows that are passed over, to count those alike."""
        found, alike, ring = [], self._alike, sealing.ring()
        for row in rows:
            reading = read(row.number, row.cells, self._columns, today=self._today)
            face = self._face(reading)
            alike[face] = nth = alike.get(face, 0) + 1
            found.append((ring.blind(face + b"%d" % nth, b"bank_row"), reading))
        return found

    def keep(self, read: Sequence[tuple[bytes, Reading]]) -> tuple[int, int]:
        """Match and insert what is new; how many were, and how many an earlier file held. A step of reading."""
        known = self._known([face for face, _ in read])
        fresh = [(face, reading) for face, reading in read if face not in known]
        verdicts = self._matcher.judge(reading for _, reading in fresh)
        rows = [
            (
                new_id(),
                self._actor.branch_id,
                self._statement_id,
                reading.number,
                face,
                reading.day,
                reading.paid_at,
                Rupiah(reading.amount) if reading.amount else None,
                without_numbers(reading.reference),
                {"text": reading.text} if not reading.fault else {"cells": list(reading.cells)},
                verdict.fit,
                MoneyFate.WAITING,
                verdict.fault.as_line()[:200] if verdict.fault else "",
                verdict.bill,
                "",
                "",
            )
            for (face, _), (reading, verdict) in zip(fresh, verdicts, strict=True)
        ]
        bulk_insert(BankRow, _COLUMNS, rows)
        return len(rows), len(read) - len(rows)

    def _known(self, faces: Sequence[bytes]) -> set[bytes]:
        stands = self._actor.sees(BankRow).where(BankRow.fingerprint.in_(faces))
        return set(db.session.scalars(stands.with_only_columns(BankRow.fingerprint)))

    def _face(self, reading: Reading) -> bytes:
        if reading.fault:
            parts: Sequence[object] = reading.cells
        else:
            parts = (reading.day, reading.amount, reading.reference.upper(), "".join(reading.text.upper().split()))
        return "\x1f".join([self._channel.upper(), *map(str, parts)]).encode()


@audited(Action.STATEMENT_READ, needs=Permission.PAYMENT_RECORD)
def keep_chunk(actor: Actor, statement: BankStatement, reader: Reader, rows: Sequence[Row]) -> BankStatement:
    """A job keeps the next rows of a statement."""
    hold(actor)
    _count(statement, *reader.keep(reader.read(rows)))
    return statement


@audited(Action.STATEMENT_READ, needs=Permission.PAYMENT_RECORD)
def begin(actor: Actor, statement: BankStatement, sheet: Sheet) -> BankStatement:
    """A job looks at what stands above the rows; without what it needs a person must say the columns."""
    _begin_reading(actor, statement, sheet)
    return statement


@audited(Action.STATEMENT_READ, needs=Permission.PAYMENT_RECORD)
def finish(actor: Actor, statement: BankStatement) -> BankStatement:
    """Every row is kept."""
    statement.state = StatementState.OPEN
    fact(rows=statement.row_count, seen=statement.seen_count)
    return statement


@audited(Action.STATEMENT_READ, needs=Permission.PAYMENT_RECORD)
def fail(actor: Actor, statement: BankStatement, fault: Fault) -> BankStatement:
    """The file could not be read to its end: nothing of it stays but why."""
    audit.bulk_delete(BankRow, delete(BankRow).where(BankRow.statement_id == statement.id))
    statement.state, statement.failure = StatementState.FAILED, fault.as_line()[:200]
    statement.content = statement.sha256 = None
    statement.row_count = statement.seen_count = 0
    return statement


@audited(Action.STATEMENT_UNDONE, needs=Permission.PAYMENT_RECORD)
def undo(actor: Actor, statement: BankStatement) -> BankStatement:
    """Take a statement back of which no money was recorded: its rows may come again. `Refused`: roster.busy,
    statement.settled."""
    statement = locked(actor, statement.id)
    job = job_of(statement)
    if statement.state in _UNDER_WAY and job is not None and not job.finished:
        raise Refused.because("roster.busy")
    if settled(actor, statement):
        raise Refused.because("statement.settled")
    audit.bulk_delete(BankRow, delete(BankRow).where(BankRow.statement_id == statement.id))
    fact(rows=statement.row_count)
    statement.state, statement.content, statement.sha256 = StatementState.UNDONE, None, None
    return statement


@audited(Action.STATEMENT_STOPPED, needs=Permission.PAYMENT_RECORD)
def stop(actor: Actor, statement: BankStatement) -> BankStatement:
    """Ask the work to stop after the chunk it is in; what was done stays."""
    if (job := job_of(statement)) is not None:
        request_cancel(db.session(), job)
    return statement


@audited(Action.STATEMENT_RESUMED, needs=Permission.PAYMENT_RECORD)
def resume(actor: Actor, statement: BankStatement) -> BankStatement:
    """Let stopped or failed work go on where it was."""
    job = job_of(statement)
    if job is not None and statement.state in _UNDER_WAY:
        retry(db.session(), job)
    return statement


def job_of(statement: BankStatement) -> Job | None:
    """The newest long work on this statement."""
    return latest_job(db.session(), statement)


def locked(actor: Actor, statement_id: UUID) -> BankStatement:
    """The statement as it is now, held until the transaction ends."""
    found = db.session.scalars(
        actor.sees(BankStatement)
        .where(BankStatement.id == statement_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotVisible("bank_statement")
    return found


def settled(actor: Actor, statement: BankStatement) -> bool:
    """Whether money of it was recorded, kept or put aside."""
    done = actor.sees(BankRow).where(BankRow.statement_id == statement.id, BankRow.fate != MoneyFate.WAITING)
    return db.session.scalar(done.with_only_columns(BankRow.id).limit(1)) is not None


def figures(actor: Actor, statement: BankStatement) -> dict[tuple[Fit, MoneyFate], tuple[int, Rupiah]]:
    """(fit, fate) → how many rows, and their money: one query."""
    counted = (
        actor.sees(BankRow)
        .where(BankRow.statement_id == statement.id)
        .with_only_columns(BankRow.fit, BankRow.fate, func.count(), func.sum(BankRow.amount))
        .group_by(BankRow.fit, BankRow.fate)
    )
    return {(fit, fate): (count, money or Rupiah(0)) for fit, fate, count, money in db.session.execute(counted)}


def channels(actor: Actor) -> list[str]:
    """Channels whose files were loaded before."""
    known = actor.sees(BankLayout).with_only_columns(BankLayout.channel).order_by(BankLayout.channel)
    return list(db.session.scalars(known))


def ask_for(actor: Actor, statement: BankStatement, kind: str) -> None:
    """Ask a job to go on with a statement."""
    db.session.flush()
    enqueue(
        db.session(),
        kind,
        {"statement": str(statement.id)},
        subject=statement,
        branch_id=statement.branch_id,
        membership_id=actor.membership_id,
    )


def _read_later(actor: Actor, statement: BankStatement) -> None:
    statement.state = StatementState.READING
    ask_for(actor, statement, READ)


def _read_now(actor: Actor, statement: BankStatement, sheet: Sheet) -> None:
    rows: list[Row] = []
    for batch in sheet.rows():
        rows += batch
        if len(rows) > INLINE_ROWS:
            _read_later(actor, statement)
            return
    if not rows:
        raise FileRefused.because("file.no_rows")
    db.session.flush()
    reader = Reader(actor, statement, sheet.header.width)
    _count(statement, *reader.keep(reader.read(rows)))
    if statement.content is not None and not _layout(actor, statement.channel):
        _remember(actor, statement, {match.index: match.field or "" for match in matches_of(statement)})
    finish(actor, statement)


def _count(statement: BankStatement, fresh: int, seen: int) -> None:
    statement.row_count += fresh
    statement.seen_count += seen


def _refuse_same(actor: Actor, sha256: bytes) -> None:
    gone = (StatementState.UNDONE, StatementState.FAILED)
    same = actor.sees(BankStatement).where(BankStatement.sha256 == sha256, BankStatement.state.not_in(gone))
    earlier = db.session.scalars(same.order_by(BankStatement.id.desc())).first()
    if earlier is not None:
        day = clock.in_wib(earlier.created_at).date()
        raise Refused.because("statement.same_file", "file", title=earlier.title, day=day)


def _layout(actor: Actor, channel: str) -> BankLayout | None:
    return db.session.scalars(actor.sees(BankLayout).where(BankLayout.channel == channel)).one_or_none()


def _remember(actor: Actor, statement: BankStatement, fields: Mapping[int, str]) -> None:
    layout = _layout(actor, statement.channel)
    if layout is None:
        layout = BankLayout(branch_id=actor.branch_id, channel=statement.channel, mapping={})
        db.session.add(layout)
    keys = {match.index: match.key for match in matches_of(statement)}
    layout.mapping = dict(layout.mapping) | {keys[at]: field for at, field in fields.items() if at in keys}
    layout.updated_at = clock.now()
    db.session.flush()
