"""The makers make what they say, so that a sweep over them sweeps something."""

from __future__ import annotations

from flask import Flask

from portal.models import Enrolment, Invoice, InvoiceState, Roster, RosterState, Submission, SubmissionState, db
from tests.cast import Cast
from tests.make import journey


def test_every_state_is_that_state(app: Flask, cast: Cast) -> None:
    made = journey.every_state(cast)
    sari = cast.sari.actor()
    assert sari.find(Roster, made["listed"].roster).state is RosterState.OPEN
    assert sari.find(Submission, made["sent"].submission).state is SubmissionState.AWAITING_BRANCH
    assert sari.find(Invoice, made["approved"].invoice).state is InvoiceState.ISSUED
    assert sari.find(Invoice, made["covered"].invoice).state is InvoiceState.PAID
    covered = sari.sees(Enrolment).where(Enrolment.submission_id == made["covered"].submission)
    assert all(each.covered_from for each in db.session.scalars(covered).all())
