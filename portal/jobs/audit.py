"""The record of a branch looked through, line by line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.jobs.registry import handler
from portal.jobs.work import Work
from portal.services import chains


@handler(chains.VERIFY)
def verify(work: Work) -> Mapping[str, Any] | None:
    """Goes on after the last line that a killed worker looked at."""
    chain, over = str(work.branch_id), False
    at = chains.resumed(chain, work.result.get("last", 0))
    while not over:
        found, at, over = chains.step(chain, at)
        kept = work.result.get("breaks", []) + [each.kept() for each in found]
        work.result |= {"last": at.last, "breaks": kept[: chains.MOST_BREAKS]}
        with work.chunk(done=at.last, total=max(work.total or 0, at.last)):
            pass
    return None
