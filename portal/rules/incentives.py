"""What a Perisai agent and the wadah earn by a person's months, and why, or why nothing (Perdir 13/2022, the PKS).

A line is decided once, as a short text of the law applied (`Line.law`), and its rupiah are computed from that text
and the base alone (`recompute`). The text is stored with the line, so that any past month recomputes to the same
rupiah and explains itself after the rules have changed. Its words:
``incentive.v2022#1 relief`` a share of a contribution received under relief, by the first of the tiers (``#0``: by
none any more); ``incentive.v2022 for~JKK+JKM new~24`` a new person, one of so many that month;
``incentive.v2022 known`` somebody who stood in the segment before; ``incentive.v2018 new~53`` the flat amount of a
month; ``incentive.v2022 wadah``; ``incentive-tax.pph21-2024`` what is withheld; ``dispute`` what a branch adds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from portal.rules.dated import Dated, law
from portal.rules.policies import CATALOGUE, Choice, Policies
from portal.rules.reason import Reason
from portal.values.fault import Invalid
from portal.values.month import Month
from portal.values.rupiah import Rupiah


class Part(StrEnum):
    """What a line of the ledger is for: a share of a paid month, a new person, the wadah's part, what is withheld,
    and what a branch adds where it was wrong."""

    IURAN = "iuran"
    ACQUISITION = "acquisition"
    WADAH = "wadah"
    TAX = "tax"
    ADJUSTMENT = "adjustment"


class Payee(StrEnum):
    """Whom a line pays. By Peraturan BPJSTK 1/2023 Pasal 11: registering and iuran the agent, managing the wadah."""

    AGENT = "agent"
    WADAH = "wadah"


@dataclass(frozen=True, slots=True)
class Tier:
    """Months `first` to `through` of a person (None: for good) earn the agent `rate` of what was received."""

    number: int
    first: int
    through: int | None
    rate: Fraction

    def holds(self, month: int) -> bool:
        return self.first <= month and (self.through is None or month <= self.through)


@dataclass(frozen=True, slots=True)
class Version:
    """One way of reckoning, as an entry of the law writes it. `agent` and `wadah` are parts of what is earned."""

    entry: Dated
    name: str
    tiers: tuple[Tier, ...]
    agent: Fraction
    wadah: Fraction
    least: int
    only_new: bool
    per_head: Mapping[str, Rupiah]
    flat: Rupiah | None

    def tier(self, number: int) -> Tier | None:
        """By which tier the how-manieth month of a person earns; None after the last."""
        return next((each for each in self.tiers if each.holds(number)), None)

    @property
    def last(self) -> int | None:
        """The last month that earns anything; None when all do."""
        return self.tiers[-1].through


class Newcomer(NamedTuple):
    """Somebody whose first month came in: ``JKK+JKM`` or with JHT; `known` when the NIK stood in BPU before."""

    programmes: str
    known: bool


class Head(NamedTuple):
    """What one of these newcomers brings while `first` to `through` of an agent's month count as new (None: however
    many). The count goes where `text` says ``{new}``, which makes it the law of a line."""

    programmes: str
    known: bool
    first: int
    through: int | None
    text: str
    amount: Rupiah


@dataclass(frozen=True, slots=True)
class Line:
    """What is earned by one thing, and why. `rate` is None for an amount a head or a month; a tax is negative."""

    part: Part
    law: str
    base: Rupiah
    rate: Fraction | None
    amount: Rupiah
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Forecast:
    """Where a month would end as things stand: `iuran` so far, `heads` for new people, `total` of both.

    `short` new people are missing to the threshold, each more of whom is taken to be insured as most of those so far
    are; together they would bring `gain`. Both are None where there is nothing to reach.
    """

    iuran: Rupiah
    heads: Rupiah
    new: int
    least: int
    short: int | None
    gain: Rupiah | None

    @property
    def total(self) -> Rupiah:
        return self.iuran + self.heads


_KEY = "incentive."


def names() -> tuple[str, ...]:
    """Every version the law knows, the newest first: what a PKS can name."""
    kind = CATALOGUE["incentive_version"].kind
    assert isinstance(kind, Choice)
    return tuple(map(str, kind.options))


def title(name: str) -> str:
    """What people call a version: as its newest entry says."""
    entries = [entry for entry in law() if entry.key == _KEY + name]
    return str(max(entries, key=lambda entry: entry.since).value["name"])


def version(name: str, month: Month) -> Version:
    """A version as it stood for a month. `Invalid` incentive.version when there was none of that name."""
    entry = law().find(_KEY + name, month.first_day)
    if entry is None:
        raise Invalid("incentive.version", "version", name=name, month=month)
    return _version(entry.id)


def iuran(by: Version, number: int | None, base: Rupiah, *, relieved: bool = False) -> Line:
    """The agent's part of a month that was paid: the `number`-th of that person, `base` as it was received.

    `number` None: nobody looked after the person that month, so nobody earns by it.
    """
    return recompute(Part.IURAN, iuran_law(by, number, relieved=relieved), base, number)


def iuran_law(by: Version, number: int | None, *, relieved: bool = False) -> str:
    """The text of the law for such a line. `services.paid_months` writes it for many lines in one statement."""
    tier = by.tier(number) if number is not None else None
    if tier is None:
        return f"{by.entry.id}#0"
    return f"{by.entry.id}#{tier.number}{' relief' if relieved else ''}"


def acquisitions(by: Version, newcomers: Sequence[Newcomer]) -> list[Line]:
    """A line for each of an agent's newcomers of a month, in their order; none where the law pays by the month."""
    if by.flat is not None:
        return []
    new = counted(by, newcomers)
    return [recompute(Part.ACQUISITION, f"{by.entry.id} {_newcomer(by, each, new)}", Rupiah(0)) for each in newcomers]


def heads(by: Version) -> list[Head]:
    """All that `acquisitions` can say, as a small table: for who writes many such lines by one statement."""
    if by.flat is not None:
        return []
    said = []
    for programmes in by.per_head:
        for known in (False, True):
            text = f"{by.entry.id} {_newcomer(by, Newcomer(programmes, known), '{new}')}"
            for first, through in ((0, by.least - 1), (by.least, None)):
                amount = recompute(Part.ACQUISITION, text.format(new=first), Rupiah(0)).amount
                said.append(Head(programmes, known, first, through, text, amount))
    return said


def flat(by: Version, newcomers: Sequence[Newcomer]) -> Line | None:
    """The one amount of an agent's month; None where the law pays by the head."""
    if by.flat is None:
        return None
    return recompute(Part.ACQUISITION, f"{by.entry.id} new~{counted(by, newcomers)}", Rupiah(0))


def counted(by: Version, newcomers: Iterable[Newcomer]) -> int:
    """How many of them count as new."""
    return sum(1 for each in newcomers if not (by.only_new and each.known))


def wadah(by: Version, agent_total: Rupiah) -> Line:
    """The wadah's part of what one of its agents earned in a month."""
    return recompute(Part.WADAH, f"{by.entry.id} wadah", agent_total)


def withheld(payee: Payee, decided: Policies) -> bool:
    """Whether the branch decided that anything is withheld from whom this is."""
    return payee in {"none": (), "pph21": (Payee.AGENT,), "pph21_pph23": tuple(Payee)}[decided.incentive_tax]


def tax(payee: Payee, earned: Rupiah, month: Month, decided: Policies) -> Line | None:
    """What is withheld of a month's earnings; None where the branch decided that nothing is."""
    if earned.amount <= 0 or not withheld(payee, decided):
        return None
    entry = law().find(f"incentive_tax.{payee}", month.first_day)
    return recompute(Part.TAX, entry.id, earned) if entry else None


def forecast(by: Version, earned: Rupiah, newcomers: Sequence[Newcomer]) -> Forecast:
    """Where the month ends if nothing more comes in; `earned` is what paid months brought so far."""
    ready = flat(by, newcomers)
    lines = acquisitions(by, newcomers) if ready is None else [ready]
    heads, new = Rupiah.total(line.amount for line in lines), counted(by, newcomers)
    if new >= by.least:
        return Forecast(earned, heads, new, by.least, None, None)
    usual = Counter(each.programmes for each in newcomers).most_common(1)
    like = usual[0][0] if usual else min(by.per_head, key=lambda each: by.per_head[each], default="")
    more = [*newcomers, *[Newcomer(like, known=False)] * (by.least - new)]
    reached = flat(by, more)
    gain = Rupiah.total(line.amount for line in acquisitions(by, more)) if reached is None else reached.amount
    return Forecast(earned, heads, new, by.least, by.least - new, gain - heads)


def numbered(
    known: Mapping[Month, int], fresh: Iterable[Month], decided: Policies, *, run: int = 3
) -> dict[Month, int]:
    """The how-manieth month each of the `fresh` is, since Perisai brought the person in.

    `known` are the paid months that have a number. After `run` months unpaid in a row a person is inactive, and who
    is brought in again begins anew at 1. By contribution months the lowest free number is next, so that a month that
    bounced and is paid again leaves no hole; by calendar months those that nobody paid count too.
    """
    numbers = dict(known)
    given: dict[Month, int] = {}
    for month in sorted(set(fresh) - set(known)):
        spell = _spell({*numbers, month}, month, run)
        if decided.incentive_month_counts == "calendar_months":
            given[month] = month - spell[0] + 1
        else:
            taken = {numbers[each] for each in spell if each in numbers}
            given[month] = next(each for each in range(1, len(taken) + 2) if each not in taken)
        numbers[month] = given[month]
    return given


@lru_cache(maxsize=65_536)
def recompute(part: Part, law_text: str, base: Rupiah, number: int | None = None) -> Line:
    """The line that a stored text means; the same today as on the day it was stored."""
    first, *words = law_text.split()
    entry_id, _, tier = first.partition("#")
    said = dict(word.partition("~")[::2] for word in words)
    match part:
        case Part.ADJUSTMENT:
            return Line(part, law_text, base, None, base, (Reason("incentive.adjusted", {"amount": base}),))
        case Part.TAX:
            return _withheld(law_text, law()[entry_id], base)
        case Part.WADAH:
            return _wadah(law_text, _version(entry_id), base)
        case Part.ACQUISITION:
            return _acquisition(law_text, _version(entry_id), said)
        case Part.IURAN:
            by = _version(entry_id)
            return _iuran(Line(part, law_text, base, Fraction(0), Rupiah(0), ()), by, int(tier or 0), number)


def whole(exact: Fraction) -> Rupiah:
    """The one rounding of the ledger: what is less than a rupiah is not paid, nor withheld. No text says so (own).

    Each line is rounded by itself, so that lines add up to what is paid; `services.paid_months` divides alike.
    """
    return Rupiah(int(exact))


def _iuran(nothing: Line, by: Version, tier: int, number: int | None) -> Line:
    if number is None:
        return replace(nothing, reasons=(Reason.by(by.entry, "incentive.no_agent"),))
    if not tier:
        return replace(nothing, reasons=(Reason.by(by.entry, "incentive.passed", number=number, through=by.last),))
    base, rate = nothing.base, by.tiers[tier - 1].rate
    reasons = [Reason.by(by.entry, "incentive.iuran", number=number, share=rate / by.agent, base=base)]
    if by.agent != 1:
        reasons.append(Reason.by(by.entry, "incentive.agent_part", share=by.agent))
    if nothing.law.endswith(" relief"):
        reasons.append(Reason.by(by.entry, "incentive.relief"))
    return replace(nothing, rate=rate, amount=whole(base.amount * rate), reasons=tuple(reasons))


def _acquisition(text: str, by: Version, said: Mapping[str, str]) -> Line:
    def line(amount: Rupiah, code: str, **params: Any) -> Line:
        return Line(Part.ACQUISITION, text, Rupiah(0), None, amount, (Reason.by(by.entry, code, **params),))

    if "known" in said:
        return line(Rupiah(0), "incentive.known")
    new = int(said["new"])
    if new < by.least:
        code = "incentive.below" if by.flat is None else "incentive.flat_below"
        return line(Rupiah(0), code, new=new, least=by.least)
    if by.flat is not None:
        amount = whole(by.flat.amount * by.agent)
        return line(amount, "incentive.flat", new=new, least=by.least, whole=by.flat, share=by.agent)
    amount = whole(by.per_head[said["for"]].amount * by.agent)
    return line(amount, "incentive.head", new=new, least=by.least, programmes=said["for"], head=amount)


def _wadah(text: str, by: Version, base: Rupiah) -> Line:
    rate = by.wadah / by.agent
    code = "incentive.wadah_on_top" if by.agent + by.wadah > 1 else "incentive.wadah_of_all"
    reason = Reason.by(by.entry, code, share=by.wadah, agent=by.agent, base=base)
    return Line(Part.WADAH, text, base, rate, whole(base.amount * rate), (reason,))


def _withheld(text: str, entry: Dated, base: Rupiah) -> Line:
    of = Fraction(*entry.value["of"])
    left, due, floor = base.amount * of, Fraction(0), 0
    rates = []
    for bracket in entry.value["brackets"]:
        width = bracket["through"] - floor if "through" in bracket else left
        laid = min(left, Fraction(width))
        if laid > 0:
            rates.append(Fraction(*bracket["share"]) * of)
            due += laid * Fraction(*bracket["share"])
        left, floor = left - laid, bracket.get("through", floor)
    code = f"incentive.tax.{entry.key.partition('.')[2]}"
    reason = Reason.by(entry, code, base=base, of=of, share=rates[0] / of if rates else Fraction(0))
    return Line(Part.TAX, text, base, rates[0] if len(rates) == 1 else None, -whole(due), (reason,))


def _newcomer(by: Version, newcomer: Newcomer, new: int | str) -> str:
    if by.only_new and newcomer.known:
        return "known"
    return f"for~{newcomer.programmes} new~{new}"


def _spell(months: Iterable[Month], month: Month, run: int) -> list[Month]:
    """The paid months around this one between which there were never `run` unpaid ones, in their order."""
    spell: list[Month] = []
    for each in sorted(months):
        if spell and each - spell[-1] > run:
            if spell[-1] >= month:
                break
            spell = []
        spell.append(each)
    return spell


@lru_cache(maxsize=64)
def _version(entry_id: str) -> Version:
    entry = law()[entry_id]
    value = entry.value
    agent, wadah_part = Fraction(*value["split"]["agent"]), Fraction(*value["split"]["wadah"])
    tiers, first = [], 1
    for number, tier in enumerate(value["iuran"], 1):
        through = tier.get("through")
        tiers.append(Tier(number, first, through, Fraction(*tier["share"]) * agent))
        first = (through or 0) + 1
    acquisition = value["acquisition"]
    return Version(
        entry,
        value["name"],
        tuple(tiers),
        agent,
        wadah_part,
        acquisition["least"],
        acquisition["only_new"],
        {programmes: Rupiah(amount) for programmes, amount in acquisition.get("amounts", {}).items()},
        Rupiah(acquisition["amount"]) if acquisition["per"] == "month" else None,
    )
