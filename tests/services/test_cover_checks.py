"""The question at the clinic's desk: by whichever number, for an instant, kept as evidence, found by indexes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

import pytest
import time_machine
from sqlalchemy import select, text

from portal.access.actor import Forbidden, NotVisible
from portal.models import AskedBy, Contribution, CoverCheck, Participant, Purpose, db
from portal.models.columns import blind_nik
from portal.models.transaction import transaction
from portal.rules.cover_checks import Verdict
from portal.services import cover_checks
from portal.services.cover_checks import Subject
from portal.values import clock
from portal.values.clock import WIB, Zone
from portal.values.fault import Refused
from tests.cast import Cast, Person
from tests.make import accidents, dues, journey, people, workers

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
PAID = datetime(2026, 11, 21, 9, 30, tzinfo=WIB)


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True):  # ten in the morning in WIB
        yield


def refusal(by: Person, text: str, **asked: object) -> str:
    with pytest.raises(Refused) as refused:
        accidents.checked(by, text, **asked)  # type: ignore[arg-type]
    return refused.value.faults[0].code


def verdict(by: Person, text: str, **asked: object) -> Verdict:
    return accidents.answer(by, accidents.checked(by, text, **asked)).verdict  # type: ignore[arg-type]


def number_given(enrolment_number: int, kpj: str) -> None:
    """BPJS Ketenagakerjaan gave a number: no room for it yet, so it is put there."""
    with db.engine.begin() as connection:
        connection.execute(
            text("update participant set kpj = :kpj where nik_index = :nik"),
            {"kpj": kpj, "nik": blind_nik(workers.nik(enrolment_number))},
        )


def test_one_hour_before_and_one_hour_after_cover_began(cast: Cast) -> None:
    """Registered at ten, paid at half past nine: cover begins when both are there."""
    accidents.insured(cast, paid_at=PAID)
    registered = clock.now()
    nik = workers.nik(1).digits
    assert verdict(cast.tono, nik, at=registered - HOUR) is Verdict.NOT_YET
    assert verdict(cast.tono, nik) is Verdict.COVERED
    with time_machine.travel("2026-11-21 04:00:00+00:00", tick=True):
        assert verdict(cast.tono, nik, at=registered + HOUR / 2) is Verdict.COVERED
    with time_machine.travel("2027-03-02 03:00:00+00:00", tick=True):
        midnight = datetime(2027, 3, 1, tzinfo=WIB)
        assert verdict(cast.tono, nik, at=datetime(2026, 12, 16, tzinfo=WIB)) is Verdict.IN_ARREARS
        assert verdict(cast.tono, nik, at=midnight - SECOND) is Verdict.IN_ARREARS
        assert verdict(cast.tono, nik, at=midnight) is Verdict.NOT_COVERED


def test_by_a_nik_a_number_of_the_card_and_the_card(cast: Cast) -> None:
    [enrolment_id] = accidents.insured(cast)
    number_given(1, "26011234567")
    card = accidents.card_of(cast.dewi, enrolment_id)
    asked = {
        AskedBy.NIK: f" {workers.nik(1).digits[:8]} {workers.nik(1).digits[8:]}",
        AskedBy.KPJ: "2601 1234 567",
        AskedBy.CARD: card,
    }
    for way, typed in asked.items():
        check = accidents.answer(cast.tono, accidents.checked(cast.tono, typed))
        assert (check.way, check.verdict, check.enrolment_id) == (way, Verdict.COVERED, enrolment_id)
    code = card.rpartition("/")[2]
    assert verdict(cast.tono, f"{code[:4]} {code[4:8].lower()} {code[8:]}") is Verdict.COVERED


def test_what_is_no_number_is_told_so(cast: Cast) -> None:
    accidents.insured(cast, (1, 2))
    for kpj in (1, 2):
        number_given(kpj, "26011234567")
    assert refusal(cast.tono, "  ") == "check.empty"
    assert refusal(cast.tono, "Asep Suryana") == "check.number"
    assert refusal(cast.tono, "1234567") == "check.number"
    assert refusal(cast.tono, "32730199999900011") == "nik.length"
    assert refusal(cast.tono, "3273019999990001") == "nik.date"
    assert refusal(cast.tono, "26011234567") == "check.several"


def test_a_clock_in_the_future_and_an_accident_too_long_ago(cast: Cast) -> None:
    nik = workers.nik(1).digits
    assert refusal(cast.tono, nik, at=clock.now() + timedelta(minutes=1)) == "check.future"
    assert refusal(cast.tono, nik, at=clock.now() - timedelta(days=5 * 365 + 3)) == "check.too_early"


def test_a_payment_afterwards_does_not_reach_back(cast: Cast) -> None:
    workers.registered(cast.dewi, [1])
    nik, accident = workers.nik(1).digits, clock.now()
    assert verdict(cast.tono, nik) is Verdict.NOT_YET
    with time_machine.travel("2026-11-21 06:00:00+00:00", tick=True):
        sheet = dues.opened(cast.dewi)
        dues.ticked(cast.dewi, sheet, [1])
        dues.paid(cast.hasan, dues.billed(cast.dewi, sheet))
        assert verdict(cast.tono, nik) is Verdict.COVERED
        assert verdict(cast.tono, nik, at=accident) is Verdict.NOT_YET


def test_an_intern_of_a_school_is_found_too(cast: Cast) -> None:
    journey.covered(cast.sari, cast.hasan, [3], start=clock.today())
    assert verdict(cast.tono, people.nik(3).digits) is Verdict.COVERED


def test_the_evidence_says_who_asked_and_keeps_no_number(cast: Cast) -> None:
    [enrolment_id] = accidents.insured(cast)
    check = accidents.answer(cast.tono, accidents.checked(cast.tono, workers.nik(1).digits, traffic=True))
    assert (check.asked_by, check.asked_by_name, check.purpose) == (
        cast.tono.user_id,
        "Tono Hartono",
        Purpose.AT_THE_DESK,
    )
    assert check.subject_index == blind_nik(workers.nik(1))
    told = cover_checks.told(check)
    assert (told.name, told.nik) == ("S*** S******", workers.nik(1).masked)
    assert told.reason.code == "cover.paid_through"
    assert "check.meaning.traffic" in {each.code for each in told.meaning}
    raw = db.session.execute(text("select * from cover_check")).one()
    assert not any(workers.nik(1).digits[6:].encode() in bytes(str(value), "utf-8") for value in raw)
    unknown = accidents.answer(cast.tono, accidents.checked(cast.tono, workers.nik(9).digits))
    assert (unknown.verdict, unknown.participant_id, cover_checks.told(unknown).name) == (Verdict.UNKNOWN, None, "")
    assert enrolment_id == check.enrolment_id


def test_only_a_clinic_s_desk_asks_and_its_answers_are_its_own(cast: Cast) -> None:
    accidents.insured(cast)
    check_id = accidents.checked(cast.tono, workers.nik(1).digits)
    for other in (cast.dewi, cast.ratna, cast.sari, cast.hasan):
        with pytest.raises(Forbidden):
            accidents.checked(other, workers.nik(1).digits)
    for stranger in (cast.dewi, cast.ratna, cast.sari, cast.mira):
        with pytest.raises(NotVisible):
            stranger.actor().find(CoverCheck, check_id)
    assert cast.hasan.actor().find(CoverCheck, check_id)


def test_it_is_one_query_by_indexes(cast: Cast, queries) -> None:  # type: ignore[no-untyped-def]
    accidents.insured(cast, range(3))
    subject = Subject.typed(workers.nik(1).digits)
    with queries() as seen:
        known = cover_checks.find(subject)
    assert len([each for each in seen if each.startswith("SELECT")]) == 1
    assert len(known) == 1
    assert len(known[0].facts.paid) == 1
    db.session.rollback()
    connection = db.session.connection()
    for way in AskedBy:
        statement = cover_checks._STATEMENTS[way].compile(dialect=connection.dialect)
        asked = subject.index if way is AskedBy.NIK else "26011234567"
        values = {**statement.params, "asked": asked}
        driver = connection.connection.driver_connection
        assert driver is not None
        if connection.dialect.name == "sqlite":
            bound = tuple(values[name] for name in statement.positiontup or ())
            plan = [row[3] for row in driver.execute(f"explain query plan {statement}", bound).fetchall()]
            assert not [step for step in plan if step.startswith("SCAN")], plan
        else:
            driver.execute("set local enable_seqscan = off")  # so few rows would be read from end to end
            plan = [row[0] for row in driver.execute(f"explain {statement}", values).fetchall()]
            assert not [step for step in plan if "Seq Scan" in step], plan
            assert sum("Index" in step and "Scan" in step for step in plan) >= 3


def test_who_moved_from_a_school_to_an_agent_is_one_person(cast: Cast) -> None:
    """Months are the person's: the one that the school paid covers the day of the move."""
    journey.covered(cast.sari, cast.hasan, [3], start=clock.today(), end=clock.today() + timedelta(days=20))
    known = cover_checks.find(Subject.typed(people.nik(3).digits))
    assert [each.facts.segment.value for each in known] == ["PKL"]
    assert db.session.scalar(
        select(Contribution.paid_at).join(Participant).execution_options(seen_by="a test").limit(1)
    )
    with transaction():
        check = cover_checks.ask(
            cast.tono.actor(),
            Subject.scanned(["https://contoh.id/lain", accidents.card_of(cast.sari, known[0].enrolment_id)]),
            happened_at=Zone.WIT.instant(clock.today(), time(11, 59)),
            zone=Zone.WIT,
            traffic=False,
            purpose=Purpose.ON_THE_PHONE,
        )
        assert (check.verdict, check.way) == (Verdict.NOT_YET, AskedBy.CARD)


@pytest.mark.parametrize(
    ("text", "way", "read"),
    [
        ("234567892345", AskedBy.KPJ, "234567892345"),
        ("2345 6789-2345", AskedBy.KPJ, "234567892345"),
        ("abcd efgh jkm2", AskedBy.CARD, "ABCDEFGHJKM2"),
        ("https://contoh.id/darurat/234567892345", AskedBy.CARD, "234567892345"),
    ],
)
def test_digits_alone_are_a_number_and_no_code_of_a_card(text: str, way: AskedBy, read: str) -> None:
    subject = Subject.typed(text)
    assert (subject.way, subject.text) == (way, read)


@pytest.mark.parametrize(
    ("codes", "code"),
    [([], "check.no_code"), (["https://qris.id/abc", "WIFI:S:klinik;;"], "check.foreign")],
)
def test_a_picture_without_a_card_of_ours(codes: list[str], code: str) -> None:
    with pytest.raises(Refused) as refused:
        Subject.scanned(codes)
    assert refused.value.faults[0].code == code
