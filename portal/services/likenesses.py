"""Questions whether a member and a participant are one person: looked at side by side, decided, taken back.

The participant may be another sponsor's. What is shown of them is what a person needs to recognise somebody they
know, and each look leaves a read event. The ormas knows its people and answers; what it leaves for as many days as
the branch has decided for transfers, the branch may answer in its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func
from sqlalchemy.orm import joinedload

from portal.access import audit
from portal.access.actor import Actor, NotVisible, everyone
from portal.access.audit import Action, audited, fact
from portal.access.permissions import Permission
from portal.models import Decision, Likeness, OrmasMember, Participant, db
from portal.services import newcomers, policies, standings, tallies
from portal.values import clock
from portal.values.clock import in_wib
from portal.values.fault import Refused
from portal.values.nik import Sex

#: Letters of a name that fit before where its bearer works.
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Side:
    """What may be known of the participant: whether they agree with the member, and where their NIK was first issued.

    `same_birth` and `same_phone` are None where the member's own is unknown; only then the year of birth is told.
    """

    same_birth: bool | None
    same_phone: bool | None
    sex: Sex
    birth_year: int | None
    region: str


def waiting(actor: Actor) -> Select[Any]:
    """Open questions in sight, those of members who have no participant yet; to be paged by the id."""
    return (
        actor.sees(Likeness)
        .join(OrmasMember, OrmasMember.id == Likeness.member_id)
        .where(Likeness.state == Decision.OPEN, OrmasMember.participant_id.is_(None), OrmasMember.left_at.is_(None))
        .options(joinedload(Likeness.member).joinedload(OrmasMember.organisation))
    )


def unanswered(actor: Actor) -> Select[Any]:
    """Those that the branch may answer by now. One query beside its own."""
    last = clock.today() - timedelta(days=_patience(actor.branch_id))
    return waiting(actor).where(Likeness.found_at < clock.end_of(last))


def branch_waits_until(likeness: Likeness) -> date:
    """The WIB day from which the branch may answer; one query."""
    return in_wib(likeness.found_at).date() + timedelta(days=_patience(likeness.branch_id))


def decided(actor: Actor, state: Decision) -> Select[Any]:
    """What people said, in sight; to be paged by the id."""
    return (
        actor.sees(Likeness)
        .where(Likeness.state == state)
        .options(joinedload(Likeness.member).joinedload(OrmasMember.organisation))
    )


def count(actor: Actor) -> int:
    """How many questions wait."""
    return db.session.scalar(waiting(actor).with_only_columns(func.count()).order_by(None)) or 0


def find(actor: Actor, id_: UUID) -> Likeness:
    """One question, with its member and the member's unit; raises `NotVisible`."""
    return actor.find(Likeness, id_, joinedload(Likeness.member).joinedload(OrmasMember.organisation))


def look(actor: Actor, likeness: Likeness) -> Side:
    """What the participant's side of the question is; leaves a read event."""
    known = everyone(Participant, because="a person compares somebody insured with their own member, masked")
    person = db.session.scalars(known.where(Participant.id == likeness.participant_id)).one()
    member = likeness.member
    year = None if member.birth_date else person.birth_date.year
    fields = ("sex", "nik_region") if year is None else ("sex", "nik_region", "birth_year")
    audit.compared(actor, person, fields=fields, reason="mencocokkan dengan anggota")
    return Side(
        same_birth=member.birth_date == person.birth_date if member.birth_date else None,
        same_phone=member.phone == person.phone if member.phone else None,
        sex=person.sex,
        birth_year=year,
        region=person.nik.digits[:4],
    )


@audited(Action.LIKENESS_DECIDED, needs=Permission.MEMBER_WRITE)
def decide(actor: Actor, likeness: Likeness, *, same: bool) -> Likeness:
    """A person says that they are one, or that they are not; remembered, whatever list comes in later.

    `Refused`: likeness.decided, likeness.matched, likeness.taken, member.left.
    """
    return _said(actor, likeness, actor.name, same=same)


@audited(Action.LIKENESS_DECIDED, needs=Permission.LIKENESS_ANSWER)
def answer(actor: Actor, likeness: Likeness, *, same: bool) -> Likeness:
    """The branch says it in the ormas's place, which reads who did and may take it back. `Refused`: likeness.early,
    and as `decide`."""
    refuse_early(likeness)
    return _said(actor, likeness, f"{actor.name[:_LONGEST]}, kantor cabang", same=same)


def refuse_early(likeness: Likeness) -> None:
    """`Refused` likeness.early while the ormas still has time to answer."""
    if clock.today() < (day := branch_waits_until(likeness)):
        raise Refused.because("likeness.early", day=day)


def _said(actor: Actor, likeness: Likeness, by: str, *, same: bool) -> Likeness:
    likeness, member = _held(actor, likeness)
    if likeness.state is not Decision.OPEN:
        raise Refused.because("likeness.decided")
    if same:
        _refuse_taken(likeness, member)
        member.participant_id = likeness.participant_id
    likeness.state = Decision.SAME if same else Decision.OTHER
    likeness.decided_at, likeness.decided_by = clock.now(), by
    if same:
        db.session.flush()
        standings.anew(OrmasMember.id == member.id)
    newcomers.decided(actor, likeness, same=same)
    fact(same=same)
    return likeness


@audited(Action.LIKENESS_REOPENED, needs=Permission.MEMBER_WRITE)
def reopen(actor: Actor, likeness: Likeness) -> Likeness:
    """Take a decision back: the question is open again, a match made by it is undone. `Refused`: likeness.open."""
    likeness, member = _held(actor, likeness)
    if likeness.state is Decision.OPEN:
        raise Refused.because("likeness.open")
    matched = likeness.state is Decision.SAME and member.participant_id == likeness.participant_id
    if matched:
        member.participant_id = None
    likeness.state, likeness.decided_at, likeness.decided_by = Decision.OPEN, None, ""
    if matched:
        db.session.flush()
        standings.anew(OrmasMember.id == member.id)
    return likeness


def _held(actor: Actor, likeness: Likeness) -> tuple[Likeness, OrmasMember]:
    """Both as they are now, the numbers held: of two who decide at once the second sees what the first said."""
    tallies.hold([likeness.member.top_id])
    for model, id_ in ((Likeness, likeness.id), (OrmasMember, likeness.member_id)):
        again = actor.sees(model).where(model.id == id_).execution_options(populate_existing=True)
        if db.session.scalars(again).one_or_none() is None:
            raise NotVisible(model.__tablename__)
    return likeness, actor.find(OrmasMember, likeness.member_id)


def _refuse_taken(likeness: Likeness, member: OrmasMember) -> None:
    if member.left_at:
        raise Refused.because("member.left")
    if member.participant_id is not None:
        raise Refused.because("likeness.matched")
    other = everyone(OrmasMember, because="a person stands once in an ormas").where(
        OrmasMember.top_id == member.top_id, OrmasMember.participant_id == likeness.participant_id
    )
    if db.session.scalar(other.with_only_columns(OrmasMember.id).limit(1)) is not None:
        raise Refused.because("likeness.taken")


def _patience(branch_id: UUID) -> int:
    """For how many days only the ormas answers, as with people whom another asks for."""
    return policies.in_force(branch_id, clock.today()).transfer_days
