"""Keys rotate while the portal runs: everything sealed is sealed anew, nothing is lost, the old key can go."""

from __future__ import annotations

import contextvars
from itertools import islice

import pytest
from click.testing import Result
from flask import Flask
from pydantic import SecretStr
from sqlalchemy import LargeBinary, select, type_coerce

from portal.cli.keys import Place, places, reseal
from portal.config import Settings
from portal.models import AuditEvent, Participant, Roster, RosterRow, db, engine, sealing
from portal.models.columns import Sealed
from portal.models.transaction import transaction
from portal.services import roster_rows
from tests.cast import Cast
from tests.make import journey, people
from tests.make.journey import Journey

pytestmark = pytest.mark.usefixtures("unserved")  # keys of its own


@pytest.fixture
def step(cast: Cast) -> Journey:
    return journey.sent(cast.sari, range(5))


def flask(app: Flask, *command: str) -> Result:
    db.session.rollback()
    result = contextvars.Context().run(app.test_cli_runner().invoke, args=list(command))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def keys_in_use(app: Flask) -> dict[str, set[int]]:
    db.session.rollback()
    with db.engine.connect() as connection:
        return {
            place.name: {
                bytes(value)[0]
                for (value,) in connection.execute(
                    select(type_coerce(place.column, LargeBinary())).where(place.column.is_not(None))
                )
            }
            for place in places()
        }


def read(cast: Cast) -> list[tuple[str, str | None]]:
    found = db.session.scalars(cast.sari.actor().sees(Participant).order_by(Participant.id))
    return [(person.nik.digits, person.mother_name) for person in found]


def test_every_sealed_column_is_found(app: Flask) -> None:
    assert {place.name for place in places()} >= {
        "participant.nik",
        "participant.mother_name",
        "roster.content",
        "roster_row.content",
        "message.body",
    }
    assert all(isinstance(place.column.type, Sealed) for place in places())


def test_rotation_seals_everything_anew_and_the_old_key_can_go(app: Flask, cast: Cast, step: Journey) -> None:
    before = read(cast)
    assert len(before) == 5
    settings: Settings = app.config["SETTINGS"]
    old = settings.sealing_keys_now()
    assert keys_in_use(app)["participant.nik"] == {1}

    assert flask(app, "keys", "retire").exit_code == 0
    assert settings.sealing_keys_now() == old

    result = flask(app, "keys", "rotate", "--new-key")
    assert result.exit_code == 0, result.output
    assert "participant.nik: 5 nilai disegel ulang dengan kunci 2." in result.output
    assert set.union(*keys_in_use(app).values()) == {2}
    assert [pair.partition(":")[0] for pair in settings.sealing_keys_now().split(",")] == ["2", "1"]
    assert read(cast) == before

    assert flask(app, "keys", "retire").exit_code == 0
    assert settings.sealing_keys_now().startswith("2:")
    assert "," not in settings.sealing_keys_now()
    assert (settings.instance / "sealing.keys").stat().st_mode & 0o777 == 0o600
    sealing.renew()
    assert sealing.ring().ids == (2,)
    assert read(cast) == before


def test_rotation_is_recorded_by_place_and_number(app: Flask, cast: Cast, step: Journey) -> None:
    flask(app, "keys", "rotate", "--new-key")
    recorded = select(AuditEvent).where(AuditEvent.action == "keys_rotated").execution_options(seen_by="test")
    facts = {event.facts["column"]: event.facts for event in db.session.scalars(recorded)}
    assert facts["participant.nik"]["rows"] == 5
    assert facts["participant.nik"]["bulk"] == {"~participant": 5}
    assert flask(app, "audit", "verify").exit_code == 0


def test_a_process_that_knows_only_the_old_key_learns_the_new_one(app: Flask, cast: Cast, step: Journey) -> None:
    settings: Settings = app.config["SETTINGS"]
    before, old = read(cast), settings.sealing_keys_now()
    flask(app, "keys", "rotate", "--new-key")
    index = settings.index_key.get_secret_value()
    fresh = sealing.ring()

    def renewed() -> sealing.KeyRing:
        return fresh

    sealing.use(sealing.KeyRing.parse(old, index), renew=renewed)
    db.session.rollback()
    assert read(cast) == before
    assert sealing.ring() is fresh


def test_a_rotation_that_was_stopped_goes_on(app: Flask, cast: Cast, step: Journey, monkeypatch: object) -> None:
    before = read(cast)
    assert isinstance(monkeypatch, pytest.MonkeyPatch)
    monkeypatch.setattr(Place, "chunk", 2)
    settings: Settings = app.config["SETTINGS"]
    settings.keep_sealing_keys(f"7:{'A' * 43}=,{settings.sealing_keys_now()}")
    sealing.renew()
    nik = next(place for place in places() if place.name == "participant.nik")
    assert list(islice(reseal(nik), 1)) == [2]
    assert nik.left() == 3
    assert keys_in_use(app)["participant.nik"] == {1, 7}
    assert flask(app, "keys", "retire").exit_code == 1
    assert "1:" in settings.sealing_keys_now()
    assert "participant.nik: 3 nilai disegel ulang dengan kunci 7." in flask(app, "keys", "rotate").output
    assert set.union(*keys_in_use(app).values()) == {7}
    assert read(cast) == before


def test_who_writes_meanwhile_wins(app: Flask, cast: Cast, step: Journey) -> None:
    other = journey.listed(cast.sari, range(20, 21), name="PKL 2")
    settings: Settings = app.config["SETTINGS"]
    settings.keep_sealing_keys(f"2:{'A' * 43}=,{settings.sealing_keys_now()}")
    sealing.renew()
    content = next(place for place in places() if place.name == "roster_row.content")
    for _ in reseal(content):
        with transaction():
            sari = cast.sari.actor()
            row = db.session.scalars(sari.sees(RosterRow).where(RosterRow.roster_id == other.roster)).one()
            roster_rows.mend(sari, row, {"name": "Nama Baru"})
    row = db.session.scalars(cast.sari.actor().sees(RosterRow).where(RosterRow.roster_id == other.roster)).one()
    assert row.content["values"]["name"] == "Nama Baru"


def test_a_whole_file_is_sealed_anew_too(app: Flask, cast: Cast) -> None:
    step = journey.wave(cast.sari)
    with transaction():
        from portal.models import Source, Wave
        from portal.services import rosters

        sari = cast.sari.actor()
        nameless = b"Siapa\tApa\n" + b"\n".join(people.name(n).encode() + b"\tx" for n in range(4))
        roster = rosters.receive(
            sari, sari.find(Wave, step.wave), content=nameless, filename="daftar.tsv", source=Source.FILE
        )
        kept = roster.id
    assert cast.sari.actor().find(Roster, kept).content == nameless
    flask(app, "keys", "rotate", "--new-key")
    assert keys_in_use(app)["roster.content"] == {2}
    assert cast.sari.actor().find(Roster, kept).content == nameless


def test_keys_of_the_environment_are_changed_there(app: Flask, cast: Cast) -> None:
    settings: Settings = app.config["SETTINGS"]
    given = settings.model_copy(update={"sealing_keys": SecretStr(settings.sealing_keys_now())})
    app.config["SETTINGS"] = given
    for command in (("keys", "rotate", "--new-key"), ("keys", "retire")):
        result = flask(app, *command)
        assert result.exit_code == 2
        assert "GANDENG_SEALING_KEYS" in result.output
    with engine.reading():
        assert sealing.ring().ids == (1,)
