"""A longer or a shorter time for one intern: reckoned first, to the rupiah across the end of a relief; then done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from sqlalchemy import select

from portal.models import Contribution, ContributionState, Enrolment, Invoice, InvoiceState, db
from portal.models.transaction import transaction
from portal.services import invoices, periods, policies
from portal.values import clock
from portal.values.fault import Refused
from portal.values.rupiah import Rupiah
from tests.browser import Browser
from tests.cast import Cast
from tests.make import journey


@pytest.fixture(autouse=True)
def november() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True) as traveller:
        yield traveller


def someone(cast: Cast, wave: object) -> Enrolment:
    return db.session.scalars(cast.sari.actor().sees(Enrolment).where(Enrolment.wave_id == wave)).first()


def months(enrolment: Enrolment, *states: ContributionState) -> list[str]:
    found = select(Contribution.month).where(
        Contribution.enrolment_id == enrolment.id, Contribution.state.in_(states)
    )
    rows = db.session.scalars(found.order_by(Contribution.month).execution_options(seen_by="a test"))
    return [str(month) for month in rows]


def bills(cast: Cast, *states: InvoiceState) -> list[Invoice]:
    found = cast.sari.actor().sees(Invoice).where(Invoice.state.in_(states)).order_by(Invoice.id)
    return list(db.session.scalars(found))


def test_more_days_are_billed_at_the_rate_of_their_months_and_fewer_are_freed(
    cast: Cast, sari: Browser, budi: Browser, hasan: Browser
) -> None:
    with transaction():
        policies.decide(cast.hasan.actor(), "pkl_relief", "on", clock.today(), "Surat Kanwil 12")
    made = journey.covered(cast.sari, cast.hasan, range(2), start=date(2026, 11, 23), end=date(2026, 11, 30))
    enrolment = someone(cast, made.wave)
    url = f"/sekolah/peserta/{enrolment.id}/masa"
    budi.get(url, status=403)
    assert "Ubah masa PKL" in sari.get(f"/sekolah/peserta/{enrolment.id}").words

    reckoned = sari.get(f"{url}?end=2027-02-10")
    for words in ("Iuran bertambah Rp42.000", "Desember 2026", "Rp8.400", "Januari 2027 sampai Februari 2027"):
        assert words in reckoned.words
    assert "PP 50/2025" in reckoned.words
    assert months(enrolment, ContributionState.PLANNED) == [], "reckoning changes nothing"
    assert reckoned.soup.select_one("form[method=post] input[name=end]")["value"] == "2027-02-10"
    done = sari.post(url, {"end": "2027-02-10"})
    assert "menunggu kode iuran" in sari.follow(done).words
    [bill] = bills(cast, InvoiceState.PROPOSED)
    assert (bill.people, bill.total, bill.wave_id) == (1, Rupiah(42_000), made.wave)
    assert months(enrolment, ContributionState.PLANNED) == ["2026-12", "2027-01", "2027-02"]

    other = next(each for each in db.session.scalars(cast.sari.actor().sees(Enrolment)) if each.id != enrolment.id)
    sari.post(f"/sekolah/peserta/{other.id}/masa", {"end": "2026-12-24"})
    [bill] = bills(cast, InvoiceState.PROPOSED)
    assert (bill.people, bill.total) == (2, Rupiah(50_400)), "one bill for all of the wave who stay longer"
    with transaction():
        invoices.issue(cast.hasan.actor(), bill, kode_iuran="261100000001")

    fewer = sari.get(f"{url}?end=2027-01-15")
    assert "Iuran berkurang Rp16.800" in fewer.words
    sari.post(url, {"end": "2027-01-15"})
    [rest] = bills(cast, InvoiceState.PROPOSED)
    assert rest.total == Rupiah(33_600), "what is left waits for a code of its own"
    assert months(enrolment, ContributionState.PLANNED) == ["2026-12", "2027-01"]
    assert "Iurannya tidak berubah" in sari.get(f"{url}?end=2027-01-29").words


def test_what_is_paid_beyond_the_last_day_is_a_credit_and_not_asked_for_again(cast: Cast, sari: Browser) -> None:
    made = journey.covered(cast.sari, cast.hasan, range(1), start=date(2026, 11, 23), end=date(2027, 1, 20))
    enrolment = someone(cast, made.wave)
    url = f"/sekolah/peserta/{enrolment.id}/masa"
    reckoned = sari.get(f"{url}?end=2026-12-04")
    assert "Kredit Rp16.800" in reckoned.words
    sari.post(url, {"end": "2026-12-04"})
    assert months(enrolment, ContributionState.PAID) == ["2026-11", "2026-12", "2027-01"]
    again = sari.get(f"{url}?end=2027-02-05")
    assert "Januari 2027 sudah ditagih atau dibayar lebih dahulu" in again.words
    assert "Iuran bertambah Rp16.800" in again.words


def test_what_cannot_be_is_refused_with_the_cure(
    cast: Cast, sari: Browser, rina: Browser, november: time_machine.Traveller
) -> None:
    made = journey.covered(cast.sari, cast.hasan, range(1), start=date(2026, 11, 23), end=date(2026, 12, 18))
    later = journey.wave(cast.sari, name="Berikutnya", start=date(2027, 2, 1), end=date(2027, 3, 1))
    journey.sent(cast.sari, (0, 5), into=later)
    enrolment = someone(cast, made.wave)
    url = f"/sekolah/peserta/{enrolment.id}/masa"
    for end, words in (
        ("2026-12-18", "tanggal selesai yang sekarang"),
        ("2026-11-20", "Pilih hari antara 23 November 2026"),
        ("2028-12-18", "Pilih hari antara"),
        ("2027-02-02", "Sejak 1 Februari 2027 ia sudah terdaftar"),
        ("kapan-kapan", "Tulis tanggal"),
    ):
        assert words in sari.get(f"{url}?end={end}", status=422).words, end
        assert words in sari.post(url, {"end": end}, status=422).words, end
    rina.get(url, status=404)
    november.move_to("2026-12-20 03:00:00+00:00", tick=True)
    with pytest.raises(Refused) as refused:
        periods.weigh(cast.sari.actor(), enrolment, date(2027, 1, 4))
    assert refused.value.faults[0].code == "period.closed"
