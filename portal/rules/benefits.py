"""What a person hurt at work, or the heirs of one who died, may expect (PP 44/2015, PP 82/2019): always an estimate.

Only BPJS Ketenagakerjaan decides. The base is that of the bracket the person pays in; an intern's is the law's, by
which a death at the place of the internship comes to Rp70.000.000 (48 months, funeral, periodic payment).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from portal.rules.contributions import Segment, bracket
from portal.rules.coverage import Cover, Facts, cover_at, jkm_benefit
from portal.rules.dated import law
from portal.rules.policies import Policies
from portal.rules.reason import Reason
from portal.values.clock import in_wib
from portal.values.fault import Invalid
from portal.values.month import Month
from portal.values.rupiah import Rupiah


class Outcome(StrEnum):
    """How it ended: still TREATED, HEALED, a part lost or weakened, never able to work again, DIED."""

    TREATED = "treated"
    HEALED = "healed"
    PARTIAL = "partial"
    TOTAL = "total"
    DIED = "died"


class Carried(StrEnum):
    """How somebody was brought from the accident."""

    LAND = "land"
    SEA = "sea"
    AIR = "air"


class School(StrEnum):
    """Where a child goes, or goes next: TK to SD, SMP, SMA, higher education or training."""

    PRIMARY = "primary"
    JUNIOR = "junior"
    SENIOR = "senior"
    HIGHER = "higher"


@dataclass(frozen=True, slots=True)
class Child:
    """A child of somebody who died or is totally disabled; completed years of life."""

    school: School
    age: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Harm:
    """What an accident did, as far as one knows. `days_off` are days unable to work; `percent` is that of the table
    for a lost part, `lost` how much of a part that is still there is lost (100: all of it).
    """

    outcome: Outcome = Outcome.TREATED
    days_off: int = 0
    carried: tuple[Carried, ...] = ()
    home_care: bool = False
    percent: int = 0
    lost: int = 100
    children: tuple[Child, ...] = ()

    def __post_init__(self) -> None:
        for field, least, most in (("days_off", 0, 3660), ("percent", 0, 100), ("lost", 1, 100)):
            if not least <= getattr(self, field) <= most:
                raise Invalid("harm.range", field, least=least, most=most)
        if self.outcome is Outcome.PARTIAL and not self.percent:
            raise Invalid("harm.percent", "percent")


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is paid. `amount` is what to expect; `most` the ceiling of what is paid back or may come to be
    paid; neither: as much as is needed, or a ceiling nobody published."""

    code: str
    reason: Reason
    amount: Rupiah | None = None
    most: Rupiah | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """What may be expected, by the cover of that instant; nothing, and the cover's reason, where there is none."""

    cover: Cover
    base: Rupiah
    parts: tuple[Part, ...] = ()
    reasons: tuple[Reason, ...] = ()

    @property
    def total(self) -> Rupiah:
        """The sum of what has an amount; what is paid back is not known before."""
        return Rupiah.total(part.amount for part in self.parts if part.amount is not None)


def base(segment: Segment, income: Rupiah, day: date) -> tuple[Rupiah, Reason]:
    """What benefits are computed on, rupiah a month, and why; an intern's income is not asked."""
    if segment is Segment.PKL:
        entry = law().on("pkl_base", day)
        return Rupiah(entry.value), Reason.by(entry, "benefit.base.pkl", base=Rupiah(entry.value))
    row = bracket(income, Month.of(day))
    return row.base, Reason.by(row.entry, "benefit.base", base=row.base, number=row.number)


def of_accident(at: datetime, facts: Facts, policies: Policies, *, income: Rupiah, harm: Harm) -> Estimate:
    """What an accident at work, or on the usual way there and back, pays by the law of its WIB day.

    There is no waiting for it: who is covered at the instant is paid in full.
    """
    day = in_wib(at).date()
    cover = cover_at(at, facts, policies)
    amount, why = base(facts.segment, income, day)
    if not cover.covered:
        return Estimate(cover, amount, (), (cover.reason,))
    reasons = (why, cover.reason) if cover.owed else (why,)
    return Estimate(cover, amount, tuple(_of_accident(day, amount, harm)), reasons)


def of_death(
    at: datetime, facts: Facts, policies: Policies, *, income: Rupiah, children: Sequence[Child] = ()
) -> Estimate:
    """What the heirs of somebody who did not die from work may expect; in the first months the funeral only."""
    day = in_wib(at).date()
    benefit = jkm_benefit(at, facts, policies)
    cover = cover_at(at, facts, policies)
    amount, _ = base(facts.segment, income, day)
    entry = law().find("jkm_benefit", day)
    parts = [
        Part(f"jkm.{code}", Reason.by(entry, f"benefit.jkm.{code}"), rupiah)
        for code, rupiah in benefit.parts
        if entry is not None
    ]
    rule = law().find("scholarship.jkm", day)
    if cover.covered and children and rule is not None:
        paid = sum(month.first_day <= day and made <= at for month, made in facts.paid.items())
        if paid >= rule.value["years"] * 12:
            parts += _scholarship(day, children)
        else:
            told = Reason.by(rule, "benefit.scholarship.too_soon", years=rule.value["years"], months=paid)
            parts.append(Part("scholarship", told, Rupiah(0)))
    return Estimate(cover, amount, tuple(parts), benefit.reasons)


def stmb(base: Rupiah, days: int, day: date) -> Rupiah:
    """What is paid for so many days unable to work: in full in the first year, then half; rounded down."""
    rule = law().on("jkk.stmb", day).value
    month, first = rule["days_of_a_month"], rule["months"] * rule["days_of_a_month"]
    percents = min(days, first) * rule["first"] + max(0, days - first) * rule["after"]
    return Rupiah(base.amount * percents // (100 * month))


def parts_of_the_body(day: date) -> Iterable[tuple[str, int]]:
    """The examples of the table that are known: (code, percent)."""
    return tuple(law().on("jkk.parts", day).value.items())


def _of_accident(day: date, base: Rupiah, harm: Harm) -> Iterator[Part]:
    yield _part(day, "medical")
    ways = law().on("jkk.transport", day)
    for way in harm.carried:
        most = Rupiah(ways.value[way])
        yield Part(f"transport.{way}", Reason.by(ways, "benefit.transport", most=most), most=most)
    if harm.days_off:
        rule = law().on("jkk.stmb", day)
        told = Reason.by(
            rule,
            "benefit.stmb",
            days=harm.days_off,
            months=rule.value["months"],
            first=rule.value["first"],
            after=rule.value["after"],
            base=base,
        )
        yield Part("stmb", told, stmb(base, harm.days_off, day))
    if harm.home_care:
        care = law().on("jkk.home_care", day)
        most = Rupiah(care.value["most"])
        yield Part("home_care", Reason.by(care, "benefit.home_care", most=most, years=care.value["years"]), most=most)
    match harm.outcome:
        case Outcome.PARTIAL:
            yield _partial(day, base, harm)
            yield _part(day, "further")
        case Outcome.TOTAL:
            yield _times(day, "total", base)
            yield _periodic(day)
            yield _part(day, "further")
            yield from _scholarship(day, harm.children)
        case Outcome.DIED:
            yield _times(day, "death", base)
            funeral = law().on("jkk.funeral", day)
            yield Part("funeral", Reason.by(funeral, "benefit.funeral"), Rupiah(funeral.value))
            yield _periodic(day)
            yield from _scholarship(day, harm.children)
        case _:
            return


def _part(day: date, code: str) -> Part:
    return Part(code, Reason.by(law().on(f"jkk.{code}", day), f"benefit.{code}"))


def _partial(day: date, base: Rupiah, harm: Harm) -> Part:
    rule = law().on("jkk.partial", day)
    amount = Rupiah(base.amount * rule.value["months"] * harm.percent * harm.lost // 10_000)
    params: dict[str, Any] = {
        "percent": harm.percent,
        "lost": harm.lost,
        "months": rule.value["months"],
        "base": base,
    }
    code = "benefit.partial" if harm.lost == 100 else "benefit.partial.function"
    return Part("partial", Reason.by(rule, code, **params), amount)


def _times(day: date, code: str, base: Rupiah) -> Part:
    rule = law().on(f"jkk.{code}", day)
    amount = Rupiah(base.amount * rule.value["months"] * rule.value["percent"] // 100)
    amount = max(amount, Rupiah(rule.value.get("least", 0)))
    params = {"percent": rule.value["percent"], "months": rule.value["months"], "base": base}
    return Part(code, Reason.by(rule, f"benefit.{code}", **params), amount)


def _periodic(day: date) -> Part:
    rule = law().on("jkk.periodic", day)
    each, months = Rupiah(rule.value["each"]), rule.value["months"]
    return Part("periodic", Reason.by(rule, "benefit.periodic", months=months, each=each), each * months)


def _scholarship(day: date, children: Sequence[Child]) -> Iterator[Part]:
    if not children:
        return
    rule = law().on("scholarship", day)
    worth = sorted((_worth(child, rule.value) for child in children), reverse=True)[: rule.value["children"]]
    most = min(Rupiah(sum(worth)), Rupiah(rule.value["most"]))
    told = Reason.by(
        rule, "benefit.scholarship", children=len(worth), age=rule.value["age"], limit=rule.value["children"]
    )
    yield Part("scholarship", told, most=most)


def _worth(child: Child, rule: Any) -> int:
    """The most that one child may be given, from the school they go to until they are too old; rupiah."""
    left, worth = max(0, rule["age"] - child.age), 0
    codes = [each["code"] for each in rule["schools"]]
    for school in rule["schools"][codes.index(child.school) :]:
        years = min(left, school["years"])
        worth, left = worth + years * school["yearly"], left - years
    return worth
