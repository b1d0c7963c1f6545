"""Which rows an actor may see: one table, one clause a model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlalchemy.orm import aliased

from portal.access.actor import Actor, NotVisible
from portal.access.permissions import Permission
from portal.models import (
    Agent,
    Allocation,
    Approach,
    AuditEvent,
    BankLayout,
    BankRow,
    BankStatement,
    Base,
    Case,
    CaseDocument,
    CaseFeedback,
    CaseHealth,
    CaseStep,
    Contribution,
    Death,
    Dispute,
    DuesLine,
    DuesSheet,
    Enrolment,
    Errand,
    Handover,
    IncentiveEntry,
    Invitation,
    Invoice,
    Job,
    KtpPhoto,
    Level,
    Membership,
    Message,
    MessageText,
    Organisation,
    OrganisationKind,
    OrmasMember,
    Owned,
    Participant,
    Payment,
    Payout,
    PayoutLine,
    Policy,
    ReadEvent,
    ReminderRound,
    SchoolSheet,
    Signal,
    SippFile,
    SippLayout,
    SippLine,
    SippResult,
    SippSheet,
    Stewardship,
    Transfer,
    engine,
)
from portal.rules.incentives import Payee

Clause = Callable[[Any, Actor], ColumnElement[bool]]


def _own(model: Any, actor: Actor) -> ColumnElement[bool]:
    """Own organisation, of an ormas with all units below; for the branch, its own and all its organisations'; for an
    agent of a wadah what hangs on their own recruits."""
    if actor.is_branch:
        return model.branch_id == actor.branch_id  # type: ignore[no-any-return]
    if actor.agent_id is not None:
        return RECRUITED[model](model, actor) if model in RECRUITED else false()
    return _ours(model.organisation_id, actor)


def _organisation(model: Any, actor: Actor) -> ColumnElement[bool]:
    if actor.is_branch:
        return model.branch_id == actor.branch_id  # type: ignore[no-any-return]
    if actor.organisation_kind is OrganisationKind.ORMAS and actor.organisation_path:
        return Organisation.within(actor.organisation_path)
    return model.id == actor.organisation_id  # type: ignore[no-any-return]


def _ours(organisation_id: Any, actor: Actor) -> ColumnElement[bool]:
    """Whether this column names the actor's organisation, or one of the units below it: a range of an index, so that
    it costs what the subtree costs and not what the ormas does."""
    if actor.organisation_kind is OrganisationKind.ORMAS and actor.organisation_path:
        return organisation_id.in_(select(Organisation.id).where(Organisation.within(actor.organisation_path)))  # type: ignore[no-any-return]
    return organisation_id == actor.organisation_id  # type: ignore[no-any-return]


def _member(model: Any, actor: Actor) -> ColumnElement[bool]:
    """Members know the path of their unit, so nobody has to ask the units.

    The bounds are set aside: that of a list (its unit, its page) is narrower than all that an actor may see. So
    whoever lists members says `OrmasMember.within` as well.
    """
    if actor.is_branch:
        return model.branch_id == actor.branch_id  # type: ignore[no-any-return]
    if actor.organisation_kind is OrganisationKind.ORMAS and actor.organisation_path:
        return OrmasMember.within(actor.organisation_path, engine.Aside(OrmasMember.path))
    return false()


def _ours_by_row(organisation_id: Any, actor: Actor) -> ColumnElement[bool]:
    """The same, asked of each row's own unit: right where few rows are looked at, whatever stands below the actor."""
    if actor.organisation_kind is OrganisationKind.ORMAS and actor.organisation_path:
        unit = aliased(Organisation)
        return exists(select(unit.id).where(unit.id == organisation_id, unit.within(actor.organisation_path)))
    return organisation_id == actor.organisation_id  # type: ignore[no-any-return]


def _enrolled_with_us(model: Any, actor: Actor) -> ColumnElement[bool]:
    """A participant belongs to no sponsor: seen by those who have an enrolment with the person."""
    if actor.is_branch:
        ours = Enrolment.branch_id == actor.branch_id
    elif actor.agent_id is not None:
        ours = Enrolment.agent_id == actor.agent_id
    else:
        ours = _ours_by_row(Enrolment.organisation_id, actor)
    return exists(select(Enrolment.id).where(Enrolment.participant_id == model.id, ours))


def _of_the_branch(model: Any, actor: Actor) -> ColumnElement[bool]:
    """The branch's own papers, which organisations under it may read."""
    return model.branch_id == actor.branch_id  # type: ignore[no-any-return]


def _of_the_office(model: Any, actor: Actor) -> ColumnElement[bool]:
    """The branch's own papers, which nobody else reads."""
    return model.branch_id == actor.branch_id if actor.is_branch else false()


def _of_the_tree(model: Any, actor: Actor) -> ColumnElement[bool]:
    """What belongs to the top of an ormas and is known at every level, also below."""
    if actor.is_branch:
        return model.branch_id == actor.branch_id  # type: ignore[no-any-return]
    return model.organisation_id == actor.top_id  # type: ignore[no-any-return]


def _either_side(model: Any, actor: Actor) -> ColumnElement[bool]:
    """Who asks for a person, and who has the person: organisations and their branches alike."""
    if actor.is_branch:
        return or_(model.branch_id == actor.branch_id, model.holder_branch_id == actor.branch_id)
    if actor.agent_id is not None:
        asked = and_(model.organisation_id == actor.organisation_id, model.asked_by == actor.user_id)
        return or_(asked, model.enrolment_id.in_(_recruits(actor)))
    return or_(_ours(model.organisation_id, actor), _ours(model.holder_id, actor))


def _recruits(actor: Actor) -> Any:
    """The ids of an agent's people. By another name, for the query around it may look at enrolments as well."""
    recruited = aliased(Enrolment)
    return select(recruited.id).where(recruited.agent_id == actor.agent_id)


def _own_bills(actor: Actor) -> Any:
    bill = aliased(Invoice)
    return select(bill.id).where(bill.agent_id == actor.agent_id)


def _told_of_recruits(model: Any, actor: Actor) -> ColumnElement[bool]:
    """What an agent did, and what anybody did to one of their people, to a bill of theirs or to its money."""
    person, bill, money = aliased(Enrolment), aliased(Invoice), aliased(Payment)
    paid = select(money.id).join(bill, bill.id == money.invoice_id).where(bill.agent_id == actor.agent_id)
    return or_(
        model.membership_id == actor.membership_id,
        model.subject_id == actor.agent_id,
        exists(select(person.id).where(person.id == model.subject_id, person.agent_id == actor.agent_id)),
        exists(select(bill.id).where(bill.id == model.subject_id, bill.agent_id == actor.agent_id)),
        exists(paid.where(money.id == model.subject_id)),
    )


def _own_earnings(model: Any, actor: Actor) -> ColumnElement[bool]:
    """What is an agent's own, and not what the wadah gets for their work, though such a line names them too."""
    own = and_(model.organisation_id == actor.organisation_id, model.agent_id == actor.agent_id)
    return and_(own, model.payee == Payee.AGENT) if model is IncentiveEntry else own


def _died(model: Any, actor: Actor) -> ColumnElement[bool]:
    person = aliased(Enrolment)
    theirs = select(person.id).where(person.participant_id == model.participant_id, person.agent_id == actor.agent_id)
    return exists(theirs)


def _case(model: Any, actor: Actor) -> ColumnElement[bool]:
    """An accident concerns who sponsors the person, the agent who brought them in, the clinic that treats, the
    branch."""
    if actor.is_branch:
        return model.branch_id == actor.branch_id  # type: ignore[no-any-return]
    if actor.agent_id is not None:
        return model.enrolment_id.in_(_recruits(actor))  # type: ignore[no-any-return]
    if actor.organisation_kind is OrganisationKind.CLINIC:
        return model.clinic_id == actor.organisation_id  # type: ignore[no-any-return]
    return _ours(model.organisation_id, actor)


def _of_a_case(model: Any, actor: Actor) -> ColumnElement[bool]:
    case = aliased(Case)
    return exists(select(case.id).where(case.id == model.case_id, _case(case, actor)))


def _of_a_body(model: Any, actor: Actor) -> ColumnElement[bool]:
    """What is said of somebody's body: for the clinic that treats, and the branch; never for who sponsors them."""
    if not actor.may(Permission.HEALTH_READ):
        return false()
    if not actor.is_branch and actor.organisation_kind is not OrganisationKind.CLINIC:
        return false()
    return _of_a_case(model, actor)


def _for_the_branch(model: Any, actor: Actor) -> ColumnElement[bool]:
    return model.branch_id == actor.branch_id if actor.is_branch else false()  # type: ignore[no-any-return]


#: What an agent sees of the tables that belong to a wadah: what hangs on people whom they brought in. Whatever is
#: not here they do not see; a table of theirs to be has to say how it hangs on them.
RECRUITED: dict[type[Any], Clause] = {
    Enrolment: lambda model, actor: model.agent_id == actor.agent_id,
    Contribution: lambda model, actor: model.enrolment_id.in_(_recruits(actor)),
    Invoice: lambda model, actor: model.agent_id == actor.agent_id,
    Payment: lambda model, actor: model.invoice_id.in_(_own_bills(actor)),
    Allocation: lambda model, actor: model.contribution_id.in_(
        select(Contribution.id).where(Contribution.enrolment_id.in_(_recruits(actor)))
    ),
    DuesSheet: lambda model, actor: model.agent_id == actor.agent_id,
    DuesLine: lambda model, actor: model.enrolment_id.in_(_recruits(actor)),
    SippLine: lambda model, actor: model.enrolment_id.in_(_recruits(actor)),
    **dict.fromkeys((IncentiveEntry, Dispute, PayoutLine), _own_earnings),
    Death: _died,
    Agent: lambda model, actor: model.id == actor.agent_id,
    Handover: lambda model, actor: or_(model.giver_id == actor.agent_id, model.taker_id == actor.agent_id),
    Stewardship: lambda model, actor: model.enrolment_id.in_(_recruits(actor)),
    KtpPhoto: lambda model, actor: model.enrolment_id.in_(_recruits(actor)),
    Membership: lambda model, actor: model.id == actor.membership_id,
    Message: lambda model, actor: and_(
        model.organisation_id == actor.organisation_id,
        or_(model.sent_by == actor.user_id, model.person_id == actor.membership_id),
    ),
    Job: lambda model, actor: model.membership_id == actor.membership_id,
    AuditEvent: _told_of_recruits,
    ReadEvent: lambda model, actor: and_(
        model.organisation_id == actor.organisation_id, model.user_id == actor.user_id
    ),
}

VISIBLE: dict[type[Any], Clause] = {
    Owned: _own,
    Organisation: _organisation,
    Level: _of_the_tree,
    OrmasMember: _member,
    Participant: _enrolled_with_us,
    Transfer: _either_side,
    Policy: _of_the_branch,
    **dict.fromkeys((Payout, BankStatement, BankRow, BankLayout), _of_the_office),
    **dict.fromkeys((MessageText, SippFile, SippLayout, SippResult, SippSheet), _of_the_office),
    Membership: _own,
    Invitation: _own,
    Job: _own,
    AuditEvent: _own,
    ReadEvent: _own,
    #: Mail between a person and the house has no organisation, and is the branch's to look after.
    Message: _own,
    ReminderRound: _own,
    Case: _case,
    CaseStep: _of_a_case,
    CaseHealth: _of_a_body,
    CaseDocument: _of_a_body,
    CaseFeedback: _for_the_branch,
    Signal: _for_the_branch,
    Approach: _for_the_branch,
    SchoolSheet: _for_the_branch,
    Errand: _for_the_branch,
}
#: Clauses that withhold rows even from the organisation they belong to.
_NARROW = (_of_a_body, _for_the_branch)


def clause(model: type[Any], actor: Actor, *, one: bool = False) -> ColumnElement[bool]:
    """What limits `model` to the rows of this actor; `one` where a single row is looked for by its key, or few by
    another table's. A model without an entry is a KeyError: it has no owner."""
    found = _clause_of(model)
    if one and found is _own and not actor.is_branch and actor.agent_id is None:
        return _ours_by_row(model.organisation_id, actor)
    return found(model, actor)


def of_one(model: type[Any], actor: Actor, owner: Organisation) -> ColumnElement[bool]:
    """What limits `model` to the rows of one organisation that the actor sees: it costs the same whatever stands
    below the actor. `NotVisible` for another's."""
    assert issubclass(model, Owned) or _clause_of(model) is _own, f"{model.__name__} does not belong to organisations"
    if actor.is_branch:
        seen = owner.branch_id == actor.branch_id
    elif actor.organisation_kind is OrganisationKind.ORMAS and actor.organisation_path:
        seen = owner.path.startswith(actor.organisation_path)
    else:
        seen = owner.id == actor.organisation_id
    if not seen:
        raise NotVisible("organisation")
    if actor.agent_id is not None or _clause_of(model) in _NARROW:
        return and_(model.organisation_id == owner.id, _clause_of(model)(model, actor))
    return model.organisation_id == owner.id  # type: ignore[no-any-return]


def _clause_of(model: type[Any]) -> Clause:
    return VISIBLE[Owned if model not in VISIBLE and issubclass(model, Owned) else model]


#: Tables read before anyone has signed in, or by the worker for all: the guard on reads lets them pass.
_UNGUARDED: set[type[Any]] = {Membership, Invitation, Job, Message}


def guarded_models() -> set[type[Any]]:
    """Models that may be read only through `sees`, `find` or `everyone`."""
    mapped = {mapper.class_ for mapper in Base.registry.mappers}
    return {model for model in mapped if (issubclass(model, Owned) or model in VISIBLE) and model not in _UNGUARDED}
