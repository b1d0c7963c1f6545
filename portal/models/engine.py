"""Everything that differs between SQLite and PostgreSQL stands in this file.

SQLite loses updates silently unless a transaction that will write says so at its beginning, hence BEGIN IMMEDIATE;
a transaction that only reads (GET, HEAD) says BEGIN and never waits for a writer.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    Column,
    Connection,
    Dialect,
    Engine,
    Insert,
    Select,
    SQLColumnExpression,
    String,
    Table,
    Uuid,
    event,
    inspect,
    literal,
)
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from portal.models.columns import Sealed

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # this database is also a money ledger: an answer given is an answer kept
    "busy_timeout=15000",
    "foreign_keys=ON",
    "cache_size=-32768",
    "mmap_size=67108864",  # what is mapped counts as memory of each process
    "temp_store=MEMORY",
)

_reading: ContextVar[bool] = ContextVar("reading", default=False)


def options(url: str, *, threads: int) -> dict[str, Any]:
    """Engine options: the pool is as wide as the threads that may hold a connection.

    Errors quote no parameters: a name or an address would end up in whatever prints a traceback.
    """
    if url.startswith("sqlite"):
        return {
            "hide_parameters": True,
            "connect_args": {"timeout": 15, "check_same_thread": False},
            "pool_size": threads,
            "max_overflow": 8,
        }
    return {
        "hide_parameters": True,
        "connect_args": {"prepare_threshold": None},  # PgBouncer in transaction mode keeps no prepared statement
        "pool_size": min(threads, 20),
        "max_overflow": threads,
        "pool_pre_ping": True,
    }


def prepare(engine: Engine) -> None:
    """Teach an engine its manners; called once for each."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def on_connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(f"pragma {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if _reading.get() else "BEGIN IMMEDIATE")


@contextmanager
def reading() -> Iterator[None]:
    """Transactions begun within only read."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


@contextmanager
def writing() -> Iterator[None]:
    """Transactions begun within may write, whatever those around them do."""
    token = _reading.set(False)
    try:
        yield
    finally:
        _reading.reset(token)


def only_reads(yes: bool) -> None:
    """For a request whose end is elsewhere: says whether the transactions begun in it only read."""
    _reading.set(yes)


def insert_many(
    session: Session, model: type[DeclarativeBase], columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> int:
    """Insert rows of Python values the fastest way the engine knows: COPY on PostgreSQL, executemany on SQLite.

    Values pass through the columns' types (sealed, months, rupiah …), in the caller's transaction.
    Only the door for bulk writes in `access/audit.py` calls this.
    """
    if not rows:
        return 0
    table = cast(Table, model.__table__)
    connection = session.connection()
    driver = connection.connection.driver_connection
    assert driver is not None
    ready = zip(
        *(
            _bound(table.c[name], connection.dialect, values)
            for name, values in zip(columns, zip(*rows, strict=True), strict=True)
        ),
        strict=True,
    )
    names = ", ".join(f'"{name}"' for name in columns)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(columns))
        with _told_as_ours(connection):
            driver.executemany(f'insert into "{table.name}" ({names}) values ({marks})', ready)  # noqa: S608
        return len(rows)
    copying = f'copy "{table.name}" ({names}) from stdin'
    with _told_as_ours(connection), driver.cursor() as cursor, cursor.copy(copying) as copy:
        for row in ready:
            copy.write_row(row)
    return len(rows)


def update_many(
    session: Session, model: type[DeclarativeBase], columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> int:
    """Give many rows values of their own, each found by the first of `columns`: one statement on PostgreSQL, whose
    triggers run once for all of them, executemany on SQLite.

    As `insert_many`: values of Python, in the caller's transaction, and by the one door for bulk writes.
    """
    if not rows:
        return 0
    table = cast(Table, model.__table__)
    connection = session.connection()
    driver = connection.connection.driver_connection
    assert driver is not None
    ready = [
        list(_bound(table.c[name], connection.dialect, values))
        for name, values in zip(columns, zip(*rows, strict=True), strict=True)
    ]
    key, *others = columns
    with _told_as_ours(connection):
        if connection.dialect.name == "sqlite":
            sets = ", ".join(f'"{name}" = ?' for name in others)
            values = zip(*ready[1:], ready[0], strict=True)
            driver.executemany(f'update "{table.name}" set {sets} where "{key}" = ?', values)  # noqa: S608
        else:
            sets = ", ".join(f'"{name}" = given."{name}"' for name in others)
            names = ", ".join(f'"{name}"' for name in columns)
            lists = ", ".join(f"%s::{table.c[name].type.compile(connection.dialect)}[]" for name in columns)
            driver.execute(
                f'update "{table.name}" set {sets} from unnest({lists}) as given ({names}) '  # noqa: S608
                f'where "{table.name}"."{key}" = given."{key}"',
                ready,
            )
    return len(rows)


@contextmanager
def _told_as_ours(connection: Connection) -> Iterator[None]:
    """What the driver raises, as SQLAlchemy raises it elsewhere: a row that is there already is an `IntegrityError`.
    The rows stay out of it, since they are personal data."""
    ours = connection.dialect.loaded_dbapi.Error
    try:
        yield
    except ours as error:
        raise DBAPIError.instance("bulk insert", None, error, ours) from None


def _bound(column: Column[Any], dialect: Dialect, values: Iterable[Any]) -> Iterable[Any]:
    """A column's values as the driver takes them.

    The same object is bound once, for in many rows most columns hold few; a sealed one anew each time, since no two
    seals may be alike.
    """
    bind = column.type.dialect_impl(dialect).bind_processor(dialect)
    if bind is None:
        return values
    if isinstance(column.type, Sealed):
        return map(bind, values)
    return _bound_once(bind, values)


def _bound_once(bind: Callable[[Any], Any], values: Iterable[Any]) -> Iterator[Any]:
    known: dict[int, Any] = {}
    for value in values:
        key = id(value)
        if key not in known:
            known[key] = bind(value)
        yield known[key]


class Aside(FunctionElement[Any]):
    """A column whose value counts, and by which rows are not to be looked up: another condition is narrower.

    SQLite takes the first of two ranges it meets, whichever is narrower, unless a ``+`` keeps it from this one.
    PostgreSQL chooses by what it knows of the column, and must not be kept from knowing it.
    """

    name = "aside"
    inherit_cache = True

    def __init__(self, column: Any) -> None:
        super().__init__(column)
        self.type = column.type


@compiles(Aside)
def _plain(element: Aside, compiler: SQLCompiler, **options: Any) -> str:
    return str(compiler.process(element.clauses, **options))


@compiles(Aside, "sqlite")
def _kept_from_indexes(element: Aside, compiler: SQLCompiler, **options: Any) -> str:
    return f"+{_plain(element, compiler, **options)}"


def skip_locked(session: Session) -> dict[str, Any]:
    """How a claim passes over rows that another worker holds; SQLite has one writer and needs nothing."""
    return {"skip_locked": True} if session.get_bind().dialect.name == "postgresql" else {}


def refresh_statistics(session: Session) -> None:
    """Let SQLite look at its tables once a day; without it the planner scans where it could look up. PostgreSQL
    does so by itself."""
    if session.get_bind().dialect.name == "sqlite":
        connection = session.connection()
        connection.exec_driver_sql("pragma analysis_limit=400")
        connection.exec_driver_sql("analyze")


def one_moment(session: Session) -> None:
    """All that this transaction reads is how things stand now, whatever others commit meanwhile; said before it reads
    anything. SQLite does so by itself."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def insert_new(session: Session, model: type[DeclarativeBase], row: dict[str, Any]) -> bool:
    """Insert a row unless one with its key stands there; says whether it was new."""
    # Asked of the row itself: psycopg counts -1 rows for such an insert, whether or not there was one.
    key = inspect(model).primary_key
    inserted = _upsert(session, model).values(row).on_conflict_do_nothing().returning(*key)
    return session.execute(inserted).first() is not None


def copying_new(session: Session, model: type[DeclarativeBase], columns: Sequence[str], rows: Select[Any]) -> Insert:
    """An INSERT … SELECT that passes over rows whose key stands there. Rather than `NOT EXISTS`, which PostgreSQL
    answers for each row by a look through the whole table while it believes the table empty."""
    copied = _upsert(session, model).from_select(list(columns), rows)
    return cast(Insert, copied.on_conflict_do_nothing(index_elements=inspect(model).primary_key))


def _upsert(session: Session, model: type[DeclarativeBase]) -> Any:
    insert = postgres_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    return insert(cast(Table, model.__table__))


class Twin(FunctionElement[UUID]):
    """The id of a row that follows from another's: that of the other, four digits of it (the version's and those
    behind it) replaced by a mark. `models.base.twin` says the same of ids at hand."""

    name = "twin"
    inherit_cache = True

    type = Uuid()

    def __init__(self, id_: SQLColumnExpression[UUID], mark: str) -> None:
        super().__init__(id_, literal(mark, String))


@compiles(Twin)
def _marked(element: Twin, compiler: SQLCompiler, **options: Any) -> str:
    id_, mark = (compiler.process(each, **options) for each in element.clauses)
    return f"cast(overlay(cast({id_} as text) placing {mark} from 15 for 4) as uuid)"


@compiles(Twin, "sqlite")
def _marked_text(element: Twin, compiler: SQLCompiler, **options: Any) -> str:
    id_, mark = (compiler.process(each, **options) for each in element.clauses)
    again = compiler.process(next(iter(element.clauses)), **options)
    return f"substr({id_}, 1, 12) || {mark} || substr({again}, 17)"


#: All lots of a sum but the folded one, put into it; SQLite writes no others.
_FOLDING = """
    with gone as (delete from gauge where lot <> 0 returning owner_id, what, key, count, amount)
    insert into gauge (owner_id, what, key, lot, count, amount)
    select owner_id, what, key, 0, sum(count), sum(amount) from gone group by owner_id, what, key order by 1, 2, 3
    on conflict (owner_id, what, key, lot)
    do update set count = gauge.count + excluded.count, amount = gauge.amount + excluded.amount
"""


def fold_gauges(session: Session) -> int:
    """Fold what finished transactions added to the sums of `Gauge`; how many sums changed."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        return 0
    return int(connection.exec_driver_sql(_FOLDING).rowcount)
