"""Members of an ormas found among the insured: by NIK at once, by name only as a question to a person.

Who has a NIK is matched by its blind index, in one statement for thousands. Who has none is only *like* somebody: the
same name in the same branch, and the same birth date or phone. That is kept as an open `Likeness`, and never more
than that before a person has looked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, or_, select, update
from sqlalchemy.orm import aliased

from portal.access import audit
from portal.access.actor import Actor, everyone
from portal.access.audit import Action, audited, fact
from portal.access.permissions import Permission
from portal.models import (
    LIVE,
    Decision,
    Enrolment,
    Likeness,
    Organisation,
    OrmasMember,
    Participant,
    db,
    new_id,
)
from portal.models.job import Job, enqueue, latest_job
from portal.services import standings, tallies
from portal.values import clock

#: Members looked at in one go.
CHUNK = 2_000
#: Up to so many are matched while the person waits; beyond, a job does it.
INLINE = 2_000
JOB = "members.match"
#: What speaks for a likeness beside the name, and stands in `Likeness.signs`.
BIRTH, PHONE = "birth", "phone"


def settle(actor: Actor, members: Collection[UUID]) -> int:
    """Match these members by NIK, let their standing and the numbers of their units follow, and note whom of the
    others somebody should look at. A step of an audited action that holds the numbers; how many have a participant.
    """
    ids = list(members)
    by_nik(ids)
    matched = standings.anew(and_(OrmasMember.id.in_(ids), OrmasMember.participant_id.is_not(None)))
    note_likely(actor, ids)
    return matched


def by_nik(members: Sequence[UUID]) -> int:
    """Point each of these who has a NIK, and no participant yet, to the participant of that NIK; how many it matched.

    A participant whom another member of the same ormas is already stays with that one.
    """
    if not members:
        return 0
    insured = (
        everyone(Participant, because="a member is matched with the insured person of the same NIK")
        .where(Participant.nik_index == OrmasMember.nik_index)
        .with_only_columns(Participant.id)
        .correlate(OrmasMember)
    )
    other = aliased(OrmasMember)
    taken = (
        select(other.id)
        .where(other.top_id == OrmasMember.top_id, other.participant_id == insured.scalar_subquery())
        .correlate(OrmasMember)
    )
    return audit.bulk_update(
        OrmasMember,
        update(OrmasMember)
        .where(
            OrmasMember.id.in_(members),
            OrmasMember.participant_id.is_(None),
            OrmasMember.nik_index.is_not(None),
            insured.exists(),
            ~exists(taken.subquery()),
        )
        .values(participant_id=insured.scalar_subquery()),
    )


_COLUMNS = (
    "id",
    "organisation_id",
    "branch_id",
    "member_id",
    "participant_id",
    "state",
    "signs",
    "found_at",
    "decided_by",
)


def note_likely(actor: Actor, members: Sequence[UUID]) -> int:
    """Keep as open questions the participants whom these members without NIK are like; how many are new.

    Only participants enrolled under the actor's own branch: it is the region, and nobody is found across the country
    by a name. What was decided once is not asked again.
    """
    unmatched = actor.sees(OrmasMember).where(
        OrmasMember.id.in_(members),
        OrmasMember.participant_id.is_(None),
        OrmasMember.nik_index.is_(None),
        OrmasMember.left_at.is_(None),
        or_(OrmasMember.birth_date.is_not(None), OrmasMember.phone.is_not(None)),
    )
    asked: dict[str, list[Any]] = {}
    for found in db.session.execute(
        unmatched.with_only_columns(
            OrmasMember.id,
            OrmasMember.organisation_id,
            OrmasMember.top_id,
            OrmasMember.name_key,
            OrmasMember.birth_date,
            OrmasMember.phone,
        )
    ):
        asked.setdefault(found.name_key, []).append(found)
    if not asked:
        return 0
    pairs = {
        (member.id, person.id): (member, person, signs)
        for person in _namesakes(actor, asked)
        for member in asked.get(person.name_key, ())
        if (signs := signs_of(member, person))
    }
    if not pairs:
        return 0
    return ask(
        actor,
        {key: (member.organisation_id, signs) for key, (member, _, signs) in pairs.items()},
    )


def ask(actor: Actor, pairs: Mapping[tuple[UUID, UUID], tuple[UUID, str]]) -> int:
    """Keep as open questions: (member, participant) → (the member's unit, by what they are alike beside the name);
    how many are new. What was asked once is not asked again. A step of an audited action."""
    before, now = _asked_before(actor, pairs), clock.now()
    fresh = [(key, told) for key, told in pairs.items() if key not in before]
    audit.bulk_insert(
        Likeness,
        _COLUMNS,
        [
            (new_id(), unit_id, actor.branch_id, member_id, person_id, Decision.OPEN, signs, now, "")
            for (member_id, person_id), (unit_id, signs) in fresh
        ],
    )
    return len(fresh)


def _namesakes(actor: Actor, asked: dict[str, list[Any]]) -> Iterator[Any]:
    """Participants of the branch who are called so, born on one of those days or with one of those phones."""
    born = {member.birth_date for members in asked.values() for member in members if member.birth_date}
    phones = {member.phone for members in asked.values() for member in members if member.phone}
    found = (
        everyone(Enrolment, because="may this member be somebody who is insured already? Asked of a person, masked")
        .join(Participant, Participant.id == Enrolment.participant_id)
        .where(
            Enrolment.branch_id == actor.branch_id,
            Enrolment.name_key.in_(asked),
            Enrolment.state.in_(LIVE),
            or_(Participant.birth_date.in_(born), Participant.phone.in_(phones)),
        )
        .with_only_columns(Participant.id, Enrolment.name_key, Participant.birth_date, Participant.phone)
    )
    yield from db.session.execute(found)


def signs_of(member: Any, person: Any) -> str:
    """What speaks for it: the same birth date, the same phone. Two birth dates that differ speak against it."""
    same_birth = bool(member.birth_date) and member.birth_date == person.birth_date
    same_phone = bool(member.phone) and member.phone == person.phone
    if member.birth_date and not same_birth and not same_phone:
        return ""
    return "+".join(sign for sign, holds in ((BIRTH, same_birth), (PHONE, same_phone)) if holds)


def _asked_before(actor: Actor, pairs: Collection[tuple[UUID, UUID]]) -> set[tuple[UUID, UUID]]:
    known = actor.sees(Likeness).where(Likeness.member_id.in_({member for member, _ in pairs}))
    return {
        (member, person)
        for member, person in db.session.execute(known.with_only_columns(Likeness.member_id, Likeness.participant_id))
    }


# The same again for a whole unit: enrolments come in elsewhere, long after a list was loaded.


@audited(Action.MEMBERS_MATCHED, needs=Permission.MEMBER_WRITE)
def match(actor: Actor, unit: Organisation) -> Organisation:
    """Look once more for those of a unit, and of all below, who have no participant: at once, or by a job when they
    are many."""
    waiting = _unmatched(actor, unit).with_only_columns(OrmasMember.id).limit(INLINE + 1)
    ids = db.session.scalars(waiting).all()
    if len(ids) <= INLINE:
        tallies.hold([_top(unit)])
        fact(members=len(ids), matched=settle(actor, ids))
        return unit
    enqueue(
        db.session(),
        JOB,
        {"unit": str(unit.id)},
        subject=unit,
        organisation_id=unit.id,
        branch_id=unit.branch_id,
        membership_id=actor.membership_id,
        total=tallies.of(actor, unit).members,
    )
    return unit


@audited(Action.MEMBERS_MATCHED, needs=Permission.MEMBER_WRITE)
def match_next(actor: Actor, unit: Organisation, after: UUID | None) -> UUID | None:
    """The next `CHUNK` of those without a participant, from the one after `after`; the last id, None at the end."""
    tallies.hold([_top(unit)])
    waiting = _unmatched(actor, unit)
    if after is not None:
        waiting = waiting.where(OrmasMember.id > after)
    ids = db.session.scalars(waiting.order_by(OrmasMember.id).limit(CHUNK).with_only_columns(OrmasMember.id)).all()
    fact(members=len(ids), matched=settle(actor, ids))
    return ids[-1] if ids else None


def job_of(unit: Organisation) -> Job | None:
    """The newest such work on this unit."""
    return latest_job(db.session(), unit, JOB)


def _unmatched(actor: Actor, unit: Organisation) -> Any:
    return (
        actor.within(unit)
        .sees(OrmasMember)
        .where(OrmasMember.within(unit.path), OrmasMember.participant_id.is_(None), OrmasMember.left_at.is_(None))
    )


def _top(unit: Organisation) -> UUID:
    return UUID(unit.path.split("/")[1])
