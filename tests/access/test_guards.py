"""The tripwires: whatever way somebody forgets `sees` or `audited`, it fails loudly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, insert, select, update

from portal.access import audit
from portal.access.actor import NotVisible, everyone
from portal.access.audit import Action
from portal.access.guards import UnauditedWrite, UnscopedRead, audited_models, guarded_tables, tables_written_once
from portal.models import Enrolment, IncentiveEntry, Organisation, Participant, Rewritten, Roster, User, Wave, db
from portal.models.transaction import transaction
from portal.values import clock
from portal.values.rupiah import Rupiah
from tests.cast import Cast
from tests.make import earnings, journey
from tests.make.journey import Journey

Read = Callable[[Journey], Any]

FORGOTTEN: dict[str, Read] = {
    "select": lambda _: db.session.scalars(select(Wave)).all(),
    "one column": lambda _: db.session.execute(select(Wave.name)).all(),
    "count": lambda _: db.session.scalar(select(func.count()).select_from(Wave)),
    "cold get": lambda j: db.session.get(Wave, j.wave),
    "legacy query": lambda _: db.session.query(Wave).all(),
    "the table itself": lambda _: db.session.execute(select(Wave.__table__)).all(),
    "a join from elsewhere": lambda _: db.session.execute(
        select(User.name).join(Wave, Wave.organisation_id == User.id)
    ).all(),
    "exists": lambda _: db.session.scalars(
        select(User).where(select(Wave.id).where(Wave.organisation_id == User.id).exists())
    ).all(),
    "a union": lambda _: db.session.execute(select(User.name).union(select(Wave.name))).all(),
    "a common table expression": lambda _: db.session.execute(select(select(Wave.name).cte().c.name)).all(),
    "an alias": lambda _: db.session.execute(select(Wave.__table__.alias("w"))).all(),
    "bulk update": lambda _: db.session.execute(update(Wave).values(name="x")),
    "bulk delete": lambda _: db.session.execute(delete(Wave)),
    "participants, who belong to nobody": lambda _: db.session.scalars(select(Participant)).all(),
    "organisations": lambda _: db.session.scalars(select(Organisation)).all(),
}


@pytest.fixture
def step(cast: Cast) -> Journey:
    return journey.wave(cast.sari)


@pytest.mark.parametrize("forgotten", FORGOTTEN)
def test_a_read_that_starts_elsewhere_is_refused(app: Flask, step: Journey, forgotten: str) -> None:
    db.session.expunge_all()
    with pytest.raises(UnscopedRead):
        FORGOTTEN[forgotten](step)


def test_what_starts_from_sees_is_let_through(app: Flask, cast: Cast, step: Journey) -> None:
    sari = cast.sari.actor()
    wave = sari.find(Wave, step.wave)
    assert db.session.scalar(sari.sees(Wave).with_only_columns(func.count())) == 1
    db.session.expire(wave)
    assert wave.name == "PKL Gelombang 1"
    with transaction():
        roster = sari.find(Roster, journey.listed(cast.sari, into=step).roster or step.wave)
        assert roster.wave_id == step.wave


def test_everyone_needs_a_reason(app: Flask, step: Journey) -> None:
    assert len(db.session.scalars(everyone(Wave, because="a test looks at the exit")).all()) == 1
    with pytest.raises(AssertionError):
        everyone(Wave, because="")


def test_rows_are_seen_by_their_own_and_their_branch_only(app: Flask, cast: Cast, step: Journey) -> None:
    def sees(person: Any) -> int:
        return len(db.session.scalars(person.actor().sees(Wave)).all())

    assert {person.name.split()[0]: sees(person) for person in cast.people} == {
        "Sari": 1,
        "Budi": 1,
        "Wahyu": 1,
        "Rina": 0,
        "Hasan": 1,
        "Mira": 0,
        "Yanto": 0,
        "Agus": 0,
        "Euis": 0,
        "Ratna": 0,
        "Dewi": 0,
        "Joko": 0,
        "Tono": 0,
    }
    for stranger in (cast.rina, cast.mira):
        with pytest.raises(NotVisible):
            stranger.actor().find(Wave, step.wave)


def test_a_write_outside_an_audited_action_is_refused(app: Flask, cast: Cast, step: Journey) -> None:
    sari = cast.sari.actor()

    def written(deed: Callable[[Wave], None]) -> None:
        with transaction() as session:
            deed(sari.find(Wave, step.wave))
            session.flush()

    def naked(deed: Callable[[Wave], None]) -> None:
        with pytest.raises(UnauditedWrite, match="Wave"):
            written(deed)

    def rename(wave: Wave) -> None:
        wave.name = "diam-diam"

    naked(rename)
    naked(db.session.delete)
    naked(
        lambda wave: db.session.add(
            Wave(
                organisation_id=wave.organisation_id,
                branch_id=wave.branch_id,
                name="dua",
                start=wave.start,
                end=wave.end,
                created_at=clock.now(),
            )
        )
    )
    assert [each.name for each in db.session.scalars(sari.sees(Wave))] == ["PKL Gelombang 1"]


def test_touching_a_row_without_changing_it_is_no_write(app: Flask, cast: Cast, step: Journey) -> None:
    with transaction():
        wave = cast.sari.actor().find(Wave, step.wave)
        wave.name = str(wave.name)


@pytest.mark.parametrize(
    "deed",
    [
        lambda wave: audit.bulk_insert(Wave, ("id",), [(wave.id,)]),
        lambda wave: audit.bulk_update(Wave, update(Wave).values(name="semua")),
        lambda wave: audit.bulk_delete(Wave, delete(Wave)),
        lambda wave: audit.bulk_copy(Wave, insert(Wave).from_select(["id"], select(Wave.id))),
        lambda wave: audit.fact(rows=1),
    ],
    ids=["insert", "update", "delete", "copy", "fact"],
)
def test_the_bulk_doors_open_only_inside_an_action(
    app: Flask, cast: Cast, step: Journey, deed: Callable[[Wave], object]
) -> None:
    sari = cast.sari.actor()
    with pytest.raises(RuntimeError, match="audited action"), transaction():
        deed(sari.find(Wave, step.wave))
    assert [each.name for each in db.session.scalars(sari.sees(Wave))] == ["PKL Gelombang 1"]


SINNERS: dict[str, Callable[[IncentiveEntry], object]] = {
    "change": lambda line: setattr(line, "amount", Rupiah(1_000_000)),
    "delete": lambda line: db.session.delete(line),
    "bulk update": lambda _: audit.bulk_update(IncentiveEntry, update(IncentiveEntry).values(amount=Rupiah(1))),
    "bulk set": lambda line: audit.bulk_set(IncentiveEntry, ("id", "amount"), [(line.id, Rupiah(1))]),
    "bulk delete": lambda _: audit.bulk_delete(IncentiveEntry, delete(IncentiveEntry)),
    "the table itself": lambda _: db.session.execute(
        delete(IncentiveEntry.__table__).execution_options(seen_by="bulk")
    ),
}


def test_what_is_written_once_stays_inside_an_audited_action_too(app: Flask, cast: Cast) -> None:
    def sinned(sin: Callable[[IncentiveEntry], object]) -> None:
        with transaction(), audit.personal(Action.INCENTIVES_CLOSED, None):
            sin(earnings.entries(cast.dewi)[0])

    earnings.brought_in(cast.dewi, cast.hasan, [1])
    written = earnings.entries(cast.dewi)[0].amount
    for name, sin in SINNERS.items():
        with pytest.raises(Rewritten):
            sinned(sin)
        assert [each.amount for each in earnings.entries(cast.dewi)] == [written], name
    assert {"incentive_entry", "audit_event", "read_event"} == tables_written_once()


def test_a_bulk_write_is_counted_in_the_record(app: Flask, cast: Cast, step: Journey) -> None:
    @audit.audited(Action.WAVE_CHANGED, needs=None)
    def shout(actor: Any, wave: Wave) -> Wave:
        scope = Wave.organisation_id == actor.organisation_id
        audit.bulk_update(Wave, update(Wave).where(scope).values(name="KERAS"))
        return wave

    sari = cast.sari.actor()
    with transaction():
        shout(sari, sari.find(Wave, step.wave))
    found = db.session.scalars(
        cast.hasan.actor()
        .sees(audit.AuditEvent)
        .where(audit.AuditEvent.subject_id == step.wave)
        .order_by(audit.AuditEvent.sequence)
    )
    assert [event.facts.get("bulk") for event in found][-1] == {"~wave": 1}


def test_the_guards_watch_every_owned_model(app: Flask) -> None:
    assert {"wave", "roster", "roster_row", "enrolment", "invoice", "payment", "participant"} <= guarded_tables()
    assert {Enrolment, Participant, Organisation, User} <= set(audited_models())
