"""What every test can ask for.

    app      the portal on a fresh migrated database of this run's engine, its context pushed for the test:
             read with `actor.sees(…)` at once, write inside `with transaction():`
    cast     Sari, Budi, Wahyu, Rina, Hasan, Mira, Yanto, Agus, Euis, Ratna, Dewi, Joko, Tono and their offices
             (tests/cast.py);
             `cast.sari.actor()` for services
    sari, budi, wahyu, rina, hasan, mira, yanto, agus, euis, ratna, dewi, joko, tono
             their browsers, signed in (tests/browser.py):
                 page = sari.get("/sekolah/gelombang/")           status 200 unless said, every page judged
                 done = sari.submit(page, "/gelombang/", {"name": "PKL"})   fills in the real form that stands there
                 done = sari.post(url, {…})                       status 303 unless said; CSRF and key ride along
                 part = sari.htmx_post(url, {…})                  as htmx asks; status 200 unless said
                 sari.follow(done)                                where it sent to
    anonymous   a browser of nobody; `browser(person)` signs anyone in, `sari.twin()` is a second tab or thread
    worker   runs what was asked for: `worker.drain()`
    mailbox  mail goes out, to a mailbox of the house
    queries  `with queries() as seen: …; len(seen)` counts statements
Makers of waves, rows and people stand in tests/make. Nothing here replaces a part of the portal by another.
"""

from __future__ import annotations

import contextvars
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from flask import Flask, session
from jinja2 import BytecodeCache, FileSystemBytecodeCache
from sqlalchemy import event

from portal.config import Settings
from portal.models import User, db, engine, sealing
from portal.models.transaction import transaction
from tests import databases
from tests.browser import Browser
from tests.cast import Cast, Person


def pytest_configure(config: pytest.Config) -> None:
    # Workers share what their parent began; a run in one process begins when the first test wants a database.
    if getattr(config.option, "numprocesses", None) and config.option.markexpr != "unit":
        databases.begin()


@pytest.fixture(scope="session")
def assets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published files, compressed once for all tests."""
    return tmp_path_factory.mktemp("published") / "assets"


@pytest.fixture(scope="session")
def compiled(pytestconfig: pytest.Config) -> BytecodeCache:
    """Templates, compiled once for all runs though each process has apps of its own; it knows what has changed."""
    cache: pytest.Cache = pytestconfig.cache  # type: ignore[assignment]
    return FileSystemBytecodeCache(str(cache.mkdir("templates")))


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Path, assets: Path) -> Iterator[Settings]:
    """An installation of its own: database, keys and counters in the test's folder."""
    instance = tmp_path / "instance"
    _furnish(instance, assets)
    url = databases.fresh_database(tmp_path, peopled="cast" in request.fixturenames)
    yield _settings(instance, url)
    databases.forget(url)
    shutil.rmtree(instance, ignore_errors=True)


@pytest.fixture(scope="session")
def standing(
    tmp_path_factory: pytest.TempPathFactory, assets: Path, compiled: BytecodeCache
) -> Callable[[bool], Flask]:
    """The portal that most tests share, one in a process, each with a fresh database under it: to put a portal
    together costs more than most tests."""
    folder = tmp_path_factory.mktemp("standing")
    _furnish(folder / "instance", assets)
    name = f"gandeng_{folder.name}_{os.getpid()}"
    url = databases.put_back(folder, name)
    portal = _assembled(_settings(folder / "instance", url), compiled)
    config, keys = dict(portal.config), sealing.ring()

    def cleared(peopled: bool) -> Flask:
        databases.put_back(folder, name, peopled=peopled)
        portal.config.clear()
        portal.config.update(config)
        sealing.use(keys)  # another test's portal had its own
        return portal

    return cleared


@pytest.fixture
def app(request: pytest.FixtureRequest, compiled: BytecodeCache) -> Iterator[Flask]:
    """The portal on a fresh database; one of its own for who asks for `settings` or for `unserved`."""
    if own := {"settings", "unserved"} & set(request.fixturenames):
        portal = _assembled(request.getfixturevalue("settings"), compiled)
    else:
        portal = request.getfixturevalue("standing")("cast" in request.fixturenames)
    with portal.app_context():
        engine.only_reads(True)
        yield portal
        db.session.remove()
        db.engine.dispose()
    if counters := portal.extensions.get("gandeng-limits"):
        counters.storage.engine.dispose() if own else counters.storage.reset()
    if own:
        databases.forget(portal.config["SQLALCHEMY_DATABASE_URI"])


@pytest.fixture
def unserved() -> None:
    """Asks for an app that has not served yet, so that a test may add rooms to it."""


def _furnish(instance: Path, assets: Path) -> None:
    instance.mkdir(mode=0o700)
    assets.mkdir(exist_ok=True)
    (instance / "assets").symlink_to(assets)
    databases.lay_keys(instance)


def _settings(instance: Path, url: str) -> Settings:
    return Settings(
        instance=instance, DATABASE_URL=url, limits_url=f"sqlite:///{instance / 'limits.sqlite3'}", web_threads=8
    )


def _assembled(settings: Settings, compiled: BytecodeCache) -> Flask:
    from portal.app import create_app  # here: a test of a rule or a value loads no portal

    portal = create_app(settings)
    portal.config["PROPAGATE_EXCEPTIONS"] = True
    portal.jinja_env.bytecode_cache = compiled
    return portal


@pytest.fixture
def cast(app: Flask) -> Cast:
    return databases.known_cast()


@pytest.fixture
def anonymous(app: Flask) -> Browser:
    return Browser(app)


@pytest.fixture
def browser(app: Flask) -> Callable[[Person], Browser]:
    """Signs a person in, in a browser of their own, as the door does when it has believed them."""

    def signed_in(person: Person) -> Browser:
        found = Browser(app)
        db.session.rollback()
        cookies = contextvars.Context().run(_let_in, app, person)
        for cookie in cookies:
            name, _, value = cookie.partition(";")[0].partition("=")
            found.client.set_cookie(name, value)
        return found

    return signed_in


def _let_in(app: Flask, person: Person) -> list[str]:
    from portal.accounts.sessions import enter, proved

    with app.test_request_context("/masuk", method="POST"), transaction():
        entered = enter(db.session.get_one(User, person.user_id))
        if entered.unproved:
            proved(entered)
        answer = app.make_response("")
        app.session_interface.save_session(app, session, answer)
        return answer.headers.getlist("Set-Cookie")


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


@pytest.fixture
def yanto(cast: Cast, browser: Callable[[Person], Browser]) -> Browser:
    return browser(cast.yanto)


@pytest.fixture
def agus(cast: Cast, browser: Callable[[Person], Browser]) -> Browser:
    return browser(cast.agus)


@pytest.fixture
def euis(cast: Cast, browser: Callable[[Person], Browser]) -> Browser:
    return browser(cast.euis)


@pytest.fixture
def ratna(cast: Cast, browser: Callable[[Person], Browser]) -> Browser:
    return browser(cast.ratna)


@pytest.fixture
def dewi(cast: Cast, browser: Callable[[Person], Browser]) -> Browser:
    return browser(cast.dewi)


@pytest.fixture
def joko(cast: Cast, browser: Callable[[Person], Browser]) -> Browser:
    return browser(cast.joko)


@pytest.fixture
def tono(cast: Cast, browser: Callable[[Person], Browser]) -> Browser:
    return browser(cast.tono)


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
def mailbox(app: Flask) -> Iterator[None]:
    """Mail goes out, to a mailbox of the house."""
    from portal.services import messages

    before = messages.outlet()
    messages.use(messages.Mailbox())
    yield
    messages.use(before)


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
