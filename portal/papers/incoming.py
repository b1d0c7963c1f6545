"""A PDF that comes in: looked at and written anew in a process of its own, with its pages and nothing else.

Scripts, forms, attachments, links and notes stay behind; so do passwords, and what claims to be a PDF and is none.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field

from portal.sandbox import Ceilings, beside, receive
from portal.values.fault import Fault, Refused

#: Of the process that takes it apart.
CEILINGS = Ceilings(memory=1 << 30, seconds=20)
#: Bytes as it comes and as it is kept; a scan of ten pages has three to five million.
LARGEST = 10 << 20
MOST_PAGES = 30


@dataclass(frozen=True, slots=True)
class Paper:
    """What may be kept of a file. `origin` is the fingerprint (SHA-256) of what was sent."""

    content: bytes = field(repr=False)
    media: str
    pages: int
    origin: bytes


def is_pdf(content: bytes) -> bool:
    """By its first bytes, as readers of PDF look for them: names lie."""
    return b"%PDF-" in content[:1024]


def rewritten(content: bytes) -> Paper:
    """The pages of a PDF, in a file of ours. May take seconds: hold no lock meanwhile.

    `Refused`: paper.too_large, .pages, .password, .broken, .exhausting.
    """
    if len(content) > LARGEST:
        raise Refused.because("paper.too_large", "file", limit=LARGEST >> 20)
    try:
        with beside("portal.papers.incoming_child", (MOST_PAGES, LARGEST), content, CEILINGS) as answer:
            told = json.loads(receive(answer))
            if "c" in told:
                raise Refused(Fault.from_json(told))
            made = receive(answer)
    except EOFError:
        raise Refused.because("paper.exhausting", "file") from None
    return Paper(made, "application/pdf", told["pages"], hashlib.sha256(content).digest())
