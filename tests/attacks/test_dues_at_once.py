"""Two officers over one sheet of dues, two at the branch over its bill: every tick is kept, nobody is billed or pays
twice."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from uuid import UUID

import pytest
import time_machine
from flask import Flask

from portal.models import Contribution, DuesLine, Invoice, InvoiceState, Payment, db
from portal.values.rupiah import Rupiah
from tests.attacks.knocks import knock, overlapping
from tests.attacks.order import disorder
from tests.attacks.test_at_once import payment
from tests.browser import Browser
from tests.cast import Cast
from tests.make import dues, workers


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True):
        yield


def ticked(cast: Cast, sheet: UUID) -> list[int]:
    db.session.rollback()
    lines = cast.yanto.actor().sees(DuesLine).where(DuesLine.sheet_id == sheet, DuesLine.ticked_at.is_not(None))
    return sorted(db.session.scalars(lines.with_only_columns(DuesLine.number)))


def months(cast: Cast) -> list[tuple[UUID, str]]:
    """Of whom and for when, as it stands on bills."""
    db.session.rollback()
    standing = cast.hasan.actor().sees(Contribution).where(Contribution.STANDS)
    found = db.session.execute(standing.with_only_columns(Contribution.participant_id, Contribution.month))
    return [(person, str(month)) for person, month in found]


def test_one_sheet_under_two_thumbs_and_one_bill_paid_twice(
    app: Flask, cast: Cast, agus: Browser, yanto: Browser, hasan: Browser
) -> None:
    workers.registered(cast.agus, range(6))
    sheet = dues.opened(cast.agus)
    url = f"/ormas/iuran/{sheet}"
    shown = {f"semula-{number}": "0:1" for number in range(1, 7)}
    mine = partial(knock, agus.twin(), url, shown | {"bayar": ["1", "2"]})
    theirs = partial(knock, yanto.twin(), url, shown | {"bayar": ["2", "3"]})
    assert [answer.status for answer in overlapping(app, mine, theirs)] == [303, 303]
    assert ticked(cast, sheet) == [1, 2, 3], "what one has ticked the other's page does not take away"

    # One of them makes the bill while the other still ticks: that one is told, and the tick is not lost in silence.
    total = Rupiah(3 * 8_400)
    bills = partial(knock, agus.twin(), f"{url}/tagihan/", {"jumlah": str(total.amount)})
    late = partial(knock, yanto.twin(), url, shown | {"bayar": ["4"]})
    billed, told = overlapping(app, bills, late)
    assert (billed.status, told.status) == (303, 422)
    assert "sudah ditutup" in told.words or "sudah ditagih" in told.words
    again = knock(yanto.twin(), f"{url}/tagihan/", {"jumlah": str(total.amount)})
    assert again.status == 422
    assert len(months(cast)) == 3

    invoice = db.session.scalars(cast.hasan.actor().sees(Invoice)).one()
    assert (invoice.people, invoice.total) == (3, total)
    dues.issued(cast.hasan, invoice.id)
    place = f"/cabang/tagihan/{invoice.id}/pembayaran"
    paid = [partial(knock, hasan.twin(), place, payment(invoice, reference=each)) for each in ("NTB-1", "NTB-2")]
    first, second = overlapping(app, *paid)
    assert (first.status, second.status) == (303, 422)
    assert "tagihan" in second.words.lower()
    db.session.rollback()
    assert len(db.session.scalars(cast.hasan.actor().sees(Payment)).all()) == 1
    assert cast.hasan.actor().find(Invoice, invoice.id).state is InvoiceState.PAID
    assert disorder() == []


def test_one_person_on_two_sheets_billed_at_the_same_moment(
    app: Flask, cast: Cast, agus: Browser, yanto: Browser
) -> None:
    workers.registered(cast.agus, range(3))
    ours, above = dues.opened(cast.agus), dues.opened(cast.yanto, whole_subtree=True)
    dues.ticked(cast.agus, ours, [1, 2])
    dues.ticked(cast.yanto, above, [1, 2, 3])
    first, second = overlapping(
        app,
        partial(knock, agus.twin(), f"/ormas/iuran/{ours}/tagihan/", {"jumlah": str(2 * 8_400)}),
        partial(knock, yanto.twin(), f"/ormas/iuran/{above}/tagihan/", {"jumlah": str(3 * 8_400)}),
    )
    assert (first.status, second.status) == (303, 422)
    assert "Rp" in second.words, "the sum is another by now, and is shown before it is billed"
    found = months(cast)
    assert len(found) == len(set(found)) == 2
    assert disorder() == []
