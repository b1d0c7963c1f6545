"""The clock of an accident's forms, and the papers that the case asks for."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from portal.rules.accidents import (
    Circumstances,
    Demand,
    Evidence,
    Form,
    Hue,
    Next,
    Party,
    Where,
    demands,
    duties,
    missing,
    most_pressing,
    next_step,
    notice_rule,
)
from portal.rules.benefits import Outcome
from portal.rules.contributions import Segment
from portal.rules.policies import Policies
from portal.values.clock import Zone
from portal.web.wording.reasons import because

pytestmark = pytest.mark.unit

AT = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)
DAY = date(2026, 11, 20)
HOUR, MOMENT = timedelta(hours=1), timedelta(microseconds=1)
USUAL = Policies.defaults()


def hue(form: Form, now: datetime, *, declared: datetime | None = None, policies: Policies = USUAL) -> Hue:
    return {duty.form: duty for duty in duties(AT, declared, {}, policies)}[form].hue(now)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (timedelta(0), Hue.CALM),
        (24 * HOUR - MOMENT, Hue.CALM),
        (24 * HOUR, Hue.SOON),
        (40 * HOUR - MOMENT, Hue.SOON),
        (40 * HOUR, Hue.URGENT),
        (48 * HOUR, Hue.URGENT),
        (48 * HOUR + MOMENT, Hue.LATE),
    ],
)
def test_the_first_report_turns_at_24_40_and_48_hours(after: timedelta, expected: Hue) -> None:
    assert hue(Form.KK1, AT + after) is expected


def test_each_turn_is_announced_by_the_one_before() -> None:
    first = duties(AT, None, {}, USUAL)[0]
    now, turns = AT, []
    while (then := first.next_turn(now)) is not None:
        turns.append((then - AT, first.hue(then)))
        now = then
    assert turns == [(24 * HOUR, Hue.SOON), (40 * HOUR, Hue.URGENT), (48 * HOUR + MOMENT, Hue.LATE)]


def test_the_second_report_waits_for_the_doctor_and_takes_what_the_branch_decided() -> None:
    assert hue(Form.KK2, AT + 90 * HOUR) is Hue.WAITS
    declared = AT + 30 * HOUR
    longer = Policies.of({"report_two_hours": 72})
    for form in (Form.KK2, Form.KK3):
        assert hue(form, declared + 48 * HOUR + MOMENT, declared=declared) is Hue.LATE
        assert hue(form, declared + 48 * HOUR, declared=declared, policies=longer) is Hue.SOON
        assert hue(form, declared + 72 * HOUR, declared=declared, policies=longer) is Hue.URGENT


def test_the_same_hour_in_the_east_is_due_two_hours_earlier() -> None:
    deadlines = [
        duties(zone.instant(DAY, time(23, 30)), None, {}, USUAL)[0].deadline
        for zone in (Zone.WIB, Zone.WITA, Zone.WIT)
    ]
    found = [each.at for each in deadlines if each is not None]
    assert [found[0] - at for at in found] == [timedelta(0), HOUR, 2 * HOUR]


def test_who_owes_what_and_what_comes_next() -> None:
    some = duties(AT, AT + HOUR, {Form.KK1: AT + 49 * HOUR}, USUAL)
    assert [(duty.form, duty.owes) for duty in some] == [
        (Form.KK1, Party.SPONSOR),
        (Form.KK2, Party.SPONSOR),
        (Form.KK3, Party.CLINIC),
    ]
    assert (some[0].hue(AT + 60 * HOUR), some[0].came_late, some[0].next_turn(AT)) == (Hue.DONE, True, None)
    pressing = most_pressing(some, AT)
    assert pressing is not None
    assert pressing.form is Form.KK2
    assert most_pressing(duties(AT, None, {Form.KK1: AT}, USUAL), AT) is None


def test_what_an_open_case_waits_for() -> None:
    done: dict[Form, datetime] = {}
    declared: datetime | None = None
    found = []
    for form in Form:
        found.append(next_step(duties(AT, declared, done, USUAL), papers_missing=True))
        if form is not Form.KK1:
            declared = AT
            found.append(next_step(duties(AT, declared, done, USUAL), papers_missing=True))
        done[form] = AT
    found += [next_step(duties(AT, AT, done, USUAL), papers_missing=missed) for missed in (True, False)]
    assert found == [Next.KK1, Next.DOCTOR, Next.KK2, Next.KK3, Next.KK3, Next.PAPERS, Next.DECISION]


def asked(**said: object) -> list[tuple[Evidence, ...]]:
    case = Circumstances(**({"segment": Segment.BPU, "where": Where.AT_WORK} | said))  # type: ignore[arg-type]
    found = demands(case, DAY)
    assert all(each.reason.citation and each.reason.certainty and because(each.reason) for each in found)
    return [each.any_of for each in found]


def test_at_work_two_witnesses_on_the_road_the_police_or_jasa_raharja() -> None:
    assert (Evidence.WITNESS,) in asked()
    traffic = asked(where=Where.ON_THE_WAY, traffic=True)
    assert (Evidence.POLICE, Evidence.GUARANTEE) in traffic
    assert (Evidence.WITNESS,) not in traffic


def test_of_an_intern_the_placement_the_schedule_and_on_the_way_the_route() -> None:
    at_work = asked(segment=Segment.PKL)
    assert {(Evidence.PLACEMENT, Evidence.AGREEMENT), (Evidence.SCHEDULE,), (Evidence.ATTENDANCE,)} <= set(at_work)
    assert (Evidence.ROUTE,) not in at_work
    assert (Evidence.ROUTE,) in asked(segment=Segment.PKL, where=Where.ON_THE_WAY)
    assert (Evidence.SCHEDULE,) not in asked()


def test_receipts_doctors_letters_and_what_a_death_asks() -> None:
    assert (Evidence.RECEIPTS,) not in asked()
    assert {(Evidence.RECEIPTS,), (Evidence.DOCTOR,)} <= set(asked(spent=True, unable=True))
    assert {(Evidence.CERTIFICATE,), (Evidence.FAMILY,), (Evidence.LETTER,)} <= set(asked(outcome=Outcome.DIED))


def test_what_is_missing() -> None:
    found = demands(Circumstances(segment=Segment.BPU, where=Where.AT_WORK), DAY)
    witnesses = next(each for each in found if each.any_of == (Evidence.WITNESS,))
    assert witnesses in missing(found, {Evidence.WITNESS: 1})
    assert witnesses not in missing(found, {Evidence.WITNESS: 2})
    either = Demand((Evidence.POLICE, Evidence.GUARANTEE), witnesses.reason)
    assert either.met({Evidence.GUARANTEE: 1})
    assert not either.met({Evidence.CARD: 5})
    assert not missing(found, dict.fromkeys(Evidence, 2))


def test_what_a_notice_holds_stands_in_the_article() -> None:
    rule = notice_rule(DAY)
    assert rule is not None
    assert (rule.citation, rule.certainty) == ("Permenaker 1/2025 Pasal 48A ayat (2)", "P")
    assert notice_rule(date(2024, 1, 1)) is None
