"""A real portal and a real Chromium, once for all stories of a process; visitors as many as a story wants."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Browser, sync_playwright

from tests.browsers import launch
from tests.cast import Cast
from tests.stories import house as houses
from tests.stories.eyes import Eyes
from tests.stories.house import House
from tests.stories.visitor import Visitor

Visit = Callable[..., Visitor]


def in_this_process(begins: str) -> tuple[Any, Any]:
    """The two fixtures of a story that moves the clock: `now` begins there and ticks, and the `house` lives by it.

    ``now, house = in_this_process("2026-11-21 03:00:00+00:00")``
    """

    @pytest.fixture
    def now() -> Iterator[time_machine.Coordinates]:
        with time_machine.travel(begins, tick=True) as found:
            yield found

    @pytest.fixture
    def house(now: time_machine.Coordinates, app: Flask, cast: Cast) -> Iterator[House]:
        with houses.within(app, cast) as found:
            yield found

    return now, house


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with houses.opened(tmp_path_factory.mktemp("house")) as found:
        yield found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def eyes(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Eyes]:
    run = tmp_path_factory.getbasetemp()
    seen = (run.parent if "PYTEST_XDIST_WORKER" in os.environ else run) / "seen"
    seen.mkdir(exist_ok=True)
    found = Eyes(chromium, seen)
    yield found
    found.write_down()


@pytest.fixture
def visit(house: House, chromium: Browser, eyes: Eyes, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """`visit(width=360, js=False)`: somebody opens a browser; all are closed, and judged, when the story is over."""
    here: list[Visitor] = []
    story = request.module.__name__.rpartition("test_")[2].replace("_", "-")

    def visitor(*, width: int = 1280, js: bool = True, at_home: bool = False) -> Visitor:
        """`at_home` by the name localhost: passkeys know no address of numbers."""
        address = house.address.replace("127.0.0.1", "localhost") if at_home else house.address
        here.append(Visitor(chromium, eyes, address, width=width, js=js, story=story))
        return here[-1]

    yield visitor
    for each in here:
        each.leaves()
