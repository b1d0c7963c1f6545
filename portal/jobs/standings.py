"""The standings of members that change with the day: arrears that begin, cover that lapses, birthdays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.jobs.registry import handler
from portal.jobs.work import Work
from portal.services import standings


@handler("standings.turn")
def turn(work: Work) -> Mapping[str, Any] | None:
    """Everybody whose day has come, some thousands a chunk. What a chunk turned is not due again, so a restart
    simply goes on."""
    while True:
        with work.chunk():
            turned = standings.turn()
        if not turned:
            return None
