"""Papers of a case: brought by anybody concerned, opened by the clinic that treats and the branch alone.

Whoever brought a paper sees that it is there and may take it back, and does not see it again. Each opening is written
down.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import undefer

from portal.access import audit
from portal.access.actor import Actor, everyone
from portal.access.audit import Action, audited, fact
from portal.access.permissions import Permission
from portal.models import Case, CaseDocument, StepKind, db, new_id
from portal.papers.incoming import Paper, is_pdf, rewritten
from portal.pictures.developing import developed
from portal.rules.accidents import Evidence
from portal.services import cases
from portal.services.cases import OF_THE_BODY
from portal.values import clock
from portal.values.fault import Refused

#: Of one case: a file of a hundred pages is a dozen of them.
MOST = 40


def made_anew(content: bytes) -> Paper:
    """A picture or a PDF as it may be kept. May take seconds: hold no lock meanwhile.

    `Refused`: paper.empty, the codes of `incoming.rewritten` and of `developing.developed`.
    """
    if not content:
        raise Refused.because("paper.empty", "file")
    if is_pdf(content):
        return rewritten(content)
    picture = developed(content)
    return Paper(picture.content, "image/jpeg", 1, picture.origin)


@audited(Action.CASE_PAPER_ADDED, needs=Permission.CASE_WRITE)
def add(actor: Actor, case: Case, kind: Evidence, paper: Paper) -> CaseDocument:
    """Put a paper into the file of a case; the same file again is the paper that is there.

    `Refused`: case.decided, paper.twice, paper.most.
    """
    case = cases.held(actor, case)
    standing = everyone(CaseDocument, because="a paper stands once in a case, whoever brings it").where(
        CaseDocument.case_id == case.id, CaseDocument.STANDS
    )
    origins = [bytes(each) for each in db.session.scalars(standing.with_only_columns(CaseDocument.origin))]
    if paper.origin in origins:
        raise Refused.because("paper.twice", "file")
    if len(origins) >= MOST:
        raise Refused.because("paper.most", "file", most=MOST)
    made = CaseDocument(
        id=new_id(),
        organisation_id=case.organisation_id,
        branch_id=case.branch_id,
        case_id=case.id,
        kind=kind,
        media=paper.media,
        pages=paper.pages,
        size=len(paper.content),
        content=paper.content,
        origin=paper.origin,
        added_by=actor.user_id,
        added_by_name=actor.name,
        added_at=clock.now(),
        removed_by_name="",
    )
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError:
        raise Refused.because("paper.twice", "file") from None
    _count(case, kind, 1)
    cases.step(case, StepKind.PAPER_ADDED, actor.name)
    fact(bytes=made.size, pages=made.pages)
    return made


@audited(Action.CASE_PAPER_REMOVED, needs=Permission.CASE_WRITE)
def remove(actor: Actor, case: Case, document: CaseDocument) -> CaseDocument:
    """A wrong paper goes, and its content with it; that it was there stays known. `Refused`: case.decided,
    paper.removed."""
    case = cases.held(actor, case)
    db.session.refresh(document)
    if document.removed_at is not None:
        raise Refused.because("paper.removed")
    document.content, document.removed_at, document.removed_by_name = None, clock.now(), actor.name
    _count(case, document.kind, -1)
    cases.step(case, StepKind.PAPER_REMOVED, actor.name)
    return document


def opened(actor: Actor, document: CaseDocument) -> bytes:
    """What stands on it; that somebody looked is recorded. A step of showing it. `Refused`: paper.removed."""
    kept = actor.find(CaseDocument, document.id, undefer(CaseDocument.content))
    if kept.content is None:
        raise Refused.because("paper.removed")
    audit.opened(actor, kept, fields=(kept.kind.value,), reason="berkas kasus kecelakaan")
    return kept.content


def standing(actor: Actor, case: Case) -> list[CaseDocument]:
    """The papers of a case in the order in which they came: all for who may open them, else those one brought."""
    query = actor.sees(CaseDocument) if cases.reads_health(actor, case) else _brought(actor)
    found = query.where(CaseDocument.case_id == case.id, CaseDocument.STANDS).order_by(CaseDocument.id)
    return list(db.session.scalars(found))


def find(actor: Actor, case: Case, document_id: UUID) -> CaseDocument | None:
    """One of `standing`."""
    return next((each for each in standing(actor, case) if each.id == document_id), None)


def have(actor: Actor, case: Case, papers: Collection[CaseDocument] | None = None) -> Mapping[Evidence, int]:
    """How many papers there are of each kind, as far as the actor may know; `papers`: those `standing`, where they
    were looked up already."""
    if cases.reads_health(actor, case):
        return Counter(each.kind for each in (standing(actor, case) if papers is None else papers))
    return {Evidence(kind): count for kind, count in case.papers.items()}


def _brought(actor: Actor) -> Select[CaseDocument]:
    asked = everyone(CaseDocument, because="whoever brought a paper may take it back")
    return asked.where(CaseDocument.added_by == actor.user_id)


def _count(case: Case, kind: Evidence, more: int) -> None:
    if kind not in OF_THE_BODY:
        case.papers = case.papers | {kind.value: max(0, case.papers.get(kind.value, 0) + more)}
    db.session.flush()
