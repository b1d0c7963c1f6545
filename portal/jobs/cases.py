"""The clocks of accident cases: an alarm for each turn, and every case that is due when one rings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.jobs.registry import handler
from portal.jobs.work import Work
from portal.services import case_reports, cases


@handler(cases.PRESS)
def press(work: Work) -> Mapping[str, Any] | None:
    """Some cases a chunk. What was pressed for is not due again, so a restart simply goes on."""
    while True:
        with work.chunk():
            pressed = case_reports.press()
        if not pressed:
            return None
