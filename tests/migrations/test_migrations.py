"""Up, down and up again, with a row in every table; and the head is what the models say."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Column, Integer, MetaData, create_engine, func, inspect, select
from sqlalchemy.engine import Engine

from portal.models import Base
from tests import databases
from tests.make.rows import one_in_each

Command = Callable[..., str]


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    made = databases.fresh_database(tmp_path)
    yield made
    databases.forget(made)


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    made = create_engine(url)
    yield made
    made.dispose()


@pytest.fixture
def migrate(url: str, tmp_path: Path) -> Command:
    def run(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", "db", *arguments],
            cwd=databases.ROOT,
            env=databases.environment(url, tmp_path) | {"PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    return run


def reflected(engine: Engine) -> MetaData:
    """The schema as it stands in the database, the migrations' own table left out."""
    found = MetaData()
    found.reflect(engine, only=lambda name, _: name not in {"alembic_version", "rate_limit"})
    return found


#: Sums, which the database itself keeps of other tables' rows, and so has more rows of.
SUMS = {"gauge"}


def counts(engine: Engine, metadata: MetaData) -> dict[str, int]:
    """How many rows each table has; of sums, whether there are any."""
    with engine.connect() as connection:
        found = {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in metadata.sorted_tables
        }
    return {name: min(count, 1) if name in SUMS else count for name, count in found.items()}


def differences(engine: Engine, metadata: MetaData) -> list[object]:
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_name": lambda name, *_: name != "rate_limit"}
        )
        return list(compare_metadata(context, metadata))


def test_the_head_is_what_the_models_say(app: Flask, engine: Engine) -> None:
    assert differences(engine, Base.metadata) == []


def test_the_comparison_sees_a_forgotten_column(app: Flask, engine: Engine) -> None:
    planted = MetaData()
    for table in Base.metadata.sorted_tables:
        table.to_metadata(planted)
    planted.tables["wave"].append_column(Column("forgotten", Integer))
    found = differences(engine, planted)
    assert "forgotten" in str(found)
    assert len(found) == 1


def test_down_and_up_again_with_data_in_every_table(engine: Engine, migrate: Command) -> None:
    head = reflected(engine)
    assert set(head.tables) == set(Base.metadata.tables)
    with engine.begin() as connection:
        one_in_each(connection, reflected(engine))
    assert set(counts(engine, head).values()) == {1}
    script = ScriptDirectory(str(databases.ROOT / "migrations"))
    migrate("downgrade", str(script.get_base()))  # one step after the other
    first = reflected(engine)
    migrate("upgrade", "head")
    assert set(counts(engine, first).values()) == {1}, "a step down and up again lost rows"
    migrate("downgrade", "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version", "rate_limit"}
    migrate("upgrade", "head")
    assert differences(engine, Base.metadata) == []
    with engine.begin() as connection:
        one_in_each(connection, reflected(engine))
    assert set(counts(engine, reflected(engine)).values()) == {1}


def test_running_them_twice_is_running_them_once(engine: Engine, migrate: Command) -> None:
    with engine.begin() as connection:
        one_in_each(connection, reflected(engine))
    migrate("upgrade")
    assert set(counts(engine, reflected(engine)).values()) == {1}


@pytest.mark.unit
def test_one_line_of_dated_steps_without_our_own_types() -> None:
    script = ScriptDirectory(str(databases.ROOT / "migrations"))
    assert len(script.get_heads()) == 1
    for revision in script.walk_revisions():
        path = Path(revision.path)
        assert re.fullmatch(r"\d{4}_\d{2}_\d{2}_[a-z0-9_]+\.py", path.name), path.name
        text = path.read_text()
        assert "import portal" not in text, f"{path.name} would break when the code moves on"
        assert "from portal" not in text, path.name
        assert "def downgrade() -> None:" in text
