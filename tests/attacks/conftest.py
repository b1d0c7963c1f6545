"""What the attacks share."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from tests.cast import Cast
from tests.make import journey


@pytest.fixture
def wave(cast: Cast) -> UUID:
    """Sari's wave of January to March 2027."""
    return journey.wave(cast.sari, start=date(2027, 1, 4), end=date(2027, 3, 31)).wave
