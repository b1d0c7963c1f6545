"""The first two locks: the door of a portal, the requirement of a route."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import time_machine
from flask import Flask
from sqlalchemy import update

from portal.models import LoginSession, User, db
from portal.models.transaction import transaction
from portal.values import clock
from tests.browser import Browser
from tests.cast import Cast, Person

Opens = Callable[[Person], Browser]


def test_a_guest_signs_in_first_and_comes_back(probe: str, cast: Cast, anonymous: Browser) -> None:
    assert anonymous.get(probe + "?saring=semua", status=303).location == "/masuk"
    page = anonymous.get("/masuk")
    done = anonymous.submit(page, "/masuk", {"identifier": cast.sari.email, "password": "kuda-lumping-menari-pagi"})
    assert done.location == probe + "?saring=semua"


def test_a_foreign_way_back_is_not_gone(probe: str, anonymous: Browser) -> None:
    for url in ("https://jahat.example/masuk", "//jahat.example", "javascript:alert(1)"):
        anonymous.get(probe, status=204, htmx=True, headers={"HX-Current-URL": url})
        with anonymous.client.session_transaction() as session:
            way = str(session.get("way_back"))
        assert way.startswith("/")
        assert not way.startswith("//")


def test_a_reader_is_refused_and_a_stranger_sees_no_portal(
    probe: str, cast: Cast, budi: Browser, hasan: Browser
) -> None:
    budi.get(probe)
    assert "Kode 403" in budi.post(probe, {"name": "PKL"}, status=403).words
    assert "Kode 404" in hasan.get(probe, status=404).words
    hasan.post(probe, {"name": "PKL"}, status=404)


def test_whoever_was_signed_out_elsewhere_is_nobody_here(app: Flask, probe: str, cast: Cast, sari: Browser) -> None:
    sari.get(probe)
    copied = sari.twin()
    sari.post("/keluar")
    assert copied.get(probe, status=303).location == "/masuk"
    assert copied.post(probe, {"name": "PKL"}, status=303).location == "/masuk"


def test_a_session_ends_when_idle_or_old_or_disabled(app: Flask, probe: str, cast: Cast, browser: Opens) -> None:
    hours = timedelta(hours=app.config["SETTINGS"].session_idle_hours, minutes=1)
    for change in (
        {"last_seen_at": clock.now() - hours},
        {"expires_at": clock.now() - timedelta(minutes=1)},
        {"ended_at": clock.now()},
    ):
        mine = browser(cast.sari)
        mine.get(probe)
        with transaction() as session:
            session.execute(update(LoginSession).values(**change))
        assert mine.get(probe, status=303).location == "/masuk", change
    mine = browser(cast.sari)
    with transaction() as session:
        session.execute(update(User).where(User.id == cast.sari.user_id).values(disabled_at=clock.now()))
    assert mine.get(probe, status=303).location == "/masuk"


def test_a_session_that_is_used_lives_on(app: Flask, probe: str, cast: Cast, sari: Browser) -> None:
    from datetime import timedelta

    earlier = clock.now() - timedelta(hours=1)
    with transaction() as session:
        session.execute(update(LoginSession).values(last_seen_at=earlier))
    sari.get(probe)
    db.session.rollback()
    assert db.session.query(LoginSession.last_seen_at).scalar() > earlier


def test_a_form_that_was_open_for_long_is_sent_at_once(cast: Cast, sari: Browser) -> None:
    """The note that the session lives must not wait for the lock that the deed itself holds."""
    form = sari.get("/sekolah/gelombang/baru")
    with time_machine.travel(clock.now() + timedelta(minutes=11), tick=True):
        sari.submit(form, "/sekolah/gelombang/", {"name": "PKL", "start": "2027-01-04", "end": "2027-03-31"})
        db.session.rollback()
        seen = db.session.query(LoginSession.last_seen_at).scalar()
        assert clock.now() - seen < timedelta(minutes=1)


def test_a_made_up_cookie_is_nobody(app: Flask, probe: str, cast: Cast, anonymous: Browser) -> None:
    for token in ("", "x", "../../etc", "🐎" * 30, str(cast.sari.user_id)):
        with anonymous.client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = token, True
        assert anonymous.get(probe, status=303).location == "/masuk"
    anonymous.client.set_cookie("gandeng", "eyJhIjoxfQ.x.y")
    assert anonymous.get(probe, status=303).location == "/masuk"


def test_open_doors_are_open_only_outside_a_portal(probe: str, anonymous: Browser, sari: Browser) -> None:
    assert anonymous.get(probe + "siapa-saja", status=303).location == "/masuk", "the portal's own door comes first"
    assert "terbuka" in sari.get(probe + "siapa-saja").words
    sari.get(probe + "masuk-dahulu")
