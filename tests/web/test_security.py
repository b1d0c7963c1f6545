"""What every answer carries, and what the cookie may be used for."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.app import create_app
from portal.config import Settings
from portal.models import db
from tests.browser import Browser
from tests.cast import Cast

pytestmark = pytest.mark.once


@pytest.mark.parametrize("url", ["/", "/masuk", "/sehat", "/tidak-ada", "/sekolah/", "/static/tidak-ada.css"])
def test_every_answer_is_hardened(app: Flask, anonymous: Browser, url: str) -> None:
    headers = anonymous.get(url, status=None).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"


def test_the_cookie_is_for_us_alone(app: Flask, cast: Cast, anonymous: Browser) -> None:
    answer = anonymous.post("/masuk", {"identifier": cast.sari.email, "password": "kuda-lumping-menari-pagi"})
    cookies = answer.headers.getlist("Set-Cookie")
    ours = next(cookie for cookie in cookies if cookie.startswith("gandeng="))
    assert "HttpOnly" in ours
    assert "SameSite=Lax" in ours
    assert str(cast.sari.user_id) not in ours


def test_behind_tls_cookies_are_secure_and_browsers_stay_there(settings: Settings, cast: Cast) -> None:
    portal = create_app(settings.model_copy(update={"https": True}))
    browser = Browser(portal)
    answer = browser.post(
        "/masuk",
        {"identifier": cast.sari.email, "password": "kuda-lumping-menari-pagi"},
        base_url="https://localhost",
        headers={"Referer": "https://localhost/masuk"},
        status=None,
    )
    assert "max-age=63072000" in answer.headers["Strict-Transport-Security"]
    assert all("Secure" in cookie for cookie in answer.headers.getlist("Set-Cookie"))
    with portal.app_context():
        db.engine.dispose()


def test_a_post_of_megabytes_is_refused_before_it_is_read(app: Flask, sari: Browser) -> None:
    sari.post("/sekolah/gelombang/", {"name": "x" * 1_000_000}, status=413)
    limit = app.config["MAX_CONTENT_LENGTH"]
    sari.post("/sekolah/daftar/", {"file": (b"x" * (limit + 1), "besar.csv")}, status=413)
