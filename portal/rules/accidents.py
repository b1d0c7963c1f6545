"""An accident's clock and its file: who owes which form by when, and which papers are still missing.

Forms are those of the field: 3 KK1 (first report), 3a KK2 (second), 3b KK3 (the doctor's statement). Hours run from
an instant, wherever in the country the clock on the wall stood.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from portal.rules.benefits import Outcome
from portal.rules.contributions import Segment
from portal.rules.dated import law
from portal.rules.deadlines import Deadline, report_one, report_two
from portal.rules.policies import Policies
from portal.rules.reason import Reason


class Form(StrEnum):
    """3 KK1, 3a KK2 and 3b KK3."""

    KK1 = "kk1"
    KK2 = "kk2"
    KK3 = "kk3"


class Party(StrEnum):
    """Who has to do something: whoever sponsors the person, the clinic that treats, the branch."""

    SPONSOR = "sponsor"
    CLINIC = "clinic"
    BRANCH = "branch"


class Hue(StrEnum):
    """How urgent a form is. WAITS: its clock does not run yet."""

    WAITS = "waits"
    CALM = "calm"
    SOON = "soon"
    URGENT = "urgent"
    LATE = "late"
    DONE = "done"


class Where(StrEnum):
    """Where it happened: at the place of work, on the usual way there or back, on an errand of work, unknown."""

    AT_WORK = "at_work"
    ON_THE_WAY = "on_the_way"
    ERRAND = "errand"
    UNSURE = "unsure"


class Evidence(StrEnum):
    """What a paper in the file is."""

    FORM_ONE = "form_one"
    FORM_TWO = "form_two"
    FORM_THREE = "form_three"
    IDENTITY = "identity"
    CARD = "card"
    CHRONOLOGY = "chronology"
    ATTENDANCE = "attendance"
    WITNESS = "witness"
    POLICE = "police"
    GUARANTEE = "guarantee"
    RECEIPTS = "receipts"
    DOCTOR = "doctor"
    PLACEMENT = "placement"
    AGREEMENT = "agreement"
    SCHEDULE = "schedule"
    ROUTE = "route"
    CERTIFICATE = "certificate"
    FAMILY = "family"
    LETTER = "letter"
    ACCOUNT = "account"
    OTHER = "other"


#: Who owes each form. KK1 and KK2 come from whoever sponsors the person; only a doctor can write KK3.
OWES: Mapping[Form, Party] = {Form.KK1: Party.SPONSOR, Form.KK2: Party.SPONSOR, Form.KK3: Party.CLINIC}
#: The papers by which a form is handed in.
HANDED_IN: Mapping[Form, Evidence] = {
    Form.KK1: Evidence.FORM_ONE,
    Form.KK2: Evidence.FORM_TWO,
    Form.KK3: Evidence.FORM_THREE,
}
#: How much time is left when a form becomes pressing: of the 48 hours of a first report, after 24 and after 40.
SOON, URGENT = timedelta(hours=24), timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class Duty:
    """One form: who owes it, until when (None: its clock waits for the doctor), and when it came."""

    form: Form
    deadline: Deadline | None
    done_at: datetime | None = None

    @property
    def owes(self) -> Party:
        return OWES[self.form]

    @property
    def came_late(self) -> bool:
        return self.done_at is not None and self.deadline is not None and self.deadline.missed(self.done_at)

    def hue(self, now: datetime) -> Hue:
        """At 24, 40 and 48 hours of a first report; the last instant itself is still in time."""
        if self.done_at is not None:
            return Hue.DONE
        if self.deadline is None:
            return Hue.WAITS
        if self.deadline.missed(now):
            return Hue.LATE
        left = self.deadline.at - now
        return Hue.URGENT if left <= URGENT else Hue.SOON if left <= SOON else Hue.CALM

    def next_turn(self, now: datetime) -> datetime | None:
        """The next instant at which the hue changes by itself; None when it does not any more."""
        if self.done_at is not None or self.deadline is None:
            return None
        turns = (self.deadline.at - SOON, self.deadline.at - URGENT, self.deadline.at + datetime.resolution)
        return next((at for at in turns if at > now), None)


def duties(
    happened_at: datetime, declared_at: datetime | None, done: Mapping[Form, datetime], policies: Policies
) -> tuple[Duty, ...]:
    """The three forms in their order. `declared_at`: when the doctor declared the person cured, disabled or dead,
    from which the second report and the doctor's statement run together."""
    second = report_two(declared_at, policies) if declared_at is not None else None
    deadlines = {Form.KK1: report_one(happened_at), Form.KK2: second, Form.KK3: second}
    return tuple(Duty(form, deadlines[form], done.get(form)) for form in Form)


class Next(StrEnum):
    """What an open case waits for: a form, the doctor's word, papers, or the branch."""

    KK1 = "kk1"
    DOCTOR = "doctor"
    KK2 = "kk2"
    KK3 = "kk3"
    PAPERS = "papers"
    DECISION = "decision"


def next_step(some: tuple[Duty, ...], *, papers_missing: bool) -> Next:
    """What to do next in an open case, whoever has to do it."""
    first, *later = some
    if first.done_at is None:
        return Next.KK1
    for duty in later:
        if duty.done_at is None:
            return Next(duty.form.value) if duty.deadline is not None else Next.DOCTOR
    return Next.PAPERS if papers_missing else Next.DECISION


def most_pressing(some: tuple[Duty, ...], now: datetime) -> Duty | None:
    """What to do next: the form that is latest or runs out first; None when none is owed now."""
    owed = [duty for duty in some if duty.done_at is None and duty.deadline is not None]
    return min(owed, key=lambda duty: duty.deadline.at if duty.deadline else now, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What decides which papers the file needs. `unable`: a doctor wrote the person off work; `spent`: somebody paid
    the treatment or the way first."""

    segment: Segment
    where: Where
    traffic: bool = False
    unable: bool = False
    spent: bool = False
    outcome: Outcome = Outcome.TREATED


@dataclass(frozen=True, slots=True)
class Demand:
    """One thing the file needs: `count` papers of one of these kinds. `second`: only with the second report."""

    any_of: tuple[Evidence, ...]
    reason: Reason
    count: int = 1
    second: bool = False

    def met(self, have: Mapping[Evidence, int]) -> bool:
        return max(have.get(kind, 0) for kind in self.any_of) >= self.count


def demands(case: Circumstances, day: date) -> tuple[Demand, ...]:
    """What the file of an accident on a WIB day needs, in the order in which people gather it."""
    return tuple(_demands(case, day))


def _demands(case: Circumstances, day: date) -> Iterator[Demand]:
    always = law().on("jkk_documents", day)
    for code in always.value["first"]:
        yield Demand((Evidence(code),), Reason.by(always, f"evidence.{code}"))
    if case.segment is Segment.PKL:
        yield from _of_an_intern(case, day)
    if case.traffic:
        entry = law().on("jkk_documents.traffic", day)
        yield Demand(
            tuple(Evidence(code) for code in entry.value["any_of"]), Reason.by(entry, "evidence.traffic"), second=True
        )
    else:
        entry = law().on("jkk_documents.witnesses", day)
        told = Reason.by(entry, "evidence.witnesses", count=entry.value)
        yield Demand((Evidence.WITNESS,), told, entry.value, second=True)
    if case.unable:
        yield _single("unable", day)
    if case.spent:
        yield _single("spent", day)
    if case.outcome is Outcome.DIED:
        entry = law().on("jkk_documents.died", day)
        for code in entry.value:
            yield Demand((Evidence(code),), Reason.by(entry, f"evidence.{code}"), second=True)
    for code in always.value["second"]:
        yield Demand((Evidence(code),), Reason.by(always, f"evidence.{code}"), second=True)


def _of_an_intern(case: Circumstances, day: date) -> Iterator[Demand]:
    entry = law().on("jkk_documents.intern", day)
    yield Demand(tuple(Evidence(code) for code in entry.value["any_of"]), Reason.by(entry, "evidence.placement"))
    for code in entry.value["also"]:
        yield Demand((Evidence(code),), Reason.by(entry, f"evidence.{code}"))
    if case.where is Where.ON_THE_WAY:
        code = entry.value["on_the_way"]
        yield Demand((Evidence(code),), Reason.by(entry, f"evidence.{code}"))
    yield _single("attendance", day, second=False)


def _single(of: str, day: date, *, second: bool = True) -> Demand:
    entry = law().on(f"jkk_documents.{of}", day)
    return Demand((Evidence(entry.value),), Reason.by(entry, f"evidence.{entry.value}"), second=second)


def missing(some: tuple[Demand, ...], have: Mapping[Evidence, int]) -> tuple[Demand, ...]:
    return tuple(demand for demand in some if not demand.met(have))


def notice_rule(day: date) -> Reason | None:
    """Where it is written what a notice of an alleged accident holds at least; None before that was."""
    entry = law().find("notice", day)
    return Reason.by(entry, "notice.minimum") if entry is not None else None
