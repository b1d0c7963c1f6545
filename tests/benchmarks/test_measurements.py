"""Every measurement measures something, and tells it in the one shape that programs read. How fast is not asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks import branch, figures, ormas, perisai, school, stages
from benchmarks.branch.home import home_of_a_branch
from benchmarks.branch.queues import queues_of_a_branch
from benchmarks.branch.sipp import workbooks
from benchmarks.branch.statements import matching, recording
from benchmarks.figures import Figure
from benchmarks.ormas.lists import lists_loaded, members_matched
from benchmarks.ormas.moves import units_moved
from benchmarks.ormas.pages import pages_of_a_coordinator
from benchmarks.perisai.cover import cover_checked
from benchmarks.perisai.ledger import months_closed
from benchmarks.perisai.phone import budgets as phone_budgets
from benchmarks.perisai.phone import registering_on_a_slow_phone
from benchmarks.school.cards import sheets_of_cards
from benchmarks.school.lists import budgets, people_of_a_school, rows_of_a_list
from benchmarks.school.rosters import long_readings, uploads
from benchmarks.school.sending import submissions_sent
from tests import databases

pytestmark = pytest.mark.once

SMALL: dict[Callable[..., list[Figure]], dict[str, int]] = {
    uploads: {"small": 20, "middle": 30, "times": 1},
    long_readings: {"rows": 50, "crowd": 60, "times": 1},
    submissions_sent: {"people": 5, "times": 1},
    people_of_a_school: {"few": 60, "many": 120, "times": 2},
    rows_of_a_list: {"rows": 60, "times": 2},
    budgets: {},
    sheets_of_cards: {"cards": 10, "times": 1},
    pages_of_a_coordinator: {"few": 600, "many": 1_200, "times": 2},
    units_moved: {"members": 600, "times": 1},
    lists_loaded: {"members": 60, "times": 1},
    members_matched: {"members": 20, "crowd": 60, "times": 1},
    phone_budgets: {},
    cover_checked: {"insured": 40, "months": 2, "times": 10},
    months_closed: {"agents": 3, "people": 4, "times": 1},
    matching: {"rows": 600, "bills": 60, "times": 1},
    recording: {"bills": 60, "few": 3, "times": 1},
    home_of_a_branch: {"few": 60, "many": 120, "times": 2},
    queues_of_a_branch: {"few": 60, "many": 120, "times": 2},
    workbooks: {"people": 30, "times": 1},
}
#: Takes a browser, which the stories already open on this very page.
WITH_A_BROWSER = {registering_on_a_slow_phone}
KEYS = {"area", "name", "engine", "n", "value", "unit", "ratio_to", "ratio", "bound", "met"}


@pytest.fixture(scope="module", autouse=True)
def data(tmp_path_factory: pytest.TempPathFactory, assets: Path) -> Iterator[None]:
    """What the measurements keep, kept apart from what people measured; files and schema are those of this run."""
    kept, stages.DATA = stages.DATA, tmp_path_factory.mktemp("data")
    (stages.DATA / "instance").mkdir()
    assets.mkdir(exist_ok=True)
    (stages.DATA / "instance" / "assets").symlink_to(assets)
    if databases.engine_kind() == "sqlite":
        stages.rename(databases.fresh_database(stages.DATA), f"empty_{stages.schema()}")
    yield
    stages.DATA = kept


def test_none_is_left_out() -> None:
    every = {*school.MEASUREMENTS, *ormas.MEASUREMENTS, *perisai.MEASUREMENTS, *branch.MEASUREMENTS}
    assert set(SMALL) == every - WITH_A_BROWSER


@pytest.mark.parametrize("measurement", SMALL, ids=lambda each: each.__name__)
def test_it_measures_something(measurement: Callable[..., list[Figure]], tmp_path: Path) -> None:
    with stages.silence():
        found = measurement("sqlite", **SMALL[measurement])
    assert found
    assert all(each.value > 0 and each.bound > 0 for each in found)
    figures.write(found, tmp_path / "results.json")
    read = json.loads((tmp_path / "results.json").read_text())
    assert len(read) == len(found)
    assert all(set(each) == KEYS for each in read)
    assert figures.table(found).count("\n") == len(found) + 1


def test_a_bound_is_of_the_ratio_where_there_is_one() -> None:
    figure = Figure("school", "x", "sqlite", 1, value=9.0, unit="s", bound=3)
    assert not figure.met
    assert Figure("school", "x", "sqlite", 1, value=9.0, unit="s", bound=3, ratio_to="y", ratio=2.0).met
    assert not Figure("school", "x", "sqlite", 1, value=1.0, unit="s", bound=3, ratio_to="y", ratio=3.1).met
    assert "MISSED" in figures.table([figure])
