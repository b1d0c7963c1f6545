"""What every test can ask for.

    app      the portal on a fresh migrated database of this run's engine, its context pushed for the test:
             read with `actor.sees(…)` at once, write inside `with transaction():`
    cast     Sari, Budi, Wahyu, Rina, Hasan, Mira and their offices (tests/cast.py); `cast.sari.actor()` for services
    sari, budi, wahyu, rina, hasan, mira
             their browsers, signed in (tests/browser.py):
                 page = sari.get("/sekolah/gelombang/")           status 200 unless said, every page judged
                 done = sari.submit(page, "/gelombang/", {"name": "PKL"})   fills in the real form that stands there
                 done = sari.post(url, {…})                       status 303 unless said; CSRF and key ride along
                 part = sari.htmx_post(url, {…})                  as htmx asks; status 200 unless said
                 sari.follow(done)                                where it sent to
    anonymous   a browser of nobody; `browser(person)` signs anyone in, `sari.twin()` is a second tab or thread
    worker   runs what was asked for: `worker.drain()`
    queries  `with queries() as seen: …; len(seen)` counts statements
Makers of waves, rows and people stand in tests/make. Nothing here replaces a part of the portal by another.
"""

from __future__ import annotations

import contextvars
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import BytecodeCache, FileSystemBytecodeCache
from sqlalchemy import event

from portal.config import Settings
from portal.models import db, engine
from tests import databases
from tests.browser import Browser
from tests.cast import PASSWORD, Cast, Person, assemble


def pytest_configure(config: pytest.Config) -> None:
    # Workers share what their parent began; a run in one process begins when the first test wants a database.
    if getattr(config.option, "numprocesses", None) and config.option.markexpr != "unit":
        databases.begin()


@pytest.fixture(scope="session")
def assets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published files, compressed once for all tests."""
    return tmp_path_factory.mktemp("published") / "assets"


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> BytecodeCache:
    """Templates, compiled once for all tests though each has an app of its own."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("compiled")))


@pytest.fixture
def settings(tmp_path: Path, assets: Path) -> Iterator[Settings]:
    """An installation of its own: database, keys and counters in the test's folder."""
    instance = tmp_path / "instance"
    instance.mkdir(mode=0o700)
    assets.mkdir(exist_ok=True)
    (instance / "assets").symlink_to(assets)
    url = databases.fresh_database(tmp_path)
    yield Settings(
        instance=instance, DATABASE_URL=url, limits_url=f"sqlite:///{instance / 'limits.sqlite3'}", web_threads=8
    )
    databases.forget(url)
    shutil.rmtree(instance, ignore_errors=True)


@pytest.fixture
def app(settings: Settings, compiled: BytecodeCache) -> Iterator[Flask]:
    from portal.app import create_app  # here: a test of a rule or a value loads no portal

    portal = create_app(settings)
    portal.config["PROPAGATE_EXCEPTIONS"] = True
    portal.jinja_env.bytecode_cache = compiled
    with portal.app_context():
        engine.only_reads(True)
        yield portal
        db.session.remove()
        db.engine.dispose()
        if counters := portal.extensions.get("gandeng-limits"):
            counters.storage.engine.dispose()


@pytest.fixture
def cast(app: Flask) -> Cast:
    return assemble()


@pytest.fixture
def anonymous(app: Flask) -> Browser:
    return Browser(app)


@pytest.fixture
def browser(app: Flask) -> Callable[[Person], Browser]:
    """Signs a person in, in a browser of their own, at the portal's own door."""

    def signed_in(person: Person) -> Browser:
        found = Browser(app)
        found.post("/masuk", {"identifier": person.email, "password": PASSWORD})
        return found

    return signed_in


@pytest.fixture
def sari(cast: Cast, browser: Callable[[Person], Browser]) -> Browser:
    return browser(cast.sari)


@pytest.fixture
def budi(cast: Cast, browser: Callable[[Person], Browser]) -> Browser:
    return browser(cast.budi)


@pytest.fixture
def wahyu(cast: Cast, browser: Callable[[Person], Browser]) -> Browser:
    return browser(cast.wahyu)


@pytest.fixture
def rina(cast: Cast, browser: Callable[[Person], Browser]) -> Browser:
    return browser(cast.rina)


@pytest.fixture
def hasan(cast: Cast, browser: Callable[[Person], Browser]) -> Browser:
    return browser(cast.hasan)


@pytest.fixture
def mira(cast: Cast, browser: Callable[[Person], Browser]) -> Browser:
    return browser(cast.mira)


class Hand:
    """The worker of long work, in the test's own process and an empty context, as if it were another's."""

    def __init__(self, app: Flask) -> None:
        from portal.jobs.worker import Worker

        self._worker = Worker(app.app_context)

    def drain(self) -> int:
        """Run all that is due; how many jobs that was."""
        db.session.rollback()
        return contextvars.Context().run(self._worker.drain)


@pytest.fixture
def worker(app: Flask) -> Hand:
    return Hand(app)


@pytest.fixture
def queries(app: Flask) -> Callable[[], AbstractContextManager[list[str]]]:
    """Collects the statements that the main database was sent."""

    @contextmanager
    def counted() -> Iterator[list[str]]:
        seen: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            seen.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return counted
