"""The one door for photographs: bytes of a stranger go in, a plain picture of ours comes out."""

from __future__ import annotations

import hashlib
import json
import threading
from dataclasses import dataclass, field

from portal.pictures.kinds import kind_of
from portal.pictures.limits import DEFAULT, Limits
from portal.sandbox import beside, receive
from portal.values.fault import Fault, Refused

#: In one process: each takes a core, and memory; more would only wait for each other.
_AT_ONCE = threading.BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG without anything beside the picture. `codes` are what QR codes on it say, as far as they can be read;
    `origin` is the fingerprint (SHA-256) of what was sent, by which the same photograph is known when it comes again.
    """

    content: bytes = field(repr=False)
    width: int
    height: int
    codes: tuple[str, ...]
    origin: bytes


def developed(content: bytes, limits: Limits = DEFAULT) -> Picture:
    """The photograph upright (by what the phone noted, else by a QR code on it), shrunk, re-encoded.

    May take a second: hold no lock meanwhile. `Refused`: picture.empty, .type, .heic, .too_large, .pixels, .small,
    .broken, .exhausting.
    """
    if len(content) > limits.size:
        raise Refused.because("picture.too_large", limit=limits.size >> 20)
    kind = kind_of(content)
    asked = (kind, limits.pixels, limits.smallest, limits.side, limits.kept)
    try:
        with _AT_ONCE, beside("portal.pictures.child", asked, content, limits.ceilings) as answer:
            told = json.loads(receive(answer))
            if "c" in told:
                raise Refused(Fault.from_json(told))
            made = receive(answer)
    except EOFError:
        raise Refused.because("picture.exhausting") from None
    return Picture(made, told["width"], told["height"], tuple(told["codes"]), hashlib.sha256(content).digest())
