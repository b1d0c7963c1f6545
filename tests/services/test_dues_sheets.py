"""Dues of a unit: who is asked for what, who paid, one bill for exactly those, and next month is right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from threading import Barrier
from uuid import UUID

import pytest
import time_machine
from flask import Flask

from portal.access.actor import NotVisible
from portal.models import Contribution, DuesLine, DuesState, Enrolment, Invoice, InvoiceState, db
from portal.models.transaction import transaction
from portal.rules.coverage import State
from portal.services import coverage, dues_sheets, invoice_lines
from portal.services.dues_sheets import Figures, Tick
from portal.values.fault import Refused
from portal.values.month import Month
from portal.values.rupiah import Rupiah
from tests.cast import Cast, Person
from tests.make import dues, workers

Counted = Callable[[], AbstractContextManager[list[str]]]

NOV, DEC, JAN = Month(2026, 11), Month(2026, 12), Month(2027, 1)


@pytest.fixture(autouse=True)
def november() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True) as now:
        yield now


def asked(by: Person, sheet_id: UUID) -> dict[int, tuple[Month, ...]]:
    """number → the months asked for now."""
    actor = by.actor()
    sheet = dues_sheets.find(actor, sheet_id)
    lines = db.session.scalars(dues_sheets.lines(actor, sheet)).all()
    asks = dues_sheets.asks_of(actor, sheet, lines)
    return {line.number: found.months if (found := asks[line.id]) else () for line in lines}


def refusal(action: Callable[..., object], *args: object, **kwargs: object) -> str:
    with pytest.raises(Refused) as refused:
        action(*args, **kwargs)
    return refused.value.faults[0].code


def figures(by: Person, sheet_id: UUID) -> Figures:
    actor = by.actor()
    return dues_sheets.figures(actor, dues_sheets.find(actor, sheet_id))


def test_37_of_50_pay_in_one_code_and_next_month_is_right(
    cast: Cast, queries: Counted, november: time_machine.Coordinates
) -> None:
    made = workers.registered(cast.agus, range(50))
    with queries() as seen:
        sheet = dues.opened(cast.agus)
    assert len(seen) < 20
    assert asked(cast.agus, sheet) == dict.fromkeys(range(1, 51), (NOV,))
    dues.ticked(cast.agus, sheet, range(1, 38))
    assert figures(cast.agus, sheet) == Figures(50, 37, Rupiah(37 * 8_400))

    bill = dues.billed(cast.agus, sheet, expected=Rupiah(37 * 8_400))
    officer = cast.hasan.actor()
    invoice = officer.find(Invoice, bill)
    assert (invoice.people, invoice.total, invoice.state) == (37, Rupiah(310_800), InvoiceState.PROPOSED)
    assert invoice.organisation_id == cast.arjuna
    dues.paid(cast.hasan, bill)
    db.session.expire_all()
    assert officer.find(Invoice, bill).state is InvoiceState.PAID
    people = [officer.find(Enrolment, each) for each in made]
    covered = [each for each in people if coverage.answer(each).state is State.COVERED]
    assert len(covered) == 37
    assert all(each.covered_from and each.paid_through == NOV for each in covered)
    kept = dues_sheets.find(officer, sheet)
    assert (kept.state, kept.paid_people, kept.total) == (DuesState.BILLED, 37, Rupiah(310_800))

    # The same month again has only the rest; the next month has everybody, each with one month.
    assert len(asked(cast.agus, dues.opened(cast.agus))) == 13
    november.move_to("2026-12-05 03:00:00+00:00")
    december = dues.opened(cast.agus)
    assert set(asked(cast.agus, december).values()) == {(DEC,)}
    assert len(asked(cast.agus, december)) == 50

    # Late by January: who paid in November owes two months more, who never paid is asked for the new one only.
    november.move_to("2027-01-20 03:00:00+00:00")
    january = asked(cast.agus, dues.opened(cast.agus))
    assert sorted(map(len, january.values())) == [1] * 13 + [2] * 37
    # After three unpaid months the old ones are not asked for.
    november.move_to("2027-03-02 03:00:00+00:00")
    assert set(asked(cast.agus, dues.opened(cast.agus)).values()) == {(Month(2027, 3),)}


def test_months_paid_ahead_stand_on_the_bill_line_by_line(cast: Cast) -> None:
    workers.registered(cast.agus, range(2))
    sheet = dues.opened(cast.agus)
    dues.ticked(cast.agus, sheet, [1], ahead=3)
    dues.ticked(cast.agus, sheet, [2])
    assert refusal(dues.ticked, cast.agus, sheet, [2], ahead=5) == "prepay.months"
    assert refusal(dues.ticked, cast.agus, sheet, [7]) == "dues.number"
    assert figures(cast.agus, sheet).cash == Rupiah(8_400 * 2 + 16_800 + 8_400)
    bill = dues.billed(cast.agus, sheet)
    actor = cast.agus.actor()
    lines = invoice_lines.of_invoice(actor, actor.find(Invoice, bill))
    assert [(line.months, line.people, line.each) for line in lines] == [
        ((NOV,), 2, Rupiah(8_400)),
        ((DEC,), 1, Rupiah(8_400)),
        ((JAN,), 1, Rupiah(16_800)),
    ]
    assert refusal(dues.ticked, cast.agus, sheet, [2]) == "dues.closed"
    assert refusal(dues.billed, cast.agus, sheet) == "dues.closed"


def test_somebody_on_two_sheets_is_billed_by_one_of_them(cast: Cast) -> None:
    workers.registered(cast.agus, range(3))
    workers.registered(cast.yanto, range(3, 5))
    ranting = dues.opened(cast.agus)
    pac = dues.opened(cast.yanto, whole_subtree=True)
    assert len(asked(cast.yanto, pac)) == 5
    by_unit = [line.enrolment.organisation_id for line in _lines(cast.yanto, pac)]
    assert by_unit == [cast.cicendo] * 2 + [cast.arjuna] * 3
    dues.ticked(cast.agus, ranting, [1, 2])
    dues.ticked(cast.yanto, pac, range(1, 6))
    cash = figures(cast.yanto, pac).cash
    dues.billed(cast.agus, ranting)

    assert refusal(dues.billed, cast.yanto, pac, expected=cash) == "dues.changed"
    actor = cast.yanto.actor()
    found = dues_sheets.collected(actor, dues_sheets.find(actor, pac))
    assert (len(found.asked), len(found.gone), found.total) == (3, 2, Rupiah(3 * 8_400))
    dues.billed(cast.yanto, pac, expected=found.total)
    months = db.session.execute(
        cast.hasan.actor().sees(Contribution).with_only_columns(Contribution.participant_id, Contribution.month)
    ).all()
    assert len(months) == len(set(months)) == 5
    assert refusal(dues.opened, cast.yanto, whole_subtree=True) == "dues.nobody"


def test_a_bill_without_a_code_can_be_undone_and_one_with_a_code_cannot(cast: Cast) -> None:
    workers.registered(cast.agus, range(2))
    sheet = dues.opened(cast.agus)
    assert refusal(dues.billed, cast.agus, sheet) == "dues.none"
    dues.ticked(cast.agus, sheet, [1, 2])
    first = dues.billed(cast.agus, sheet)

    def reopened() -> None:
        with transaction():
            actor = cast.agus.actor()
            dues_sheets.reopen(actor, dues_sheets.find(actor, sheet))

    reopened()
    actor = cast.agus.actor()
    assert actor.find(Invoice, first).state is InvoiceState.VOID
    with transaction():
        actor = cast.agus.actor()
        dues_sheets.tick(actor, dues_sheets.find(actor, sheet), {2: Tick(paid=False)})
    again = dues.billed(cast.agus, sheet)
    assert actor.find(Invoice, again).people == 1
    dues.issued(cast.hasan, again)
    assert refusal(reopened) == "dues.coded"


def test_who_registers_later_is_added_at_the_end(cast: Cast) -> None:
    workers.registered(cast.agus, range(2))
    sheet = dues.opened(cast.agus)
    assert dues.opened(cast.agus) == sheet
    workers.registered(cast.agus, [2])
    with transaction():
        actor = cast.agus.actor()
        assert dues_sheets.extend(actor, dues_sheets.find(actor, sheet)) == 1
        assert dues_sheets.extend(actor, dues_sheets.find(actor, sheet)) == 0
    assert list(asked(cast.agus, sheet)) == [1, 2, 3]
    with transaction():
        actor = cast.agus.actor()
        dues_sheets.drop(actor, dues_sheets.find(actor, sheet))
    assert dues.opened(cast.agus) != sheet


def test_a_sister_unit_has_no_part_in_it(cast: Cast) -> None:
    workers.registered(cast.agus, range(1))
    sheet = dues.opened(cast.agus)
    for stranger in (cast.euis, cast.sari, cast.mira):
        with pytest.raises(NotVisible):
            dues_sheets.find(stranger.actor(), sheet)
    assert refusal(dues.opened, cast.agus, Month(2027, 3)) == "dues.month"


@pytest.mark.parametrize("same_sheet", [True, False])
def test_two_officers_at_once_bill_nobody_twice(app: Flask, cast: Cast, same_sheet: bool) -> None:
    workers.registered(cast.agus, range(4))
    first = dues.opened(cast.agus)
    second = first if same_sheet else dues.opened(cast.yanto, whole_subtree=True)
    gate = Barrier(2)

    def collect(by: Person, sheet: UUID, numbers: range) -> str:
        with app.app_context():
            gate.wait()
            dues.ticked(by, sheet, numbers)
            gate.wait()
            try:
                dues.billed(by, sheet)
            except Refused as refused:
                return refused.faults[0].code
            return "billed"

    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(collect, cast.agus, first, range(1, 3))
        two = pool.submit(collect, cast.yanto, second, range(3, 5) if same_sheet else range(1, 5))
        said = sorted([one.result(), two.result()])
    assert said == (["billed", "dues.closed"] if same_sheet else ["billed", "billed"]) or said == [
        "billed",
        "dues.gone",
    ]
    db.session.rollback()
    months = db.session.execute(
        cast.hasan.actor()
        .sees(Contribution)
        .where(Contribution.STANDS)
        .with_only_columns(Contribution.participant_id, Contribution.month)
    ).all()
    assert len(months) == len(set(months)) == 4


def _lines(by: Person, sheet_id: UUID) -> list[DuesLine]:
    actor = by.actor()
    sheet = dues_sheets.find(actor, sheet_id)
    return list(db.session.scalars(dues_sheets.lines(actor, sheet).order_by(DuesLine.number)))
