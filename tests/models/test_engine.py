"""Two who write at once lose nothing, and who only reads never waits."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, select, update

from portal.config import Settings
from portal.models import AuditHead, LoginSession, db, engine
from portal.models.transaction import transaction
from tests import databases
from tests.cast import Cast

#: Reads a number and writes it one higher, the way an application does: in two statements.
_COUNT = """
import sys
from portal.app import create_app
from portal.config import Settings
from portal.models import AuditHead, db
from portal.models.transaction import transaction
from sqlalchemy import select
app = create_app(Settings())
with app.app_context():
    for _ in range(int(sys.argv[1])):
        with transaction() as session:
            found = session.scalars(select(AuditHead).where(AuditHead.chain == "count").with_for_update()).one()
            found.sequence = found.sequence + 1
"""


def test_four_processes_lose_no_update(app: Flask, settings: Settings, tmp_path: Path) -> None:
    with transaction() as session:
        session.add(AuditHead(chain="count", sequence=0, digest=bytes(32)))
    environment = databases.environment(app.config["SQLALCHEMY_DATABASE_URI"], settings.instance)
    counting = [
        subprocess.Popen([sys.executable, "-c", _COUNT, "40"], cwd=databases.ROOT, env=environment) for _ in range(4)
    ]
    assert [each.wait(timeout=100) for each in counting] == [0] * 4
    assert db.session.scalars(select(AuditHead.sequence).where(AuditHead.chain == "count")).one() == 160


def test_a_writer_says_so_at_the_beginning_and_a_reader_does_not(app: Flask, cast: Cast) -> None:
    """On SQLite, a transaction that reads first and writes later would lose what another wrote between."""
    said: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda _c, _x, statement, *_: said.append(statement))
    with transaction() as session:
        session.execute(select(AuditHead)).all()
        with engine.reading(), db.engine.connect() as reader:
            assert reader.execute(select(AuditHead.chain)).all(), "a reader waited for a writer"
    begun = [statement for statement in said if statement.startswith("BEGIN")]
    assert begun == (["BEGIN IMMEDIATE", "BEGIN"] if databases.engine_kind() == "sqlite" else [])


def test_a_reader_cannot_block_a_writer(app: Flask, cast: Cast) -> None:
    held, done = threading.Event(), threading.Event()
    failures: list[BaseException] = []

    def write() -> None:
        try:
            held.wait(10)
            with app.app_context(), transaction() as session:
                session.execute(update(LoginSession).values(device="lain"))
        except BaseException as error:
            failures.append(error)
        finally:
            done.set()

    thread = threading.Thread(target=write)
    thread.start()
    db.session.rollback()
    with engine.reading(), db.engine.connect() as reader:
        reader.execute(select(AuditHead)).all()
        held.set()
        assert done.wait(10), "a writer waited for a reader"
    thread.join(10)
    assert not failures


def test_what_a_transaction_began_and_did_not_end_is_not_there(app: Flask, cast: Cast) -> None:
    def stumble() -> None:
        with transaction() as session:
            session.add(AuditHead(chain="count", sequence=0, digest=bytes(32)))
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        stumble()
    assert not db.session.scalars(select(AuditHead).where(AuditHead.chain == "count")).all()
