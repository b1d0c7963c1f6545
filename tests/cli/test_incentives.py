"""Any past month recomputes to what the ledger says, after rules changed too; what was tampered with is found."""

from __future__ import annotations

import contextvars
from collections.abc import Iterator

import pytest
import time_machine
from click.testing import Result
from flask import Flask
from sqlalchemy import delete, update

from portal.models import IncentiveEntry, Organisation, db
from portal.models.transaction import transaction
from portal.rules.incentives import Part
from portal.services import incentive_terms, policies
from portal.values import clock
from portal.values.month import Month
from portal.values.rupiah import Rupiah
from tests.cast import Cast
from tests.conftest import Hand
from tests.make import earnings

NOV, DEC = Month(2026, 11), Month(2026, 12)


@pytest.fixture(autouse=True)
def november() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True) as now:
        yield now


def recompute(app: Flask, *arguments: str) -> Result:
    db.session.rollback()
    return contextvars.Context().run(app.test_cli_runner().invoke, args=["incentives", "recompute", *arguments])


def test_past_months_recompute_after_the_rules_have_changed(
    app: Flask, cast: Cast, november: time_machine.Coordinates, worker: Hand
) -> None:
    earnings.brought_in(cast.dewi, cast.hasan, range(25))
    assert "31.500 dari 25 baris: cocok" in recompute(app).stdout, "while the month still runs"
    with transaction():
        actor = cast.hasan.actor()
        wadah = actor.find(Organisation, cast.mandiri)
        incentive_terms.decide(
            actor, wadah, version="v2018", since=DEC, agreement="PKS 9/2026", reason="adendum tahun lama"
        )
        policies.decide(actor, "incentive_tax", "pph21", clock.today().replace(day=28), "surat edaran pajak")
    november.move_to("2026-12-05 03:00:00+00:00")
    earnings.closed(cast.hasan, cast.mandiri, NOV)
    earnings.collected(cast.dewi, cast.hasan)
    november.move_to("2027-01-05 03:00:00+00:00")
    earnings.closed(cast.hasan, cast.mandiri, DEC)
    found = recompute(app)
    assert found.exit_code == 0
    total = 25 * 11_260 - 25 * 11_260 // 40 + 25 * 1_126  # what is withheld is laid on a half of it
    assert f"2026-11: Rp{total:,} dari 52 baris: cocok".replace(",", ".") in found.stdout
    assert "Semua cocok" in found.stdout
    assert {each.law for each in earnings.entries(cast.dewi, DEC) if each.part is Part.IURAN} == {
        "incentive.v2018#1 relief"
    }
    assert recompute(app, "--month", "2026-12").stdout.count("cocok") == 2
    assert recompute(app, "--month", "Desember").exit_code == 2


def test_what_was_tampered_with_is_found(
    app: Flask, cast: Cast, november: time_machine.Coordinates, worker: Hand
) -> None:
    earnings.brought_in(cast.dewi, cast.hasan, range(3))
    november.move_to("2026-12-05 03:00:00+00:00")
    earnings.closed(cast.hasan, cast.mandiri, NOV)
    one = earnings.entries(cast.dewi)[0].id
    with transaction() as session:
        more = update(IncentiveEntry).where(IncentiveEntry.id == one)
        session.connection().execute(more.values(amount=Rupiah(2_520)))
    found = recompute(app)
    assert found.exit_code == 1
    assert f"bulan iuran berbeda ({one}): tercatat Rp2.520, dihitung Rp1.260" in found.stdout
    assert "tidak sesuai dengan aturan yang tertulis di barisnya" in found.stdout
    assert "bagian wadah berbeda" in found.stdout
    with transaction() as session:
        session.connection().execute(delete(IncentiveEntry).where(IncentiveEntry.id == one))
    assert f"belum dibukukan ({one})" in recompute(app).stdout
