"""The page behind the link of a case that was decided: how the person was treated, said once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
import time_machine

from tests.browser import Browser
from tests.cast import Cast
from tests.make import accidents, workers

pytestmark = pytest.mark.once


@pytest.fixture(autouse=True)
def november() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True) as traveller:
        yield traveller


@pytest.fixture
def treated(cast: Cast, november: time_machine.Traveller) -> UUID:
    accidents.insured(cast)
    november.move_to("2026-11-21 05:00:00+00:00", tick=True)
    return accidents.opened_at(cast.tono, accidents.checked(cast.tono, workers.nik(1).digits))


def test_the_person_says_how_they_were_treated_once(
    cast: Cast, treated: UUID, hasan: Browser, anonymous: Browser, tono: Browser
) -> None:
    url = f"/cabang/kasus/{treated}"
    hasan.post(f"{url}/penolakan", {"reason": "Terjadi saat libur", "version": "1"})
    handed = hasan.submit(hasan.get(url), f"{url}/tanggapan", {}, status=200)
    assert "wa.me/62" in handed.text
    found = re.search(r"/tanggapan/[\w-]+", handed.text)
    assert found
    form = anonymous.get(found[0])
    assert "Pilih salah satu nilai" in anonymous.submit(form, found[0], {}, status=422).words
    thanks = anonymous.submit(
        form, found[0], {"rating": "2", "charged": "y", "words": "Diminta bayar dahulu"}, status=200
    )
    assert "sudah diterima" in thanks.words
    assert "sudah dipakai" in anonymous.get(found[0], status=404).words
    anonymous.get("/tanggapan/mengarang-saja", status=404)
    assert "Diminta bayar dahulu" in hasan.get(url).words
    assert "2 dari 5" in hasan.get(url).words
    assert "Diminta bayar dahulu" not in tono.get(f"/perisai/kasus/{treated}").words
