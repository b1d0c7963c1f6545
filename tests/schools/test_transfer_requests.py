"""Asking for an intern who is covered elsewhere, from the row of the list that says so."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.models import RosterRow, db
from portal.values.clock import today
from tests.browser import Browser
from tests.cast import Cast
from tests.make import journey


@pytest.mark.once
def test_a_school_asks_from_the_row_that_says_so(cast: Cast, sari: Browser, rina: Browser) -> None:
    journey.covered(cast.rina, cast.hasan, [0], start=today() + timedelta(days=1))
    theirs = journey.listed(cast.sari, [0], start=today() + timedelta(days=20))
    row = db.session.scalars(cast.sari.actor().sees(RosterRow).where(RosterRow.roster_id == theirs.roster)).one()
    listed = sari.get(f"/sekolah/daftar/{theirs.roster}")
    path = f"/sekolah/daftar/{theirs.roster}/baris/{row.id}/minta-pindah"
    assert path in listed.text
    form = sari.get(path)
    asked = sari.submit(form, path, {})
    assert "Permintaan kami" in sari.follow(asked).words
    again = sari.submit(form, path, {"_key": "lain"}, status=422)
    assert "sudah diminta dan belum dijawab" in again.words
    transfer_id = asked.location.rpartition("/")[2]
    page = rina.get(f"/sekolah/pindah/{transfer_id}")
    day = (today() + timedelta(days=20)).isoformat()
    rina.submit(page, f"/sekolah/pindah/{transfer_id}/persetujuan", {"moves_on": day})
    assert "Barisnya di daftar sekarang dapat diajukan" in sari.get(f"/sekolah/pindah/{transfer_id}").words
    assert "minta-pindah" not in sari.get(f"/sekolah/daftar/{theirs.roster}").text
