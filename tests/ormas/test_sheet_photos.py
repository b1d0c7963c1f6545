"""Photographs of a meeting's paper: sent from the phone, seen for a reason while one types, gone with the paper."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from PIL import Image
from sqlalchemy import text

from portal.models import Applicant, ApplicantState, AuditEvent, MeetingSheet, ReadEvent, SheetPhoto, db
from portal.models.transaction import transaction
from portal.services import sheet_photos, upkeep
from portal.services.verifications import meeting_url
from tests.attacks.knocks import knock, overlapping
from tests.browser import Answer, Browser
from tests.cast import Cast, Person
from tests.make import comers, people, photos
from tests.ormas.test_meetings import line


@pytest.fixture(autouse=True)
def november() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel("2026-11-21 03:00:00+00:00", tick=True) as travelling:
        yield travelling


@pytest.fixture
def paper(cast: Cast) -> str:
    return f"/ormas/pendaftar/lembar/{comers.paper(cast.agus)}"


def sent(by: Browser, paper: str, *contents: bytes, status: int = 303) -> Answer:
    """As a browser sends several files of one field."""
    fields = {"csrf_token": by.csrf_token(), "photos": [(io.BytesIO(each), "IMG_2026.jpg") for each in contents]}
    return by.post(f"{paper}/foto", status=status, data=fields)


def kept(cast: Cast) -> list[SheetPhoto]:
    db.session.rollback()
    return list(db.session.scalars(cast.yanto.actor().sees(SheetPhoto).order_by(SheetPhoto.id)))


def test_a_paper_is_photographed_seen_for_a_reason_and_typed_from(
    cast: Cast, agus: Browser, yanto: Browser, paper: str, november: time_machine.Coordinates
) -> None:
    own = photos.paper(meeting_url(UUID(paper[-36:])), turned=90)
    page = agus.follow(sent(agus, paper, own, photos.photo(exif=True)))
    assert "2 foto tersimpan" in page.words
    assert "Agus Salim" in page.words
    assert not page.soup.select("img"), "nothing is seen before it was said why"
    first, second = kept(cast)
    assert first.width > first.height, "turned as one reads it"
    url = f"{paper}/foto/{first.id}.jpg"
    assert agus.get(url, status=303).location == paper

    assert "Tulis alasannya" in agus.submit(page, "/lihat-foto", {"reason": "ya"}, status=422).words
    numbered = agus.submit(page, "/lihat-foto", {"reason": f"KTP {people.nik(1).digits}"}, status=422)
    assert people.nik(1).digits not in numbered.text
    seen = agus.follow(agus.submit(page, "/lihat-foto", {}))
    [image] = seen.soup.select("img")
    assert image["src"] == url
    assert image["alt"] == "Foto 1 dari lembar Rapat Ranting"
    shown = agus.get(url)
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert "no-store" in shown.headers["Cache-Control"]
    assert Image.open(io.BytesIO(shown.body)).size == (first.width, first.height)
    [read] = db.session.scalars(cast.agus.actor().sees(ReadEvent))
    assert (read.actor_name, read.reason, read.fields) == ("Agus Salim", "Menyalin isi lembar", "photos")
    assert read.subject_id == UUID(paper[-36:])

    # The second is read from, line after line: without scripts by the address, with them the picture just stays.
    other = agus.get(f"{paper}?baris=1&foto=2")
    assert str(second.id) in other.soup.select("img")[0]["src"]
    following = agus.submit(other, "/baris", line(1))
    assert following.location == f"{paper}?baris=2&foto=2"
    part = agus.submit(agus.follow(following), "/baris", line(2), htmx=True, status=200)
    assert not part.soup.select("img")
    assert part.soup.find("input", id="number")["value"] == "3"  # type: ignore[index]
    assert "2 dari 20 baris sudah disalin" in part.words
    half = agus.submit(agus.follow(following), "/baris", {"number": "3", "nik": "327"}, htmx=True, status=200)
    assert "NIK harus 16 angka" in half.words

    # Whoever else sees the paper says why for themselves; and so does everybody when the sitting is over.
    assert yanto.get(url, status=303).location == paper
    november.shift(sheet_photos.LOOK + timedelta(minutes=1))
    assert agus.get(url, status=303).location == paper

    gone = agus.follow(agus.submit(agus.get(paper), f"/foto/{first.id}/hapus"))
    assert "Foto dihapus" in gone.words
    assert [each.id for each in kept(cast)] == [second.id]
    agus.get(url, status=404)


def test_a_photograph_rests_sealed_and_stays_out_of_the_record(cast: Cast, agus: Browser, paper: str) -> None:
    sent(agus, paper, photos.photo())
    [photo] = kept(cast)
    assert photo.content.startswith(b"\xff\xd8\xff")
    at_rest = bytes(db.session.scalar(text("select content from sheet_photo")))
    assert b"\xff\xd8\xff" not in at_rest
    assert b"JFIF" not in at_rest
    told = db.session.scalars(cast.agus.actor().sees(AuditEvent).where(AuditEvent.subject_id == photo.id)).one()
    assert told.action == "sheet_photo_added"
    assert "JFIF" not in str(told.facts)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "Foto ini kosong"),
        (b"#!/bin/sh\nrm -rf /", "bukan foto"),
        (photos.heic(), "Paling Kompatibel"),
        (photos.bomb(), "megapiksel"),
        (photos.photo()[:3_000], "rusak atau terpotong"),
        (photos.photo() + bytes(20 << 20), "lebih dari 12 MB"),
        (photos.photo(300, 200), "terlalu kecil"),
    ],
    ids=["nothing", "script", "heic", "bomb", "cut off", "20 MB", "small"],
)
def test_what_is_no_photograph_is_told_with_the_cure(
    cast: Cast, agus: Browser, paper: str, content: bytes, why: str
) -> None:
    assert why in sent(agus, paper, content, status=422).words
    assert kept(cast) == []


def test_of_several_the_good_ones_stay(cast: Cast, agus: Browser, paper: str) -> None:
    other = comers.paper(cast.agus)
    good, strange = photos.photo(mode="CMYK"), photos.paper(meeting_url(other))
    page = agus.follow(sent(agus, paper, good, b"GIF89a", strange, good))
    assert "1 foto tersimpan" in page.words, "the same one twice is one"
    assert "Foto ke-2 tidak disimpan. Berkas ini bukan foto" in page.words
    assert "Foto ke-3 tidak disimpan. Kode QR di foto ini milik lembar lain" in page.words
    assert "1 foto tersimpan" in agus.follow(sent(agus, paper, good)).words, "a second tap, the same answer"
    assert len(kept(cast)) == 1
    assert "Pilih atau potret dahulu" in agus.post(f"{paper}/foto", status=422).words
    for place in range(1, sheet_photos.MOST):
        comers.photographed(cast.agus, UUID(paper[-36:]), turned=place)
    assert f"Sudah ada {sheet_photos.MOST} foto" in sent(agus, paper, photos.photo(1300), status=422).words


def test_more_than_a_request_may_hold_is_told_too(cast: Cast, agus: Browser, paper: str) -> None:
    assert "foto satu per satu" in sent(agus, paper, bytes(22 << 20), status=413).words


def test_two_send_the_same_at_once(app: Flask, cast: Cast, agus: Browser, yanto: Browser, paper: str) -> None:
    data = {"photos": (photos.photo(), "IMG.jpg")}
    one, second = overlapping(
        app,
        partial(knock, agus, url=f"{paper}/foto", data=data),
        partial(knock, yanto, url=f"{paper}/foto", data=data),
    )
    assert (one.status, second.status) == (303, 303)
    assert len(kept(cast)) == 1


def test_who_may_not(cast: Cast, euis: Browser, browser: Callable[[Person], Browser], paper: str) -> None:
    photo = comers.photographed(cast.agus, UUID(paper[-36:]))
    for path in ("foto", "lihat-foto", f"foto/{photo}/hapus", "hapus"):
        euis.post(f"{paper}/{path}", {"reason": "menyalin isi lembar"}, status=404)
    euis.get(f"{paper}/foto/{photo}.jpg", status=404)
    other = f"/ormas/pendaftar/lembar/{comers.paper(cast.agus)}"
    browser(cast.agus).get(f"{other}/foto/{photo}.jpg", status=404)
    assert len(kept(cast)) == 1


def test_the_paper_goes_with_all_that_is_on_it(cast: Cast, agus: Browser, paper: str) -> None:
    comers.photographed(cast.agus, UUID(paper[-36:]))
    agus.post(f"{paper}/baris", line(1) | {"number": "1"})
    gone = agus.follow(agus.submit(agus.get(paper), f"{paper}/hapus"))
    assert "Lembar Rapat Ranting dihapus" in gone.words
    actor = cast.agus.actor()
    for model in (SheetPhoto, Applicant, MeetingSheet):
        assert not db.session.scalars(actor.sees(model)).all()
    agus.get(paper, status=404)
    agus.post(f"{paper}/baris", line(2) | {"number": "2"}, status=404)


def test_a_paper_by_which_somebody_is_registered_stays(cast: Cast, agus: Browser, paper: str) -> None:
    agus.post(f"{paper}/baris", line(1) | {"number": "1"})
    [applicant] = db.session.scalars(cast.agus.actor().sees(Applicant))
    agus.post("/ormas/pendaftar/pengesahan", {"orang": [str(applicant.id)]})
    assert "Sudah ada 1 orang yang terdaftar" in agus.post(f"{paper}/hapus", status=422).words
    assert db.session.scalars(cast.agus.actor().sees(MeetingSheet)).all()


def test_photographs_are_forgotten_in_time(cast: Cast, agus: Browser, november: time_machine.Coordinates) -> None:
    typed, empty = (f"/ormas/pendaftar/lembar/{comers.paper(cast.agus)}" for _ in range(2))
    agus.post(f"{typed}/baris", line(1) | {"number": "1"})
    [applicant] = db.session.scalars(cast.agus.actor().sees(Applicant))
    agus.post("/ormas/pendaftar/pengesahan", {"orang": [str(applicant.id)]})
    for paper in (typed, empty):
        comers.photographed(cast.agus, UUID(paper[-36:]))

    def left_after(time: timedelta) -> list[str]:
        november.shift(time)
        with transaction():
            upkeep.forget()
        return [str(each.sheet_id) for each in kept(cast)]

    assert len(left_after(timedelta(days=80))) == 2
    assert left_after(timedelta(days=11)) == [typed[-36:]], "nobody is known any more who stood on the other"
    assert left_after(timedelta(days=270)) == [typed[-36:]]
    assert left_after(timedelta(days=5)) == []
    still = db.session.scalars(cast.agus.actor().sees(Applicant)).one()
    assert still.state is ApplicantState.REGISTERED
