"""The portal as it runs for people: gunicorn and the worker under their parent, on a database of their own."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from portal.access.permissions import Role
from portal.config import Settings
from portal.models import db
from portal.models.transaction import transaction
from portal.services import organisations
from tests import databases
from tests.cast import Cast, Person, assemble, newcomer

#: Seconds for the parent to bring its children up on a busy machine.
PATIENCE = 60


@dataclass(frozen=True)
class Staff:
    """A school of one story, and who works there."""

    school: str
    operator: Person
    reader: Person
    principal: Person


@dataclass(frozen=True)
class House:
    """Where it answers, who is known there, and a way to look into its records (`app`, of the test's own process)."""

    address: str
    cast: Cast
    app: Flask

    def school(self, name: str, *people: str) -> Staff:
        """A school more, so that no story meets another's; its operator, reader and principal, as far as named.

        Their first names make their e-mail addresses, so every story has names of its own.
        """
        roles = (Role.SCHOOL_OPERATOR, Role.SCHOOL_READER, Role.SCHOOL_PRINCIPAL)
        names = (*people, *(f"{name.replace(' ', '')}{at} Rekan" for at in range(len(people), len(roles))))
        npsn = f"{zlib.crc32(name.encode()) % 10**8:08}"
        with self.app.app_context(), transaction():
            school = organisations.register_school(self.cast.hasan.actor(), name=name, npsn=npsn)
            staff = [
                newcomer(person, role, self.cast.bandung, school.id)
                for person, role in zip(names, roles, strict=True)
            ]
            return Staff(name, *staff)


@contextmanager
def opened(folder: Path) -> Iterator[House]:
    """Serve a fresh database with the cast in it, until the block ends."""
    instance = folder / "instance"
    instance.mkdir(mode=0o700)
    url, port = databases.fresh_database(folder), _free_port()
    environment = databases.environment(url, instance) | {
        "GANDENG_PORT": str(port),
        "GANDENG_WEB_THREADS": "16",
        "GANDENG_WEB_PROCESSES": "1",
    }
    from portal.app import create_app

    limits = f"sqlite:///{instance / 'limits.sqlite3'}"
    app = create_app(Settings(instance=instance, DATABASE_URL=url, limits_url=limits, port=port))
    with app.app_context():
        cast = assemble()
        db.session.remove()
    log = folder / "serve.log"
    with log.open("wb") as out:
        parent = subprocess.Popen(
            [sys.executable, "-m", "portal.cli.serve"],
            cwd=databases.ROOT,
            env=environment | {"GANDENG_LIMITS_URL": limits},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_for(port, parent, log)
        yield House(f"http://127.0.0.1:{port}", cast, app)
    finally:
        parent.send_signal(signal.SIGTERM)
        try:
            parent.wait(40)
        except subprocess.TimeoutExpired:
            parent.kill()
            parent.wait()
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        databases.forget(url)
    assert "Traceback" not in (said := log.read_text()), said[-4000:]
    assert '"level": "error"' not in said, said[-4000:]


@contextmanager
def within(app: Flask, cast: Cast) -> Iterator[House]:
    """The portal in this very process, until the block ends: a story may move its clock (`time_machine`), and says
    itself when the worker works."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield House(f"http://127.0.0.1:{server.server_port}", cast, app)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Quiet(WSGIRequestHandler):
    """Keeps its connections, as a real server does, and writes no log of its own."""

    protocol_version = "HTTP/1.1"

    def log(self, *_: object) -> None:
        return


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def _wait_for(port: int, parent: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert parent.poll() is None, f"the portal did not start:\n{log.read_text()[-4000:]}"
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the portal did not answer within {PATIENCE} s:\n{log.read_text()[-4000:]}")
