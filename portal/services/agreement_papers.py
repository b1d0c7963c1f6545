"""Signed agreements (PKS) on file: made anew from what came in, opened by whoever may read the partner."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import undefer

from portal.access.actor import Actor
from portal.access.audit import Action, audited, fact
from portal.access.permissions import Permission
from portal.models import AgreementPaper, Organisation, db, new_id
from portal.papers.incoming import Paper
from portal.values import clock
from portal.values.fault import Refused

#: Of one partner: an agreement a year, with its addenda, for as long as anybody remembers.
MOST = 20


@audited(Action.AGREEMENT_PAPER_ADDED, needs=Permission.ORGANISATION_WRITE)
def add(actor: Actor, partner: Organisation, paper: Paper) -> AgreementPaper:
    """Put a paper, made anew already, on file. `Refused`: agreement_paper.twice, agreement_paper.most."""
    count = db.session.scalar(actor.sees(AgreementPaper, of=partner).with_only_columns(func.count()))
    if count is not None and count >= MOST:
        raise Refused.because("agreement_paper.most", "file", most=MOST)
    kept = AgreementPaper(
        id=new_id(),
        organisation_id=partner.id,
        branch_id=partner.branch_id,
        number=partner.agreement_number or "",
        media=paper.media,
        pages=paper.pages,
        size=len(paper.content),
        content=paper.content,
        origin=paper.origin,
        added_by=actor.user_id,
        added_by_name=actor.name,
        added_at=clock.now(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(kept)
    except IntegrityError:
        raise Refused.because("agreement_paper.twice", "file") from None
    fact(bytes=kept.size, pages=kept.pages)
    return kept


@audited(Action.AGREEMENT_PAPER_REMOVED, needs=Permission.ORGANISATION_WRITE)
def remove(actor: Actor, paper: AgreementPaper) -> Organisation:
    """A wrong one goes, and its content with it; that it was there the record tells."""
    partner = actor.find(Organisation, paper.organisation_id)
    fact(pages=paper.pages, added_by=paper.added_by_name)
    db.session.delete(paper)
    return partner


def standing(actor: Actor, partner: Organisation) -> Sequence[AgreementPaper]:
    """The papers of a partner, the latest first; without their content."""
    return db.session.scalars(actor.sees(AgreementPaper, of=partner).order_by(AgreementPaper.id.desc())).all()


def content(actor: Actor, paper: AgreementPaper) -> bytes:
    """What stands on it."""
    return actor.find(AgreementPaper, paper.id, undefer(AgreementPaper.content)).content
