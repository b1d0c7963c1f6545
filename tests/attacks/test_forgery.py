"""Forged requests: nothing is done for a page of another's, whatever it sends along."""

from __future__ import annotations

import pytest
from itsdangerous import URLSafeTimedSerializer

from portal.models import Wave, db
from tests.browser import Browser
from tests.cast import Cast

pytestmark = pytest.mark.once

DATA = {"name": "Palsu", "start": "2027-01-04", "end": "2027-02-04", "_key": "k"}


def nothing_was_done(cast: Cast) -> bool:
    db.session.rollback()
    return db.session.scalars(cast.sari.actor().sees(Wave)).first() is None


def test_the_real_thing_works(cast: Cast, sari: Browser) -> None:
    sari.post("/sekolah/gelombang/", DATA)
    assert not nothing_was_done(cast)


@pytest.mark.parametrize("token", [None, "", "x", "IjEi.abc.def", "0" * 4000])
def test_without_a_good_token(cast: Cast, sari: Browser, token: str | None) -> None:
    answer = sari.post("/sekolah/gelombang/", {**DATA, "csrf_token": token}, status=400)
    assert "Kode 400" in answer.words
    assert nothing_was_done(cast)


def test_with_another_s_token(cast: Cast, sari: Browser, rina: Browser) -> None:
    sari.post("/sekolah/gelombang/", {**DATA, "csrf_token": rina.csrf_token()}, status=400)
    assert nothing_was_done(cast)


def test_with_a_token_signed_by_another_key(cast: Cast, sari: Browser) -> None:
    forged = URLSafeTimedSerializer("another key", salt="wtf-csrf-token").dumps("x" * 32)
    sari.post("/sekolah/gelombang/", {**DATA, "csrf_token": forged}, status=400)
    assert nothing_was_done(cast)


def test_a_token_in_the_address_counts_for_nothing(cast: Cast, sari: Browser) -> None:
    sari.post(f"/sekolah/gelombang/?csrf_token={sari.csrf_token()}", {**DATA, "csrf_token": None}, status=400)
    assert nothing_was_done(cast)


def test_behind_tls_a_foreign_page_is_refused_even_with_a_token(cast: Cast, sari: Browser) -> None:
    for referer in ("https://jahat.example/", "", "http://localhost/"):
        sari.post(
            "/sekolah/gelombang/",
            DATA,
            base_url="https://localhost",
            headers={"Referer": referer},
            status=400,
        )
    assert nothing_was_done(cast)


def test_a_get_that_pretends_to_be_a_post_is_a_get(cast: Cast, sari: Browser) -> None:
    for disguise in ({"X-HTTP-Method-Override": "POST"}, {"X-Method-Override": "DELETE"}):
        sari.get("/sekolah/gelombang/", headers=disguise)
    sari.get("/sekolah/gelombang/?_method=POST&name=Palsu")
    assert nothing_was_done(cast)
