"""Beranda of a coordinator."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.access.permissions import Role
from portal.models import Organisation
from portal.models.transaction import transaction
from portal.services import tenures
from portal.values.clock import today
from tests.browser import Browser
from tests.cast import Cast, newcomer
from tests.make.trees import received, sheet

pytestmark = pytest.mark.once


def test_a_coordinator_sees_their_unit_and_what_is_below(yanto: Browser) -> None:
    page = yanto.get("/ormas/")
    assert page.soup.h1
    assert page.soup.h1.get_text() == "PAC Cicendo"
    assert "Ranting Arjuna" in page.words
    assert "PAC Andir" not in page.words
    assert "Ranting Arjuna" in yanto.get("/ormas/unit/").words


def test_what_waits_stands_first(cast: Cast, yanto: Browser) -> None:
    received(cast.yanto, cast.cicendo, sheet("X1;Ranting Husen;;BDG-01"))
    with transaction():
        actor = cast.yanto.actor()
        unit = actor.find(Organisation, cast.arjuna)
        tenures.begin(
            actor, unit, name="Agus", title="Ketua", start=today() - timedelta(900), end=today() - timedelta(3)
        )
    words = yanto.get("/ormas/").words
    assert "Daftar unit belum disimpan: unit.csv" in words
    assert "Ketua Ranting Arjuna : Agus , sudah lewat sejak" in words


def test_an_empty_home_says_what_to_do_first(cast: Cast, euis: Browser, agus: Browser) -> None:
    page = euis.get("/ormas/")
    assert "unggah daftar Ranting" in page.words
    assert f"/ormas/unit/{cast.andir}/lembar/baru" in page.text
    assert f"/ormas/unit/{cast.andir}/baru" in page.text
    assert "buka satu per satu" in agus.get("/ormas/").words


def test_who_only_reads_is_offered_nothing_to_do(cast: Cast, browser) -> None:  # type: ignore[no-untyped-def]
    with transaction():
        reader = newcomer("Dadang Suhendar", Role.ORMAS_READER, cast.bandung, cast.andir)
    dadang = browser(reader)
    assert "Hubungi koordinator" in dadang.get("/ormas/").words
    for url in ("/ormas/", f"/ormas/unit/{cast.andir}"):
        page = dadang.get(url)
        assert page.soup.main
        assert not page.soup.main.find_all("form", method="post")
        assert "/baru" not in page.text


def test_schools_and_the_branch_have_another_door(sari: Browser, hasan: Browser) -> None:
    sari.get("/ormas/", status=404)
    hasan.get("/ormas/", status=404)
