"""The branch's front page (Beranda): the gap at a glance, and what waits for an officer today, oldest first."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func
from sqlalchemy.orm import joinedload

from portal.access.actor import at_most
from portal.access.permissions import Permission
from portal.branch.bank_rows import MOST, ODD_FITS
from portal.models import (
    BankRow,
    MoneyFate,
    OrganisationKind,
    Payment,
    Queue,
    Stage,
    Submission,
    SubmissionState,
    db,
)
from portal.models.columns import NO_MONEY
from portal.services import approaches, departures, gauges, overviews, queues
from portal.services.approaches import Sieve
from portal.values import clock
from portal.values.clock import start_of
from portal.web.actor import actor
from portal.web.pages import Answer, page
from portal.web.resource import Resource

home = Resource("home", __name__)

#: A school should not wait longer than this for an answer.
PATIENCE = timedelta(days=2)
SHOWN = 5
#: Queues that the page counts beside what it shows itself.
QUEUED = (Queue.CODELESS, Queue.AGENTS, Queue.SIGNALS, Queue.NIKS)
COUNTED = (Queue.SUBMISSIONS, *QUEUED)


@home.get("/", requires=Permission.SUBMISSION_READ)
def index() -> Answer:
    today, now = clock.today(), clock.now()
    counts = queues.counts(actor(), [each for each in COUNTED if each in queues.kinds(actor())])
    waiting = actor().sees(Submission).where(Submission.state == SubmissionState.AWAITING_BRANCH)
    oldest = waiting.options(joinedload(Submission.organisation), joinedload(Submission.wave))
    queue = db.session.scalars(oldest.order_by(Submission.id).limit(SHOWN)).all()
    came = actor().sees(Payment).where(Payment.recorded_at >= start_of(today), Payment.voided_at.is_(None))
    payments, money = db.session.execute(
        came.with_only_columns(func.count(), func.coalesce(func.sum(Payment.amount), NO_MONEY))
    ).one()
    steps = approaches.partners(actor(), OrganisationKind.SCHOOL, sieve=Sieve.DUE)
    odd = (
        actor()
        .sees(BankRow)
        .where(BankRow.fate == MoneyFate.WAITING, BankRow.fit.in_(ODD_FITS))
        .with_only_columns(BankRow.id)
    )
    sums, schools = gauges.of_branch(actor()), overviews.standings(actor(), OrganisationKind.SCHOOL)
    return page(
        "branch/home/index.html",
        queue=queue,
        waiting=counts.get(Queue.SUBMISSIONS, 0),
        waited=(now - queue[0].sent_at).days if queue else 0,
        steps=db.session.scalar(steps.with_only_columns(func.count())),
        unmatched=db.session.scalar(at_most(odd, MOST + 1)),
        few=MOST,
        queued={each: count for each, count in counts.items() if each in QUEUED},
        most=queues.COUNTED,
        payments=payments,
        money=money,
        schools=schools,
        stages={stage: sum(1 for each in schools if each.stage is stage) for stage in Stage},
        shares=overviews.shares(schools),
        leaving=sum(each.people for each in departures.leaving(actor())),
        overdue=overviews.overdue(sums),
        lapsing=overviews.lapsing(sums),
        uptake=overviews.uptake(sums),
        arrears=overviews.arrears(sums),
        now=now,
        patience=PATIENCE,
        today=today,
    )
