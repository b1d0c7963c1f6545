"""Those who asked to be registered, and the ormas's roster: recognised on it, or put on it.

The roster comes first: whoever becomes a participant of a unit is its member too, unless an officer says that they
are a guest. By their NIK they are found at once; a namesake without a NIK is a question, which is answered on the
spot or side by side later, and never by the name alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import or_
from sqlalchemy.orm import joinedload

from portal.access import audit
from portal.access.actor import Actor, everyone
from portal.models import (
    Applicant,
    ApplicantState,
    Belonging,
    Decision,
    Enrolment,
    Likeness,
    Organisation,
    OrganisationKind,
    OrmasMember,
    Participant,
    Transfer,
    db,
    new_id,
)
from portal.models.columns import blind_nik
from portal.rules.standings import Cause, Standing
from portal.services import endings, matching, member_registrations, registrations, standings, tallies
from portal.services.members import kta_key
from portal.values import clock
from portal.values.naming import name_key
from portal.values.nik import Nik

#: What an officer says of an applicant: which member they are, or where else they belong; nothing leaves it to the
#: roster.
Said = UUID | Belonging | None

#: Namesakes on one page of applicants; beyond, a name is too common to ask about.
MOST_NAMESAKES = 200


# Recognising.


class Sign(StrEnum):
    """By what somebody on the roster may be the applicant; a NIK says so, the others ask."""

    NIK = "nik"
    CARD = "card"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Likely:
    """Somebody on the roster who is, or may be, an applicant."""

    member: OrmasMember
    sign: Sign
    #: Whether enough agrees that it need only be nodded at: the name with the card, the birth date or the phone.
    agrees: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """Of whom: what they say, what of it could be read, and the path of the unit that they ask."""

    texts: Mapping[str, str] = field(repr=False)
    values: Mapping[str, str] = field(repr=False)
    path: str = ""


def likely(actor: Actor, some: Sequence[Asked]) -> list[tuple[Likely, ...]]:
    """For each of these, all of one ormas: the member of the same NIK alone, also one who left; else those of the
    same card or name who have no NIK yet and stand in the unit or below. Three queries."""
    if not some:
        return []
    ours = actor.sees(OrmasMember).where(OrmasMember.top_id == UUID(some[0].path.split("/")[1]))
    ours = ours.options(joinedload(OrmasMember.organisation))
    unknown = ours.where(
        OrmasMember.nik_index.is_(None), OrmasMember.participant_id.is_(None), OrmasMember.left_at.is_(None)
    )
    indexes = {blind_nik(Nik(each.values["nik"])) for each in some if "nik" in each.values}
    cards = {key for each in some if (key := kta_key(each.texts.get("kta", "")))}
    names = {key for each in some if (key := name_key(each.texts.get("name", ""))).strip()}
    by_nik = {each.nik_index: each for each in _all(ours.where(OrmasMember.nik_index.in_(indexes)), indexes)}
    by_card = {each.kta_key: each for each in _all(unknown.where(OrmasMember.kta_key.in_(cards)), cards)}
    namesakes: dict[str, list[OrmasMember]] = {}
    same_name = unknown.where(OrmasMember.name_key.in_(names)).order_by(OrmasMember.name_key, OrmasMember.id)
    for member in _all(same_name.limit(MOST_NAMESAKES), names):
        namesakes.setdefault(member.name_key, []).append(member)
    return [_of(each, by_nik, by_card, namesakes) for each in some]


def _of(
    asked: Asked,
    by_nik: Mapping[bytes | None, OrmasMember],
    by_card: Mapping[str | None, OrmasMember],
    namesakes: Mapping[str, Sequence[OrmasMember]],
) -> tuple[Likely, ...]:
    if "nik" in asked.values and (member := by_nik.get(blind_nik(Nik(asked.values["nik"])))):
        return (Likely(member, Sign.NIK, agrees=True),)
    called = name_key(asked.texts.get("name", ""))
    card = by_card.get(kta_key(asked.texts.get("kta", "")))
    found = [Likely(card, Sign.CARD, agrees=card.name_key == called)] if card else []
    for member in namesakes.get(called, ()):
        signs = _signs(member, asked.values)
        if (
            member.path.startswith(asked.path)
            and member is not card
            and (signs or not _differs(member, asked.values))
        ):
            found.append(Likely(member, Sign.NAME, agrees=bool(signs)))
    return tuple(found)


def _differs(member: OrmasMember, values: Mapping[str, str]) -> bool:
    """Two birth dates that differ speak against it."""
    born = _born(values)
    return born is not None and member.birth_date is not None and born != member.birth_date


def _signs(member: OrmasMember, values: Mapping[str, str]) -> str:
    """What agrees beside the name."""
    return matching.signs_of(member, _Person(_born(values), values.get("phone")))


@dataclass(frozen=True, slots=True)
class _Person:
    birth_date: date | None
    phone: str | None


def _all(query: Any, asked: Collection[Any]) -> Sequence[OrmasMember]:
    return db.session.scalars(query).all() if asked else []


# Placing.


@dataclass(frozen=True, slots=True)
class Newcomer:
    """An applicant who is a participant of their unit by now, what was read of them, and what an officer says."""

    applicant: Applicant
    values: Mapping[str, str] = field(repr=False)
    texts: Mapping[str, str] = field(repr=False)
    said: Said = None


def settle(actor: Actor, unit: Organisation, some: Sequence[Newcomer], *, enlisting: bool) -> int:
    """Put these where they belong on the ormas's roster: matched with the member they are, asked about beside their
    namesakes, left out as guests, or (if `enlisting`) new members of the unit. A step of registering them; how many
    are new. The same few statements however many they are."""
    if unit.kind is not OrganisationKind.ORMAS:
        return 0
    tallies.hold([_top(unit)])
    db.session.refresh(unit)
    for each in some:
        each.applicant.belonging = each.said if isinstance(each.said, Belonging) else None
    chosen = {each.said: each for each in some if isinstance(each.said, UUID)}
    for member_id in member_registrations.link(actor, {id_: each.values for id_, each in chosen.items()}):
        chosen[member_id].applicant.member_id = member_id
    rest = [each for each in some if each.applicant.member_id is None and each.said is not Belonging.GUEST]
    people = _participants(rest)
    rest = [each for each in rest if _index(each) in people]
    _recognise(actor, unit, rest)
    taken = _taken(unit, people)
    rest = [
        each
        for each in rest
        if each.applicant.member_id is None and _index(each) not in taken and people[_index(each)] not in taken
    ]
    asked = _asked_about(actor, unit, [each for each in rest if each.said is not Belonging.NEW], people)
    return _enlist(unit, [each for each in rest if each not in asked], people) if enlisting else 0


def _recognise(actor: Actor, unit: Organisation, some: Sequence[Newcomer]) -> None:
    """Whom their NIK names, of those in sight."""
    indexes = [_index(each) for each in some]
    mine = actor.sees(OrmasMember).where(
        OrmasMember.top_id == _top(unit), OrmasMember.nik_index.in_(indexes), OrmasMember.left_at.is_(None)
    )
    found = {
        bytes(index or b""): id_
        for id_, index in db.session.execute(mine.with_only_columns(OrmasMember.id, OrmasMember.nik_index))
    }
    for each in some:
        each.applicant.member_id = found.get(_index(each))


def _asked_about(
    actor: Actor, unit: Organisation, some: Sequence[Newcomer], people: Mapping[bytes, UUID]
) -> Sequence[Newcomer]:
    """Those who have a namesake without a NIK, each a question kept for a person to answer side by side."""
    pairs: dict[tuple[UUID, UUID], tuple[UUID, str]] = {}
    asked = []
    found = likely(actor, [Asked(each.texts, each.values, unit.path) for each in some])
    for each, those in zip(some, found, strict=True):
        namesakes = [one.member for one in those if one.member.name_key == name_key(each.values["name"])]
        for member in namesakes:
            signs = _signs(member, each.values)
            pairs[member.id, people[_index(each)]] = (member.organisation_id, signs)
        if namesakes:
            each.applicant.belonging = Belonging.LATER
            asked.append(each)
    if pairs:
        matching.ask(actor, pairs)
    return asked


_COLUMNS = (
    "id",
    "organisation_id",
    "branch_id",
    "top_id",
    "path",
    "name",
    "name_key",
    "nik",
    "nik_index",
    "birth_date",
    "phone",
    "address",
    "occupation",
    "participant_id",
    "wage_earner",
    "left_reason",
    "standing",
    "cause",
    "contacted_by",
    "created_at",
)


def _enlist(unit: Organisation, some: Sequence[Newcomer], people: Mapping[bytes, UUID]) -> int:
    """New members of the unit, without a card; counted once it is known where they stand."""
    now = clock.now()
    lines = []
    for each in some:
        values, index = each.values, _index(each)
        each.applicant.member_id = new_id()
        lines.append(
            (
                each.applicant.member_id,
                unit.id,
                unit.branch_id,
                _top(unit),
                unit.path,
                values["name"],
                name_key(values["name"]),
                Nik(values["nik"]),
                index,
                _born(values),
                values.get("phone"),
                "",
                values.get("occupation", ""),
                people[index],
                False,
                "",
                Standing.LEFT,
                Cause.GONE,
                "",
                now,
            )
        )
    if lines:
        audit.bulk_insert(OrmasMember, _COLUMNS, lines)
        standings.anew(OrmasMember.id.in_([line[0] for line in lines]))
    return len(lines)


def _participants(some: Sequence[Newcomer]) -> dict[bytes, UUID]:
    indexes = [_index(each) for each in some]
    insured = everyone(Participant, because="a member is matched with the insured person of the same NIK")
    found = insured.where(Participant.nik_index.in_(indexes)).with_only_columns(Participant.nik_index, Participant.id)
    return {bytes(index): id_ for index, id_ in db.session.execute(found)} if indexes else {}


def _taken(unit: Organisation, people: Mapping[bytes, UUID]) -> set[bytes | UUID | None]:
    """NIK and participants who stand on the ormas's roster already, in sight or not, also after leaving."""
    if not people:
        return set()
    whoever = everyone(OrmasMember, because="a NIK, a person stands once in an ormas").where(
        OrmasMember.top_id == _top(unit),
        or_(OrmasMember.nik_index.in_(people), OrmasMember.participant_id.in_(people.values())),
    )
    rows = db.session.execute(whoever.with_only_columns(OrmasMember.nik_index, OrmasMember.participant_id))
    return {bytes(key) if isinstance(key, bytes | memoryview) else key for row in rows for key in row}


def _index(each: Newcomer) -> bytes:
    return blind_nik(Nik(each.values["nik"]))


def _born(values: Mapping[str, str]) -> date | None:
    return date.fromisoformat(values["birth_date"]) if "birth_date" in values else None


def _top(unit: Organisation) -> UUID:
    return UUID(unit.path.split("/")[1])


# What comes later.


def arrived(transfer: Transfer, enrolment: Enrolment) -> None:
    """Somebody whom another sponsor let go is a participant of who asked: the applicant for whom it was asked is
    registered by it, and placed as the officer said then. A step of accepting, with the eyes of the branch."""
    house = endings.house_of(transfer.branch_id)
    waiting = house.sees(Applicant).where(
        Applicant.transfer_id == transfer.id, Applicant.state == ApplicantState.WAITING
    )
    # Whoever decides upon them in this very moment waits for us to let the person go: they are not waited for.
    applicant = db.session.scalars(waiting.with_for_update(skip_locked=True)).one_or_none()
    if applicant is None:
        return
    texts = dict(applicant.content)
    values = registrations.examined(texts).values
    if values.get("nik") != transfer.asked.get("nik"):
        return  # what they said was changed since, and names somebody else
    applicant.state, applicant.decided_at = ApplicantState.REGISTERED, clock.now()
    applicant.decided_by, applicant.enrolment_id = transfer.asked_by_name, enrolment.id
    said: Said = applicant.member_id or applicant.belonging
    applicant.content, applicant.member_id = {"name": texts["name"]}, None
    unit = house.find(Organisation, applicant.organisation_id)
    settle(house, unit, [Newcomer(applicant, values, texts, said)], enlisting=True)


def decided(actor: Actor, likeness: Likeness, *, same: bool) -> None:
    """Somebody said of an applicant's namesake that they are one, or that they are not; once none is left who may be
    them, they are a new member of their unit. A step of deciding, in which the numbers are held."""
    mine = (
        actor.sees(Applicant)
        .join(Enrolment, Enrolment.id == Applicant.enrolment_id)
        .where(
            Enrolment.participant_id == likeness.participant_id,
            Applicant.belonging == Belonging.LATER,
            Applicant.member_id.is_(None),
        )
    )
    applicant = db.session.scalars(mine.order_by(Applicant.id).limit(1)).first()
    if applicant is None:
        return
    if same:
        applicant.member_id, applicant.belonging = likeness.member_id, None
        return
    db.session.flush()
    others = actor.sees(Likeness).where(
        Likeness.participant_id == likeness.participant_id, Likeness.state == Decision.OPEN
    )
    if db.session.scalar(others.with_only_columns(Likeness.id).limit(1)) is not None:
        return
    person = actor.find(Participant, likeness.participant_id)
    enrolment = actor.find(Enrolment, applicant.enrolment_id) if applicant.enrolment_id else None
    unit = actor.find(Organisation, applicant.organisation_id)
    values = {
        "nik": person.nik.digits,
        "name": person.name,
        "birth_date": person.birth_date.isoformat(),
        "occupation": enrolment.occupation if enrolment else "",
    } | ({"phone": person.phone} if person.phone else {})
    settle(actor, unit, [Newcomer(applicant, values, values, Belonging.NEW)], enlisting=True)
