"""Is this paper ours, and does it hold? For whoever was shown a card or a receipt; as little as proves it.

A code cannot be guessed, and whoever tries is stopped soon (`visitors`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response

from portal.public import visitors
from portal.services import verifications as service
from portal.values import clock
from portal.web.pages import Answer, page
from portal.web.resource import ANYONE, Resource

verification = Resource("verification", __name__, url_prefix="/periksa")
receipts = Resource("receipts", __name__, url_prefix="/kuitansi")
agents = Resource("agents", __name__, url_prefix="/agen")
waves = Resource("waves", __name__, url_prefix="/rombongan")


@verification.get("/<code>", requires=ANYONE)
def show(code: str) -> Answer:
    """Whether a card covers now; 404 in the same shape for a code that no card carries."""
    return _answer("public/verification/show.html", code, service.card)


@receipts.get("/<code>", endpoint="show", requires=ANYONE)
def receipt(code: str) -> Answer:
    """Whether a receipt is ours and counts; 404 in the same shape for a code that no receipt carries."""
    return _answer("public/receipts/show.html", code, service.receipt)


@agents.get("/<code>", endpoint="show", requires=ANYONE)
def agent(code: str) -> Answer:
    """Whether somebody with a letter is an agent today; 404 in the same shape for a code that no letter carries."""
    return _answer("public/agents/show.html", code, service.agent)


@waves.get("/<code>", endpoint="show", requires=ANYONE)
def wave(code: str) -> Answer:
    """Whose papers these are; 404 in the same shape for a code that no wave carries."""
    return _answer("public/waves/show.html", code, service.wave)


def _answer(template: str, text: str, find: Callable[[str], Any]) -> Answer:
    if (stopped := visitors.too_often()) is not None:
        return stopped
    code = service.code_of(text)
    found = find(code) if code else None
    if found is None:
        visitors.found_nothing()
    return page(template, status=200 if found else 404, found=found, code=text[:40], now=clock.now())


@verification.after_request
@receipts.after_request
@waves.after_request
def keep_out_of_search(answer: Response) -> Response:
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


@verification.record
def note_the_address(state: Any) -> None:
    """These pages are where the papers send people to."""
    service.stand_at(state.app.config["SETTINGS"].address())
