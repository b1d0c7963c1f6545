"""How much comes in by a door that is open to anyone: counted from the narrowest to the widest.

A form, a phone, a network, the whole door: whoever is held up by a narrow counter takes nothing from a wider one, so
that a machine which hammers at a meeting's link does not use up what the phones of the meeting may send.

A `Gate` is what stands before a form that people send themselves in by: these counters, a seal in the form, and a
field that only machines fill in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from flask import request

from portal.models import sealing
from portal.public.seals import Seal
from portal.web.errors import error_page
from portal.web.limits import limits
from portal.web.pages import Answer


@dataclass(frozen=True, slots=True)
class Counter:
    """`limits` of one key; `words` say when one may try again ({minutes}) and what to do instead."""

    name: str
    limits: tuple[str, ...]
    words: str

    def hit(self, key: str) -> Answer | None:
        """Counts one; the page that says so when it was one too many."""
        return self._page(key, limits().hit)

    def full(self, key: str) -> Answer | None:
        """The same page when one more would be too many; counts nothing."""
        return self._page(key, limits().allows)

    def _page(self, key: str, free: Callable[..., bool]) -> Answer | None:
        for limit in self.limits:
            if not free(limit, self.name, key):
                minutes = -(-limits().seconds_left(limit, self.name, key) // 60)
                return error_page(429, sentences=[self.words.format(minutes=minutes)])
        return None


#: The field that only machines fill in.
TRAP = "situs"


@dataclass(frozen=True, slots=True)
class Gate:
    """Before the form of one kind of link: how much one opened form, one phone, one network and one link let in."""

    form: Counter
    phone: Counter
    network: Counter
    link: Counter

    def passed(self, code: str, seal: Seal, phone: str) -> Answer | None:
        """Counts somebody who sends themselves in by the link of this code; the page that says it is too much."""
        here, whose = f"{code} {network()}", fingerprint(phone, "applicant.phone")
        return held((self.form, seal.mark), (self.phone, whose), (self.network, here), (self.link, code))

    def worn(self) -> Answer | None:
        """A form that was sent too often, told before the database is asked for anything: a machine that hammers with
        it does not stand in line for the lock that the others need."""
        mark = Seal.mark_of(request.form.get("_segel", ""))
        return self.form.full(mark) if mark else None


def trapped() -> bool:
    return bool(request.form.get(TRAP))


def sent_seal(code: str) -> Seal:
    """The one that was sent; a fresh one instead of what is none, which shows no price and is too young to send."""
    return Seal.read(request.form.get("_segel", ""), code) or Seal.fresh(code)


def held(*counted: tuple[Counter, str]) -> Answer | None:
    """Counts one of each, in this order, up to the first that is full; its page."""
    return next((full for counter, key in counted if (full := counter.hit(key)) is not None), None)


def fingerprint(text: str, name: str) -> str:
    """What a person typed, as it may stand among the counters."""
    return sealing.ring().blind(text.encode(), name.encode()).hex()[:32]


def network() -> str:
    """Where the request comes from, as a fingerprint; of IPv6 the /64 that one household has, since it has all of its
    addresses."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return "nowhere"
    place = str(address) if address.version == 4 else str(ip_network(f"{address}/64", strict=False))
    return fingerprint(place, "visitor")
