"""How often something may be tried: counters in SQL, exact across processes, without another server.

They live in a file of their own on SQLite, so that a GET never waits for the main write lock. Limits are counted per
account and per office, never per address alone: a whole school sits behind one.
"""

from __future__ import annotations

import sqlite3
import time
from typing import Any

from flask import Flask, current_app
from limits import RateLimitItem, parse
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import (
    Column,
    Double,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    case,
    create_engine,
    delete,
    event,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateTable

from portal.config import Settings

#: Seconds that one waits for who counts at the same moment.
_PATIENCE = 5
_metadata = MetaData()
_counters = Table(
    "rate_limit",
    _metadata,
    Column("key", String(255), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("until", Double, nullable=False),
)


class SqlStorage(Storage):
    """Counters of the `limits` library in one table; on PostgreSQL an unlogged one."""

    STORAGE_SCHEME = ["gandeng-sql"]  # noqa: RUF012  (the library says how)

    def __init__(self, url: str, **options: Any) -> None:
        super().__init__(url, **options)
        self.engine = _engine(url)
        self.upsert = postgresql.insert if self.engine.dialect.name == "postgresql" else sqlite.insert
        with self.engine.connect() as connection:
            if self.engine.dialect.name == "postgresql":
                create = str(CreateTable(_counters, if_not_exists=True).compile(self.engine))
                connection.exec_driver_sql(create.replace("CREATE TABLE", "CREATE UNLOGGED TABLE", 1))
            else:
                connection.execute(CreateTable(_counters, if_not_exists=True))

    @property
    def base_exceptions(self) -> type[Exception]:
        return Exception

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        now = time.time()
        insert = self.upsert(_counters).values(key=key[:255], count=amount, until=now + expiry)
        ended = _counters.c.until <= now
        counted = insert.on_conflict_do_update(
            index_elements=["key"],
            set_={
                "count": case((ended, amount), else_=_counters.c.count + amount),
                "until": case((ended, now + expiry), else_=_counters.c.until),
            },
        ).returning(_counters.c.count)
        with self.engine.connect() as connection:
            return int(connection.execute(counted).scalar_one())

    def get(self, key: str) -> int:
        return int(self._one(select(_counters.c.count).where(_counters.c.until > time.time()), key) or 0)

    def get_expiry(self, key: str) -> float:
        return float(self._one(select(_counters.c.until), key) or time.time())

    def check(self) -> bool:
        return True

    def reset(self) -> int | None:
        with self.engine.connect() as connection:
            return connection.execute(delete(_counters)).rowcount

    def clear(self, key: str) -> None:
        with self.engine.connect() as connection:
            connection.execute(delete(_counters).where(_counters.c.key == key[:255]))

    def forget_ended(self) -> int:
        """Drop counters whose window ended; a daily task."""
        with self.engine.connect() as connection:
            return connection.execute(delete(_counters).where(_counters.c.until <= time.time())).rowcount

    def _one(self, query: Any, key: str) -> Any:
        with self.engine.connect() as connection:
            return connection.execute(query.where(_counters.c.key == key[:255])).scalar()


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url, isolation_level="AUTOCOMMIT", pool_size=5, max_overflow=20, pool_pre_ping=True)
    engine = create_engine(url, isolation_level="AUTOCOMMIT", connect_args={"timeout": _PATIENCE}, max_overflow=80)

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: object) -> None:
        _write_ahead(connection)
        connection.execute("pragma synchronous=OFF")

    return engine


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Into WAL mode. Where several open a new file at the same moment, SQLite refuses all but one of them at once,
    whatever its busy timeout: whoever is refused tries again."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            connection.execute("pragma journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return


class Limits:
    """Asked before and after an attempt; keys are fingerprints or ids, never what a person typed."""

    def __init__(self, url: str) -> None:
        self.storage = SqlStorage(url)
        self.strategy = FixedWindowRateLimiter(self.storage)

    def allows(self, limit: str, *keys: str) -> bool:
        """Whether another attempt is free; counts nothing."""
        return self.strategy.test(_parsed(limit), *keys)

    def hit(self, limit: str, *keys: str) -> bool:
        """Count an attempt; False when it was one too many."""
        return self.strategy.hit(_parsed(limit), *keys)

    def clear(self, limit: str, *keys: str) -> None:
        self.strategy.clear(_parsed(limit), *keys)

    def seconds_left(self, limit: str, *keys: str) -> int:
        """Until the window ends and attempts are free again."""
        return max(1, round(self.strategy.get_window_stats(_parsed(limit), *keys).reset_time - time.time()))


def _parsed(limit: str) -> RateLimitItem:
    return parse(limit)


def limits() -> Limits:
    """The counters of this installation."""
    found = current_app.extensions["gandeng-limits"]
    if found is None:
        found = current_app.extensions["gandeng-limits"] = Limits(current_app.config["SETTINGS"].limits())
    return found  # type: ignore[no-any-return]


def init_app(app: Flask, settings: Settings) -> None:
    app.extensions["gandeng-limits"] = None
    settings.instance.mkdir(parents=True, exist_ok=True, mode=0o700)
