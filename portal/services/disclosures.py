"""Why somebody looks behind a mask, as it is written down beside their name."""

from __future__ import annotations

import re

from portal.values.fault import Refused

SHORTEST_REASON = 8
LONG_NUMBER = re.compile(r"[0-9]{8,}")
_NOISE = re.compile(r"[\s.\-'`’‘\u200b\u200e\u200f\u202a-\u202c\u2060\ufeff]+")


def reason_of(text: str) -> str:
    """The reason as it is kept. `Refused`: reveal.reason for none, reveal.digits for one that holds a number."""
    reason = " ".join(text.split())[:200]
    if len(reason) < SHORTEST_REASON:
        raise Refused.because("reveal.reason", "reason")
    if LONG_NUMBER.search(bare(reason)):
        raise Refused.because("reveal.digits", "reason")
    return reason


def bare(text: str) -> str:
    """A text without what people write between the digits of a number."""
    return _NOISE.sub("", text)
