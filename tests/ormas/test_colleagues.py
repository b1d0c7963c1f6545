"""A coordinator gives access to the own unit and to those below."""

from __future__ import annotations

import pytest

from portal.models import Invitation, db
from tests.browser import Browser
from tests.cast import Cast

pytestmark = pytest.mark.once


def test_a_lower_units_coordinator_is_invited(cast: Cast, yanto: Browser, anonymous: Browser) -> None:
    page = yanto.get(f"/ormas/unit/{cast.arjuna}/rekan/")
    assert "Agus Salim" in page.words
    assert "Yanto" not in page.words.replace("Yanto Kusnadi · Koordinator", "")
    form = yanto.get(f"/ormas/unit/{cast.arjuna}/rekan/undang")
    said = {"name": "Ujang Kosasih", "phone": "0812 3456 7891", "role": "ormas_officer"}
    done = yanto.submit(form, "/rekan/undang", said, status=200)
    assert "Ranting Arjuna" in done.words
    invitation = db.session.scalars(cast.yanto.actor().sees(Invitation)).one()
    assert invitation.organisation_id == cast.arjuna


def test_the_own_units_last_coordinator_stays(cast: Cast, agus: Browser, yanto: Browser) -> None:
    own = f"/ormas/rekan/{cast.agus.membership_id}"
    refused = agus.post(f"{own}/akhiri", {"sure": "y"}, status=422)
    assert "koordinator terakhir" in refused.words
    yanto.submit(
        yanto.get(f"/ormas/unit/{cast.arjuna}/rekan/{cast.agus.membership_id}"), "/akhiri"
    )  # from above another can be invited
    agus.get("/ormas/", status=303)


def test_a_password_link_for_somebody_below(cast: Cast, yanto: Browser, agus: Browser) -> None:
    page = yanto.get(f"/ormas/unit/{cast.arjuna}/rekan/{cast.agus.membership_id}")
    assert "Tautan" in yanto.submit(page, "/tautan-sandi", status=200).words
    agus.get(f"/ormas/unit/{cast.cicendo}/rekan/{cast.yanto.membership_id}", status=404)
