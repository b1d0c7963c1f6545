"""The branch's front page (Beranda): what waits for an officer today, oldest first."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func
from sqlalchemy.orm import joinedload

from portal.access.permissions import Permission
from portal.models import Invoice, InvoiceState, Organisation, Payment, Submission, SubmissionState, db
from portal.models.columns import NO_MONEY
from portal.services.invoices import OPEN
from portal.values import clock
from portal.values.clock import start_of
from portal.web.actor import actor
from portal.web.pages import Answer, page
from portal.web.resource import Resource

home = Resource("home", __name__)

#: A school should not wait longer than this for an answer.
PATIENCE = timedelta(days=2)
SHOWN = 5


@home.get("/", requires=Permission.SUBMISSION_READ)
def index() -> Answer:
    today = clock.today()
    waiting = actor().sees(Submission).where(Submission.state == SubmissionState.AWAITING_BRANCH)
    bills = actor().sees(Invoice).where(Invoice.state.in_([InvoiceState.PROPOSED, *OPEN]))
    approved = bills.outerjoin(Submission, Submission.id == Invoice.submission_id).where(
        Invoice.submission_id.is_(None) | (Submission.state == SubmissionState.APPROVED)
    )
    codeless, late = db.session.execute(
        approved.with_only_columns(
            func.count().filter(Invoice.state == InvoiceState.PROPOSED),
            func.count().filter(Invoice.state.in_(OPEN), Invoice.due_on < today),
        )
    ).one()
    came = actor().sees(Payment).where(Payment.recorded_at >= start_of(today), Payment.voided_at.is_(None))
    payments, money = db.session.execute(
        came.with_only_columns(func.count(), func.coalesce(func.sum(Payment.amount), NO_MONEY))
    ).one()
    return page(
        "branch/home/index.html",
        queue=db.session.scalars(
            waiting.options(joinedload(Submission.organisation), joinedload(Submission.wave))
            .order_by(Submission.id)
            .limit(SHOWN)
        ).all(),
        waiting=db.session.scalar(waiting.with_only_columns(func.count())),
        codeless=codeless,
        late=late,
        overdue=db.session.scalars(
            actor()
            .sees(Invoice)
            .options(joinedload(Invoice.organisation))
            .where(Invoice.state.in_(OPEN), Invoice.due_on < today)
            .order_by(Invoice.due_on, Invoice.id)
            .limit(SHOWN)
        ).all(),
        payments=payments,
        money=money,
        partners=db.session.scalar(actor().sees(Organisation).with_only_columns(Organisation.id).limit(1))
        is not None,
        now=clock.now(),
        patience=PATIENCE,
        today=today,
    )
