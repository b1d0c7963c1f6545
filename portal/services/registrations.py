"""How people without a school become participants: members of an ormas's unit, clients of a Perisai agent.

Registration is self-declared and needs nobody's approval: the enrolment stands from today, without an end, and cover
begins with the first paid month (`rules.coverage`). Whoever is covered through another sponsor is not registered a
second time; what is said of that names nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from portal.access.actor import Actor
from portal.access.audit import Action, audited, bulk_insert, fact
from portal.access.permissions import Permission
from portal.models import Consent, Enrolment, EnrolmentState, Organisation, OrganisationKind, new_id
from portal.models.columns import blind_nik
from portal.rules import prepayments
from portal.rules.contributions import Due, Sector, Segment
from portal.rules.examination import Examined, examine_worker
from portal.rules.policies import Policies
from portal.rules.prepayments import Prepayment
from portal.rules.terms import Terms
from portal.services import agents, participants, policies, standings
from portal.services.contributions import programmes_of
from portal.services.intern_examiner import live_enrolments
from portal.services.numbers import secret_code
from portal.values import clock
from portal.values.fault import Fault, Refused
from portal.values.month import Month
from portal.values.naming import name_key
from portal.values.nik import Nik
from portal.values.rupiah import Rupiah

#: What is asked of a person, in the order of a form; the texts are those of `rules.examination.examine_worker`.
FIELDS = ("nik", "name", "birth_date", "sex", "phone", "occupation", "income", "jht")
#: What a form may ask for besides: where the one-time code goes by which people see their own cover.
OPTIONAL = ("email",)
#: People registered at once: the most that one lookup asks for.
CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of each of those asked for, by place in the order given, from 0."""

    enrolled: Mapping[int, UUID]
    refused: Mapping[int, tuple[Fault, ...]]


@dataclass(slots=True)
class _Applicant:
    place: int
    values: Mapping[str, str] = field(repr=False)
    index: bytes = field(repr=False)


def examined(texts: Mapping[str, str]) -> Examined:
    """What a form or a line says of somebody, under the rules of the law, before anything is kept."""
    return examine_worker({name: texts.get(name, "") for name in (*FIELDS, *OPTIONAL)}, today=clock.today())


def prices(sponsor: Organisation, values: Mapping[str, str]) -> tuple[Prepayment, ...]:
    """What 1, 3, 6 or 12 months from this one on would cost somebody of whom `examined` says `values`; one query.

    `Invalid` as `rules.contributions.bill`.
    """
    return prepayments.offers(Month.of(clock.today()), _terms(sponsor, values, _decided(sponsor.branch_id)))


def dues(people: Sequence[tuple[Organisation, Mapping[str, str]]]) -> list[Due]:
    """What this month costs each of these, all under one branch, of whom `examined` says no error; one query.

    `Invalid` as `rules.contributions.due`.
    """
    if not people:
        return []
    decided, month = _decided(people[0][0].branch_id), Month.of(clock.today())
    return [_terms(sponsor, values, decided).due(month) for sponsor, values in people]


def foreseen(people: Sequence[tuple[UUID, Mapping[str, str]]]) -> list[Examined]:
    """What registering each of these, (id of the sponsor, texts), would say now: as `examined`, and whether a sponsor
    covers them already (the faults of `register_all`); one query for all."""
    found = [examined(texts) for _, texts in people]
    indexes = [blind_nik(Nik(each.values["nik"])) if "nik" in each.values else None for each in found]
    live = live_enrolments({index for index in indexes if index})
    told = []
    for (sponsor_id, _), each, index in zip(people, found, indexes, strict=True):
        fault = _in_the_way(sponsor_id, live.get(index or b"", ()))
        told.append(each._replace(faults=(*each.faults, fault)) if fault else each)
    return told


def _decided(branch_id: UUID) -> Policies:
    return policies.in_force(branch_id, clock.today())


def _terms(sponsor: Organisation, values: Mapping[str, str], decided: Policies) -> Terms:
    return Terms(
        Segment.BPU,
        programmes=programmes_of(values["programmes"]),
        income=Rupiah(int(values["income"])),
        sector=Sector(values["sector"]),
        funding=sponsor.funding,
        policies=decided,
    )


def register(
    actor: Actor, sponsor: Organisation, texts: Mapping[str, str], *, consent: Consent | None, sure: bool = False
) -> UUID:
    """One person; the id of the enrolment. `Refused`: every fault at its field, and as `register_all`."""
    outcome = register_all(actor, sponsor, [texts], consent=consent, sure=sure)
    if 0 in outcome.refused:
        raise Refused(*outcome.refused[0])
    return outcome.enrolled[0]


def register_all(
    actor: Actor,
    sponsor: Organisation,
    people: Sequence[Mapping[str, str]],
    *,
    consent: Consent | None,
    sure: bool = False,
) -> Outcome:
    """Many people, in the same few statements for every `CHUNK` of them; who cannot be is named and the others are.

    `people`: field → text, see `FIELDS`; `sure` lets pass what is only unlikely. `consent` is how all of them agreed.
    Faults of a person: those of `examine_worker`, registration.twice, .here, .elsewhere, .elsewhere_until.
    `Refused` as a whole: registration.none, .consent, .closed, and as `agents.expect_active`.
    """
    if not people:
        raise Refused.because("registration.none")
    if consent is None:
        raise Refused.because("registration.consent", "consent")
    if sponsor.closed_at is not None:
        raise Refused.because("registration.closed", name=sponsor.name)
    agents.expect_active(actor, sponsor)
    refused: dict[int, tuple[Fault, ...]] = {}
    ready: list[_Applicant] = []
    first: dict[bytes, int] = {}
    for place, texts in enumerate(people):
        found = examined(texts)
        if found.has_errors or (found.faults and not sure):
            refused[place] = found.faults
            continue
        index = blind_nik(Nik(found.values["nik"]))
        if (earlier := first.setdefault(index, place)) != place:
            refused[place] = (Fault("registration.twice", "nik", params={"row": earlier + 1}),)
        else:
            ready.append(_Applicant(place, found.values, index))
    enrolled: dict[int, UUID] = {}
    for at in range(0, len(ready), CHUNK):
        some = ready[at : at + CHUNK]
        try:
            outcome = _registered(actor, sponsor, some, consent)
        except IntegrityError:
            # Another sponsor registered one of them in this very moment. That is kept by now, so it can be seen.
            outcome = _registered(actor, sponsor, some, consent)
        enrolled |= outcome.enrolled
        refused |= outcome.refused
    return Outcome(enrolled, refused)


@audited(Action.PEOPLE_REGISTERED, needs=Permission.REGISTRATION_WRITE)
def _registered(actor: Actor, sponsor: Organisation, people: Sequence[_Applicant], consent: Consent) -> Outcome:
    participants.hold([each.index for each in people])
    refused = _covered(sponsor, people)
    free = [each for each in people if each.place not in refused]
    known = participants.found_or_made(sponsor.id, {each.index: each.values for each in free})
    enrolled = {each.place: new_id() for each in free}
    now, today = clock.now(), clock.today()
    agent = actor.membership_id if sponsor.kind is OrganisationKind.PERISAI else None
    bulk_insert(
        Enrolment,
        _ENROLMENT,
        [
            (
                enrolled[each.place],
                sponsor.id,
                sponsor.branch_id,
                known[each.index],
                agent,
                Segment.BPU,
                EnrolmentState.APPROVED,
                name_key(each.values["name"]),
                "",
                each.values["occupation"],
                Sector(each.values["sector"]),
                Rupiah(int(each.values["income"])),
                each.values["programmes"],
                today,
                secret_code(),
                now,
                now,
                consent,
                now,
            )
            for each in free
        ],
    )
    if agent is not None and free:
        agents.note_acquired(agent)
    standings.follow([known[each.index] for each in free])
    fact(people=len(free), consent=consent.value)
    return Outcome(enrolled, refused)


_ENROLMENT = (
    "id",
    "organisation_id",
    "branch_id",
    "participant_id",
    "agent_id",
    "segment",
    "state",
    "name_key",
    "class_name",
    "occupation",
    "sector",
    "income",
    "programmes",
    "start",
    "card_code",
    "created_at",
    "approved_at",
    "consent",
    "consented_at",
)


def _covered(sponsor: Organisation, people: Sequence[_Applicant]) -> dict[int, tuple[Fault, ...]]:
    """Whom a live enrolment holds today or later, with the days and without the name of who that is."""
    live = live_enrolments({each.index for each in people})
    return {each.place: (fault,) for each in people if (fault := _in_the_way(sponsor.id, live.get(each.index, ())))}


def _in_the_way(sponsor_id: UUID, live: Iterable[tuple[UUID, date, date | None]]) -> Fault | None:
    today = clock.today()
    for organisation_id, start, end in live:
        if end is not None and end < today:
            continue
        days: dict[str, Any] = {"start": start.isoformat(), "until": end.isoformat() if end else ""}
        if organisation_id == sponsor_id:
            return Fault("registration.here", "nik", params=days)
        if end is None:
            return Fault("registration.elsewhere", "nik", params=days)
        return Fault("registration.elsewhere_until", "nik", params=days)
    return None
