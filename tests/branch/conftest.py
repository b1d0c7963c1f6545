"""The branch's tests happen in one November."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    """Before the waves of these tests, so that due days and first days lie ahead whenever they run."""
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True):
        yield
