"""Tautan kelas: made, shared, printed, prolonged, closed early; another school's is not there."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from portal.models import RegistrationLink, Wave, db
from portal.services import class_links, waves
from portal.values import clock
from portal.values.fault import Refused
from tests.browser import Browser
from tests.cast import Cast
from tests.make import classes, journey
from tests.papers.reading import text


def test_a_link_is_made_for_classes_shared_closed_early_and_opened_again(
    cast: Cast, sari: Browser, budi: Browser, rina: Browser, anonymous: Browser
) -> None:
    wave = journey.wave(cast.sari).wave
    url, today = f"/sekolah/gelombang/{wave}/tautan", clock.today()
    assert "Belum ada tautan" in sari.get(url).words
    assert "Tautan dibuat oleh operator sekolah" in budi.get(url).words
    form = sari.get(f"{url}/baru")
    for said, sentence in (
        ({"classes": " \n "}, "Kelas wajib diisi"),
        ({"classes": "X" * 61}, "paling panjang 60 karakter"),
        ({"classes": "\n".join(f"XI {number}" for number in range(41))}, "Paling banyak 40 kelas"),
        ({"classes": "XI TKJ 1", "last_day": f"{today - timedelta(days=1):%Y-%m-%d}"}, "Hari terakhir sudah lewat"),
        ({"classes": "XI TKJ 1", "last_day": f"{today + timedelta(days=300):%Y-%m-%d}"}, "Gelombang ini selesai"),
    ):
        assert sentence in sari.submit(form, "/baru", said, status=422).words, sentence
    done = sari.submit(form, "/baru", {"classes": "XI TKJ 1\nXI TKJ 2\nXI TKJ 1\n"})
    shown = sari.follow(done)
    link_id = UUID(done.location.rpartition("/")[2])
    db.session.rollback()
    link = cast.sari.actor().find(RegistrationLink, link_id)
    code = link.code
    assert (link.title, link.class_names) == ("XI TKJ 1, XI TKJ 2", "XI TKJ 1\nXI TKJ 2")
    assert link.last_day == today + timedelta(days=6), "the day before they leave"
    assert shown.soup.find("svg", class_="qr") is not None
    assert f"/kelas/{code}" in shown.text
    assert "wa.me/?text=" in shown.text
    paper = text(sari.get(f"{done.location}.pdf").body)
    assert "Isi data PKL di sini" in paper
    assert code in paper

    options = [each.get_text() for each in anonymous.get(f"/kelas/{code}").soup.select("#class_name option")]
    assert options == ["Pilih kelas", "XI TKJ 1", "XI TKJ 2"]
    classes.filled_in(code, 1)
    closed = sari.follow(sari.submit(shown, "/henti"))
    assert "Ditutup" in closed.words
    anonymous.get(f"/kelas/{code}", status=410)
    assert "Ditutup" in sari.get(url).words
    sari.submit(closed, done.location, {"classes": "XII TKJ 1"})
    assert "kelas XII TKJ 1" in anonymous.get(f"/kelas/{code}").words

    for who, status in ((rina, 404), (budi, 200)):
        who.get(done.location, status=status)
        who.get(f"{done.location}.pdf", status=status)
        who.get(url, status=status)
    budi.post(f"{done.location}/henti", status=403)
    rina.post(f"{done.location}/henti", status=404)
    rina.post(f"{url}/baru", {"classes": "XI", "last_day": today.isoformat()}, status=404)


def test_a_wave_goes_with_links_that_nobody_came_by_and_a_past_one_takes_none(cast: Cast, sari: Browser) -> None:
    empty, filled = (journey.wave(cast.sari, name=name).wave for name in ("PKL A", "PKL B"))
    classes.link(cast.sari, empty)
    classes.filled_in(classes.link(cast.sari, filled)[1], 1)
    sari.submit(sari.get(f"/sekolah/gelombang/{empty}/ubah"), "/hapus")
    sari.post(f"/sekolah/gelombang/{filled}/hapus", status=422)
    over = journey.wave(
        cast.sari, name="PKL C", start=clock.today() - timedelta(days=40), end=clock.today() - timedelta(days=1)
    ).wave
    assert "Gelombang ini sudah selesai" in sari.get(f"/sekolah/gelombang/{over}/tautan").words
    for match, deed in (
        (
            r"link\.after_wave",
            lambda by: class_links.begin(by, by.find(Wave, over), classes=["XI"], last_day=clock.today()),
        ),
        (r"wave\.not_empty", lambda by: waves.remove(by, by.find(Wave, filled))),
    ):
        with pytest.raises(Refused, match=match):
            deed(cast.sari.actor())
        db.session.rollback()
