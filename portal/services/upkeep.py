"""What the house forgets by itself, once a day: what was kept only for a while."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete

from portal.access import audit
from portal.access.audit import Action
from portal.models import IdempotencyKey, Invitation, Job, LoginSession, Paper, PasswordReset, SharedPhone, db, engine
from portal.models.job import JobState
from portal.services import (
    applicants,
    consent_photos,
    gauges,
    ktp_photos,
    messages,
    one_time_codes,
    sheet_photos,
    sipp_results,
    transfers,
)
from portal.services.cards import KEPT as PAPERS_KEPT
from portal.values import clock

#: A page may stay open over a weekend and be sent then; after that its key is no double tap.
KEYS_KEPT = timedelta(days=4)
#: How long one may still ask how a piece of long work ended.
JOBS_KEPT = timedelta(days=90)
#: From where, and with what, somebody was signed in: so long it can be asked about after the session could have
#: ended at the latest. The record keeps that they signed in, and nothing of the browser.
SESSIONS_KEPT = timedelta(days=90)
#: Who was invited by which address: the record keeps that, masked; a link that opens nothing need not.
INVITATIONS_KEPT = timedelta(days=90)
#: How long one may still ask on which phone somebody was in.
PHONES_KEPT = timedelta(days=90)


def forget() -> int:
    """Drop keys of old forms, papers nobody fetched, ended work, sessions long over and used-up links; returns how
    many rows went."""
    now = clock.now()
    ended = (JobState.DONE, JobState.CANCELLED, JobState.FAILED)
    gone = 0
    for forgotten in (
        delete(IdempotencyKey).where(IdempotencyKey.created_at < now - KEYS_KEPT),
        delete(PasswordReset).where(PasswordReset.expires_at < now),
        delete(LoginSession).where(LoginSession.expires_at < now - SESSIONS_KEPT),
        delete(SharedPhone).where(SharedPhone.expires_at < now - PHONES_KEPT),
        delete(Job).where(Job.state.in_(ended), Job.finished_at < now - JOBS_KEPT),
    ):
        gone += db.session.execute(forgotten).rowcount  # type: ignore[attr-defined]
    gone += messages.forget_texts() + one_time_codes.forget()
    transfers.expire()
    with audit.personal(Action.TIDIED, None, who="Gandeng"):
        gone += audit.bulk_delete(Paper, delete(Paper).where(Paper.created_at < now - PAPERS_KEPT))
        over = delete(Invitation).where(Invitation.expires_at < now - INVITATIONS_KEPT)
        gone += audit.bulk_delete(Invitation, over)
        gone += messages.forget_notes()
        gone += applicants.forget()
        gone += sheet_photos.forget()
        gone += ktp_photos.forget()
        gone += sipp_results.forget()
        gone += consent_photos.forget()
    gauges.fold()
    engine.refresh_statistics(db.session())
    return gone
