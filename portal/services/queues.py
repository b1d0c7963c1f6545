"""What waits for the branch (Antrean): by kind, age, partner and officer; taken, handed on, let go."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import String, and_, func, literal, or_, select
from sqlalchemy import cast as typed

from portal.access.actor import Actor, NotVisible, at_most
from portal.access.audit import Action, audited, fact
from portal.access.permissions import Permission
from portal.models import (
    Agent,
    AgentState,
    BankRow,
    BankStatement,
    Case,
    CaseState,
    Dispute,
    DisputeState,
    Errand,
    Invoice,
    InvoiceState,
    Likeness,
    Membership,
    Organisation,
    OrmasMember,
    Signal,
    SippLine,
    Submission,
    SubmissionState,
    Transfer,
    TransferState,
    User,
    db,
)
from portal.models.errand import Queue
from portal.services import likenesses, nik_proposals
from portal.services.invoices import OPEN
from portal.values import clock
from portal.values.clock import in_wib
from portal.values.fault import Refused
from portal.values.naming import name_key

#: Counted no further: who has more has other things to do than to read how many.
COUNTED = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sieve:
    """What of a queue is meant: waiting for at least so many days, somebody's or nobody's, of partners called so."""

    days: int = 0
    officer: UUID | None = None
    nobodys: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that waits: since when, whose it is (empty where nobody knows yet), what it is called, how many
    people or what else, and by whom it is seen to."""

    id: UUID
    since: date
    sponsor: str
    label: str
    people: int
    officer: str

    @property
    def days(self) -> int:
        return (clock.today() - self.since).days


@dataclass(frozen=True, slots=True)
class _Kind:
    """Where a queue comes from: its model, who is the partner, since when it waits, label and people."""

    model: Any
    waiting: Callable[[Actor], Any]
    since: Any
    label: Any
    people: Any
    sponsor_id: Any
    may: Permission


def listed(actor: Actor, queue: Queue, sieve: Sieve) -> Any:
    """The queue to be paged by `key`, the oldest first; `lines` reads its rows."""
    kind = _KINDS[queue]
    query = (
        kind.waiting(actor)
        .outerjoin(Organisation, Organisation.id == kind.sponsor_id)
        .outerjoin(Errand, and_(Errand.id == kind.model.id, Errand.branch_id == actor.branch_id))
    )
    if sieve.days:
        last = clock.today() - timedelta(days=sieve.days)
        day = kind.since.type.python_type is date
        query = query.where(kind.since <= (last if day else clock.start_of(last + timedelta(days=1))))
    if sieve.nobodys:
        query = query.where(Errand.id.is_(None))
    elif sieve.officer is not None:
        query = query.where(Errand.officer_id == sieve.officer)
    for word in name_key(sieve.words).split()[:5]:
        named = Organisation.name_key.contains(word, autoescape=True)
        query = query.where(or_(named, func.lower(kind.label).contains(word, autoescape=True)))
    return query.with_only_columns(
        kind.model.id,
        kind.since,
        func.coalesce(Organisation.name, ""),
        kind.label,
        kind.people,
        func.coalesce(Errand.officer_name, ""),
    )


def key(queue: Queue) -> Any:
    """What a queue is ordered by: ids sort by the time of making."""
    return _KINDS[queue].model.id


def lines(rows: Sequence[Any]) -> list[Line]:
    """Rows of `listed`, as they are shown."""
    return [
        Line(id_, _day(since), sponsor, label or "", people or 0, who)
        for id_, since, sponsor, label, people, who in rows
    ]


def kinds(actor: Actor) -> list[Queue]:
    """The queues whose things this actor may see."""
    return [queue for queue, kind in _KINDS.items() if actor.may(kind.may)]


def counts(actor: Actor, queues: Sequence[Queue]) -> Mapping[Queue, int]:
    """How many wait in each, at most `COUNTED`; one query, and one for a decision that says what waits."""
    each = [
        at_most(_KINDS[queue].waiting(actor).with_only_columns(_KINDS[queue].model.id), COUNTED).scalar_subquery()
        for queue in queues
    ]
    found = db.session.execute(select(*each).execution_options(seen_by=str(actor.membership_id))).one()
    return dict(zip(queues, map(int, found), strict=True))


def officers(actor: Actor) -> list[tuple[UUID, str]]:
    """Colleagues at the branch to whom something can be handed, by name."""
    found = db.session.execute(
        actor.sees(Membership)
        .join(User, User.id == Membership.user_id)
        .where(Membership.organisation_id.is_(None), Membership.ended_at.is_(None))
        .order_by(User.name, Membership.id)
        .with_only_columns(Membership.id, User.name)
    )
    return [(id_, name) for id_, name in found]


@audited(Action.ERRANDS_GIVEN, needs=Permission.QUEUE_WRITE)
def give(actor: Actor, queue: Queue, ids: Collection[UUID], officer_id: UUID | None) -> int:
    """Hand things to an officer (oneself: take them), or to nobody; how many. What waits no more is passed over.

    `Refused`: queue.none, queue.officer.
    """
    if not ids:
        raise Refused.because("queue.none")
    name = dict(officers(actor)).get(officer_id) if officer_id else ""
    if name is None:
        raise Refused.because("queue.officer", "petugas")
    kind = _KINDS[queue]
    waiting = kind.waiting(actor).where(kind.model.id.in_(ids)).with_only_columns(kind.model.id)
    found = list(db.session.scalars(waiting))
    known = {
        each.id: each for each in db.session.scalars(actor.sees(Errand).where(Errand.id.in_(found)).with_for_update())
    }
    for id_ in found:
        errand = known.get(id_)
        if officer_id is None:
            if errand is not None:
                db.session.delete(errand)
            continue
        if errand is None:
            errand = Errand(id=id_, branch_id=actor.branch_id, queue=queue)
            db.session.add(errand)
        errand.officer_id, errand.officer_name = officer_id, name
        errand.given_by_name, errand.given_at = actor.name, clock.now()
    fact(queue=queue.value, count=len(found), officer=name)
    return len(found)


def queue_of(actor: Actor, text: str) -> Queue:
    """The queue of a word in an address; `NotVisible` for one that is not, or not for this actor."""
    found = next((each for each in kinds(actor) if each.value == text), None)
    if found is None:
        raise NotVisible("queue")
    return found


def _day(since: date | datetime) -> date:
    return in_wib(since).date() if isinstance(since, datetime) else since


def _codeless(actor: Actor) -> Any:
    return (
        actor.sees(Invoice)
        .outerjoin(Submission, Submission.id == Invoice.submission_id)
        .where(Invoice.state == InvoiceState.PROPOSED)
        .where(Invoice.submission_id.is_(None) | (Submission.state == SubmissionState.APPROVED))
    )


def _billless(actor: Actor) -> Any:
    """Money that came in for which no bill waits; whose it is where it names one that is paid already."""
    return (
        actor.sees(BankRow)
        .join(BankStatement, BankStatement.id == BankRow.statement_id)
        .outerjoin(Invoice, Invoice.id == BankRow.invoice_id)
        .where(BankRow.ODD)
    )


def _candidates(actor: Actor) -> Any:
    """Of whom the wadah has said everything; what the branch still finds missing their page tells."""
    return actor.sees(Agent).where(
        Agent.state == AgentState.CANDIDATE,
        Agent.nik_index.is_not(None),
        Agent.trained_on.is_not(None),
        Agent.tested_on.is_not(None),
        Agent.account.is_not(None),
    )


_NOBODY = literal(0)
_KINDS: dict[Queue, _Kind] = {
    Queue.SUBMISSIONS: _Kind(
        Submission,
        lambda actor: actor.sees(Submission).where(Submission.state == SubmissionState.AWAITING_BRANCH),
        Submission.sent_at,
        typed(Submission.sent_by_name, String),
        Submission.people,
        Submission.organisation_id,
        Permission.SUBMISSION_READ,
    ),
    Queue.CODELESS: _Kind(
        Invoice,
        _codeless,
        Invoice.created_at,
        Invoice.number,
        Invoice.people,
        Invoice.organisation_id,
        Permission.INVOICE_READ,
    ),
    Queue.OVERDUE: _Kind(
        Invoice,
        lambda actor: actor.sees(Invoice).where(Invoice.state.in_(OPEN), Invoice.due_on < clock.today()),
        Invoice.due_on,
        Invoice.number,
        Invoice.people,
        Invoice.organisation_id,
        Permission.INVOICE_READ,
    ),
    Queue.TRANSFERS: _Kind(
        Transfer,
        lambda actor: actor.sees(Transfer).where(
            Transfer.holder_branch_id == actor.branch_id, Transfer.state == TransferState.WAITING
        ),
        Transfer.asked_at,
        literal(""),
        _NOBODY,
        Transfer.holder_id,
        Permission.TRANSFER_READ,
    ),
    Queue.LIKENESSES: _Kind(
        Likeness,
        likenesses.unanswered,
        Likeness.found_at,
        OrmasMember.name,
        _NOBODY,
        Likeness.organisation_id,
        Permission.LIKENESS_ANSWER,
    ),
    Queue.CASES: _Kind(
        Case,
        lambda actor: actor.sees(Case).where(Case.state.in_([CaseState.NOTICED, CaseState.OPEN])),
        Case.opened_at,
        Case.number,
        _NOBODY,
        Case.organisation_id,
        Permission.CASE_READ,
    ),
    Queue.DISPUTES: _Kind(
        Dispute,
        lambda actor: actor.sees(Dispute).where(Dispute.state == DisputeState.OPEN),
        Dispute.asked_at,
        literal(""),
        _NOBODY,
        Dispute.organisation_id,
        Permission.INCENTIVE_READ,
    ),
    Queue.BANK_ROWS: _Kind(
        BankRow,
        _billless,
        BankRow.day,
        BankStatement.channel,
        _NOBODY,
        Invoice.organisation_id,
        Permission.PAYMENT_RECORD,
    ),
    Queue.AGENTS: _Kind(
        Agent,
        _candidates,
        Agent.created_at,
        Agent.name,
        _NOBODY,
        Agent.organisation_id,
        Permission.AGENT_DECIDE,
    ),
    Queue.SIGNALS: _Kind(
        Signal,
        lambda actor: actor.sees(Signal).where(Signal.answered_at.is_(None)),
        Signal.first_seen_at,
        Signal.about,
        _NOBODY,
        Signal.organisation_id,
        Permission.SIGNAL_READ,
    ),
    Queue.NIKS: _Kind(
        SippLine,
        nik_proposals.asked,
        SippLine.proposed_at,
        SippLine.proposed_by_name,
        _NOBODY,
        SippLine.organisation_id,
        Permission.SIPP_READ,
    ),
}
