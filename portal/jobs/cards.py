"""Long printings of cards: a batch is a paper of its own, and all are bound into one at the end.

Those of a proof pack stand behind its letter and receipts, which were kept as the first parts when it was asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from tempfile import TemporaryFile
from typing import Any
from uuid import UUID

from portal.jobs.registry import handler
from portal.jobs.work import Work
from portal.models import Wave
from portal.papers.binding import bind
from portal.papers.cards import batches
from portal.services import cards


@handler(cards.PACK)
@handler(cards.KIND)
def print_cards(work: Work) -> Mapping[str, Any] | None:
    """Set the cards of a wave, a batch a chunk; `result` holds how many parts are kept and after whom to go on."""
    actor, wave_id = work.actor(), UUID(work.payload["wave"])
    wave = actor.find(Wave, wave_id)
    query, title = cards.holders(actor, wave, covered=work.payload["covered"]), f"Kartu {wave.name}"
    if work.result.get("bound"):
        return None
    while True:
        after = work.result.get("after")
        people = cards.batch_of(actor, query, after=UUID(after) if after else None)
        if not people:
            break
        last, count = people[-1].id, len(people)
        part = work.result.get("parts", 0) + 1
        (content,) = batches(cards.faces(people), title)
        work.result |= {"after": str(last), "parts": part}
        with work.chunk(done=work.done + count, total=max(work.total or 0, work.done + count)):
            cards.keep(actor, actor.find(Wave, wave_id), work.job_id, part, content, kind=work.kind)
    if not work.done:
        return {"people": 0}
    with TemporaryFile() as whole:
        bind(cards.parts_of(actor, work.job_id), whole)
        whole.seek(0)
        content = whole.read()
    work.result["bound"] = True
    with work.chunk(total=work.done):
        cards.keep(actor, actor.find(Wave, wave_id), work.job_id, 0, content, kind=work.kind)
    return {"people": work.done}


@handler(cards.FORGET)
def forget(work: Work) -> None:
    """Nothing printed lies about for longer than a day."""
    with work.chunk():
        cards.forget(work.branch_id, UUID(work.payload["print"]))
