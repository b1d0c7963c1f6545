"""Is this paper ours, and does it hold? For whoever was shown a card or a receipt; as little as proves it.

A code cannot be guessed, and whoever tries is stopped soon: an address may ask often for papers that are, and only
now and then for papers that are not.
"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address, ip_network
from typing import Any

from flask import Response, request

from portal.models import sealing
from portal.services import verifications as service
from portal.values import clock
from portal.web.errors import error_page
from portal.web.limits import limits
from portal.web.pages import Answer, page
from portal.web.resource import ANYONE, Resource

verification = Resource("verification", __name__, url_prefix="/periksa")
receipts = Resource("receipts", __name__, url_prefix="/kuitansi")
agents = Resource("agents", __name__, url_prefix="/agen")

#: A school gate or a host firm scans a whole wave; all of them may sit behind one address.
ASKED = "900 per hour"
#: Nobody mistypes more often than this; a guesser would need some 10¹⁶ such hours.
UNKNOWN = "30 per hour"


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


def _answer(template: str, text: str, find: Callable[[str], Any]) -> Answer:
    who = _visitor()
    if not limits().allows(UNKNOWN, "unknown-paper", who):
        return _later(UNKNOWN, "unknown-paper", who)
    if not limits().hit(ASKED, "paper", who):
        return _later(ASKED, "paper", who)
    code = service.code_of(text)
    found = find(code) if code else None
    if found is None:
        limits().hit(UNKNOWN, "unknown-paper", who)
    return page(template, status=200 if found else 404, found=found, code=text[:40], now=clock.now())


def _later(limit: str, *keys: str) -> Answer:
    minutes = -(-limits().seconds_left(limit, *keys) // 60)
    return error_page(429, sentences=[_WAIT.format(minutes=minutes)])


_WAIT = (
    "Terlalu banyak pemeriksaan dari jaringan ini. Coba lagi kira-kira {minutes} menit lagi, "
    "atau pakai jaringan lain. Bila mendesak, tanyakan ke kantor cabang BPJS Ketenagakerjaan."
)


def _visitor() -> str:
    """A fingerprint of the address; of IPv6 the /64 that one household has, since it has all of its addresses."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return "nowhere"
    place = str(address) if address.version == 4 else str(ip_network(f"{address}/64", strict=False))
    return sealing.ring().blind(place.encode(), b"visitor").hex()[:32]


@verification.after_request
@receipts.after_request
def keep_out_of_search(answer: Response) -> Response:
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


@verification.record
def note_the_address(state: Any) -> None:
    """These pages are where the papers send people to."""
    service.stand_at(state.app.config["SETTINGS"].address())
