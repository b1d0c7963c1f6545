"""What becomes of a death: who may claim the JKM, in which order, with what, and how much it is likely to be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from portal.rules.coverage import Benefit, Cover, Facts, cover_at, jkm_benefit
from portal.rules.dated import law
from portal.rules.policies import Policies
from portal.rules.reason import Reason
from portal.values.clock import end_of
from portal.values.rupiah import Rupiah

_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Guidance:
    """For the heirs of somebody who died on a day: an estimate, since only BPJS Ketenagakerjaan decides.

    `benefit` is that of a death that is not from work; `full` what it is once the waiting months are over, and
    `waiting` how many those are. `heirs` come one after the other: the next only when there is none before.
    """

    cover: Cover
    benefit: Benefit
    full: Rupiah
    waiting: int
    heirs: tuple[Reason, ...]
    documents: tuple[Reason, ...]
    paid_within: Reason


def guidance(day: date, facts: Facts, policies: Policies) -> Guidance:
    """What to tell the heirs, by the law of the WIB day of death; cover is asked for the end of that day."""
    instant = end_of(day) - _MOMENT
    heirs, documents = law().on("jkm_heirs", day), law().on("jkm_documents", day)
    within, waiting = law().on("jkm_paid_within", day), law().find("jkm_waiting", day)
    return Guidance(
        cover_at(instant, facts, policies),
        jkm_benefit(instant, facts, policies),
        Rupiah(sum(law().on("jkm_benefit", day).value.values())),
        waiting.value["months"] if waiting else 0,
        tuple(Reason.by(heirs, f"heirs.{each}") for each in heirs.value),
        tuple(Reason.by(documents, f"documents.{each}") for each in documents.value),
        Reason.by(within, "jkm.paid_within", days=within.value),
    )


@dataclass(frozen=True, slots=True)
class Promise:
    """What a death that is not from work pays the heirs once the waiting is over, and `reduced` in the first
    `waiting` months of cover (0: at once in full)."""

    full: Rupiah
    reduced: Rupiah
    waiting: int


def promise(day: date) -> Promise:
    """As somebody is told who thinks of registering on a WIB day."""
    full = Rupiah(sum(law().on("jkm_benefit", day).value.values()))
    waiting = law().find("jkm_waiting", day)
    if waiting is None:
        return Promise(full, full, 0)
    return Promise(full, Rupiah(sum(waiting.value["funeral_only"].values())), waiting.value["months"])


def unbroken(spells: Sequence[Facts], day: date) -> Facts | None:
    """One record out of enrolments that follow each other day by day, the last of them that of the day (or the last
    before it); None when there is none.

    Somebody who moved from one sponsor to another was insured all the while, so the months of the JKM's waiting go
    on counting. No text was found that says so of a change of sponsor: an estimate (own).
    """
    begun = sorted((each for each in spells if each.start <= day), key=lambda each: each.start)
    if not begun:
        return None
    last = found = begun.pop()
    paid = dict(found.paid)
    registered = [found.registered_at]
    while begun and begun[-1].end is not None and begun[-1].end + timedelta(days=1) == found.start:
        found = begun.pop()
        paid = {**found.paid, **paid}
        registered.append(found.registered_at)
    known = [each for each in registered if each is not None]
    return Facts(last.segment, found.start, last.end, min(known, default=None), paid, last.withdrawn_at)
