"""Values reach the database and come back as they were."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.access.audit import Action, personal
from portal.models import Contribution, Enrolment, Participant, User, db, new_id
from portal.models.columns import blind_nik
from portal.models.transaction import transaction
from portal.values import clock
from portal.values.month import Month
from portal.values.nik import Nik
from portal.values.rupiah import Rupiah
from tests.cast import Cast
from tests.make import journey, people


def test_values_come_back_as_values(app: Flask, cast: Cast) -> None:
    step = journey.covered(cast.sari, cast.hasan, range(1))
    sari = cast.sari.actor()
    person = db.session.scalars(sari.sees(Participant)).one()
    assert isinstance(person.nik, Nik)
    assert person.nik == people.nik(0)
    assert person.nik_index == blind_nik(people.nik(0))
    line = db.session.scalars(sari.sees(Contribution).order_by(Contribution.month)).first()
    assert line is not None
    assert isinstance(line.month, Month)
    assert isinstance(line.amount, Rupiah)
    assert line.amount == line.jkk + line.jkm + line.jht
    enrolment = db.session.scalars(sari.sees(Enrolment).where(Enrolment.wave_id == step.wave)).one()
    assert enrolment.covered_from is not None
    assert enrolment.covered_from.tzinfo is not None


def test_an_instant_comes_back_the_same_whatever_zone_it_came_in(app: Flask, cast: Cast) -> None:
    papua = datetime(2027, 1, 4, 1, 30, tzinfo=timezone(timedelta(hours=9)))
    user = new_id()
    with transaction() as session, personal(Action.PASSWORD_CHANGED, None, who="test"):
        session.add(User(id=user, name="Yohanes", created_at=papua))
    assert db.session.get_one(User, user).created_at == datetime(2027, 1, 3, 16, 30, tzinfo=UTC)


def test_an_instant_without_a_zone_is_refused(app: Flask) -> None:
    with pytest.raises(Exception, match="zone"):
        db.session.scalars(select(User).where(User.created_at > clock.now().replace(tzinfo=None))).all()


def test_what_the_database_says_of_an_error_quotes_no_value(app: Flask, cast: Cast) -> None:
    def twice() -> None:
        with transaction() as session, personal(Action.PASSWORD_CHANGED, None, who="test"):
            session.add(User(name="Nama Rahasia", email=cast.sari.email, created_at=clock.now()))

    with pytest.raises(IntegrityError) as told:
        twice()
    assert "Rahasia" not in str(told.value)
