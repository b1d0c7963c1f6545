"""What the sweeps share: a school with groups in every state, and the doors that lead to it."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.browser import Browser
from tests.cast import Cast
from tests.conventions.atlas import Door, World, doors


@pytest.fixture
def world(app: Flask, cast: Cast) -> World:
    return World.of(app, cast)


@pytest.fixture
def atlas(app: Flask) -> list[Door]:
    return doors(app)


@pytest.fixture
def visitors(
    sari: Browser, hasan: Browser, yanto: Browser, ratna: Browser, tono: Browser, anonymous: Browser
) -> dict[str, Browser]:
    """Who opens the pages of each portal."""
    return {
        "schools": sari,
        "accounts": sari,
        "ormas": yanto,
        "perisai": ratna,
        "clinic": tono,
        "branch": hasan,
        "public": anonymous,
        "sinners": sari,
    }
