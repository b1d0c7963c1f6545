"""Officers of a unit."""

from __future__ import annotations

import pytest

from portal.models import Tenure, db
from tests.browser import Browser
from tests.cast import Cast

pytestmark = pytest.mark.once


def test_an_office_falls_vacant(cast: Cast, agus: Browser, euis: Browser) -> None:
    officers = f"/ormas/unit/{cast.arjuna}/pengurus/"
    agus.submit(agus.get(f"{officers}baru"), officers, {"name": "Ujang", "title": "Bendahara"})
    tenure = db.session.scalars(cast.agus.actor().sees(Tenure)).one()
    for way in ("", "/serah-terima"):
        euis.get(f"/ormas/pengurus/{tenure.id}{way}", status=404)
    page = agus.get(f"/ormas/pengurus/{tenure.id}")
    assert "belum tiba" in agus.submit(page, "/akhiri", {"day": "2099-01-01"}, status=422).words
    agus.submit(page, "/akhiri")
    assert "Belum ada pengurus" in agus.get(officers).words
