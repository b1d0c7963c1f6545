"""The front door, and what watches over the house."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from portal.models import db
from portal.models.job import enqueue
from portal.models.transaction import transaction
from portal.values import clock
from tests.browser import Browser
from tests.cast import Cast


def test_the_front_door_says_what_this_is_and_what_it_is_not(app: Flask, anonymous: Browser) -> None:
    page = anonymous.get("/")
    assert "bukan produk resmi BPJS Ketenagakerjaan" in page.words
    assert page.soup.find("a", href="/masuk") is not None


def test_a_card_is_looked_up_without_javascript(app: Flask, anonymous: Browser) -> None:
    page = anonymous.get("/")
    assert anonymous.submit(page, "/periksa", {"kode": " AbC-12 3x "}).location == "/periksa/AbC-123x"
    assert anonymous.submit(page, "/periksa", {"kode": "/../"}).location == "/"


def test_who_is_in_goes_home(cast: Cast, sari: Browser, hasan: Browser) -> None:
    assert sari.get("/", status=303).location == "/sekolah/"
    assert hasan.get("/", status=303).location == "/cabang/"


def test_health_asks_the_database(app: Flask, anonymous: Browser) -> None:
    assert anonymous.get("/sehat").body == b"sehat\n"


def test_ready_is_who_has_the_tables_of_this_code(app: Flask, anonymous: Browser) -> None:
    assert anonymous.get("/siap").json == {"migrations": True, "oldest_job_seconds": 0}
    with transaction() as session:
        enqueue(session, "nobody.does", {}, run_at=clock.now() - timedelta(minutes=5))
    assert 300 <= anonymous.get("/siap").json["oldest_job_seconds"] < 330
    with db.engine.begin() as connection:
        connection.exec_driver_sql("update alembic_version set version_num = 'another'")
    assert anonymous.get("/siap", status=503).json == {"migrations": False}
