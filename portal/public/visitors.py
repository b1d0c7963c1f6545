"""Who looks at pages that need no account: a fingerprint of the address, and how often it may ask about cards.

An address may ask often for papers that are, and only now and then for papers that are not.
"""

from __future__ import annotations

from portal.public.counters import network
from portal.web.errors import error_page
from portal.web.limits import limits
from portal.web.pages import Answer

#: A school gate or a host firm scans a whole wave; all of them may sit behind one address.
ASKED = "900 per hour"
#: Nobody mistypes more often than this; a guesser would need some 10¹⁶ such hours.
UNKNOWN = "30 per hour"


def too_often() -> Answer | None:
    """Counts this look at a paper; the page that says so when it is one too many."""
    who = network()
    if not limits().allows(UNKNOWN, "unknown-paper", who):
        return later(_WAIT, UNKNOWN, "unknown-paper", who)
    if not limits().hit(ASKED, "paper", who):
        return later(_WAIT, ASKED, "paper", who)
    return None


def found_nothing() -> None:
    """Counts a paper that is none."""
    limits().hit(UNKNOWN, "unknown-paper", network())


def later(words: str, limit: str, *keys: str) -> Answer:
    """The page that says in how many minutes one may try again; `words` has a place for them."""
    minutes = -(-limits().seconds_left(limit, *keys) // 60)
    return error_page(429, sentences=[words.format(minutes=minutes)])


_WAIT = (
    "Terlalu banyak pemeriksaan dari jaringan ini. Coba lagi kira-kira {minutes} menit lagi, "
    "atau pakai jaringan lain. Bila mendesak, tanyakan ke kantor cabang BPJS Ketenagakerjaan."
)
