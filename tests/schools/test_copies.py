"""Classes that go again: the same people in another wave's list, examined like any other."""

from __future__ import annotations

from datetime import date, timedelta

from portal.models import Grade, Roster, RosterRow, db
from portal.values.clock import today
from tests.browser import Browser
from tests.cast import Cast
from tests.make import journey, people


def test_a_class_goes_to_the_next_wave_a_year_on(cast: Cast, sari: Browser, budi: Browser, rina: Browser) -> None:
    made = journey.sent(cast.sari, range(3))
    url = f"/sekolah/gelombang/{made.wave}/salin"
    budi.get(url, status=403)
    rina.get(url, status=404)
    assert "Belum ada gelombang lain" in sari.get(url).words
    start: date = today() + timedelta(days=300)
    later = journey.wave(cast.sari, name="Tahun depan", start=start, end=start + timedelta(days=60))
    assert "Salin kelas" in sari.get(f"/sekolah/gelombang/{made.wave}").words
    form = sari.get(url)
    assert "XI RPL 1 · 3 siswa · naik menjadi XII RPL 1" in form.words
    assert "Pilih paling sedikit satu kelas" in sari.submit(form, url, {"into": str(later.wave)}, status=422).words
    refused = sari.post(url, {"into": str(made.wave), "classes": "XI RPL 1"}, status=422)
    assert "Pilih gelombang lain" in refused.words
    done = sari.submit(form, url, {"into": str(later.wave), "classes": "XI RPL 1", "promote": "y"})
    page = sari.follow(done)
    assert people.name(0) in page.words
    roster = db.session.scalars(cast.sari.actor().sees(Roster).where(Roster.wave_id == later.wave)).one()
    rows = db.session.scalars(cast.sari.actor().sees(RosterRow).where(RosterRow.roster_id == roster.id)).all()
    assert {row.content["values"]["class_name"] for row in rows} == {"XII RPL 1"}
    assert {row.content["values"]["nik"] for row in rows} == {people.nik(each).digits for each in range(3)}
    assert {row.content["values"]["mother_name"] for row in rows} == {people.mother(each) for each in range(3)}
    assert {row.grade for row in rows} == {Grade.READY}
    sari.submit(sari.get(f"/sekolah/daftar/{roster.id}/ajukan/"), f"/daftar/{roster.id}/ajukan/", {})


def test_who_is_covered_on_the_same_days_is_seen_in_the_copy(cast: Cast, sari: Browser) -> None:
    made = journey.sent(cast.sari, range(1))
    same = journey.wave(cast.sari, name="Bersamaan")
    sari.post(f"/sekolah/gelombang/{made.wave}/salin", {"into": str(same.wave), "classes": "XI RPL 1"})
    roster = db.session.scalars(cast.sari.actor().sees(Roster).where(Roster.wave_id == same.wave)).one()
    row = db.session.scalars(cast.sari.actor().sees(RosterRow).where(RosterRow.roster_id == roster.id)).one()
    assert row.grade is Grade.FAULTY
    assert row.content["faults"][0]["c"] == "nik.enrolled_here"
