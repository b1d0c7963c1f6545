"""Attempts are counted exactly, whoever counts, and apart from the main database."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from portal.web.limits import Limits
from tests import databases


@pytest.fixture
def limits(tmp_path: Path) -> Iterator[Limits]:
    url = databases.fresh_database(tmp_path)
    made = Limits(f"sqlite:///{tmp_path / 'limits.sqlite3'}" if url.startswith("sqlite") else url)
    yield made
    made.storage.engine.dispose()  # type: ignore[attr-defined]
    databases.forget(url)


def test_the_fifth_is_free_and_the_sixth_is_one_too_many(limits: Limits) -> None:
    assert [limits.hit("5/hour", "sari") for _ in range(6)] == [True] * 5 + [False]
    assert not limits.allows("5/hour", "sari")
    assert limits.allows("5/hour", "rina")
    assert 0 < limits.seconds_left("5/hour", "sari") <= 3600


def test_asking_counts_nothing_and_clearing_forgets(limits: Limits) -> None:
    for _ in range(10):
        assert limits.allows("1/hour", "sari")
    limits.hit("1/hour", "sari")
    assert not limits.allows("1/hour", "sari")
    limits.clear("1/hour", "sari")
    assert limits.allows("1/hour", "sari")


def test_the_window_ends(limits: Limits) -> None:
    start = datetime(2027, 1, 4, 2, 0, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        assert [limits.hit("2/hour", "sari") for _ in range(3)] == [True, True, False]
    with time_machine.travel(start + timedelta(minutes=61), tick=False):
        assert limits.hit("2/hour", "sari")
        assert limits.storage.forget_ended() == 0
    with time_machine.travel(start + timedelta(hours=5), tick=False):
        assert limits.storage.forget_ended() == 1


def test_many_at_once_are_all_counted(limits: Limits) -> None:
    outcomes: list[bool] = []

    def knock() -> None:
        outcomes.extend(limits.hit("20/hour", "sari") for _ in range(10))

    threads = [threading.Thread(target=knock) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == [False] * 20 + [True] * 20


@pytest.mark.unit
def test_new_counters_that_another_is_just_opening_are_waited_for(tmp_path: Path) -> None:
    """Beside somebody who writes to it SQLite changes no file to WAL, and says so at once, whatever the timeout."""
    file = tmp_path / "new.sqlite3"
    with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as other:
        for statement in ("create table another (one)", "begin immediate"):
            other.execute(statement)
        done = threading.Timer(0.2, other.execute, ["commit"])
        done.start()
        made = Limits(f"sqlite:///{file}")
        assert made.hit("20/hour", "sari")
        made.storage.engine.dispose()  # type: ignore[attr-defined]
        done.join()
