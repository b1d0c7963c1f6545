"""Members of an ormas: where they stand follows what is paid, and every unit's numbers follow them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, text, true

from portal.access.actor import everyone
from portal.models import Organisation, OrmasMember, Payment, Tally, db
from portal.models.transaction import transaction
from portal.rules.standings import Cause, Standing
from portal.services import members, payments, standings, tallies, targets, units
from portal.services.members import Description
from portal.services.tallies import Figures
from portal.values.clock import WIB, today
from portal.values.fault import Refused
from portal.values.nik import Nik
from tests.cast import Cast, Person, founder
from tests.make import journey, member_lists, people

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=WIB)


def added(by: Person, unit: UUID, number: int, **said: object) -> UUID:
    with transaction():
        actor = by.actor()
        described = Description(
            **{"name": people.name(number), "kta": f"KTA-{number:04}", "birth_date": date(1990, 1, 1), **said}  # type: ignore[arg-type]
        )
        return members.add(actor, actor.find(Organisation, unit), described).id


def figures(cast: Cast, unit: UUID) -> Figures:
    db.session.rollback()
    actor = founder(cast.bandung)
    return tallies.of(actor, actor.find(Organisation, unit))


def member(id_: UUID) -> OrmasMember:
    db.session.rollback()
    return db.session.scalars(everyone(OrmasMember, because="test").where(OrmasMember.id == id_)).one()


def recounted(cast: Cast) -> bool:
    """Whether counting from nothing finds what is kept, and every unit is its children and its own members."""
    db.session.rollback()
    every = everyone(Organisation, because="test").outerjoin(Tally).add_columns(Tally)
    rows = {unit.id: (unit, Figures.of(tally)) for unit, tally in db.session.execute(every)}
    for unit, kept in rows.values():
        own = everyone(OrmasMember, because="test").where(
            OrmasMember.organisation_id == unit.id, OrmasMember.standing != Standing.LEFT
        )
        below = sum(each.members for child, each in rows.values() if child.parent_id == unit.id)
        assert kept.members == below + len(db.session.scalars(own).all()), unit.name
    return list(tallies.differences(cast.garuda)) == []


def test_standings_follow_payments_and_days_and_numbers_follow_standings(cast: Cast) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        insured = added(cast.agus, cast.arjuna, 1, nik=people.nik(1))
        old = added(cast.agus, cast.arjuna, 2, birth_date=date(1961, 11, 22))
        other = added(cast.yanto, cast.cicendo, 3)
        assert member(insured).cause is Cause.NEVER
        assert figures(cast, cast.garuda) == Figures(members=3, not_yet=3)
        assert figures(cast, cast.arjuna) == Figures(members=2, not_yet=2)

        way = journey.covered(cast.sari, cast.hasan, range(3), start=today(), end=today() + timedelta(days=60))
        assert (member(insured).standing, member(insured).cause) == (Standing.COVERED, Cause.PAID)
        assert member(insured).participant_id is not None
        assert figures(cast, cast.garuda) == Figures(members=3, covered=1, not_yet=2)

        with transaction():
            actor = cast.hasan.actor()
            assert way.payment
            payments.void(actor, actor.find(Payment, way.payment), "salah tagihan")
        assert (member(insured).standing, member(insured).cause) == (Standing.NOT_YET, Cause.UNPAID)
        assert recounted(cast)

        with transaction():
            assert standings.turn() == 0
        clock.move_to(NOON + timedelta(days=1))
        with transaction():
            assert standings.turn() == 1, "somebody turned 65 today"
        assert member(old).standing is Standing.TOO_OLD
        assert figures(cast, cast.cicendo) == Figures(members=3, not_yet=2, too_old=1)
        clock.move_to(NOON + timedelta(days=62))
        with transaction():
            standings.turn()
        assert member(insured).cause is Cause.ENDED
        assert member(other).standing is Standing.NOT_YET
        assert recounted(cast)


def test_numbers_follow_members_and_units_wherever_they_go(cast: Cast) -> None:
    one = added(cast.agus, cast.arjuna, 1)
    two = added(cast.agus, cast.arjuna, 2)
    added(cast.euis, cast.andir, 3)
    top = founder(cast.bandung)

    with transaction():
        members.mark(cast.agus.actor(), member(one), wage_earner=True)
    assert figures(cast, cast.garuda) == Figures(members=3, not_yet=2, wage_earner=1)
    with transaction():
        members.leave(cast.agus.actor(), member(two), reason="pindah kota")
    assert figures(cast, cast.arjuna) == Figures(members=1, wage_earner=1)
    with transaction():
        members.rejoin(cast.agus.actor(), member(two))
    with transaction():
        actor = cast.yanto.actor()
        members.move(actor, member(two), actor.find(Organisation, cast.cicendo))
    assert figures(cast, cast.arjuna) == Figures(members=1, wage_earner=1)
    assert figures(cast, cast.cicendo) == Figures(members=2, not_yet=1, wage_earner=1)
    assert recounted(cast)

    with transaction():
        units.move(top, top.find(Organisation, cast.arjuna), top.find(Organisation, cast.andir))
    assert figures(cast, cast.cicendo) == Figures(members=1, not_yet=1)
    assert figures(cast, cast.andir) == Figures(members=2, not_yet=1, wage_earner=1)
    assert recounted(cast)
    with pytest.raises(Refused, match=r"unit\.has_members"), transaction():
        units.close(top, top.find(Organisation, cast.cicendo), reason="SK pembubaran")
    with transaction():
        units.merge(top, top.find(Organisation, cast.andir), top.find(Organisation, cast.cicendo))
    assert figures(cast, cast.andir) == Figures()
    assert figures(cast, cast.cicendo) == Figures(members=3, not_yet=2, wage_earner=1) == figures(cast, cast.garuda)
    with transaction():
        units.split(top, top.find(Organisation, cast.cicendo), name="PAC Baru", taken=[cast.arjuna])
    assert figures(cast, cast.cicendo) == Figures(members=2, not_yet=2)
    assert recounted(cast)


def test_a_card_a_nik_a_person_stands_once_in_an_ormas(cast: Cast) -> None:
    added(cast.agus, cast.arjuna, 1, kta="PP.31/001", nik=people.nik(1))
    for said, code in (
        ({"kta": "pp 31-001"}, "member.kta_taken"),
        ({"nik": people.nik(1)}, "member.nik_taken"),
        ({"name": "123"}, "member.name"),
        ({"birth_date": date(2099, 1, 1)}, "member.birth"),
    ):
        with pytest.raises(Refused, match=code.replace(".", r"\.")):
            added(cast.euis, cast.andir, 2, **said)
    assert figures(cast, cast.garuda) == Figures(members=1, not_yet=1)


def test_nobody_sees_the_members_of_a_unit_beside(cast: Cast) -> None:
    mine = added(cast.agus, cast.arjuna, 1)
    seen = [
        bool(db.session.scalars(by.actor().sees(OrmasMember).where(OrmasMember.id == mine)).all())
        for by in (cast.agus, cast.yanto, cast.hasan, cast.euis, cast.mira, cast.sari)
    ]
    assert seen == [True, True, True, False, False, False]


def test_members_are_found_by_card_by_nik_and_by_any_word_of_the_name(cast: Cast) -> None:
    names = ["Asep Suryana", "Dadan Asep Hidayat", "Neng Rahmawati"]
    made = [added(cast.agus, cast.arjuna, n, name=name) for n, name in enumerate(names)]
    nik = Nik.parse("3273015506800001")
    with transaction():
        members.change(cast.agus.actor(), member(made[2]), Description(name=names[2], kta="G-7/2", nik=nik))
    actor = cast.yanto.actor()
    unit = actor.find(Organisation, cast.cicendo)

    def found(words: str, size: int = 0, *, loose: bool = False) -> list[str]:
        listing = members.listed(actor, unit, words=words, size=size, loose=loose)
        return [each.name for each in db.session.scalars(listing.query(true()).order_by(*listing.keys))]

    assert found("asep") == ["Asep Suryana", "Dadan Asep Hidayat"]
    assert found("hid as") == ["Dadan Asep Hidayat"]
    many = members.FEW + 1
    assert found("asep", size=many) == ["Asep Suryana"]
    assert found("asep su", size=many) == ["Asep Suryana"]
    assert found("dadan hid", size=many) == [], "a name that begins so"
    assert found("dadan hid", size=many, loose=True) == ["Dadan Asep Hidayat"]
    assert found("100%_") == []
    named = members.numbered(actor, unit, "g 7 2")
    assert named is not None
    assert named.name == names[2]
    assert members.numbered(actor, unit, nik.digits) is named
    assert members.numbered(cast.euis.actor(), cast.euis.actor().find(Organisation, cast.andir), "g72") is None


def test_what_a_search_reads_does_not_grow_with_those_who_are_called_alike(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two hundred namesakes and nobody of the second name: the plan says that one stretch of the index is read."""
    monkeypatch.setattr(members, "STRETCH", 20)
    member_lists.admitted(cast.agus, cast.arjuna, [f"N-{at};Asep Beda{at:03};;;;;;" for at in range(200)])
    db.session.rollback()
    actor = cast.yanto.actor()
    unit = actor.find(Organisation, cast.cicendo)
    listing = members.listed(actor, unit, words="asep gajahmada", size=members.FEW + 1, loose=True)
    assert listing.stretch is not None
    statements: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        statements.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        stretch = listing.stretch(true(), False, 1)
        found = db.session.scalars(listing.query(stretch.within).order_by(*listing.keys).limit(26)).all()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert (found, stretch.goes_on, len(statements)) == ([], True, 3)
    driver = db.session.connection().connection.driver_connection
    assert driver is not None
    for statement, parameters in statements:
        if db.engine.dialect.name == "sqlite":
            [told, *_] = [row[3] for row in driver.execute(f"explain query plan {statement}", parameters).fetchall()]
            assert "INDEX ix_ormas_member_name (top_id=? AND" in told
            # The edges of the stretch are those of the search in the index, or nothing but the index is looked at.
            assert "COVERING" in told or told.count("(name_key,id)") == 2
        else:
            for way in ("seqscan", "bitmapscan", "sort"):  # of two hundred it would read all, whatever the index
                driver.execute(f"set local enable_{way} = off")
            plan = driver.execute(f"explain (analyze, format json) {statement}", parameters).fetchone()[0][0]["Plan"]
            assert rows_read(plan) <= 2 * members.STRETCH + 1
    assert [each.name for each in db.session.scalars(listing.query(true()).order_by(*listing.keys))] == []


def rows_read(plan: dict[str, Any]) -> int:
    """How many rows of members a plan of PostgreSQL looked at."""
    own = plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)
    below = sum(rows_read(each) for each in plan.get("Plans", ()))
    return below + (int(own) if plan.get("Relation Name") == "ormas_member" else 0)


def test_a_target_is_changed_by_who_set_it_or_above(cast: Cast) -> None:
    def put(by: Person, goal: int) -> None:
        with transaction():
            actor = by.actor()
            targets.set_target(
                actor, actor.find(Organisation, cast.arjuna), goal=goal, day=today() + timedelta(days=40)
            )

    put(cast.agus, 20)
    put(cast.yanto, 50)
    with pytest.raises(Refused, match=r"target\.above"):
        put(cast.agus, 10)
    with pytest.raises(Refused, match=r"target\.above"), transaction():
        targets.drop(cast.agus.actor(), cast.agus.actor().find(Organisation, cast.arjuna))
    kept = targets.in_force(cast.agus.actor(), [cast.arjuna])[cast.arjuna]
    assert (kept.goal, kept.set_for) == (50, "PAC Cicendo")


def test_a_recount_finds_what_is_wrong_and_mends_it(app: Flask, cast: Cast) -> None:
    added(cast.agus, cast.arjuna, 1)
    run = app.test_cli_runner()
    assert run.invoke(args=["members", "recount"]).exit_code == 0
    with transaction() as session:
        session.execute(text("update tally set members = 7"))
    wrong = run.invoke(args=["members", "recount"])
    assert wrong.exit_code == 1
    assert "tercatat 7, dihitung 1" in wrong.output
    assert run.invoke(args=["members", "recount", "--mend"]).exit_code == 0
    assert recounted(cast)
