"""Was this person covered at that instant? One query among ten million paid months, against a query of nothing."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import func, literal, select, text

from benchmarks import crowds
from benchmarks.figures import Figure
from benchmarks.openings import statements
from benchmarks.stages import Stage
from portal.models import AskedBy, Contribution, db
from portal.models.transaction import transaction
from portal.services import cover_checks
from portal.services.cover_checks import Subject
from tests.cast import Cast
from tests.make import people

_NAME = "cover at an instant"
_MONTHS = Contribution.__table__.columns
#: An id that nobody has, as each database makes one.
_NEW_ID = {"postgresql": func.gen_random_uuid(), "sqlite": func.lower(func.hex(func.randomblob(16)))}
#: Different people asked about, one after the other.
_ASKED = 500
#: Seconds that a check may take where there is no way over a connection to compare with.
_SQLITE_BOUND = 0.005


def cover_checked(engine: str, *, insured: int = 500_000, months: int = 20, times: int = 2_000) -> list[Figure]:
    """So many people with so many paid months each; on SQLite, which serves a branch, a tenth of the people."""
    if engine == "sqlite":
        insured = max(1, insured // 10)
    stage = _stage(engine, insured, months)
    step = max(1, insured // _ASKED)
    subjects = [Subject(AskedBy.NIK, people.nik(number).digits) for number in range(0, insured, step)]
    try:
        with stage.open():
            asked = [(subject.way, subject.index) for subject in subjects]
            found = [len(cover_checks.rows(*each)) for each in asked]
            assert set(found) == {months + 1}
            with statements(stage) as seen:
                cover_checks.find(subjects[0])
            assert len(seen) == 1
            nothing = text("select 1")
            took = _medians(
                {
                    "check": lambda turn: cover_checks.rows(*asked[turn % len(asked)]),
                    "floor": lambda _turn: db.session.execute(nothing).all(),
                },
                times,
            )
    finally:
        stage.rest()
    check, count = took["check"], insured * months
    if engine == "sqlite":
        return [Figure("perisai", _NAME, engine, count, check * 1000, "ms", _SQLITE_BOUND * 1000)]
    return [
        Figure("perisai", _NAME, engine, count, check * 1000, "ms", 3, "SELECT 1 there", check / took["floor"]),
    ]


def _medians(deeds: dict[str, Callable[[int], Any]], times: int) -> dict[str, float]:
    """Seconds of each, in turns: such short ones are counted one by one."""
    seconds: dict[str, list[float]] = {name: [] for name in deeds}
    for turn in range(times + times // 10):
        for name, deed in deeds.items():
            began = time.perf_counter()
            deed(turn)
            if turn >= times // 10:
                seconds[name].append(time.perf_counter() - began)
    return {name: statistics.median(each) for name, each in seconds.items()}


def _stage(kind: str, insured: int, months: int) -> Stage:
    return crowds.kept(kind, f"cover_{insured}_{months}", lambda cast: _fill(cast, insured, months))


def _fill(cast: Cast, insured: int, months: int) -> None:
    """A crowd in which everybody paid the months before their own as well; the database makes them from what it has,
    since ten million take too long to be sent."""
    crowds.fill(cast, insured)
    for back in range(1, months):
        with transaction():
            crowds.hurry()
            connection = db.session.connection()
            made = {
                "id": _NEW_ID[connection.dialect.name],
                "month": literal(crowds.MONTH + -back, _MONTHS.month.type),
            }
            one = select(*(made.get(name, column) for name, column in _MONTHS.items()))
            own = one.where(_MONTHS.month == crowds.MONTH)
            connection.execute(Contribution.__table__.insert().from_select(list(_MONTHS.keys()), own))
    crowds.settle()
