"""kill -9 of the worker in the middle of a payout, again and again: afterwards everybody stands in it once."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from portal.access.permissions import Role
from portal.config import Settings
from portal.models import Job, OrganisationKind, Payout, PayoutState, db
from portal.models.job import JobState
from portal.models.transaction import transaction
from portal.services import payout_runs, recounts
from portal.values import clock
from portal.values.clock import start_of
from portal.values.month import Month
from tests.attacks.order import disorder
from tests.attacks.served import wait_until
from tests.cast import Cast, newcomer, partner
from tests.databases import ROOT, environment
from tests.make import earnings

WADAH, PEOPLE, KILLS = 6, 4, 3
_KIND = OrganisationKind.PERISAI


def progress(payout_id: UUID) -> tuple[int, JobState]:
    db.session.rollback()
    job = db.session.scalars(select(Job).where(Job.subject_id == payout_id)).one()
    return job.done, job.state


@pytest.mark.timeout(300)
def test_a_payout_survives_every_death(app: Flask, cast: Cast, settings: Settings, tmp_path: Path) -> None:
    month = Month.of(clock.today()) + -1
    with transaction():
        places = [partner(cast.bandung, _KIND, f"Wadah Uji {at}", npw=f"NPW-9-{at}") for at in range(WADAH)]
        agents = [
            newcomer(f"Agen{at} Uji", Role.PERISAI_AGENT, cast.bandung, place) for at, place in enumerate(places)
        ]
    with time_machine.travel(start_of(month.first_day) + timedelta(days=9), tick=True):
        for at, agent in enumerate(agents):
            earnings.brought_in(agent, cast.hasan, range(at * PEOPLE, (at + 1) * PEOPLE))
    with transaction():
        payout_id = payout_runs.prepare(cast.hasan.actor(), month).id
    command = [sys.executable, "-m", "portal.cli.work"]
    surroundings = environment(settings.database(), settings.instance)
    with (tmp_path / "log").open("ab") as log:
        for _ in range(KILLS):
            worker = subprocess.Popen(command, cwd=ROOT, env=surroundings, stdout=log, stderr=log)
            before, _ = progress(payout_id)
            wait_until(lambda least=before: progress(payout_id)[0] > least, "the work stands still")  # type: ignore[misc]
            time.sleep(random.uniform(0, 0.05))
            worker.kill()
            worker.wait(10)
            with transaction() as session:  # the lease of a dead worker is over
                dead = update(Job).where(Job.state == JobState.RUNNING)
                session.execute(dead.values(lease_until=clock.now() - timedelta(seconds=1)))
        worker = subprocess.Popen(command, cwd=ROOT, env=surroundings, stdout=log, stderr=log)
        try:
            wait_until(lambda: progress(payout_id)[1] is JobState.DONE, "the payout does not end")
        finally:
            worker.terminate()
            worker.wait(30)
    db.session.rollback()
    run = cast.hasan.actor().find(Payout, payout_id)
    lines = earnings.paid_lines(cast.hasan, payout_id)
    assert run.state is PayoutState.DRAFT
    assert len(lines) == 2 * WADAH, "each agent once, and each wadah"
    assert run.total == sum((line.total for line in lines), start=type(run.total)(0))
    for wadah in recounts.wadahs():
        assert recounts.recount(wadah, month).agrees
    assert disorder() == []
