"""Sheets of dues (daftar iuran): opened for a unit and a month, ticked by whoever collects, billed once.

What a person is asked for is computed each time from what stands paid or billed (`rules.collecting`), never read from
a sheet: so who is left unticked is right next month, and who is ticked on two sheets is billed by one of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from portal.access.actor import Actor, NotVisible
from portal.access.audit import Action, audited, bulk_insert, bulk_update, fact
from portal.access.permissions import Permission
from portal.models import (
    Contribution,
    ContributionState,
    DuesLine,
    DuesSheet,
    DuesState,
    Enrolment,
    EnrolmentState,
    Invoice,
    InvoiceState,
    Organisation,
    db,
    new_id,
)
from portal.models.columns import NO_MONEY
from portal.rules import collecting
from portal.rules.collecting import Asked
from portal.rules.contributions import Segment
from portal.rules.policies import Policies
from portal.services import contributions, coverage, invoices, policies
from portal.services.contributions import Owed
from portal.values import clock
from portal.values.fault import Refused
from portal.values.month import Month
from portal.values.rupiah import Rupiah

#: People on one sheet: what one meeting can collect, and one page of figures can hold.
MOST = 2_000


@dataclass(frozen=True, slots=True)
class Tick:
    """What an officer notes at a line; None leaves it as it is. `ahead`: 1, 3, 6 or 12 months from the sheet's on."""

    paid: bool | None = None
    ahead: int | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """How many lines, how many of them ticked, and the cash the ticked ones amount to."""

    people: int
    ticked: int
    cash: Rupiah


@dataclass(frozen=True, slots=True)
class Collected:
    """Those ticked, as they would be billed now; `gone` are ticked, but paid or billed meanwhile."""

    asked: Sequence[tuple[DuesLine, Asked]]
    gone: Sequence[DuesLine]

    @property
    def total(self) -> Rupiah:
        return Rupiah.total(found.bill.payable for _, found in self.asked)

    @property
    def relief(self) -> Rupiah:
        return Rupiah.total(found.bill.relief for _, found in self.asked)

    @property
    def first(self) -> Sequence[Asked]:
        """Those who never paid before."""
        return [found for _, found in self.asked if found.first]

    @property
    def first_total(self) -> Rupiah:
        return Rupiah.total(found.bill.payable for found in self.first)

    @property
    def months(self) -> int:
        return sum(len(found.months) for _, found in self.asked)


def months_open() -> tuple[Month, ...]:
    """For which months dues are collected now: the one that went by, this one, the next."""
    here = Month.of(clock.today())
    return (here + -1, here, here + 1)


@audited(Action.DUES_OPENED, needs=Permission.DUES_WRITE)
def open_sheet(actor: Actor, unit: Organisation, month: Month, *, whole_subtree: bool = False) -> DuesSheet:
    """A sheet with a line for everybody who is asked for something that month; the open one, if there is one already.

    Lines are numbered by name, of a subtree by unit and name. `Refused`: dues.month, dues.unit_closed, dues.nobody,
    dues.too_many.
    """
    if month not in months_open():
        raise Refused.because("dues.month", "month", month=month)
    if unit.closed_at is not None:
        raise Refused.because("dues.unit_closed", name=unit.name)
    already = actor.sees(DuesSheet, of=unit).where(
        DuesSheet.month == month,
        DuesSheet.whole_subtree == whole_subtree,
        DuesSheet.agent_id == actor.agent_id,
        DuesSheet.state == DuesState.OPEN,
    )
    if (sheet := db.session.scalars(already.order_by(DuesSheet.id).limit(1)).first()) is not None:
        return sheet
    sheet = DuesSheet(
        id=new_id(),
        organisation_id=unit.id,
        branch_id=unit.branch_id,
        month=month,
        agent_id=actor.agent_id,
        whole_subtree=whole_subtree,
        state=DuesState.OPEN,
        people=0,
        created_by=actor.user_id,
        created_by_name=actor.name,
        created_at=clock.now(),
    )
    db.session.add(sheet)
    db.session.flush()
    if not _lined(actor, sheet, unit):
        raise Refused.because("dues.nobody", name=unit.name, month=month)
    fact(people=sheet.people)
    return sheet


@audited(Action.DUES_EXTENDED, needs=Permission.DUES_WRITE)
def extend(actor: Actor, sheet: DuesSheet) -> int:
    """Lines at the end for those who are asked for something and not on it yet; how many. `Refused`: dues.closed,
    dues.too_many."""
    sheet = _held(actor, sheet.id)
    added = _lined(actor, sheet, actor.find(Organisation, sheet.organisation_id))
    fact(people=added)
    return added


@audited(Action.DUES_TICKED, needs=Permission.DUES_WRITE)
def tick(actor: Actor, sheet: DuesSheet, ticks: Mapping[int, Tick]) -> DuesSheet:
    """Note at the lines of these numbers who has paid, and for how long; what others noted meanwhile stays.

    A line that nothing is asked of any more is not ticked. `Refused`: dues.closed, dues.number, prepay.months.
    """
    sheet = _held(actor, sheet.id)
    lines = db.session.scalars(_lines(actor, sheet).where(DuesLine.number.in_(ticks))).all()
    if missing := set(ticks) - {line.number for line in lines}:
        raise Refused.because("dues.number", "numbers", number=min(missing))
    if any(each.ahead not in {None, *collecting.choices(sheet.month)} for each in ticks.values()):
        raise Refused.because("prepay.months", "ahead")
    wanted = {line.id: ticks[line.number].ahead or line.ahead for line in lines}
    asks = asks_of(actor, sheet, lines, wanted)
    now = clock.now()
    bulk_update(
        DuesLine,
        update(DuesLine),
        [
            {"id": line.id, "ahead": wanted[line.id], **_asked_for(asks[line.id])}
            | _noted(line, ticks[line.number].paid, asks[line.id], now, actor.user_id)
            for line in lines
        ],
    )
    db.session.expire_all()
    fact(rows=len(lines))
    return sheet


def bill(actor: Actor, sheet: DuesSheet, *, expected: Rupiah | None = None) -> Invoice:
    """One bill, waiting for its kode iuran, for exactly those ticked; everybody else owes as before.

    `expected` is the cash that was shown: when it has changed meanwhile nothing is billed, and one looks again.
    `Refused`: dues.closed, dues.none, dues.gone, dues.changed.
    """
    try:
        return _billed(actor, sheet, expected)
    except IntegrityError:
        # Another sheet billed one of the months in this very moment. That is kept by now, so it can be seen.
        return _billed(actor, sheet, expected)


@audited(Action.DUES_BILLED, needs=Permission.DUES_WRITE)
def _billed(actor: Actor, sheet: DuesSheet, expected: Rupiah | None) -> Invoice:
    sheet = _held(actor, sheet.id)
    found = collected(actor, sheet)
    if not found.asked:
        raise Refused.because("dues.gone" if found.gone else "dues.none")
    if expected is not None and expected != found.total:
        raise Refused.because("dues.changed", amount=found.total, expected=expected)
    invoice = invoices.draft_without_submission(actor, sheet.organisation_id, agent_id=sheet.agent_id)
    contributions.put(
        invoice.id,
        (
            Owed(who.organisation_id, who.branch_id, who.id, who.participant_id, month, due)
            for who, asked in ((line.enrolment, asked) for line, asked in found.asked)
            for month, due in asked.bill.months
        ),
    )
    invoices.recount(actor, invoice)
    _keep_what_was_billed(found)
    sheet.state, sheet.closed_at, sheet.invoice_id = DuesState.BILLED, clock.now(), invoice.id
    sheet.paid_people, sheet.total = len(found.asked), found.total
    fact(people=len(found.asked), amount=str(found.total))
    return invoice


@audited(Action.DUES_REOPENED, needs=Permission.DUES_WRITE)
def reopen(actor: Actor, sheet: DuesSheet) -> DuesSheet:
    """Undo a billing while its bill waits for a code: its months are free again, its ticks stay.

    `Refused`: dues.open, dues.coded.
    """
    sheet = _held(actor, sheet.id, DuesState.BILLED)
    assert sheet.invoice_id is not None
    invoice = invoices.locked(actor, sheet.invoice_id)
    if invoice.state is not InvoiceState.PROPOSED:
        raise Refused.because("dues.coded", number=invoice.number)
    bulk_update(
        Contribution,
        update(Contribution)
        .where(Contribution.invoice_id == invoice.id, Contribution.state == ContributionState.PLANNED)
        .values(state=ContributionState.VOID, invoice_id=None),
    )
    invoice.state, invoice.people, invoice.total, invoice.voided_at = InvoiceState.VOID, 0, Rupiah(0), clock.now()
    sheet.state, sheet.closed_at, sheet.invoice_id = DuesState.OPEN, None, None
    sheet.paid_people, sheet.total = 0, Rupiah(0)
    fact(wave=invoice.number)
    return sheet


@audited(Action.DUES_DROPPED, needs=Permission.DUES_WRITE)
def drop(actor: Actor, sheet: DuesSheet) -> DuesSheet:
    """Put an open sheet away; nobody is billed by it. `Refused`: dues.closed."""
    sheet = _held(actor, sheet.id)
    sheet.state, sheet.closed_at = DuesState.DROPPED, clock.now()
    return sheet


# Reading.


def find(actor: Actor, sheet_id: UUID) -> DuesSheet:
    """A sheet with its unit; raises `NotVisible`."""
    return actor.find(DuesSheet, sheet_id, joinedload(DuesSheet.organisation))


def sheets(actor: Actor, unit: Organisation) -> Any:
    """The sheets of a unit and of those below it, with their units; to be ordered by id and limited."""
    return actor.within(unit).sees(DuesSheet).options(joinedload(DuesSheet.organisation))


def lines(actor: Actor, sheet: DuesSheet) -> Any:
    """The lines of a sheet with their people, to be ordered by number and limited."""
    return _lines(actor, sheet)


def line(actor: Actor, sheet: DuesSheet, number: int) -> DuesLine:
    """The line of a number; raises `NotVisible`."""
    found = db.session.scalars(_lines(actor, sheet).where(DuesLine.number == number)).one_or_none()
    if found is None:
        raise NotVisible("dues_line")
    return found  # type: ignore[no-any-return]


def figures(actor: Actor, sheet: DuesSheet) -> Figures:
    """What stands on a sheet so far; two queries."""
    ticked = DuesLine.ticked_at.is_not(None)
    counted = (
        actor.sees(DuesLine, of=actor.find(Organisation, sheet.organisation_id))
        .where(DuesLine.sheet_id == sheet.id)
        .with_only_columns(
            func.count(),
            func.count(DuesLine.ticked_at),
            func.coalesce(func.sum(DuesLine.amount).filter(ticked), NO_MONEY),
        )
    )
    return Figures(*db.session.execute(counted).one())


def collected(actor: Actor, sheet: DuesSheet) -> Collected:
    """Those ticked with what each would be billed now, in the order of the sheet; a few queries however many."""
    ticked = _lines(actor, sheet).where(DuesLine.ticked_at.is_not(None)).order_by(DuesLine.number)
    found = db.session.scalars(ticked).all()
    asks = asks_of(actor, sheet, found)
    standing = [(each, asked) for each in found if (asked := asks[each.id]) is not None]
    return Collected(standing, [each for each in found if asks[each.id] is None])


def asks_of(
    actor: Actor, sheet: DuesSheet, some: Sequence[DuesLine], ahead: Mapping[UUID, int] | None = None
) -> dict[UUID, Asked | None]:
    """line → what is asked of its person now, None when nothing is any more; three queries, however many lines.

    `ahead`: other numbers of months than those of the lines.
    """
    del actor  # whoever has the lines may know what is asked of their people
    books = _Books(sheet.branch_id, [each.enrolment for each in some])
    chosen = ahead or {}
    return {each.id: books.asked(each.enrolment, sheet.month, chosen.get(each.id, each.ahead)) for each in some}


def offers_of(actor: Actor, sheet: DuesSheet, some: Sequence[DuesLine]) -> dict[UUID, list[tuple[int, Asked]]]:
    """line → every way to pay for its person, the shortest first; empty when nothing is asked any more.

    Ways that would ask for no more months than a shorter one are left out. Three queries, however many lines.
    """
    del actor
    books = _Books(sheet.branch_id, [each.enrolment for each in some])
    return {each.id: books.offers(each.enrolment, sheet.month) for each in some}


class _Books:
    """What stands paid and billed of some people, so that what is asked of each needs no further query."""

    def __init__(self, branch_id: UUID, people: Collection[Enrolment]) -> None:
        self.now = clock.now()
        self.policies: Policies = policies.in_force(branch_id, clock.today())
        self.facts = coverage.facts_of(list(people)) if people else {}
        self.billed: dict[UUID, set[Month]] = {}
        for participant_id, month in contributions.taken({each.participant_id for each in people}):
            self.billed.setdefault(participant_id, set()).add(month)

    def asked(self, who: Enrolment, month: Month, ahead: int = 1) -> Asked | None:
        if who.state is not EnrolmentState.APPROVED:
            return None
        billed = self.billed.get(who.participant_id, set())
        terms = contributions.terms_of(who, self.policies)
        return collecting.asked(month, self.now, self.facts[who.id], terms, billed=billed, ahead=ahead)

    def offers(self, who: Enrolment, month: Month) -> list[tuple[int, Asked]]:
        found: list[tuple[int, Asked]] = []
        for ahead in collecting.choices(month):
            asked = self.asked(who, month, ahead)
            if asked is not None and (not found or len(asked.months) > len(found[-1][1].months)):
                found.append((ahead, asked))
        return found


_LINE = ("id", "organisation_id", "branch_id", "sheet_id", "number", "enrolment_id", "ahead", "months", "amount")


def _lined(actor: Actor, sheet: DuesSheet, unit: Organisation) -> int:
    """Lines for everybody of the unit who is asked for something and has none; a step of opening and extending."""
    people = _people(actor, sheet, unit)
    books = _Books(sheet.branch_id, people)
    due = [(who, asked) for who in people if (asked := books.asked(who, sheet.month)) is not None]
    if sheet.people + len(due) > MOST:
        raise Refused.because("dues.too_many", most=MOST, people=sheet.people + len(due))
    if sheet.whole_subtree:
        due.sort(key=lambda found: (found[0].organisation.path, found[0].name_key, found[0].id))
    first = sheet.people + 1
    bulk_insert(
        DuesLine,
        _LINE,
        [
            (
                new_id(),
                sheet.organisation_id,
                sheet.branch_id,
                sheet.id,
                number,
                who.id,
                1,
                len(asked.months),
                asked.bill.payable,
            )
            for number, (who, asked) in enumerate(due, first)
        ],
    )
    sheet.people += len(due)
    return len(due)


def _people(actor: Actor, sheet: DuesSheet, unit: Organisation) -> Sequence[Enrolment]:
    """Who is a participant of the unit (and of those below) in the sheet's month and not on it yet, by name."""
    on_it = select(DuesLine.enrolment_id).where(DuesLine.sheet_id == sheet.id)
    found = actor.within(unit).sees(Enrolment) if sheet.whole_subtree else actor.sees(Enrolment, of=unit)
    return db.session.scalars(
        found.where(
            Enrolment.segment == Segment.BPU,
            Enrolment.state == EnrolmentState.APPROVED,
            Enrolment.start <= sheet.month.last_day,
            Enrolment.end.is_(None) | (Enrolment.end >= sheet.month.first_day),
            Enrolment.id.not_in(on_it),
        )
        .options(joinedload(Enrolment.organisation))
        .order_by(Enrolment.name_key, Enrolment.id)
        .limit(MOST * 5)
    ).all()


def _lines(actor: Actor, sheet: DuesSheet) -> Any:
    who = joinedload(DuesLine.enrolment)
    return (
        actor.sees(DuesLine, of=actor.find(Organisation, sheet.organisation_id))
        .where(DuesLine.sheet_id == sheet.id)
        .options(who.joinedload(Enrolment.participant), who.joinedload(Enrolment.organisation))
    )


def _held(actor: Actor, sheet_id: UUID, state: DuesState = DuesState.OPEN) -> DuesSheet:
    """The sheet as it is now, held until the transaction ends: ticks and the bill come one after the other."""
    sheet = db.session.scalars(
        actor.sees(DuesSheet)
        .where(DuesSheet.id == sheet_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if sheet is None:
        raise NotVisible("dues_sheet")
    if sheet.state is not state:
        raise Refused.because("dues.open" if state is DuesState.BILLED else "dues.closed")
    return sheet


def _asked_for(asked: Asked | None) -> dict[str, Any]:
    return {
        "months": len(asked.months) if asked else 0,
        "amount": asked.bill.payable if asked else Rupiah(0),
    }


def _noted(line: DuesLine, paid: bool | None, asked: Asked | None, now: datetime, user_id: UUID) -> dict[str, Any]:
    """The tick of a line: whoever was first stays who ticked it, and nothing is ticked where nothing is asked."""
    ticked = line.ticked_at is not None if paid is None else paid
    if not ticked or asked is None:
        return {"ticked_at": None, "ticked_by": None}
    return {"ticked_at": line.ticked_at or now, "ticked_by": line.ticked_by or user_id}


def _keep_what_was_billed(found: Collected) -> None:
    """Each billed line says what it was billed for; those gone are ticked no more."""
    rows: Iterable[tuple[DuesLine, Asked | None]] = [*found.asked, *((each, None) for each in found.gone)]
    bulk_update(
        DuesLine,
        update(DuesLine),
        [
            {"id": each.id, **_asked_for(asked), "ticked_at": each.ticked_at if asked else None}
            for each, asked in rows
        ],
    )
