"""Serah terima: from the first entry to the second officer."""

from __future__ import annotations

import pytest

from portal.models import Membership, Tenure, db
from portal.values.clock import today
from tests.browser import Browser
from tests.cast import Cast

pytestmark = pytest.mark.once


def test_an_office_is_taken_and_handed_over(cast: Cast, yanto: Browser) -> None:
    officers = f"/ormas/unit/{cast.arjuna}/pengurus/"
    assert "Belum ada pengurus" in yanto.get(officers).words
    form = yanto.get(f"{officers}baru")
    said = {"name": "Agus Salim", "title": "Ketua", "decree": "SK-1", "membership_id": str(cast.agus.membership_id)}
    wrong = yanto.submit(form, officers, said | {"end": "2001-01-01"}, status=422)
    assert "lebih awal daripada mulainya" in wrong.words
    shown = yanto.follow(yanto.submit(form, officers, said))
    assert "SK-1" in shown.words
    tenure = db.session.scalars(cast.yanto.actor().sees(Tenure)).one()
    assert "Ketua: Agus Salim" in yanto.get(f"/ormas/unit/{cast.arjuna}").words

    yanto.submit(yanto.get(f"/ormas/pengurus/{tenure.id}"), f"/ormas/pengurus/{tenure.id}", {"decree": "SK-2"})
    form = yanto.get(f"/ormas/pengurus/{tenure.id}/serah-terima")
    assert form.soup.find("input", attrs={"name": "access_ends", "checked": True})
    shown = yanto.follow(yanto.submit(form, "/serah-terima", {"name": "Ujang Kosasih"}))
    assert "Pengurus terdahulu" in shown.words
    assert "Ketua sekarang Ujang Kosasih." in shown.words
    db.session.rollback()
    assert db.session.get_one(Membership, cast.agus.membership_id).ended_at
    assert "sudah berakhir" in yanto.get(f"/ormas/pengurus/{tenure.id}").words
    yanto.post(f"/ormas/pengurus/{tenure.id}/serah-terima", {"name": "Lain", "day": str(today())}, status=422)
