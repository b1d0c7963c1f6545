"""How often one may fail to sign in: per account and per office, and never for the address alone.

A whole school, and a whole village behind one mobile operator, share an address. So what stops a guesser is the count
of the account. What stops somebody who tries one password on many accounts is the count of their office and of the
address, and these two hold only for browsers that never opened the account before. Nobody can lock an owner out:
the owner's own browser has a count of its own.
"""

from __future__ import annotations

import math
from ipaddress import IPv6Address, ip_address
from uuid import UUID

from portal.models import sealing
from portal.services.sign_in import Candidate
from portal.web.limits import limits

#: Failures of one account from browsers it does not know, and of each browser it knows; the second is the back-off.
PER_ACCOUNT = ("8 per 15 minutes", "30 per 12 hours")
PER_OFFICE = "200 per hour"
PER_ADDRESS = "1000 per hour"
#: Links asked for by one who forgot; more would only fill a mailbox.
RESETS = "3 per hour"

Count = tuple[str, tuple[str, ...]]


class Attempt:
    """One attempt on one account (or on nobody), from a browser that the account knows or not."""

    def __init__(self, candidate: Candidate, *, known_browser: str | None, address: str) -> None:
        browser = known_browser or "strange"
        self._own: list[Count] = [(limit, ("sign-in", candidate.key, browser)) for limit in PER_ACCOUNT]
        self._shared: list[Count] = []
        if known_browser is None:
            self._shared = [(PER_OFFICE, ("sign-in-office", str(office))) for office in candidate.offices]
            self._shared.append((PER_ADDRESS, ("sign-in-address", _network(address))))

    def begin(self) -> int:
        """0 when it may be tried, else minutes to wait. It counts as failed until `succeeded`, or many attempts at
        once would all find the count free."""
        full = [count for count in (*self._own, *self._shared) if not limits().allows(count[0], *count[1])]
        full = full or [count for count in self._own if not limits().hit(count[0], *count[1])]
        return max((_minutes(count) for count in full), default=0)

    def failed(self) -> None:
        for limit, keys in self._shared:
            limits().hit(limit, *keys)

    def succeeded(self) -> None:
        for limit, keys in self._own:
            limits().clear(limit, *keys)


#: Wrong PINs of one person on one shared phone, and of all on it before it has to be opened with a password again.
PER_PIN = ("5 per 15 minutes", "10 per 8 hours")
PER_PHONE = "15 per 8 hours"


class PinAttempt:
    """One PIN tried on a shared phone. Of six digits a guesser finds one in a hundred thousand before the phone
    closes."""

    def __init__(self, phone_id: UUID, user_id: UUID) -> None:
        self._own: list[Count] = [(limit, ("pin", str(phone_id), str(user_id))) for limit in PER_PIN]
        self._phone: Count = (PER_PHONE, ("pin-phone", str(phone_id)))

    def begin(self) -> int:
        """0 when it may be tried, else minutes to wait; it counts as failed until `succeeded`."""
        full = [count for count in self._own if not limits().allows(count[0], *count[1])]
        full = full or [count for count in self._own if not limits().hit(count[0], *count[1])]
        return max((_minutes(count) for count in full), default=0)

    def failed(self) -> bool:
        """Whether the phone has seen so many wrong ones that it has to close."""
        limit, keys = self._phone
        limits().hit(limit, *keys)
        return not limits().allows(limit, *keys)

    def succeeded(self) -> None:
        for limit, keys in self._own:
            limits().clear(limit, *keys)


#: Wrong codes of one person's second factor. Only who knows the password comes so far, so nobody else can fill it.
PER_PROOF = ("6 per 15 minutes", "20 per 12 hours")


class ProofAttempt:
    """One second factor tried. Of six digits, three codes of which count at a time, twenty tries a half-day take
    years to find one."""

    def __init__(self, user_id: UUID) -> None:
        self._own: list[Count] = [(limit, ("proof", str(user_id))) for limit in PER_PROOF]

    def begin(self) -> int:
        """0 when it may be tried, else minutes to wait; it counts as failed until `succeeded`."""
        full = [count for count in self._own if not limits().allows(count[0], *count[1])]
        full = full or [count for count in self._own if not limits().hit(count[0], *count[1])]
        return max((_minutes(count) for count in full), default=0)

    def succeeded(self) -> None:
        for limit, keys in self._own:
            limits().clear(limit, *keys)


def forgive(candidate: Candidate) -> None:
    """Whoever set a new password by a link has proved more than a password would."""
    Attempt(candidate, known_browser=None, address="").succeeded()


def may_reset(candidate: Candidate) -> bool:
    return limits().hit(RESETS, "reset", candidate.key)


def may_confirm(user_id: object) -> int:
    """Giving the present password again, in a session that may be stolen: 0, or minutes to wait."""
    count: Count = (PER_ACCOUNT[0], ("confirm", str(user_id)))
    return 0 if limits().hit(count[0], *count[1]) else _minutes(count)


def confirmed(user_id: object) -> None:
    limits().clear(PER_ACCOUNT[0], "confirm", str(user_id))


def _minutes(count: Count) -> int:
    return math.ceil(limits().seconds_left(count[0], *count[1]) / 60)


def _network(address: str) -> str:
    """One house has one IPv4 address, or 2^64 of IPv6. Kept as a fingerprint."""
    try:
        found = ip_address(address)
    except ValueError:
        return "none"
    whole = int(found) >> 64 if isinstance(found, IPv6Address) else int(found)
    return sealing.ring().blind(str(whole).encode(), b"address").hex()[:24]
