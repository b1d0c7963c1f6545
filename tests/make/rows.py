"""One row in every table, made from the tables themselves: so that a migration is tried with data in all of them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Uuid,
)


def one_in_each(connection: Connection, metadata: MetaData) -> None:
    """Insert a row into every table of a reflected schema, whose types are the database's own."""
    made: dict[str, dict[str, Any]] = {}
    for table in metadata.sorted_tables:
        row = {column.name: _value(column, made) for column in table.columns if not _may_wait(column, made)}
        connection.execute(table.insert().values(row))
        made[table.name] = row


def _may_wait(column: Column[Any], made: dict[str, dict[str, Any]]) -> bool:
    """A reference round a circle stays empty."""
    return column.nullable and any(key.column.table.name not in made for key in column.foreign_keys)


def _value(column: Column[Any], made: dict[str, dict[str, Any]]) -> Any:
    for key in column.foreign_keys:
        return made[key.column.table.name][key.column.name]
    kind = column.type
    if isinstance(kind, Uuid):
        return uuid4()
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, Integer | BigInteger):
        return 1
    if isinstance(kind, DateTime):
        return datetime(2027, 1, 4, 9, 30, tzinfo=UTC)
    if isinstance(kind, Date):
        return date(2027, 1, 4)
    if isinstance(kind, LargeBinary):
        return bytes(32)
    if isinstance(kind, JSON):
        return {}
    if isinstance(kind, String):
        return "2027-01"[: kind.length or 7]
    raise AssertionError(f"no idea what to put into {column.table.name}.{column.name} ({kind!r})")
