"""The record: who did what for whom, with personal data masked, in a chain that shows what was taken out."""

from __future__ import annotations

import json
from itertools import pairwise
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from portal.access.actor import Actor, Forbidden
from portal.access.audit import Action, audited, looked
from portal.access.permissions import Permission
from portal.models import AuditEvent, Enrolment, Participant, ReadEvent, RosterRow, Wave, db
from portal.models.transaction import transaction
from portal.services import roster_rows, waves
from portal.values import clock
from portal.values.clock import today
from tests.cast import Cast
from tests.make import journey, people


def record_of(cast: Cast, subject: UUID | None = None) -> list[AuditEvent]:
    events = cast.hasan.actor().sees(AuditEvent).order_by(AuditEvent.sequence)
    return list(db.session.scalars(events.where(AuditEvent.subject_id == subject) if subject else events))


def test_old_and_new_stand_in_the_record(app: Flask, cast: Cast) -> None:
    step = journey.wave(cast.sari)
    with transaction():
        sari = cast.sari.actor()
        wave = sari.find(Wave, step.wave)
        waves.change(sari, wave, name="PKL Januari", start=wave.start, end=wave.end)
    added, changed = record_of(cast, step.wave)
    assert (added.action, changed.action) == (Action.WAVE_ADDED, Action.WAVE_CHANGED)
    assert changed.facts["changes"] == [["~wave", str(step.wave), {"name": ["PKL Gelombang 1", "PKL Januari"]}]]
    assert (changed.actor_name, changed.user_id, changed.organisation_id, changed.branch_id) == (
        cast.sari.name,
        cast.sari.user_id,
        cast.smkn1,
        cast.bandung,
    )


def test_without_the_permission_nothing_is_done_nor_recorded(app: Flask, cast: Cast) -> None:
    before = len(record_of(cast))
    with pytest.raises(Forbidden), transaction():
        waves.add(cast.budi.actor(), name="PKL", start=today(), end=today())
    assert len(record_of(cast)) == before
    assert not db.session.scalars(cast.budi.actor().sees(Wave)).all()


def test_an_action_that_fails_leaves_no_record(app: Flask, cast: Cast) -> None:
    before = len(record_of(cast))

    @audited(Action.WAVE_ADDED, needs=None)
    def stumbles(actor: Actor) -> Wave:
        waves.add(actor, name="PKL", start=today(), end=today())
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), transaction():
        stumbles(cast.sari.actor())
    assert len(record_of(cast)) == before


def test_personal_data_is_masked_that_it_changed_is_not(app: Flask, cast: Cast) -> None:
    step = journey.covered(cast.sari, cast.hasan, range(3))
    other = journey.listed(cast.sari, range(10, 12), name="PKL 2")
    with transaction():
        sari = cast.sari.actor()
        row = db.session.scalars(sari.sees(RosterRow).where(RosterRow.roster_id == other.roster)).first()
        assert row is not None
        mended = row.id
        roster_rows.mend(sari, row, {"mother_name": "Ibu Rahasia Sekali", "nik": people.nik(42).digits})
    events = record_of(cast)
    assert any(event.action == Action.ROW_MENDED for event in record_of(cast, mended))
    assert len(events) > 15
    told = json.dumps([[event.facts, event.actor_name] for event in events], ensure_ascii=False)
    for number in (*range(3), 10, 11, 42):
        assert people.nik(number).digits not in told
        assert people.mother(number) not in told
        assert f"0812{number:08}"[1:] not in told
    assert "Rahasia" not in told
    assert step.payment is not None


def test_reading_unmasked_is_written_down_with_its_reason(app: Flask, cast: Cast) -> None:
    step = journey.sent(cast.sari)
    with transaction():
        sari = cast.sari.actor()
        person = db.session.scalars(sari.sees(Participant)).first()
        assert person is not None
        looked(sari, person, fields=["nik"], reason="mencocokkan dengan kartu keluarga")
        known = person.id
    event = db.session.scalars(cast.hasan.actor().sees(ReadEvent)).one()
    assert (event.subject_id, event.fields, event.actor_name) == (known, "nik", cast.sari.name)
    assert event.reason == "mencocokkan dengan kartu keluarga"
    with pytest.raises(Forbidden), transaction():
        looked(cast.budi.actor(), person, fields=["nik"], reason="ingin tahu")
    assert step.submission is not None


def test_each_branch_has_its_own_chain_without_a_gap(app: Flask, cast: Cast) -> None:
    journey.sent(cast.sari)
    chains: dict[str, list[AuditEvent]] = {}
    every = select(AuditEvent).order_by(AuditEvent.sequence).execution_options(seen_by="test of the chain")
    for event in db.session.scalars(every):
        chains.setdefault(event.chain, []).append(event)
    assert {str(cast.bandung), str(cast.garut)} <= set(chains)
    for chain in chains.values():
        assert [event.sequence for event in chain] == list(range(1, len(chain) + 1))
        assert all(after.previous == before.digest for before, after in pairwise(chain))


def test_a_great_many_changes_are_counted_not_listed(app: Flask, cast: Cast) -> None:
    @audited(Action.WAVE_ADDED, needs=Permission.WAVE_WRITE)
    def many(actor: Actor) -> None:
        for number in range(60):
            db.session.add(
                Wave(
                    organisation_id=actor.organisation_id,
                    branch_id=actor.branch_id,
                    name=f"PKL {number}",
                    start=today(),
                    end=today(),
                    created_at=clock.now(),
                )
            )

    with transaction():
        many(cast.sari.actor())
    facts = record_of(cast)[-1].facts
    assert len(facts["changes"]) + facts["more"] == 60
    assert len(facts["changes"]) == 40


def test_the_covered_are_seen_by_whom_they_are_enrolled_with(app: Flask, cast: Cast) -> None:
    journey.sent(cast.sari)
    assert len(db.session.scalars(cast.sari.actor().sees(Participant)).all()) == 3
    assert db.session.scalars(cast.rina.actor().sees(Participant)).all() == []
    assert db.session.scalars(cast.mira.actor().sees(Enrolment)).all() == []
