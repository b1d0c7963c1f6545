"""Reminders to oneself, yes or no."""

from __future__ import annotations

from portal.models import db
from portal.services import opt_outs
from tests.browser import Browser
from tests.cast import Cast


def test_in_one_s_own_account(cast: Cast, sari: Browser) -> None:
    page = sari.get("/akun")
    stopped = sari.follow(sari.submit(page, "/akun/pengingat"))
    assert "Pengingat tidak dikirim lagi kepada Anda" in stopped.words
    assert opt_outs.silent({cast.sari.email}) == {cast.sari.email}
    sari.submit(stopped, "/akun/pengingat")
    db.session.rollback()
    assert opt_outs.silent({cast.sari.email}) == set()
