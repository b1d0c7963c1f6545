"""Whom SIPP sent back: the sponsor reads why, mends what is wrong or says that it is right, and they go once more."""

from __future__ import annotations

from sqlalchemy import func

from portal.access.actor import Actor
from portal.access.audit import Action, audited, fact
from portal.access.permissions import Permission
from portal.models import Enrolment, Sipp, SippLine, SippLineState, db
from portal.services.disclosures import reason_of
from portal.values.fault import Refused


def of(actor: Actor, enrolment: Enrolment) -> SippLine | None:
    """Why somebody was sent back, while nobody has mended it; one query at most."""
    if enrolment.sipp is not Sipp.RETURNED:
        return None
    line = actor.sees(SippLine).where(SippLine.enrolment_id == enrolment.id, SippLine.state == SippLineState.RETURNED)
    return db.session.scalars(line.order_by(SippLine.id.desc()).limit(1)).one_or_none()


def waiting(actor: Actor) -> int:
    """How many of the actor's people were sent back and are not mended."""
    sent_back = actor.sees(Enrolment).where(Enrolment.SENT_BACK)
    return db.session.scalar(sent_back.with_only_columns(func.count())) or 0


@audited(Action.SIPP_MENDED, needs=Permission.ENROLMENT_WRITE)
def hand_over_again(actor: Actor, enrolment: Enrolment, *, reason: str) -> Enrolment:
    """The data is right as it is, says the sponsor: it goes with the next workbook.

    `Refused`: sipp.not_returned, reveal.reason, reveal.digits.
    """
    held = db.session.scalars(
        actor.sees(Enrolment)
        .where(Enrolment.id == enrolment.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if held.sipp is not Sipp.RETURNED:
        raise Refused.because("sipp.not_returned")
    fact(reason=reason_of(reason))
    line = of(actor, held)
    if line is not None:  # the number that stands is right, too
        line.proposed_nik, line.proposed_by_name, line.proposed_at = None, "", None
    mend(actor, held)
    return held


def mend(actor: Actor, enrolment: Enrolment) -> None:
    """Whoever was sent back waits for the next workbook; of others nothing changes. Whose NIK the branch has still to
    agree to goes when it has."""
    line = of(actor, enrolment)
    if line is not None and line.proposed_at is None:
        line.state, enrolment.sipp = SippLineState.MENDED, Sipp.DUE
