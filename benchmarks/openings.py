"""Pages that somebody opens, among few and among many: how many queries one takes, and how long."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Select, event

from benchmarks.bare import bare_app
from benchmarks.figures import Figure, compared
from benchmarks.stages import Stage
from benchmarks.visitors import Answer, Visitor
from portal.models import db

#: How far apart the time may be among few and among many.
SPREAD = 1.2
#: How much more than a bare page a page may take.
OVERHEAD = 3

Open = Callable[[], Answer]


def among(
    area: str,
    name: str,
    engine: str,
    many: int,
    few: int,
    small: tuple[Stage, Open],
    large: tuple[Stage, Open],
    times: int,
) -> list[Figure]:
    """The same place with few and with many people in the database: queries and time."""
    asked, asked_by_few = _queries(*large), _queries(*small)
    seconds = compared(
        {"few": lambda: small[1]().seconds, "many": lambda: large[1]().seconds}, times=times, warm=times // 10
    )
    to = f"among {few:,} people"
    ratio = seconds["many"] / seconds["few"]
    return [
        Figure(area, f"{name}, queries", engine, many, asked, "queries", 1, to, asked / asked_by_few),
        Figure(area, f"{name}, time", engine, many, 1_000 * seconds["many"], "ms", SPREAD, to, ratio),
    ]


def against_bare(
    area: str, name: str, engine: str, n: int, stage: Stage, opened: Open, query: Select[Any], times: int
) -> Figure:
    """The page against the least a page of the same rows and the same bytes can cost."""
    bare = bare_app(stage.url, query, len(opened().body))
    nobody = Visitor(bare)
    seconds = compared(
        {"page": lambda: opened().seconds, "bare": lambda: nobody.get("/").seconds}, times=times, warm=times // 10
    )
    ratio = seconds["page"] / seconds["bare"]
    return Figure(
        area, f"{name}, server", engine, n, 1_000 * seconds["page"], "ms", OVERHEAD, "bare Flask view", ratio
    )


@contextmanager
def statements(stage: Stage) -> Iterator[list[str]]:
    """What the main database is sent meanwhile."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    with stage.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _queries(stage: Stage, opened: Open) -> int:
    """How many statements one answer takes, once the page was opened before."""
    opened()
    with statements(stage) as seen:
        opened()
    return len(seen)
