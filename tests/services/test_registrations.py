"""People without a school become participants: one by one or many at once, never twice."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import UUID

import pytest

from portal.access.actor import NotVisible
from portal.models import AuditEvent, Consent, Enrolment, EnrolmentState, Organisation, Participant, db
from portal.models.transaction import transaction
from portal.rules.contributions import Sector, Segment
from portal.services import registrations
from portal.values.clock import today
from portal.values.fault import Refused
from portal.values.rupiah import Rupiah
from tests.cast import Cast, Person
from tests.make import journey, people, workers

Counted = Callable[[], AbstractContextManager[list[str]]]


def register(by: Person, texts: dict[str, str], **kwargs: object) -> UUID:
    with transaction():
        actor = by.actor()
        unit = actor.find(Organisation, by.organisation_id or UUID(int=0))
        return registrations.register(actor, unit, texts, **{"consent": Consent.SIGNED, **kwargs})  # type: ignore[arg-type]


def refusal(by: Person, texts: dict[str, str], **kwargs: object) -> list[str]:
    with pytest.raises(Refused) as refused:
        register(by, texts, **kwargs)
    return [fault.code for fault in refused.value.faults]


def test_somebody_becomes_a_participant_of_the_unit(cast: Cast) -> None:
    texts = workers.texts(1) | {"occupation": "ojol", "income": "2,5 juta", "jht": "ya"}
    enrolment_id = register(cast.agus, texts)
    actor = cast.agus.actor()
    made = actor.find(Enrolment, enrolment_id)
    assert (made.segment, made.state, made.start, made.end) == (Segment.BPU, EnrolmentState.APPROVED, today(), None)
    assert (made.occupation, made.sector, made.programmes) == ("ojek-daring", Sector.TRANSPORT, "JKK+JKM+JHT")
    assert (made.income, made.organisation_id) == (Rupiah(2_500_000), cast.agus.organisation_id)
    assert (made.consent, made.covered_from) == (Consent.SIGNED, None)
    assert made.consented_at is not None
    person = actor.find(Participant, made.participant_id)
    assert (person.nik, person.birth_date, person.sex) == (workers.nik(1), workers.born(1), workers.nik(1).sex)
    event = db.session.scalars(actor.sees(AuditEvent).order_by(AuditEvent.sequence.desc()).limit(1)).one()
    assert (event.action, event.facts["people"]) == ("people_registered", 1)
    assert workers.nik(1).digits not in str(event.facts)


def test_what_cannot_be_is_told_at_its_field(cast: Cast) -> None:
    assert refusal(cast.agus, {}) == ["nik.empty", "name.empty", "occupation.missing", "income.missing"]
    old = workers.texts(1) | {"nik": "3273010101610001", "birth_date": "01/01/1961"}
    assert refusal(cast.agus, old) == ["birth_date.too_old"]
    unlike = workers.texts(1) | {"sex": "P" if workers.nik(1).sex == "L" else "L"}
    assert refusal(cast.agus, unlike) == ["sex.nik"]
    assert refusal(cast.agus, workers.texts(1), consent=None) == ["registration.consent"]
    assert register(cast.agus, unlike, sure=True)
    assert refusal(cast.agus, workers.texts(1)) == ["registration.here"]


def test_who_is_covered_elsewhere_is_told_so_and_not_where(cast: Cast) -> None:
    journey.sent(cast.sari, [0])
    intern = workers.texts(1) | {"nik": people.nik(0).digits, "name": people.name(0)}
    with pytest.raises(Refused) as refused:
        register(cast.agus, intern, sure=True)
    fault = refused.value.faults[0]
    assert fault.code == "registration.elsewhere_until"
    assert set(fault.params) == {"start", "until"}


def test_many_are_registered_in_as_many_statements_as_a_few(cast: Cast, queries: Counted) -> None:
    def some(numbers: range) -> tuple[registrations.Outcome, int]:
        with transaction():
            actor = cast.agus.actor()
            unit = actor.find(Organisation, cast.agus.organisation_id or UUID(int=0))
            with queries() as seen:
                outcome = registrations.register_all(
                    actor, unit, [workers.texts(number) for number in numbers], consent=Consent.SIGNED
                )
            return outcome, len(seen)

    few, cheap = some(range(2))
    many, dear = some(range(2, 202))
    assert (len(few.enrolled), len(many.enrolled), many.refused) == (2, 200, {})
    assert dear == cheap

    with transaction():
        actor = cast.agus.actor()
        unit = actor.find(Organisation, cast.agus.organisation_id or UUID(int=0))
        rows = [workers.texts(500), workers.texts(1), workers.texts(500), workers.texts(501) | {"nik": "12"}]
        mixed = registrations.register_all(actor, unit, rows, consent=Consent.SIGNED)
    assert set(mixed.enrolled) == {0}
    told = {place: faults[0].code for place, faults in mixed.refused.items()}
    assert told == {1: "registration.here", 2: "registration.twice", 3: "nik.length"}
    assert mixed.refused[2][0].params["row"] == 1


def test_the_price_is_that_of_the_law(cast: Cast) -> None:
    actor = cast.agus.actor()
    unit = actor.find(Organisation, cast.agus.organisation_id or UUID(int=0))
    values = registrations.examined(workers.texts(1)).values
    offers = registrations.prices(unit, values)
    assert [offer.months for offer in offers] == [1, 3, 6, 12]
    assert offers[0].bill.full == Rupiah(16_800)


def test_a_stranger_sees_nobody_of_the_unit(cast: Cast) -> None:
    made = register(cast.agus, workers.texts(1))
    assert cast.hasan.actor().find(Enrolment, made)
    for stranger in (cast.sari, cast.mira):
        with pytest.raises(NotVisible):
            stranger.actor().find(Enrolment, made)
