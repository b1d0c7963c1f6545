"""Cases: opened by whoever hears of an accident, seen by whom it concerns, edited by two, decided by the branch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import text

from portal.access.actor import Forbidden, NotVisible
from portal.access.audit import Action, personal
from portal.access.permissions import Role
from portal.models import (
    AuditEvent,
    Case,
    CaseDocument,
    CaseHealth,
    CaseState,
    CaseStep,
    Enrolment,
    Membership,
    Organisation,
    OrganisationKind,
    Origin,
    ReadEvent,
    StepKind,
    db,
    new_id,
)
from portal.models.transaction import transaction
from portal.rules.accidents import Evidence, Form, Hue, Next, Where, missing, next_step
from portal.rules.benefits import Carried, Harm, Outcome
from portal.services import (
    case_benefits,
    case_decisions,
    case_documents,
    case_feedback,
    case_health,
    case_reports,
    case_tellings,
    cases,
)
from portal.services.case_health import Record
from portal.values import clock
from portal.values.fault import Refused
from portal.values.rupiah import Rupiah
from portal.values.token import Token
from tests.cast import Cast, Person, newcomer, partner
from tests.make import accidents, journey, workers

#: Said of a body; stands nowhere but in the health record.
CANARY = "patah tulang kering kiri terbuka"


@pytest.fixture(autouse=True)
def november() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True) as traveller:
        yield traveller


@pytest.fixture
def vendor(cast: Cast, november: time_machine.Traveller) -> UUID:
    """The enrolment of somebody of Dewi's who paid at ten; now it is noon."""
    [enrolment_id] = accidents.insured(cast)
    november.move_to("2026-11-21 05:00:00+00:00", tick=True)
    return enrolment_id


@pytest.fixture
def treated(cast: Cast, vendor: UUID) -> UUID:
    """A case that Tono opened at the clinic's desk."""
    return accidents.opened_at(cast.tono, accidents.checked(cast.tono, workers.nik(1).digits), injury=CANARY)


def codes(deed: Callable[..., Any], *args: Any, **kwargs: Any) -> list[str]:
    with pytest.raises(Refused) as refused, transaction():
        deed(*args, **kwargs)
    return [fault.code for fault in refused.value.faults]


def kinds(by: Person, case_id: UUID) -> list[StepKind]:
    db.session.rollback()
    return [each.kind for each in cases.steps(by.actor(), accidents.case_of(by, case_id))][::-1]


def test_an_agent_opens_it_and_whoever_it_concerns_sees_it(cast: Cast, vendor: UUID) -> None:
    case_id = accidents.opened(cast.dewi, vendor, clinic=cast.sehat, injury=CANARY)
    for who in (cast.dewi, cast.ratna, cast.tono, cast.hasan):
        case = accidents.case_of(who, case_id)
        assert (case.origin, case.state, case.version) == (Origin.AGENT, CaseState.OPEN, 1)
        assert case.number.startswith("KAS/2026/11/")
    for stranger in (cast.joko, cast.sari, cast.yanto, cast.mira):
        with pytest.raises(NotVisible):
            accidents.case_of(stranger, case_id)
    assert kinds(cast.dewi, case_id) == [StepKind.OPENED]
    assert accidents.case_of(cast.dewi, case_id).presses_at == accidents.case_of(
        cast.dewi, case_id
    ).happened_at + timedelta(hours=24)


def test_what_is_said_of_the_body_is_the_clinic_s_and_the_branch_s(cast: Cast, treated: UUID) -> None:
    accidents.noted(cast.tono, treated, injury=CANARY, diagnosis="fraktur tibia", days_off=40)
    accidents.brought(cast.tono, treated, Evidence.DOCTOR)
    for who in (cast.tono, cast.hasan):
        record = case_health.read(who.actor(), accidents.case_of(who, treated))
        assert record is not None
        assert (record.injury, record.diagnosis, record.days_off) == (CANARY, "fraktur tibia", 40)
        assert len(case_documents.standing(who.actor(), accidents.case_of(who, treated))) == 1
    for other in (cast.dewi, cast.ratna):
        actor, case = other.actor(), accidents.case_of(other, treated)
        assert case_health.read(actor, case) is None
        assert case_documents.standing(actor, case) == []
        assert case_documents.have(actor, case) == {}
        wadah = actor.find(Organisation, cast.mandiri)
        for model in (CaseHealth, CaseDocument):
            assert db.session.scalars(actor.sees(model)).all() == []
            assert db.session.scalars(actor.sees(model, of=wadah)).all() == []
        asked = {kind for demand in cases.demands_of(case, None) for kind in demand.any_of}
        assert not asked & cases.OF_THE_BODY
    told = [str(each.facts) for each in db.session.scalars(cast.hasan.actor().sees(AuditEvent))]
    assert not any(CANARY in each or "fraktur" in each for each in told)
    rests = db.session.execute(text("select told from case_health")).scalar_one()
    assert CANARY.encode() not in bytes(rests)
    rests = db.session.execute(text("select told from accident_case")).scalar_one()
    assert b"Pasar Andir" not in bytes(rests)


def test_a_sponsor_cannot_write_of_a_body_nor_hand_in_the_doctor_s_form(cast: Cast, treated: UUID) -> None:
    with pytest.raises(Forbidden):
        accidents.noted(cast.dewi, treated, injury="x")
    accidents.noted(cast.tono, treated, outcome=Outcome.HEALED, declared_at=clock.now())
    case = accidents.case_of(cast.ratna, treated)
    assert codes(case_reports.hand_in, cast.ratna.actor(), case, Form.KK3) == ["case.form_doctor"]


def test_another_clinic_treats_from_now_on_and_the_first_sees_it_no_more(cast: Cast, treated: UUID) -> None:
    with transaction():
        other = partner(cast.bandung, OrganisationKind.CLINIC, "RSUD Kota")
        nurse = newcomer("Suster Ani", Role.CLINIC_CLERK, cast.bandung, other)
    with pytest.raises(NotVisible):
        accidents.case_of(nurse, treated)
    for who in (cast.dewi, cast.tono):
        case = accidents.case_of(who, treated)
        assert codes(cases.choose_clinic, who.actor(), case, str(other)) == ["case.clinic_by_branch"]
    hasan = cast.hasan.actor()
    assert codes(cases.choose_clinic, hasan, accidents.case_of(cast.hasan, treated), str(cast.smkn1)) == [
        "case.clinic"
    ]
    with transaction():
        cases.choose_clinic(cast.hasan.actor(), accidents.case_of(cast.hasan, treated), str(other))
    record = case_health.read(nurse.actor(), accidents.case_of(nurse, treated))
    assert record is not None
    assert record.injury == CANARY
    with pytest.raises(NotVisible):
        accidents.case_of(cast.tono, treated)
    assert db.session.scalars(cast.tono.actor().sees(CaseHealth)).all() == []


def test_two_who_report_the_same_accident_have_one_case(cast: Cast, vendor: UUID, treated: UUID) -> None:
    first = accidents.case_of(cast.dewi, treated)
    with pytest.raises(Refused) as refused:
        accidents.opened(cast.dewi, vendor)
    assert refused.value.faults[0].params["number"] == first.number
    other = accidents.opened(cast.dewi, vendor, happened_at=first.happened_at - timedelta(hours=13))
    check = accidents.checked(cast.tono, workers.nik(1).digits)
    assert accidents.opened_at(cast.tono, check, happened_at=first.happened_at - timedelta(hours=25)) == other
    assert StepKind.CLINIC_CHOSEN in kinds(cast.hasan, other)
    with transaction():
        elsewhere = partner(cast.bandung, OrganisationKind.CLINIC, "RSUD Kota")
        nurse = newcomer("Suster Ani", Role.CLINIC_CLERK, cast.bandung, elsewhere)
    check = accidents.checked(nurse, workers.nik(1).digits)
    with pytest.raises(Refused, match=r"case\.other_clinic"):
        accidents.opened_at(nurse, check)


@pytest.mark.parametrize("origin", [Origin.AGENT, Origin.PUBLIC])
def test_a_clinic_joins_what_others_reported_and_no_word_of_either_is_lost(
    cast: Cast, vendor: UUID, origin: Origin, november: time_machine.Traveller
) -> None:
    if origin is Origin.AGENT:
        known, who = accidents.opened(cast.dewi, vendor, injury=CANARY), "Dewi Anggraini"
    else:
        known, who = accidents.noticed(cast.dewi, vendor, injury=CANARY, where=Where.UNSURE), "Ujang Kasir"
    reported = clock.now()
    november.shift(timedelta(minutes=20))
    said = {"place": "Gudang pasar", "chronology": "Tertimpa rak di gudang.", "where": Where.AT_WORK, "spent": True}
    at = clock.now() - timedelta(minutes=45)
    check = accidents.checked(cast.tono, workers.nik(1).digits)
    assert accidents.opened_at(cast.tono, check, injury="lecet di siku", happened_at=at, **said) == known
    case = accidents.case_of(cast.tono, known)
    assert (case.state, case.clinic_id, case.check_id, case.version) == (CaseState.OPEN, cast.sehat, check, 2)
    assert (case.origin, case.where, case.spent) == (origin, Where.AT_WORK, True)
    record = case_health.read(cast.tono.actor(), case)
    assert record is not None
    assert record.injury == f"{CANARY}; lecet di siku"
    assert [(each.words, each.by_name) for each in record.reports] == [
        (CANARY, who),
        ("lecet di siku", "Tono Hartono"),
    ]
    first, second = (each.at for each in record.reports)
    assert first <= reported <= second - timedelta(minutes=20)
    ours = case_tellings.heard(case, words=True)[-1]
    assert (ours.name, ours.place, ours.words, ours.happened_at) == (
        "Tono Hartono",
        "Gudang pasar",
        "Tertimpa rak di gudang.",
        at,
    )
    assert case.told["place"] == "Pasar Andir, Bandung"

    # What is written down later, by the clinic or about the accident, leaves what was reported.
    accidents.noted(cast.tono, known, injury="fraktur tibia")
    with transaction():
        case = accidents.case_of(cast.dewi, known)
        cases.change(cast.dewi.actor(), case, accidents.account(), version=case.version)
    again = accidents.opened_at(cast.tono, check, injury="lecet di siku", happened_at=at, **said)
    case = accidents.case_of(cast.tono, again)
    record = case_health.read(cast.tono.actor(), case)
    assert record is not None
    assert (record.injury, len(record.reports)) == ("fraktur tibia", 2)
    told = case_tellings.heard(case, words=True)
    assert [each.name for each in told] == [who, "Tono Hartono"][origin is Origin.AGENT :]
    assert all(not each.words and not each.place for each in case_tellings.heard(case, words=False))


def test_a_clinic_that_was_named_loses_no_word_either(cast: Cast, vendor: UUID) -> None:
    """The agent named it with the report; a passer-by tells of the same."""
    known = accidents.opened(cast.dewi, vendor, clinic=cast.sehat, injury=CANARY)
    assert accidents.noticed(cast.dewi, vendor, injury="kepala berdarah", contact_name="Ibu Warung") == known
    check = accidents.checked(cast.tono, workers.nik(1).digits)
    assert accidents.opened_at(cast.tono, check, injury="lecet di siku") == known
    case = accidents.case_of(cast.tono, known)
    record = case_health.read(cast.tono.actor(), case)
    assert record is not None
    assert [each.words for each in record.reports] == [CANARY, "kepala berdarah", "lecet di siku"]
    assert case.check_id == check
    assert kinds(cast.tono, known) == [StepKind.OPENED, StepKind.NOTICED, StepKind.HEALTH_NOTED]
    assert StepKind.HEALTH_NOTED not in kinds(cast.dewi, known)


def test_a_clinic_joins_no_case_that_is_decided(cast: Cast, vendor: UUID) -> None:
    known = accidents.opened(cast.dewi, vendor)
    with transaction():
        case = accidents.case_of(cast.hasan, known)
        case_decisions.refuse(cast.hasan.actor(), case, reason="Terjadi saat libur", version=case.version)
    before = accidents.case_of(cast.hasan, known)
    stood = (before.version, before.told, len(kinds(cast.hasan, known)))
    check = accidents.checked(cast.tono, workers.nik(1).digits)
    with pytest.raises(Refused) as refused:
        accidents.opened_at(cast.tono, check, injury=CANARY)
    assert [fault.code for fault in refused.value.faults] == ["case.decided"]
    db.session.rollback()
    after = accidents.case_of(cast.hasan, known)
    assert (after.clinic_id, after.check_id, after.state) == (None, None, CaseState.REFUSED)
    assert (after.version, after.told, len(kinds(cast.hasan, known))) == stood
    with transaction():
        case_decisions.reopen(cast.hasan.actor(), accidents.case_of(cast.hasan, known), reason="Ada saksi baru")
    assert accidents.opened_at(cast.tono, check, injury=CANARY) == known


def test_what_cannot_be_opened(cast: Cast, vendor: UUID) -> None:
    unknown = accidents.checked(cast.tono, workers.nik(99).digits)
    with pytest.raises(Refused, match=r"case\.unknown_person"):
        accidents.opened_at(cast.tono, unknown)
    with pytest.raises(Refused, match=r"check\.future"):
        accidents.opened(cast.dewi, vendor, happened_at=clock.now() + timedelta(minutes=1))
    with pytest.raises(Refused, match=r"case\.text"):
        accidents.opened(cast.dewi, vendor, chronology=" jatuh ")
    with pytest.raises(NotVisible):
        accidents.opened(cast.joko, vendor)
    waiting = journey.sent(cast.sari, [30], start=clock.today())
    sari = cast.sari.actor()
    intern = db.session.scalars(sari.sees(Enrolment).where(Enrolment.wave_id == waiting.wave)).one()
    with pytest.raises(Refused, match=r"case\.not_insured"):
        accidents.opened(cast.sari, intern.id)


def test_two_who_edit_one_case_lose_nothing(cast: Cast, treated: UUID) -> None:
    """Dewi and Hasan have the same page before them."""
    seen = accidents.case_of(cast.dewi, treated).version
    with transaction():
        case = accidents.case_of(cast.hasan, treated)
        cases.change(cast.hasan.actor(), case, accidents.account(traffic=True), version=seen)
    late = accidents.account(place="Jalan Kebon Jati")
    assert codes(cases.change, cast.dewi.actor(), accidents.case_of(cast.dewi, treated), late, version=seen) == [
        "case.changed"
    ]
    case = accidents.case_of(cast.dewi, treated)
    assert (case.traffic, case.told["place"], case.version) == (True, "Pasar Andir, Bandung", seen + 1)
    with transaction():
        cases.change(cast.dewi.actor(), accidents.case_of(cast.dewi, treated), late, version=case.version)
    assert accidents.case_of(cast.hasan, treated).told["place"] == "Jalan Kebon Jati"
    # Papers and forms only add: they are nobody's conflict.
    accidents.brought(cast.dewi, treated, Evidence.IDENTITY)
    accidents.handed_in(cast.tono, treated, Form.KK1)
    case = accidents.case_of(cast.hasan, treated)
    assert codes(case_decisions.accept, cast.hasan.actor(), case, reason="Terbukti saat bekerja", version=seen) == [
        "case.changed"
    ]


def test_the_whole_way_to_the_decision_and_back(cast: Cast, treated: UUID) -> None:
    hasan, tono = cast.hasan, cast.tono

    def step() -> Next:
        case = accidents.case_of(hasan, treated)
        record = case_health.read(hasan.actor(), case)
        assert record is not None
        demands = cases.demands_of(case, record.as_json())
        lacking = missing(demands, case_documents.have(hasan.actor(), case))
        return next_step(cases.duties_of(case), papers_missing=bool(lacking))

    assert step() is Next.KK1
    case = accidents.case_of(hasan, treated)
    assert codes(case_reports.hand_in, hasan.actor(), case, Form.KK2) == ["case.form_early"]
    unreported = {"reason": "Terbukti saat bekerja", "version": case.version}
    assert codes(case_decisions.accept, hasan.actor(), case, **unreported) == ["case.unreported"]
    accidents.handed_in(cast.dewi, treated, Form.KK1)
    assert codes(case_reports.hand_in, tono.actor(), accidents.case_of(tono, treated), Form.KK1) == [
        "case.form_twice"
    ]
    assert step() is Next.DOCTOR
    accidents.noted(tono, treated, outcome=Outcome.HEALED, declared_at=clock.now(), days_off=10)
    assert accidents.case_of(hasan, treated).presses_at == accidents.case_of(hasan, treated).declared_at + timedelta(
        hours=24
    )
    assert step() is Next.KK2
    accidents.handed_in(tono, treated, Form.KK2, Form.KK3)
    assert accidents.case_of(hasan, treated).presses_at is None
    assert step() is Next.PAPERS
    case = accidents.case_of(hasan, treated)
    assert codes(case_decisions.accept, hasan.actor(), case, reason="ya", version=case.version) == ["case.reason"]
    with pytest.raises(Forbidden), transaction():
        case_decisions.accept(tono.actor(), case, reason="Terbukti saat bekerja", version=case.version)
    with transaction():
        case = accidents.case_of(hasan, treated)
        case_decisions.accept(hasan.actor(), case, reason="Terbukti saat bekerja", version=case.version)
    for who in (cast.dewi, tono, hasan):
        case = accidents.case_of(who, treated)
        assert (case.state, case.reason) == (CaseState.ACCEPTED, "Terbukti saat bekerja")
    assert codes(cases.change, cast.dewi.actor(), case, accidents.account(), version=case.version) == ["case.decided"]
    with transaction():
        case_decisions.reopen(hasan.actor(), accidents.case_of(hasan, treated), reason="Ada saksi baru")
    case = accidents.case_of(hasan, treated)
    assert (case.state, case.reason, case.decided_by) == (CaseState.OPEN, "", None)
    with transaction():
        case = accidents.case_of(hasan, treated)
        case_decisions.refuse(hasan.actor(), case, reason="Terjadi saat libur", version=case.version)
    assert kinds(cast.dewi, treated)[-3:] == [StepKind.ACCEPTED, StepKind.REOPENED, StepKind.REFUSED]


def test_what_the_clinic_writes_must_fit_together(cast: Cast, treated: UUID) -> None:
    case = accidents.case_of(cast.tono, treated)
    tono, seen = cast.tono.actor(), case.version
    for record, code in (
        (Record(outcome=Outcome.HEALED), "case.declared_missing"),
        (Record(declared_at=clock.now()), "case.declared_too_soon"),
        (Record(outcome=Outcome.HEALED, declared_at=case.happened_at - timedelta(days=1)), "case.declared_before"),
        (Record(outcome=Outcome.HEALED, declared_at=clock.now() + timedelta(hours=1)), "check.future"),
        (Record(outcome=Outcome.PARTIAL, declared_at=clock.now()), "harm.percent"),
        (Record(days_off=-3), "harm.range"),
    ):
        assert codes(case_health.note, tono, accidents.case_of(cast.tono, treated), record, version=seen) == [code]


def test_papers_are_brought_by_many_and_opened_by_few(cast: Cast, treated: UUID) -> None:
    mine = accidents.brought(cast.dewi, treated, Evidence.IDENTITY, 1)
    receipt = accidents.brought(cast.dewi, treated, Evidence.RECEIPTS, 2)
    accidents.brought(cast.tono, treated, Evidence.DOCTOR, 3)
    case = accidents.case_of(cast.ratna, treated)
    assert codes(case_documents.add, cast.ratna.actor(), case, Evidence.CARD, accidents.paper(1)) == ["paper.twice"]
    dewi, hasan = cast.dewi.actor(), cast.hasan.actor()
    assert {each.id for each in case_documents.standing(dewi, accidents.case_of(cast.dewi, treated))} == {
        mine,
        receipt,
    }
    assert case_documents.standing(cast.ratna.actor(), accidents.case_of(cast.ratna, treated)) == []
    assert accidents.case_of(cast.dewi, treated).papers == {"identity": 1}
    assert len(case_documents.standing(hasan, accidents.case_of(cast.hasan, treated))) == 3
    with transaction():
        kept = case_documents.find(cast.hasan.actor(), accidents.case_of(cast.hasan, treated), receipt)
        assert kept is not None
        assert case_documents.opened(cast.hasan.actor(), kept) == accidents.paper(2).content
    looks = db.session.scalars(cast.hasan.actor().sees(ReadEvent).where(ReadEvent.subject_id == receipt)).all()
    assert [(each.actor_name, each.fields) for each in looks] == [("Hasan Basri", "receipts")]
    with pytest.raises(NotVisible):
        case_documents.opened(cast.dewi.actor(), kept)
    rests = db.session.execute(text("select content from case_document")).scalars().all()
    assert not any(b"%PDF" in bytes(each) for each in rests)
    with transaction():
        own = case_documents.find(cast.dewi.actor(), accidents.case_of(cast.dewi, treated), mine)
        assert own is not None
        case_documents.remove(cast.dewi.actor(), accidents.case_of(cast.dewi, treated), own)
    assert accidents.case_of(cast.dewi, treated).papers == {"identity": 0}
    assert db.session.execute(text("select count(*) from case_document where content is null")).scalar_one() == 1
    assert accidents.brought(cast.ratna, treated, Evidence.IDENTITY, 1) != mine


def test_withdrawn_by_who_opened_it_until_it_was_reported(cast: Cast, treated: UUID) -> None:
    case = accidents.case_of(cast.dewi, treated)
    assert codes(cases.withdraw, cast.dewi.actor(), case, reason="Bukan orangnya") == ["case.not_opener"]
    accidents.handed_in(cast.tono, treated, Form.KK1)
    case = accidents.case_of(cast.tono, treated)
    assert codes(cases.withdraw, cast.tono.actor(), case, reason="Bukan orangnya") == ["case.reported"]
    with transaction():
        cases.withdraw(cast.hasan.actor(), accidents.case_of(cast.hasan, treated), reason="Dibuka dua kali")
    case = accidents.case_of(cast.dewi, treated)
    assert (case.state, case.reason, case.presses_at) == (CaseState.WITHDRAWN, "Dibuka dua kali", None)


def test_of_an_intern_the_placement_is_asked_for_and_the_base_is_one_million(cast: Cast) -> None:
    journey.covered(cast.sari, cast.hasan, [3], start=clock.today(), end=date(2027, 1, 29))
    intern = db.session.scalars(cast.sari.actor().sees(Enrolment)).one()
    with time_machine.travel("2026-11-21 06:00:00+00:00", tick=True):
        case_id = accidents.opened(cast.sari, intern.id, where=Where.ON_THE_WAY, traffic=True)
        case = accidents.case_of(cast.sari, case_id)
        asked = [each.any_of for each in cases.demands_of(case, None)]
        assert (Evidence.PLACEMENT, Evidence.AGREEMENT) in asked
        assert (Evidence.ROUTE,) in asked
        assert (Evidence.POLICE, Evidence.GUARANTEE) in asked
        died = case_benefits.by_accident(case, Harm(outcome=Outcome.DIED))
        assert died.total == Rupiah(70_000_000)
        assert case_benefits.by_death(case, ()).total == Rupiah(10_000_000)


def test_what_may_be_expected_follows_the_cover_of_that_instant(cast: Cast, treated: UUID) -> None:
    case = accidents.case_of(cast.tono, treated)
    harm = Harm(days_off=30, carried=(Carried.LAND,))
    assert case_benefits.by_accident(case, harm).total == Rupiah(1_000_000)
    with transaction():
        earlier = accidents.account(happened_at=clock.now() - timedelta(days=3))
        cases.change(cast.tono.actor(), case, earlier, version=case.version)
    assert case_benefits.by_accident(accidents.case_of(cast.tono, treated), harm).parts == ()


def test_the_agent_who_works_at_the_treating_clinic_is_named_to_the_branch(cast: Cast, treated: UUID) -> None:
    assert cases.conflict(accidents.case_of(cast.hasan, treated)) is None
    with transaction() as session, personal(Action.INVITATION_ACCEPTED, None, who="Dewi"):
        session.add(
            Membership(
                id=new_id(),
                user_id=cast.dewi.user_id,
                branch_id=cast.bandung,
                organisation_id=cast.sehat,
                role=Role.CLINIC_CLERK.value,
                started_at=clock.now(),
            )
        )
        session.flush()
    assert cases.conflict(accidents.case_of(cast.hasan, treated)) == "Dewi Anggraini"


def test_feedback_opens_once_and_is_the_branch_s_alone(cast: Cast, treated: UUID) -> None:
    token = Token.fresh()
    case = accidents.case_of(cast.hasan, treated)
    assert codes(case_feedback.ask, cast.hasan.actor(), case, token) == ["case.undecided"]
    with transaction():
        case = accidents.case_of(cast.hasan, treated)
        case_decisions.refuse(cast.hasan.actor(), case, reason="Bukan saat bekerja", version=case.version)
    stale = Token.fresh()
    for each in (stale, token):
        with transaction():
            case_feedback.ask(cast.hasan.actor(), accidents.case_of(cast.hasan, treated), each)
    assert case_feedback.opened_by(stale) is None
    assert codes(case_feedback.give, token, rating=6, charged=False, words="") == ["feedback.rating"]
    with transaction():
        case_feedback.give(token, rating=2, charged=True, words="Diminta bayar dahulu")
    assert codes(case_feedback.give, token, rating=5, charged=False, words="") == ["feedback.closed"]
    said = case_feedback.of(cast.hasan.actor(), accidents.case_of(cast.hasan, treated))
    assert said is not None
    assert (said.rating, said.charged, said.words) == (2, True, "Diminta bayar dahulu")
    for other in (cast.dewi, cast.tono):
        assert case_feedback.of(other.actor(), accidents.case_of(other, treated)) is None
    case = accidents.case_of(cast.hasan, treated)
    assert codes(case_feedback.ask, cast.hasan.actor(), case, Token.fresh()) == ["feedback.given"]


def test_the_clock_presses_once_at_each_turn_and_tells_who_owes(
    cast: Cast, treated: UUID, november: time_machine.Traveller
) -> None:
    happened = accidents.case_of(cast.hasan, treated).happened_at

    def pressed(hours: float) -> list[Hue | None]:
        november.move_to(happened + timedelta(hours=hours), tick=True)
        with transaction():
            case_reports.press()
        db.session.rollback()
        asked = cast.hasan.actor().sees(CaseStep).where(CaseStep.kind == StepKind.PRESSED)
        return [each.hue for each in db.session.scalars(asked.order_by(CaseStep.id))]

    assert pressed(23.9) == []
    assert pressed(24) == [Hue.SOON]
    assert pressed(30) == [Hue.SOON]
    assert pressed(40) == [Hue.SOON, Hue.URGENT]
    assert pressed(48) == [Hue.SOON, Hue.URGENT]
    assert pressed(48.1) == [Hue.SOON, Hue.URGENT, Hue.LATE]
    assert pressed(90) == [Hue.SOON, Hue.URGENT, Hue.LATE]
    assert db.session.get_one(Case, treated, execution_options={"seen_by": "a test"}).presses_at is None


def test_what_a_worker_missed_is_one_letter(cast: Cast, treated: UUID, november: time_machine.Traveller) -> None:
    november.move_to(accidents.case_of(cast.hasan, treated).happened_at + timedelta(hours=60), tick=True)
    with transaction():
        assert case_reports.press() == 1
    with transaction():
        assert case_reports.press() == 0
    asked = cast.hasan.actor().sees(CaseStep).where(CaseStep.kind == StepKind.PRESSED)
    assert [each.hue for each in db.session.scalars(asked)] == [Hue.LATE]
