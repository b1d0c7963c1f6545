"""What becomes of a person who pays late, in dated statements: the arrears simulator.

Nothing here knows when cover begins or stops. Every day is found by asking `rules.coverage`: of the person as
known at an instant, when nothing more is paid; or of the same person after the payment a statement speaks of.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from portal.rules import dues
from portal.rules.contributions import Bill, Segment
from portal.rules.coverage import Cover, Facts, State, cover_at, jkm_benefit
from portal.rules.dated import law
from portal.rules.policies import CATALOGUE
from portal.rules.reason import Reason
from portal.rules.terms import Terms
from portal.values.clock import in_wib, start_of
from portal.values.month import Month


class Turn(StrEnum):
    """What a statement says of its day."""

    #: Never paid: the first covered day, if the bill is paid today.
    START = "start"
    #: Paid already: the first covered day.
    BEGINS = "begins"
    #: The last day on which the next month is paid in time.
    PAY_BY = "pay_by"
    #: The first day in arrears.
    LATE = "late"
    #: Today: the bill ends the arrears.
    SETTLE = "settle"
    #: The last day on which the bill ends the arrears before cover stops.
    SETTLE_BY = "settle_by"
    #: The last covered day.
    LAPSES = "lapses"
    #: The first day on which the bill, of that month alone, brings cover back.
    REACTIVATE = "reactivate"
    #: From which day a death not from work is paid in full, if cover is brought back so and then paid month by month.
    JKM = "jkm"
    #: The first day covered again, by a month that was paid ahead.
    RESUMES = "resumes"
    #: The last day of the enrolment.
    ENDS = "ends"


#: What is said of anybody, late or not.
_ANYBODY = frozenset({Turn.BEGINS, Turn.ENDS})


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that happens on a WIB day, or by it. The first of the `reasons` says it, the others say why;
    `bill` is what paying costs, where the statement speaks of paying.
    """

    turn: Turn
    day: date
    reasons: tuple[Reason, ...]
    bill: Bill | None = None


def simulate(instant: datetime, facts: Facts, terms: Terms) -> tuple[Statement, ...]:
    """What can be said at an instant, in the order of the days; of nobody who is not registered, or has ended.

    Payments after the instant are not known. Where a statement speaks of paying, its own payment is the only one
    that is added; JKM alone takes for granted that the months after it are paid too. `Invalid` as `Terms.bill`.
    """
    known = _known(instant, facts)
    cover = cover_at(instant, known, terms.policies)
    found = list(_today(instant, known, cover, terms))
    for at in _turning_points(instant, known):
        then = cover_at(at, known, terms.policies)
        if then.state is not cover.state:
            found += _turned(at, known, cover, then, terms)
        cover = then
    return tuple(found)


def speaks_of_lateness(statements: Iterable[Statement]) -> bool:
    """Whether there is anything to be late with: an intern whose months are all paid only begins and ends."""
    return any(each.turn not in _ANYBODY for each in statements)


def settlement(owed: Iterable[Month], terms: Terms, *, ahead: Iterable[Month] = ()) -> Bill:
    """What late months cost together, and with them months that are not late; under policy relief_arrears late months
    older than a relief may cost the relief.

    `Invalid` as `Terms.bill`.
    """
    late = sorted(owed)
    months = [*late, *ahead]
    reliefs = (law().find(f"relief.{terms.sector}", month.first_day) for month in months)
    older = any(relief is not None and month.first_day < relief.since for relief in reliefs for month in late[:1])
    return terms.bill(months, in_arrears=older)


def paying(facts: Facts, months: Iterable[Month], at: datetime) -> Facts:
    """The same person with these months paid at an instant, where they were not paid before."""
    return dataclasses.replace(facts, paid={**dict.fromkeys(months, at), **facts.paid})


def _known(instant: datetime, facts: Facts) -> Facts:
    registered = facts.registered_at
    return dataclasses.replace(
        facts,
        paid={month: at for month, at in facts.paid.items() if at <= instant},
        registered_at=registered if registered is not None and registered <= instant else None,
    )


def _turning_points(instant: datetime, facts: Facts) -> list[datetime]:
    """Every later instant at which an answer can change by itself: a month begins or is late, the enrolment begins
    or closes. Beyond the last paid month nothing happens after the unpaid months that end the cover.
    """
    here = Month.of(in_wib(instant).date())
    run = int(dues.lapse_rule(in_wib(instant).date()).value)
    ahead = max([here, Month.of(facts.start), *facts.paid]) - here + run + 1
    found = {start_of(facts.start)}
    for month in (here + count for count in range(ahead + 1)):
        found |= {dues.begins(month), dues.overdue_from(month)}
    if facts.closes is not None:
        found = {at for at in found if at < facts.closes} | {facts.closes}
    return sorted(at for at in found if at > instant)


def _today(instant: datetime, facts: Facts, cover: Cover, terms: Terms) -> Iterator[Statement]:
    """What paying today would do for somebody without cover, or in arrears."""
    today = in_wib(instant).date()
    match cover.state:
        case State.NOT_YET if cover.since is None and facts.segment is Segment.BPU:
            yield from _start(instant, facts, terms)
        case State.IN_ARREARS:
            bill = settlement(cover.owed, terms)
            reason = Reason.by(
                dues.lapse_rule(today), "arrears.settle", months=cover.owed, amount=bill.payable, day=today
            )
            yield Statement(Turn.SETTLE, today, (reason, cover.reason), bill)
        case State.LAPSED:
            yield from _reactivate(max(instant, _after(cover.until)), facts, terms)
        case _:
            return


def _turned(at: datetime, facts: Facts, before: Cover, after: Cover, terms: Terms) -> Iterator[Statement]:
    day, eve = in_wib(at).date(), dues.last_day_before(at)
    match after.state:
        case State.COVERED:
            again = before.state is State.LAPSED
            turn, code = (Turn.RESUMES, "arrears.resumes") if again else (Turn.BEGINS, "arrears.begins")
            reason = Reason.by(law().on("cover_start", day), code, day=day, month=Month.of(day))
            yield Statement(turn, day, (reason,))
        case State.IN_ARREARS:
            yield from _late(day, eve, after, terms)
        case State.LAPSED:
            yield from _lapses(at, facts, before, terms)
        case State.ENDED:
            rule = law().on("cover_start", eve)
            yield Statement(Turn.ENDS, eve, (Reason.by(rule, "outlook.ends_after", day=eve),))


def _start(instant: datetime, facts: Facts, terms: Terms) -> Iterator[Statement]:
    """Months before the first paid one are not owed, so that a person who registered long ago pays this month."""
    month = max(Month.of(facts.start), Month.of(in_wib(instant).date()))
    cover = cover_at(instant, paying(facts, [month], instant), terms.policies)
    if cover.since is None:
        return
    day, bill = in_wib(cover.since).date(), terms.bill([month])
    rule = law().on("cover_start", day)
    reason = Reason.by(rule, "arrears.start", month=month, amount=bill.payable, day=day)
    yield Statement(Turn.START, day, (reason,), bill)


def _late(day: date, eve: date, cover: Cover, terms: Terms) -> Iterator[Statement]:
    month = cover.owed[-1]
    bill, due = terms.bill([month]), dues.due(month)
    said = Reason(
        "arrears.pay_by",
        {"month": month, "amount": bill.payable, "day": eve},
        due.reason.citation,
        due.reason.certainty,
    )
    yield Statement(Turn.PAY_BY, eve, (said, due.reason), bill)
    policy = CATALOGUE["claim_in_arrears"]
    late = Reason(f"outlook.late_from.{terms.policies.claim_in_arrears}", {"day": day}, policy.citation, "?")
    yield Statement(Turn.LATE, day, (late,))


def _lapses(at: datetime, facts: Facts, before: Cover, terms: Terms) -> Iterator[Statement]:
    last = dues.last_day_before(at)
    rule, bill = dues.lapse_rule(last), settlement(before.owed, terms)
    settled = Reason.by(rule, "arrears.settle_by", months=before.owed, amount=bill.payable, day=last)
    yield Statement(Turn.SETTLE_BY, last, (settled,), bill)
    run = tuple(Month.of(last) + -back for back in reversed(range(rule.value)))
    unpaid = Reason.by(rule, "arrears.run", count=rule.value, months=run)
    yield Statement(Turn.LAPSES, last, (Reason.by(rule, "outlook.lapses_after", day=last), unpaid))
    yield from _reactivate(_after(at), facts, terms)


def _reactivate(at: datetime, facts: Facts, terms: Terms) -> Iterator[Statement]:
    """What paying the month of the instant brings back, at that instant, after a lapse.

    Not of interns: their months stand on the bill of their wave, and are asked for all the same.
    """
    if facts.segment is Segment.PKL:
        return
    day = in_wib(at).date()
    bill = terms.bill([Month.of(day)])
    reason = Reason.by(
        law().on("reactivation", day), "arrears.reactivate", month=Month.of(day), amount=bill.payable, day=day
    )
    yield Statement(Turn.REACTIVATE, day, (reason,), bill)
    yield from _jkm_again(at, facts, terms)


def _after(lapse: datetime | None) -> datetime:
    """A payment at the very instant of the lapse is still one in time: coming back begins after it."""
    assert lapse is not None
    return lapse + datetime.resolution


def _jkm_again(at: datetime, facts: Facts, terms: Terms) -> Iterator[Statement]:
    """From when on a death is paid in full again. Silent where the law knows no waiting."""
    day = in_wib(at).date()
    waiting = law().find("jkm_waiting", day)
    if waiting is None:
        return
    months = [Month.of(day) + count for count in range(waiting.value["months"] + 2)]
    again = facts
    for month in months:
        again = paying(again, [month], max(at, dues.begins(month)))
    first = jkm_benefit(at, again, terms.policies)
    for instant in (at, *(dues.begins(month) for month in months[1:])):
        benefit = jkm_benefit(instant, again, terms.policies)
        if not benefit.total:
            break
        if benefit.reasons[0].code != "jkm.reduced":
            full, code = in_wib(instant).date(), terms.policies.jkm_waiting_after_lapse if instant > at else "at_once"
            said = _open(f"jkm_again.{code}", day=full, reduced=first.total, full=benefit.total)
            yield Statement(Turn.JKM, full, (said, first.reasons[0]))
            return
    if facts.closes is not None:
        last = dues.last_day_before(facts.closes)
        yield Statement(Turn.JKM, last, (_open("jkm_again.never", day=last, reduced=first.total), first.reasons[0]))


def _open(code: str, **params: object) -> Reason:
    """Whether a lapse begins the waiting anew is the branch's policy, and says so."""
    return Reason(code, params, CATALOGUE["jkm_waiting_after_lapse"].citation, "?")
