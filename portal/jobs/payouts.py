"""A payout prepared: every wadah's month closed, the month sealed, every payee's lines added up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from portal.jobs.registry import handler
from portal.jobs.work import Work
from portal.models import Organisation
from portal.services import closings, payout_runs, recounts
from portal.services.closings import Place


@handler(payout_runs.PREPARE)
def prepare(work: Work) -> Mapping[str, Any] | None:
    """Goes on where a killed worker left it; a run that was dropped meanwhile is left alone."""
    payout_id, goes_on = UUID(work.payload["payout"]), True
    while goes_on:
        with work.chunk(done=work.done + 1):
            goes_on = _step(work.result, payout_id, recounts.wadahs(work.branch_id))
    return None


def _step(kept: dict[str, Any], payout_id: UUID, wadahs: Sequence[Organisation]) -> bool:
    """The next chunk; `kept` says how many wadah are closed and added up, and how far the one at hand is."""
    payout = payout_runs.under_way(payout_id)
    if payout is None:
        return False
    closed, added = kept.get("closed", 0), kept.get("added", 0)
    if payout.sealed_at is None and closed < len(wadahs):
        at = closings.step(wadahs[closed], payout.month, Place.of(kept) or Place())
        kept |= at.kept() if at else Place().kept() | {"closed": closed + 1}
    elif payout.sealed_at is None:
        payout_runs.seal(payout)
    elif added < len(wadahs):
        payout_runs.add_up(payout, wadahs[added])
        kept["added"] = added + 1
    else:
        payout_runs.complete(payout)
        return False
    return True
