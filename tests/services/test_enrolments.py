"""Finding and correcting people: whose data it is, what the rules say, and what is never lost or shown."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from portal.access.actor import Forbidden
from portal.models import Enrolment, EnrolmentState, Participant, Submission, db
from portal.models.transaction import transaction
from portal.services import enrolments, submissions
from portal.values.clock import today
from portal.values.fault import Refused
from tests.cast import Cast, Person
from tests.make import journey, people


def one(by: Person, number: int) -> Enrolment:
    actor = by.actor()
    found = actor.sees(Enrolment).join(Enrolment.participant).where(Participant.name == people.name(number))
    return enrolments.find(actor, db.session.scalars(found.order_by(Enrolment.id.desc())).first().id)  # type: ignore[union-attr]


def codes(by: Person, number: int, *, sure: bool = False, **texts: str) -> list[str]:
    """What a correction is refused for; empty when it was kept."""
    try:
        with transaction():
            enrolments.change(by.actor(), one(by, number), texts, sure=sure)
    except Refused as refused:
        return [fault.code for fault in refused.faults]
    return []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3273014401080001", True),
        (" 3273 0144.0108-0001 ", True),
        ("'3273014401080001", True),
        ("32730144010800", True),
        ("12345678901", True),
        ("siti", False),
        ("Siti 12", False),
        ("1234", False),
        ("", False),
    ],
)
def test_what_is_a_number(text: str, number: bool) -> None:
    assert enrolments.is_number(text) is number


def test_words_are_found_by_their_beginnings_in_any_order(cast: Cast) -> None:
    journey.sent(cast.sari, range(20))
    actor = cast.sari.actor()

    def found(words: str) -> set[str]:
        return {each.participant.name for each in db.session.scalars(enrolments.listed(actor, words=words))}

    assert found("RAHMA s") == {people.name(11)}
    assert found("suryana asep") == {people.name(0)}
    assert found("uryana") == set(), "not in the middle of a word"
    assert found("_sep") == set(), "a sign of LIKE is a letter like any other"
    assert len(found("")) == 20


def test_a_number_of_a_card_finds_its_person(cast: Cast) -> None:
    journey.sent(cast.sari, range(3))
    with transaction():
        named = update(Participant).where(Participant.name == people.name(1)).values(kpj="12345678901")
        db.session.execute(named.execution_options(seen_by="test"))
    (found,) = enrolments.numbered(cast.sari.actor(), "123 4567 8901")
    assert found.participant.name == people.name(1)
    assert list(enrolments.numbered(cast.rina.actor(), "12345678901")) == []
    assert list(enrolments.numbered(cast.sari.actor(), "12345678902")) == []


def test_an_impossible_number_says_what_is_wrong(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        enrolments.numbered(cast.sari.actor(), "327301440108000")
    assert [fault.code for fault in refused.value.faults] == ["nik.length"]
    assert "327301440108000" not in str(refused.value)


def test_hidden_fields_stay_when_they_are_left_empty(cast: Cast) -> None:
    journey.sent(cast.sari, range(3))
    enrolment = one(cast.sari, 1)
    texts = enrolments.texts_of(enrolment)
    assert (texts["mother_name"], texts["phone"]) == ("", "")
    assert codes(cast.sari, 1, **{**texts, "address": "Jl. Melati 5"}) == []  # type: ignore[arg-type]
    person = one(cast.sari, 1).participant
    assert (person.mother_name, person.address) == (people.mother(1), "Jl. Melati 5")
    assert person.phone == f"+62812{1:08}"
    assert codes(cast.sari, 1, phone="-") == []
    assert one(cast.sari, 1).participant.phone is None
    assert codes(cast.sari, 1, mother_name="-") == ["mother_name.empty"]
    assert codes(cast.sari, 1, mother_name="-", sure=True) == []
    assert one(cast.sari, 1).participant.mother_name is None


def test_errors_are_never_accepted_and_nothing_of_them_is_kept(cast: Cast) -> None:
    journey.sent(cast.sari, range(3))
    assert codes(cast.sari, 1, name="", sure=True) == ["name.empty"]
    assert codes(cast.sari, 1, birth_date="2060-01-01", sure=True) == ["birth_date.future"]
    assert codes(cast.sari, 1, phone="nanti", sure=True) == ["phone.form"], "a number would be lost"
    assert codes(cast.sari, 1, name="x" * 121, address="Jl. Baru", sure=True) == ["text.long"]
    assert one(cast.sari, 1).participant.address == ""
    assert codes(cast.sari, 1) == ["enrolment.unchanged"]


def test_what_was_accepted_before_is_not_asked_again(cast: Cast) -> None:
    journey.sent(cast.sari, range(3))
    assert codes(cast.sari, 1, sex="L") == ["sex.nik"]
    assert codes(cast.sari, 1, sex="L", sure=True) == []
    assert codes(cast.sari, 1, class_name="XI TKJ 1") == []
    known = one(cast.sari, 1)
    assert (known.participant.sex, known.class_name) == ("L", "XI TKJ 1")


def test_an_emptied_birth_date_is_that_of_the_nik(cast: Cast) -> None:
    journey.sent(cast.sari, range(3))
    assert codes(cast.sari, 1, birth_date="1 Mei 2008", sure=True) == []
    assert one(cast.sari, 1).participant.birth_date == date(2008, 5, 1)
    assert codes(cast.sari, 1, birth_date="") == []
    assert one(cast.sari, 1).participant.birth_date == people.born(1)


def test_who_is_registered_elsewhere_too_is_not_changed_by_one(cast: Cast) -> None:
    start = today() + timedelta(days=7)
    journey.sent(cast.sari, range(3), start=start, end=start + timedelta(days=30))  # type: ignore[arg-type]
    later = start + timedelta(days=90)
    journey.sent(cast.rina, range(1, 2), start=later, end=later + timedelta(days=30))  # type: ignore[arg-type]
    assert codes(cast.sari, 1, address="Jl. Baru") == ["enrolment.shared"]
    assert codes(cast.rina, 1, address="Jl. Baru") == ["enrolment.shared"]
    assert codes(cast.sari, 2, address="Jl. Baru") == []
    with transaction():
        actor = cast.rina.actor()
        submission = db.session.scalars(actor.sees(Submission)).one()
        submissions.withdraw(actor, submission)
    assert codes(cast.sari, 1, address="Jl. Baru") == [], "the other let go"


def test_a_new_name_is_found_wherever_the_person_is_listed(cast: Cast) -> None:
    start = today() + timedelta(days=7)
    journey.sent(cast.sari, range(1, 2), start=start, end=start + timedelta(days=30))  # type: ignore[arg-type]
    later = start + timedelta(days=60)
    journey.sent(cast.sari, range(1, 3), name="PKL 2", start=later, end=later + timedelta(days=30))  # type: ignore[arg-type]
    assert codes(cast.sari, 1, name="Putri Ayu") == []
    found = list(db.session.scalars(enrolments.listed(cast.sari.actor(), words="ayu")))
    assert len(found) == 2


def test_who_came_back_or_was_taken_back_is_mended_in_the_list(cast: Cast) -> None:
    step = journey.sent(cast.sari, range(3))
    person = one(cast.sari, 1).id
    with transaction():
        actor = cast.hasan.actor()
        assert step.submission
        submissions.return_rows(actor, actor.find(Submission, step.submission), {person: "nama salah"})
    assert codes(cast.sari, 1, address="Jl. Baru") == ["enrolment.returned"]
    with transaction():
        actor = cast.sari.actor()
        submissions.withdraw(actor, actor.find(Submission, step.submission))
    assert one(cast.sari, 2).state is EnrolmentState.WITHDRAWN
    assert codes(cast.sari, 2, address="Jl. Baru") == ["enrolment.withdrawn"]


def test_who_may_only_read_may_do_neither(cast: Cast) -> None:
    journey.sent(cast.sari, range(3))
    with pytest.raises(Forbidden):
        enrolments.change(cast.budi.actor(), one(cast.budi, 1), {"address": "Jl. Baru"})
    with pytest.raises(Forbidden):
        enrolments.reveal(cast.budi.actor(), one(cast.budi, 1), reason="ingin tahu saja")


def test_what_is_unmasked_does_not_print_itself(cast: Cast) -> None:
    journey.sent(cast.sari, range(3))
    with transaction():
        clear = enrolments.reveal(cast.sari.actor(), one(cast.sari, 1), reason="mencocokkan dengan KK")
    assert clear.nik == people.nik(1).digits
    assert people.nik(1).digits not in repr(clear)
    assert people.mother(1) not in repr(clear)
    correction = enrolments.corrected(one(cast.sari, 1), {"mother_name": "Nurhayati"})
    assert "Nurhayati" not in repr(correction)


def test_months_that_cost_the_same_are_one_line(cast: Cast) -> None:
    journey.covered(cast.sari, cast.hasan, range(2), start=date(2027, 1, 4), end=date(2027, 6, 30))  # type: ignore[arg-type]
    (line,) = enrolments.month_lines(cast.sari.actor(), one(cast.sari, 1))
    assert len(line.months) == 6
    assert str(line.each) == "Rp16.800"
    assert line.invoice is not None
    assert line.reasons
