"""Disputes on their page: taken back by who asked, once."""

from __future__ import annotations

from portal.models.transaction import transaction
from portal.services import disputes
from tests.browser import Browser
from tests.cast import Cast
from tests.make import earnings


def test_who_understood_takes_the_dispute_back(cast: Cast, dewi: Browser) -> None:
    earnings.brought_in(cast.dewi, cast.hasan, [1])
    with transaction():
        actor = cast.dewi.actor()
        line = earnings.entries(cast.dewi)[0]
        dispute = disputes.open_one(actor, line, "Kenapa hanya seribu dua ratus?").id
    page = dewi.get(f"/perisai/insentif/sanggahan/{dispute}")
    dewi.submit(page, "/tarik")
    assert "Ditarik kembali" in dewi.get(f"/perisai/insentif/sanggahan/{dispute}").words
    assert "sudah dijawab atau ditarik" in dewi.post(f"/perisai/insentif/sanggahan/{dispute}/tarik", status=422).words
