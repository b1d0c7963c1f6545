"""A longer or a shorter time for one intern: what it costs or frees, before it is done and as it is done.

More days may bring more months, which go to one bill of the wave that waits for a kode iuran. Fewer days free the
unpaid months after the last one (`services.endings`); what is paid beyond it is a credit: those months stay the
person's, and are not asked for again when they are enrolled in them once more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from portal.access.actor import Actor, everyone
from portal.access.audit import Action, audited, fact
from portal.access.permissions import Permission
from portal.models import LIVE, ContributionState, Enrolment, db
from portal.rules.contributions import BillLine
from portal.rules.terms import Terms
from portal.services import contributions, endings, enrolments, invoices, policies, standings
from portal.services.contributions import Owed
from portal.services.enrolments import MonthLine
from portal.services.waves import LONGEST_DAYS
from portal.values import clock
from portal.values.fault import Refused
from portal.values.month import Month
from portal.values.rupiah import Rupiah


@dataclass(frozen=True, slots=True)
class Change:
    """What another last day does. `added`: months to be billed; `spared`: months asked for already; `struck`: unpaid
    months that nobody is asked for any more; `credit`: months that are paid beyond the last day."""

    end: date
    added: tuple[BillLine, ...] = ()
    spared: tuple[Month, ...] = ()
    struck: tuple[MonthLine, ...] = ()
    credit: tuple[MonthLine, ...] = ()

    @property
    def costs(self) -> Rupiah:
        return Rupiah.total(line.payable for line in self.added)

    @property
    def frees(self) -> Rupiah:
        return _sum(self.struck)

    @property
    def credits(self) -> Rupiah:
        return _sum(self.credit)


def weigh(actor: Actor, enrolment: Enrolment, end: date) -> Change:
    """What it would do. `Refused`: period.same, .taken, .closed, ending.day, enrolment.undecided, .over."""
    was = _expect(enrolment, end)
    if end > was:
        _refuse_taken(enrolment, end)
        months = _fresh(enrolment, end)
        asked = tuple(month for month in _beyond(was, end) if month not in months)
        lines = _terms(enrolment).bill(months).lines if months else ()
        return Change(end, added=lines, spared=asked)
    later = [_after(line, Month.of(end)) for line in enrolments.month_lines(actor, enrolment)]
    later = [line for line in later if line.months]
    paid = tuple(line for line in later if line.state is ContributionState.PAID)
    return Change(end, struck=tuple(line for line in later if line not in paid), credit=paid)


@audited(Action.PERIOD_CHANGED, needs=Permission.ENROLMENT_WRITE)
def change(actor: Actor, enrolment: Enrolment, end: date) -> Change:
    """Another last day, from today on; the bills follow. `Refused` as `weigh`."""
    enrolment = endings.held_standing(actor, enrolment)
    weighed = weigh(actor, enrolment, end)
    was = enrolment.end
    if was is not None and end < was:
        endings.end(enrolment, end)
    else:
        enrolment.end = end
        db.session.flush()
        if weighed.added:
            _bill(actor, enrolment, _fresh(enrolment, end))
        standings.follow([enrolment.participant_id])
    fact(day=end.isoformat(), amount=str(weighed.costs or weighed.frees))
    return weighed


def _bill(actor: Actor, enrolment: Enrolment, months: Sequence[Month]) -> None:
    invoice = invoices.draft_extension(actor, enrolment)
    terms = _terms(enrolment)
    whose = (enrolment.organisation_id, enrolment.branch_id, enrolment.id, enrolment.participant_id)
    contributions.put(invoice.id, [Owed(*whose, month, terms.due(month)) for month in months])
    invoices.recount(actor, invoice)
    fact(invoice=invoice.number)


def _terms(enrolment: Enrolment) -> Terms:
    return contributions.terms_of(enrolment, policies.in_force(enrolment.branch_id, clock.today()))


def _expect(enrolment: Enrolment, end: date) -> date:
    """The last day so far."""
    endings.refuse_undecided(enrolment)
    today = clock.today()
    if enrolment.end is None or enrolment.end < today:
        raise Refused.because("period.closed")
    if end == enrolment.end:
        raise Refused.because("period.same", "end")
    first, last = max(today, enrolment.start), enrolment.start + timedelta(days=LONGEST_DAYS)
    if not first <= end <= last:
        raise Refused.because("ending.day", "end", first=first, last=last)
    return enrolment.end


def _refuse_taken(enrolment: Enrolment, end: date) -> None:
    """`Refused` period.taken where somebody, here or elsewhere, has them enrolled on one of the days."""
    others = everyone(
        Enrolment, because="a longer time must not run into another enrolment of the same person"
    ).where(
        Enrolment.participant_id == enrolment.participant_id,
        Enrolment.id != enrolment.id,
        Enrolment.state.in_(LIVE),
        Enrolment.start <= end,
        Enrolment.end.is_(None) | (Enrolment.end >= enrolment.start),
    )
    start = db.session.scalar(others.with_only_columns(Enrolment.start).order_by(Enrolment.start).limit(1))
    if start is not None:
        raise Refused.because("period.taken", "end", start=start)


def _fresh(enrolment: Enrolment, end: date) -> list[Month]:
    """The months until then that nobody was asked for yet."""
    asked = {month for _, month in contributions.taken([enrolment.participant_id])}
    return [month for month in Month.touched(enrolment.start, end) if month not in asked]


def _beyond(was: date, end: date) -> list[Month]:
    return [month for month in Month.touched(was, end) if month > Month.of(was)]


def _after(line: MonthLine, kept: Month) -> MonthLine:
    return replace(line, months=[month for month in line.months if month > kept])


def _sum(lines: Sequence[MonthLine]) -> Rupiah:
    return Rupiah.total(line.each * len(line.months) for line in lines)
