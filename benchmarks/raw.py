"""The floor: rows that are ready as the driver wants them, put into their tables by one statement, without a rule."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from typing import Any

import psycopg
from psycopg.types.json import JsonDumper

from benchmarks.stages import path_of

Rows = tuple[tuple[str, ...], list[tuple[Any, ...]]]


def take(url: str, table: str, where: str = "true") -> Rows:
    """The columns and rows of a table as the driver gives them."""
    with closing(_connect(url)) as connection:
        cursor = connection.execute(f'select * from "{table}" where {where}')
        return tuple(column[0] for column in cursor.description), cursor.fetchall()


def insert(url: str, tables: dict[str, Rows]) -> None:
    """Put them back into another database, all in one transaction: executemany on SQLite, COPY on PostgreSQL."""
    with closing(_connect(url)) as connection:
        if isinstance(connection, sqlite3.Connection):
            connection.execute("begin immediate")
            for table, (columns, rows) in tables.items():
                connection.executemany(
                    f'insert into "{table}" ({_names(columns)}) values ({", ".join("?" * len(columns))})', rows
                )
            connection.execute("commit")
            return
        with connection.transaction(), connection.cursor() as cursor:
            for table, (columns, rows) in tables.items():
                with cursor.copy(f'copy "{table}" ({_names(columns)}) from stdin') as copy:
                    for row in rows:
                        copy.write_row(row)


def empty(url: str, table: str) -> None:
    with closing(_connect(url)) as connection:
        connection.execute(f'delete from "{table}"')


def _connect(url: str) -> Any:
    """A connection as durable as the portal's own."""
    if url.startswith("sqlite"):
        connection = sqlite3.connect(path_of(url), isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"pragma {pragma}")
        return connection
    server = psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True)
    server.adapters.register_dumper(dict, JsonDumper)
    return server


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)
