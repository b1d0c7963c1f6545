"""From the not-yet list to participants: members of an ormas registered many at once, each under their own unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import joinedload

from portal.access.actor import Actor, everyone
from portal.access.audit import Action, audited, fact
from portal.access.permissions import Permission
from portal.models import Consent, Organisation, OrmasMember, Participant, db
from portal.models.columns import blind_nik
from portal.rules.contributions import Due
from portal.services import registrations, standings, tallies
from portal.values.fault import Fault, Refused
from portal.values.nik import Nik

#: Members of one page: more than one looks over at once, and no form of theirs is too long for a phone.
MOST = 50
#: Whose number is a participant's already: not registered a second time, but matched with who they are.
_KNOWN = {"registration.here", "registration.elsewhere", "registration.elsewhere_until"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """Who became a participant (member → enrolment), and why the others did not."""

    enrolled: Mapping[UUID, UUID]
    refused: Mapping[UUID, tuple[Fault, ...]]


def chosen(actor: Actor, ids: Sequence[UUID]) -> list[OrmasMember]:
    """Those of these in sight who have not left, with their units, by name; at most `MOST`."""
    mine = actor.sees(OrmasMember).where(OrmasMember.id.in_(ids), OrmasMember.left_at.is_(None))
    query = mine.options(joinedload(OrmasMember.organisation)).order_by(OrmasMember.name_key, OrmasMember.id)
    return list(db.session.scalars(query.limit(MOST)))


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What registering a member would say: what is wrong, and this month's price as far as it can be told."""

    faults: tuple[Fault, ...]
    due: Due | None


def foreseen(members: Sequence[OrmasMember], said: Mapping[UUID, Mapping[str, str]]) -> dict[UUID, Foreseen]:
    """By member, before anything is kept; the same few queries however many they are. Units must have been loaded."""
    texts = [texts_of(each, said.get(each.id, {})) for each in members]
    told = registrations.foreseen([(each.organisation_id, said) for each, said in zip(members, texts, strict=True)])
    sound = [
        (each, found.values)
        for each, found in zip(members, told, strict=True)
        if {"programmes", "income", "sector"} <= set(found.values)
    ]
    dues = registrations.dues([(each.organisation, values) for each, values in sound])
    priced = {each.id: due for (each, _), due in zip(sound, dues, strict=True)}
    return {each.id: Foreseen(found.faults, priced.get(each.id)) for each, found in zip(members, told, strict=True)}


def texts_of(member: OrmasMember, said: Mapping[str, str]) -> dict[str, str]:
    """What registering a member says: what was typed now and, where nothing was, what the roster knows."""
    known = {
        "nik": member.nik.digits if member.nik else "",
        "name": member.name,
        "birth_date": member.birth_date.isoformat() if member.birth_date else "",
        "phone": member.phone or "",
        "occupation": member.occupation,
    }
    return {name: said.get(name, "").strip() or known.get(name, "") for name in registrations.FIELDS}


@audited(Action.MEMBERS_REGISTERED, needs=Permission.REGISTRATION_WRITE)
def register(
    actor: Actor,
    members: Sequence[OrmasMember],
    said: Mapping[UUID, Mapping[str, str]],
    *,
    consent: Consent | None,
    sure: bool = False,
) -> Outcome:
    """These members, each as a participant of their own unit; who cannot be is named and the others are.

    `said`: member → what was typed. Faults of one: as `registrations.register_all`, member.left, member.nik_taken.
    `Refused` as a whole: registration.none, registration.consent.
    """
    if consent is None:
        raise Refused.because("registration.consent", "consent")
    people = {each.id: texts_of(each, said.get(each.id, {})) for each in members}
    refused = refusals(actor, members, people)
    units: dict[UUID, list[OrmasMember]] = {}
    for each in members:
        if each.id not in refused:
            units.setdefault(each.organisation_id, []).append(each)
    if not members:
        raise Refused.because("registration.none")
    enrolled: dict[UUID, UUID] = {}
    for unit_id, some in sorted(units.items()):
        unit = actor.find(Organisation, unit_id)
        try:
            asked = [people[each.id] for each in some]
            outcome = registrations.register_all(actor, unit, asked, consent=consent, sure=sure)
        except Refused as whole:
            refused |= {each.id: whole.faults for each in some}
            continue
        enrolled |= {some[place].id: id_ for place, id_ in outcome.enrolled.items()}
        refused |= {some[place].id: faults for place, faults in outcome.refused.items()}
    known = [id_ for id_, faults in refused.items() if {each.code for each in faults} <= _KNOWN]
    link(actor, {id_: registrations.examined(people[id_]).values for id_ in (*enrolled, *known)})
    fact(people=len(enrolled))
    return Outcome(enrolled, refused)


def link(actor: Actor, known: Mapping[UUID, Mapping[str, str]]) -> list[UUID]:
    """Members who are the participants that these values (`rules.examination`) describe: they point to them, learn
    the NIK and what the roster did not know, and stand anew, the tallies with them. A step of registering.

    Gives the members who do now. One who has a participant keeps them; a participant who is another member stays so.
    """
    if not known:
        return []
    mine = actor.sees(OrmasMember).where(OrmasMember.id.in_(known))
    tallies.hold(set(db.session.scalars(mine.with_only_columns(OrmasMember.top_id))))
    members = db.session.scalars(mine.order_by(OrmasMember.id).execution_options(populate_existing=True)).all()
    indexes = {id_: blind_nik(Nik(values["nik"])) for id_, values in known.items()}
    insured = everyone(Participant, because="a member is matched with the insured person of the same NIK")
    people = {
        bytes(index): id_
        for index, id_ in db.session.execute(
            insured.where(Participant.nik_index.in_(indexes.values())).with_only_columns(
                Participant.nik_index, Participant.id
            )
        )
    }
    taken = _taken(members, list(indexes.values()), list(people.values()))
    linked = []
    for member in members:
        index = indexes[member.id]
        person = people.get(index)
        if member.participant_id is None and person is not None and (member.top_id, person) not in taken:
            member.participant_id = person
        if member.nik is None and (member.top_id, index) not in taken:
            member.nik, member.nik_index = Nik(known[member.id]["nik"]), index
        if person is not None and member.participant_id == person:
            _learn(member, known[member.id])
            linked.append(member.id)
    db.session.flush()
    standings.anew(OrmasMember.id.in_(linked))
    return linked


def _learn(member: OrmasMember, values: Mapping[str, str]) -> None:
    member.birth_date = member.birth_date or date.fromisoformat(values["birth_date"])
    member.phone = member.phone or values.get("phone")
    member.occupation = member.occupation or values["occupation"]


def refusals(
    actor: Actor, members: Sequence[OrmasMember], people: Mapping[UUID, Mapping[str, str]]
) -> dict[UUID, tuple[Fault, ...]]:
    """Those who left, and those whose number is another member's."""
    del actor
    indexes = {}
    for id_, texts in people.items():
        values = registrations.examined(texts).values
        if "nik" in values:
            indexes[id_] = blind_nik(Nik(values["nik"]))
    owners = _taken(members, list(indexes.values()), [])
    refused: dict[UUID, tuple[Fault, ...]] = {}
    for each in members:
        index = indexes.get(each.id)
        if each.left_at:
            refused[each.id] = (Fault("member.left"),)
        elif index is not None and each.nik_index != index and (each.top_id, index) in owners:
            refused[each.id] = (Fault("member.nik_taken", "nik"),)
    return refused


def _taken(
    members: Sequence[OrmasMember], indexes: Sequence[bytes], people: Sequence[UUID]
) -> set[tuple[UUID, bytes | UUID]]:
    """(ormas, NIK's index or participant) that some member has already; one query for each kind."""
    tops = {each.top_id for each in members}
    whoever = everyone(OrmasMember, because="a NIK, a person stands once in an ormas").where(
        OrmasMember.top_id.in_(tops)
    )
    found: set[tuple[UUID, bytes | UUID]] = set()
    if indexes:
        asked = whoever.where(OrmasMember.nik_index.in_(indexes))
        found |= {
            (top, bytes(index or b""))
            for top, index in db.session.execute(asked.with_only_columns(OrmasMember.top_id, OrmasMember.nik_index))
        }
    if people:
        asked = whoever.where(OrmasMember.participant_id.in_(people))
        found |= {
            (top, person)
            for top, person in db.session.execute(
                asked.with_only_columns(OrmasMember.top_id, OrmasMember.participant_id)
            )
            if person
        }
    return found
