"""Beranda of a wadah's manager, of its agents, of a clinic: what each sees of the same people."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.access.permissions import Role
from portal.models.transaction import transaction
from portal.services import cases
from tests.browser import Browser
from tests.cast import Cast, Person, newcomer
from tests.make import accidents, dues, people, workers

pytestmark = pytest.mark.once


def test_an_empty_home_is_honest(ratna: Browser, dewi: Browser, tono: Browser) -> None:
    assert "Belum ada orang binaan" in ratna.get("/perisai/").words
    page = dewi.get("/perisai/")
    assert "hanya Anda dan pengurus wadah" in page.words
    assert "Joko" not in page.words
    assert "/perisai/rekan/" not in page.text
    clinic = tono.get("/perisai/")
    assert "Klinik Sehat Sentosa" in clinic.words
    assert "Tidak ada kasus yang ditangani" in clinic.words
    assert "/perisai/peserta/" not in clinic.text


def test_a_clinic_finds_its_patients_on_the_first_page(cast: Cast, tono: Browser) -> None:
    first, second = accidents.insured(cast, (1, 2))
    treated = accidents.opened(cast.dewi, first, clinic=cast.sehat)
    accidents.opened(cast.dewi, second)
    home = tono.get("/perisai/")
    assert people.name(1) in home.words
    assert people.name(2) not in home.words
    assert "3 KK1 (tahap I) Masih ada waktu" in home.words
    assert f"/perisai/kasus/{treated}" in home.text


def test_a_notice_that_names_the_clinic_stands_on_its_first_page(cast: Cast, tono: Browser) -> None:
    [enrolled] = accidents.insured(cast)
    told = accidents.noticed(cast.dewi, enrolled)
    assert "Tidak ada kasus yang ditangani" in tono.get("/perisai/").words
    with transaction():
        cases.choose_clinic(cast.hasan.actor(), accidents.case_of(cast.hasan, told), str(cast.sehat))
    home = tono.get("/perisai/")
    assert f"/perisai/kasus/{told}" in home.text
    assert "Pemberitahuan masuk" in home.words


def test_each_agent_counts_their_own_and_the_manager_all(
    cast: Cast, ratna: Browser, dewi: Browser, joko: Browser
) -> None:
    workers.registered(cast.dewi, range(3))
    workers.registered(cast.joko, [10])
    sheet = dues.opened(cast.dewi)
    dues.ticked(cast.dewi, sheet, [1, 2])
    bill = dues.billed(cast.dewi, sheet)
    assert "3 orang binaan" in dewi.get("/perisai/").words
    assert "1 orang binaan" in joko.get("/perisai/").words
    assert "4 orang binaan" in ratna.get("/perisai/").words
    dues.issued(cast.hasan, bill)
    address = f"/perisai/tagihan/{bill}"
    assert address in dewi.get("/perisai/").text
    assert address in ratna.get("/perisai/").text
    assert address not in joko.get("/perisai/").text
    joko.get(address, status=404)
    assert people.name(0) in dewi.get("/perisai/peserta/").words
    assert people.name(0) not in joko.get("/perisai/peserta/").words
    assert people.name(0) in ratna.get("/perisai/peserta/").words


def test_the_manager_invites_and_a_clinic_has_a_manager_of_its_own(
    cast: Cast, ratna: Browser, browser: Callable[[Person], Browser]
) -> None:
    assert "Dewi Anggraini" in ratna.get("/perisai/").words
    form = ratna.get("/perisai/rekan/undang")
    assert "Pengurus wadah" in form.words
    assert "Petugas klinik" not in form.words
    with transaction():
        head = newcomer("Nining Suryani", Role.CLINIC_MANAGER, cast.bandung, cast.sehat)
    form = browser(head).get("/perisai/rekan/undang")
    assert "Petugas klinik" in form.words


def test_others_have_another_door(sari: Browser, yanto: Browser, hasan: Browser, ratna: Browser) -> None:
    for who in (sari, yanto, hasan):
        who.get("/perisai/", status=404)
    for door in ("/sekolah/", "/ormas/", "/cabang/"):
        ratna.get(door, status=404)
