"""The paper of a meeting: printed, typed back a line at a time, nothing lost, confirmed with the others."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
import time_machine

from portal.models import Applicant, Consent, Enrolment, db
from tests.browser import Browser
from tests.cast import Cast
from tests.make import people, workers


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True):
        yield


def line(number: int) -> dict[str, str]:
    texts = workers.texts(number)
    return {name: texts[name] for name in ("name", "nik", "birth_date", "phone", "occupation", "income", "jht")} | {
        "signed": "y"
    }


def test_a_paper_is_made_printed_and_typed_back(cast: Cast, agus: Browser, euis: Browser) -> None:
    assert "Belum ada lembar" in agus.get("/ormas/pendaftar/lembar/").words
    form = agus.get("/ormas/pendaftar/lembar/baru")
    many = agus.submit(form, "/baru", {"title": "Rapat", "day": "2026-11-21", "lines": "101"}, status=422)
    assert "Isi 1 sampai 100" in many.words
    done = agus.submit(many, "/baru", {"title": "Rapat Ranting", "day": "2026-11-21", "lines": "20"})
    url = done.location
    assert agus.get(f"{url}.pdf").body.startswith(b"%PDF-")

    page = agus.follow(done)
    assert "0 dari 20 baris" in page.words
    second = agus.follow(agus.submit(page, "/baris", line(1)))
    assert second.soup.find("input", id="number")["value"] == "2"  # type: ignore[index]
    assert "1 dari 20 baris" in second.words
    half = agus.submit(second, "/baris", {"name": people.name(2), "nik": "327"}, status=200, unmasked=True)
    assert "Baris 2 sudah disimpan, tetapi belum lengkap" in half.words
    assert "NIK harus 16 angka, di sini 3" in half.words
    assert half.soup.find("input", id="nik").has_attr("autofocus"), "one goes on where something is wrong"  # type: ignore[union-attr]
    kept = agus.get(f"{url}?baris=2")
    assert f'value="{people.name(2)}"' in kept.text, "a phone that dies takes nothing with it"
    third = agus.follow(agus.submit(half, "/baris", line(2) | {"signed": None}, unmasked=True))
    assert "Belum ada tanda tangan" in third.words
    agus.submit(third, "/baris", {}, status=422)
    beyond = agus.submit(third, "/baris", line(3) | {"number": "21"}, status=422, unmasked=True)
    assert "Nomor baris 1 sampai 20" in beyond.words
    # Mended without typing the number again.
    first = agus.get(f"{url}?baris=1")
    assert workers.nik(1).masked in first.words
    agus.submit(first, "/baris", {"income": "5.000.000"})

    db.session.rollback()
    actor = cast.agus.actor()
    typed = db.session.scalars(actor.sees(Applicant).order_by(Applicant.number)).all()
    assert [(each.number, each.consent) for each in typed] == [(1, Consent.SIGNED), (2, None)]
    assert typed[0].content["nik"] == workers.nik(1).digits
    assert typed[0].content["income"] == "5.000.000"

    waiting = agus.get(f"/ormas/pendaftar/?lembar={UUID(url.rpartition('/')[2])}")
    assert "Ranting Arjuna, baris 1" in waiting.words
    ids = [str(each.id) for each in typed]
    after = agus.follow(agus.submit(waiting, "/pengesahan", {"orang": ids}))
    assert "1 orang terdaftar" in after.words
    assert "1 orang belum dapat didaftarkan" in after.words
    [enrolled] = db.session.scalars(cast.agus.actor().sees(Enrolment)).all()
    assert enrolled.consent is Consent.SIGNED
    decided = agus.submit(first, "/baris", {"income": "1.000.000", "_key": "lain"}, status=422)
    assert "Baris 1 sudah diputuskan" in decided.words
    assert "Terdaftar" in agus.get(url).words
    euis.get(url, status=404)
    euis.post(f"{url}/baris", line(4) | {"number": "4"}, status=404)
