"""What stands out, counted once a night for each branch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from portal.jobs.registry import handler
from portal.jobs.work import Work
from portal.models import Branch
from portal.services import sightings, signals


@handler(signals.LOOK)
def look(work: Work) -> Mapping[str, Any] | None:
    """A branch a chunk, always in the same order."""
    branches = work.session.scalars(select(Branch.id).order_by(Branch.id)).all()
    changed = 0
    for place, branch_id in enumerate(branches):
        if place < work.done:
            continue
        sighted = list(sightings.of(branch_id))
        with work.chunk(done=place + 1, total=len(branches)):
            changed += signals.keep(branch_id, sighted)
    return {"changed": changed}
