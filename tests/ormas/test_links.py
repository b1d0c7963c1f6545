"""The link of a unit: made for a meeting, shown as a QR, printed, stopped and opened again."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
import time_machine

from portal.models import RegistrationLink, db
from tests.browser import Browser
from tests.cast import Cast
from tests.make import comers


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True):
        yield


def test_a_link_is_made_shared_stopped_and_opened_again(
    cast: Cast, agus: Browser, euis: Browser, anonymous: Browser
) -> None:
    assert "Belum ada tautan" in agus.get("/ormas/pendaftar/tautan/").words
    form = agus.get("/ormas/pendaftar/tautan/baru")
    past = agus.submit(form, "/baru", {"title": "Rapat", "last_day": "2026-11-20"}, status=422)
    assert "Hari terakhir sudah lewat" in past.words
    assert (
        "Paling lama satu tahun"
        in agus.submit(form, "/baru", {"title": "Rapat", "last_day": "2029-01-01"}, status=422).words
    )
    done = agus.submit(past, "/baru", {"title": "Rapat Ranting", "last_day": "2026-11-28"})
    shown = agus.follow(done)
    assert "Terbuka sampai 28 Nov 2026" in shown.words
    assert shown.soup.find("svg", class_="qr") is not None
    link_id = UUID(done.location.rpartition("/")[2])
    db.session.rollback()
    code = cast.agus.actor().find(RegistrationLink, link_id).code
    assert f"/daftar/{code}" in shown.text
    assert "wa.me/?text=" in shown.text
    poster = agus.get(f"{done.location}.pdf")
    assert poster.body.startswith(b"%PDF-")
    comers.came(cast.agus, code, 1)
    assert "1" in agus.get("/ormas/pendaftar/tautan/").words

    stopped = agus.follow(agus.submit(shown, "/henti"))
    assert "Dihentikan" in stopped.words
    anonymous.get(f"/daftar/{code}", status=410)
    agus.submit(stopped, done.location, {"last_day": "2026-12-01"})
    anonymous.get(f"/daftar/{code}")

    euis.get(done.location, status=404)
    euis.get(f"{done.location}.pdf", status=404)
    assert "Belum ada tautan" in euis.get("/ormas/pendaftar/tautan/").words
