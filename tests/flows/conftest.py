"""What the tests of shared resources share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from portal.services import messages


@pytest.fixture
def mailbox(app: Flask) -> Iterator[None]:
    """Mail goes out, to a mailbox of the house."""
    del app  # which has put its own in place by now
    before = messages.outlet()
    messages.use(messages.Mailbox())
    yield
    messages.use(before)
