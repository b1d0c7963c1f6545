"""Is this person covered at this instant, why, since when and until when?

Cover begins when the person is registered, the first contribution is paid and the first day has begun
(Permenaker 1/2025); it stops after three consecutive unpaid months and comes back with the next payment,
without the months before (official answers for BPU); a PKL ends by itself on its last day.
Days are days in WIB, instants are aware; only payments made by the instant asked about count.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from portal.rules import dues
from portal.rules.contributions import Segment
from portal.rules.dated import Dated, law
from portal.rules.policies import CATALOGUE, Policies
from portal.rules.reason import Reason
from portal.values.clock import end_of, in_wib, start_of
from portal.values.fault import Invalid
from portal.values.month import Month
from portal.values.rupiah import Rupiah

#: Later than any payment.
FAR = datetime.max.replace(tzinfo=UTC)


class State(StrEnum):
    NOT_REGISTERED = "not_registered"
    NOT_YET = "not_yet"
    COVERED = "covered"
    IN_ARREARS = "in_arrears"
    LAPSED = "lapsed"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an enrolment. `start` and `end` are WIB days, both included; `end` None: open.

    `registered_at` is the instant the branch approved it, None while it has not. `paid` says for each
    contribution month when it was paid. The months owed are those the days touch.
    """

    segment: Segment
    start: date
    end: date | None = None
    registered_at: datetime | None = None
    paid: Mapping[Month, datetime] = dataclasses.field(default_factory=dict)
    withdrawn_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.end is None and self.segment is Segment.PKL:
            raise Invalid("end.missing", "end")  # nobody is an intern for ever
        if self.end is not None and self.end < self.start:
            raise Invalid("end.before_start", "end")
        object.__setattr__(self, "paid", MappingProxyType(dict(self.paid)))

    def __hash__(self) -> int:
        return hash((self.start, self.end, self.registered_at, frozenset(self.paid.items()), self.withdrawn_at))

    @property
    def closes(self) -> datetime | None:
        """The first instant after the enrolment, by its last day or by withdrawal; None while it is open."""
        known = [at for at in (end_of(self.end) if self.end else None, self.withdrawn_at) if at is not None]
        return min(known, default=None)

    @property
    def last_month(self) -> Month | None:
        return Month.of(self.end) if self.end else None


@dataclass(frozen=True, slots=True)
class Cover:
    """The answer. `since` is the first covered instant, `until` the first that no longer is (None: not known),
    both as things stand, so if nothing more is paid. `owed` are the late months, `pay_by` the due day of the
    first unpaid month: in the past when it is late.
    """

    state: State
    reason: Reason
    covered: bool = False
    since: datetime | None = None
    until: datetime | None = None
    owed: tuple[Month, ...] = ()
    pay_by: date | None = None

    @property
    def cashless(self) -> bool:
        """Whether a clinic (PLKK) treats without payment: active *and* orderly in contributions."""
        return self.state is State.COVERED


@dataclass(frozen=True, slots=True)
class Benefit:
    """What a death that is not from work pays. `parts` are codes heirs, periodic, funeral with their rupiah."""

    total: Rupiah
    parts: tuple[tuple[str, Rupiah], ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Milestone:
    """A WIB day on which something happens if nothing more is paid."""

    day: date
    reason: Reason


@dataclass(frozen=True, slots=True)
class _Spell:
    """Unbroken cover: from an instant and a first contribution month to the lapse, if one comes."""

    begins: datetime
    month: Month
    lapses: datetime | None

    def until(self, facts: Facts) -> datetime | None:
        """The first instant that this spell no longer covers, by lapse or with the enrolment."""
        return min((at for at in (self.lapses, facts.closes) if at is not None), default=None)


def cover_at(instant: datetime, facts: Facts, policies: Policies) -> Cover:
    """Whether, and why. Reasons: cover.* (see the wording).

    Remembered: the interns of a wave, approved and paid together, cost one computation a page or a list.
    """
    return _cover(instant, facts, policies)


@lru_cache(maxsize=2048)
def _cover(instant: datetime, facts: Facts, policies: Policies) -> Cover:
    day = in_wib(instant).date()
    rule = law().on("cover_start", day)
    if facts.registered_at is None or instant < facts.registered_at:
        return Cover(State.NOT_REGISTERED, Reason.by(rule, "cover.not_registered"))
    spells = list(_spells(instant, facts))
    began = [spell for spell in spells if spell.begins <= instant]
    if facts.closes is not None and facts.closes <= instant:
        return _ended(facts, rule, began)
    if not spells:
        first = Month.of(facts.start)
        by = dues.due_day(first)
        # A wave registered after the due day of its first month is not late: nothing was owed before.
        code = "cover.unpaid" if day <= by else "cover.unpaid.at_once"
        reason = Reason.by(rule, code, month=first, start=facts.start, pay_by=by)
        return Cover(State.NOT_YET, reason, pay_by=by)
    if not began:
        starts = spells[0].begins
        reason = Reason.by(rule, "cover.starts_later", day=in_wib(starts).date())
        return Cover(State.NOT_YET, reason, since=starts, until=spells[0].until(facts))
    spell = began[-1]
    if spell.lapses is not None and spell.lapses <= instant:
        again = law().on("reactivation", day)
        last = dues.last_day_before(spell.lapses)
        months = dues.lapse_rule(day).value
        reason = Reason.by(again, "cover.lapsed", last_day=last, months=months)
        return Cover(State.LAPSED, reason, since=spell.begins, until=spell.lapses)
    return _active(instant, facts, spell, policies)


def outlook(instant: datetime, facts: Facts, policies: Policies) -> tuple[Milestone, ...]:
    """What happens, day by day, if nothing more is paid: by when to pay, until when cover holds.

    Reasons outlook.pay_by, outlook.late_from, outlook.lapses_after, outlook.ends_after; empty when not covered.
    """
    cover = cover_at(instant, facts, policies)
    if cover.state not in {State.COVERED, State.IN_ARREARS} or cover.until is None:
        return ()
    last = dues.last_day_before(cover.until)
    found = []
    unpaid = _first_unpaid(instant, facts, _begun(instant, facts)[-1])
    if unpaid is not None and not cover.owed and unpaid.first_day <= last:
        due = dues.due(unpaid)
        late = in_wib(dues.overdue_from(unpaid)).date()
        found.append(Milestone(due.day, dataclasses.replace(due.reason, code="outlook.pay_by")))
        found.append(Milestone(late, _claims(policies, "outlook.late_from", month=unpaid, day=late)))
    ends = facts.closes is not None and cover.until == facts.closes
    rule = law().on("cover_start", last) if ends else dues.lapse_rule(last)
    code = "outlook.ends_after" if ends else "outlook.lapses_after"
    found.append(Milestone(last, Reason.by(rule, code, day=last)))
    return tuple(each for each in found if each.day <= last)


def jkm_benefit(instant: datetime, facts: Facts, policies: Policies) -> Benefit:
    """What the heirs of a person who dies at this instant, not from work, are paid (PP 82/2019).

    Since Permenaker 1/2025 a BPU, and so an intern, is paid the funeral only, Rp10.000.000, in the first three
    months. How the months are counted, whether a lapse begins them anew and how the ten million are split
    are the branch's policies. Nothing is paid to who is not covered; the reason is that of the cover.
    """
    cover = cover_at(instant, facts, policies)
    if not cover.covered:
        return Benefit(Rupiah(0), (), (cover.reason,))
    day = in_wib(instant).date()
    full = law().on("jkm_benefit", day)
    waiting = law().find("jkm_waiting", day)
    reasons: tuple[Reason, ...] = (cover.reason,) if cover.owed else ()
    if waiting is not None:
        months, counted = waiting.value["months"], _paid_months(instant, facts, policies)
        code = "jkm.reduced" if counted <= months else "jkm.full"
        said = Reason.by(waiting, code, counted=counted, months=months, needed=months + 1)
        if counted <= months:
            return _benefit(waiting.value[policies.jkm_reduced_split], (said, *reasons))
        return _benefit(full.value, (said, *reasons))
    return _benefit(full.value, (Reason.by(full, "jkm.no_waiting"), *reasons))


def _benefit(parts: Mapping[str, int], reasons: tuple[Reason, ...]) -> Benefit:
    amounts = tuple((code, Rupiah(amount)) for code, amount in parts.items())
    return Benefit(Rupiah.total(amount for _, amount in amounts), amounts, reasons)


def _paid_months(instant: datetime, facts: Facts, policies: Policies) -> int:
    """How many paid months count toward the waiting of the JKM at this instant."""
    day = in_wib(instant).date()
    began = _begun(instant, facts)
    restarts = policies.jkm_waiting_after_lapse == "restarts"
    first = (began[-1] if restarts else began[0]).month
    completed = policies.jkm_waiting_counts == "completed"
    return sum(
        at <= instant and month >= first and (month.last_day < day if completed else month.first_day <= day)
        for month, at in facts.paid.items()
    )


def _ended(facts: Facts, rule: Dated, began: list[_Spell]) -> Cover:
    """The answer when the enrolment itself is over, by its last day or by withdrawal, whichever came first."""
    since = began[-1].begins if began else None
    until = began[-1].until(facts) if began else None
    withdrawn = facts.withdrawn_at
    if withdrawn is not None and withdrawn == facts.closes:
        reason = Reason.by(rule, "cover.withdrawn", day=in_wib(withdrawn).date())
    else:
        reason = Reason.by(rule, "cover.ended" if began else "cover.ended_unpaid", day=facts.end)
    return Cover(State.ENDED, reason, since=since, until=until)


def _active(instant: datetime, facts: Facts, spell: _Spell, policies: Policies) -> Cover:
    until = spell.until(facts)
    last = dues.last_day_before(until) if until else None
    here = Month.of(in_wib(instant).date())
    owed = dues.arrears(_months(spell.month, here), facts.paid, instant)
    unpaid = _first_unpaid(instant, facts, spell)
    pay_by = dues.due_day(unpaid) if unpaid else None
    if owed:
        reason = _claims(policies, "cover.arrears", months=owed, count=len(owed), last_day=last)
        covered = policies.claim_in_arrears != "not_payable"
        return Cover(State.IN_ARREARS, reason, covered, spell.begins, until, owed, pay_by)
    rule = law().on("cover_start", in_wib(instant).date())
    if unpaid is None:
        reason = Reason.by(rule, "cover.paid_to_end", last_day=last)
    elif unpaid <= here:
        reason = Reason.by(rule, "cover.due", month=unpaid, pay_by=pay_by)
    else:
        reason = Reason.by(rule, "cover.paid_through", month=unpaid + -1, next=unpaid, pay_by=pay_by)
    return Cover(State.COVERED, reason, True, spell.begins, until, (), pay_by)


def _claims(policies: Policies, code: str, **params: Any) -> Reason:
    """A reason about cover in arrears: what a claim would meet is the branch's policy, and says so."""
    policy = CATALOGUE["claim_in_arrears"]
    return Reason(f"{code}.{policies.claim_in_arrears}", params, policy.citation, "?")


def _first_unpaid(instant: datetime, facts: Facts, spell: _Spell) -> Month | None:
    """The first month of the running spell not paid by the instant; None when all to the end are paid."""
    month = spell.month
    while (at := facts.paid.get(month)) is not None and at <= instant:
        month = month + 1
    return month if facts.last_month is None or month <= facts.last_month else None


def _begun(instant: datetime, facts: Facts) -> list[_Spell]:
    return [spell for spell in _spells(instant, facts) if spell.begins <= instant]


def _spells(instant: datetime, facts: Facts) -> Iterator[_Spell]:
    """The spells of cover as the payments made by the instant make them, the last perhaps yet to begin.

    A month before the first paid one is not owed: before the first payment there was no cover to pay for,
    and after a lapse the months before it are not asked for.
    """
    last = facts.last_month
    paid = {
        month: at
        for month, at in facts.paid.items()
        if at <= instant and month >= Month.of(facts.start) and (last is None or month <= last)
    }
    ready = max(start_of(facts.start), facts.registered_at or start_of(facts.start))
    while paid:
        # A payment covers from its own month on: paying for March does not make January covered.
        begins, month = min((max(at, ready, dues.begins(each)), each) for each, at in paid.items())
        if facts.closes is not None and begins >= facts.closes:
            return
        lapses = dues.lapsed_on(month, paid, last=last, after=begins)
        # Where the month of the lapse itself was paid ahead, cover goes on without a break.
        while lapses is not None and paid.get(again := Month.of(in_wib(lapses).date()), FAR) <= lapses:
            lapses = dues.lapsed_on(again, paid, last=last, after=lapses)
        yield _Spell(begins, month, lapses)
        if lapses is None or lapses > instant:
            return
        ready, floor = lapses, Month.of(in_wib(lapses).date())
        paid = {each: at for each, at in paid.items() if each >= floor}


def _months(first: Month, last: Month) -> list[Month]:
    return [first + count for count in range(last - first + 1)]
