"""Registering one person at the table: the price first, then the person, then how they stand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from portal.models import Enrolment, db
from tests.browser import Browser
from tests.cast import Cast
from tests.make import workers


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True):
        yield


def test_the_price_is_shown_and_then_the_person_is_registered(cast: Cast, agus: Browser) -> None:
    form = agus.get("/ormas/pendaftaran/")
    texts = {key: text for key, text in workers.texts(1).items() if text} | {"occupation": "guru-ngaji"}
    unpriced = agus.post("/ormas/pendaftaran/iuran/", {"occupation": "guru-ngaji", "income": "kira-kira"}, status=422)
    assert "Tulis penghasilan sebulan dalam rupiah" in unpriced.words
    priced = agus.post("/ormas/pendaftaran/iuran/", texts, status=200, unmasked=True)
    assert "Rp8.400" in priced.words
    assert "Keringanan 50% berakhir 31 Desember 2026" in priced.words
    assert db.session.scalars(cast.agus.actor().sees(Enrolment)).all() == []

    refused = agus.submit(form, "/ormas/pendaftaran/", texts, status=422, unmasked=True)
    assert "Catat dahulu persetujuan orangnya" in refused.words
    done = agus.submit(refused, "/ormas/pendaftaran/", texts | {"consent": "y"})
    shown = agus.follow(done)
    assert "Guru mengaji" in shown.words
    assert "Belum terlindungi: bayar" in shown.words
    assert "sejak 21 Nov 2026" in agus.get("/ormas/peserta/").words
    again = agus.submit(
        refused, "/ormas/pendaftaran/", texts | {"consent": "y", "_key": "lain"}, status=422, unmasked=True
    )
    assert "sudah menjadi peserta lewat unit ini" in again.words
    agus.get(f"/ormas/kartu/{done.location.rpartition('/')[2]}")
    agus.get(f"/ormas/kartu/{done.location.rpartition('/')[2]}.pdf")


def test_what_is_unlikely_asks_to_be_sure(cast: Cast, agus: Browser) -> None:
    other = "P" if workers.nik(1).sex == "L" else "L"
    texts = {key: text for key, text in workers.texts(1).items() if text}
    texts |= {"occupation": "guru-ngaji", "sex": other, "consent": "y"}
    form = agus.get("/ormas/pendaftaran/")
    asked = agus.submit(form, "/ormas/pendaftaran/", texts, status=422, unmasked=True)
    assert "Data sudah benar, daftarkan" in asked.words
    agus.submit(asked, "/ormas/pendaftaran/", texts | {"sure": "y"})
