"""Cards: on the screen and on paper, their code leads to the public page; a wave at once or by a job."""

from __future__ import annotations

import contextvars
from datetime import timedelta
from uuid import UUID

import time_machine
import zxingcpp
from flask import Flask
from PIL import Image, ImageDraw
from sqlalchemy.orm import joinedload

from portal.jobs.worker import Worker
from portal.models import AuditEvent, Enrolment, Paper, Roster, Submission, Wave, db
from portal.models.transaction import transaction
from portal.papers import cards as printed
from portal.services import cards, submissions
from portal.values import clock
from tests.browser import Answer, Browser
from tests.cast import Cast
from tests.conftest import Hand
from tests.make import journey, people, workers
from tests.papers.reading import opened, pictures, scanned, text


def of(cast: Cast, wave: UUID) -> list[Enrolment]:
    found = (
        cast.sari.actor().sees(Enrolment).where(Enrolment.wave_id == wave).order_by(Enrolment.name_key, Enrolment.id)
    )
    return list(db.session.scalars(found.options(joinedload(Enrolment.participant))))


def drawn(page: Answer) -> Image.Image:
    """The QR of a page as a camera sees it: each stroke of its path is a row of dark modules."""
    svg = page.soup.find("svg", class_="qr")
    assert svg is not None
    side = int(str(svg["viewbox"]).split()[2])
    picture = Image.new("L", (side * 8, side * 8), 255)
    draw = ImageDraw.Draw(picture)
    for stroke in str(svg.find_all("path")[1]["d"]).removeprefix("M").split("M"):
        x, rest = stroke.split(" ", 1)
        y, rest = rest.split("h", 1)
        left, top, wide = (int(x) + 4) * 8, (int(y) + 4) * 8, int(rest.partition("v")[0]) * 8
        draw.rectangle((left, top, left + wide - 1, top + 7), fill=0)
    return picture


def test_a_card_on_the_screen_is_scanned_to_its_public_page(cast: Cast, sari: Browser, anonymous: Browser) -> None:
    step = journey.covered(cast.sari, cast.hasan, range(3))
    person = of(cast, step.wave)[0]
    code, name = person.card_code, "A*** S******"
    page = sari.get(f"/sekolah/kartu/{person.id}")
    assert people.nik(0).masked in page.words
    (url,) = [code.text for code in zxingcpp.read_barcodes(drawn(page))]
    assert url.endswith(f"/periksa/{code}")
    assert name in anonymous.get(url.partition("8000")[2]).words


def test_a_page_says_beforehand_what_a_paper_cannot_print(cast: Cast, agus: Browser) -> None:
    (id_,) = workers.registered(cast.agus, [1], name="Mei 李 Budi")
    assert "Di kertas namanya menjadi “Mei Li Budi”" in agus.get(f"/ormas/kartu/{id_}").words
    assert "Mei Li Budi" in text(agus.get(f"/ormas/kartu/{id_}.pdf").body)
    (id_,) = workers.registered(cast.agus, [2], name="Siti محمد")
    assert "Di kertas namanya" not in agus.get(f"/ormas/kartu/{id_}").words


def test_nobody_has_a_card_before_the_branch_approved(cast: Cast, sari: Browser) -> None:
    step = journey.sent(cast.sari, range(3))
    person = of(cast, step.wave)[0]
    assert "Belum ada kartu" in sari.get(f"/sekolah/kartu/{person.id}").words
    assert sari.get(f"/sekolah/kartu/{person.id}.pdf", status=303).location.endswith(f"/kartu/{person.id}")
    assert "Belum ada kartu" in sari.get(f"/sekolah/gelombang/{step.wave}/kartu").words
    refused = sari.post(f"/sekolah/gelombang/{step.wave}/kartu", {"pilihan": "semua"}, status=422)
    assert "menyetujui pengajuan" in refused.words


def test_a_wave_on_paper(cast: Cast, sari: Browser) -> None:
    step = journey.covered(cast.sari, cast.hasan, range(12))
    page = sari.get(f"/sekolah/gelombang/{step.wave}/kartu")
    done = sari.submit(page, f"/gelombang/{step.wave}/kartu", {"pilihan": "semua"})
    pdf = sari.follow(done)
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert "attachment" in pdf.headers["Content-Disposition"]
    assert len(opened(pdf.body).pages) == 2
    words = text(pdf.body)
    for number in range(12):
        assert people.name(number) in words
        assert people.nik(number).digits not in words
    assert "Berlaku mulai" in words
    told = cast.sari.actor().sees(AuditEvent).where(AuditEvent.action == "cards_printed")
    assert db.session.scalars(told).one().facts["people"] == 12


def test_what_is_printed_decodes_to_the_public_address(cast: Cast) -> None:
    step = journey.covered(cast.sari, cast.hasan, range(10))
    holders = of(cast, step.wave)
    actor = cast.sari.actor()
    faces = cards.faces(cards.batch_of(actor, cards.holders(actor, actor.find(Wave, step.wave)), after=None))
    (picture,) = pictures("cards", printed.given(faces, "Kartu"), ppi=200)
    assert sorted(scanned(picture)) == sorted(f"http://127.0.0.1:8000/periksa/{each.card_code}" for each in holders)


def test_only_those_who_paid_if_asked(cast: Cast, sari: Browser) -> None:
    step = journey.covered(cast.sari, cast.hasan, range(2))
    more = journey.listed(cast.sari, range(2, 4), into=step)
    with transaction():
        actor = cast.sari.actor()
        assert more.roster
        sent = submissions.send(actor, actor.find(Roster, more.roster)).id
    with transaction():
        actor = cast.hasan.actor()
        submissions.approve(actor, actor.find(Submission, sent), kode_iuran="123456789012")
    everybody = text(sari.get(f"/sekolah/gelombang/{step.wave}/kartu.pdf").body)
    covered = text(sari.get(f"/sekolah/gelombang/{step.wave}/kartu.pdf?pilihan=terlindungi").body)
    assert people.name(3) in everybody
    assert "Belum dibayar" in everybody
    assert people.name(3) not in covered
    assert people.name(1) in covered


def test_strangers_and_readers(cast: Cast, rina: Browser, budi: Browser, hasan: Browser) -> None:
    step = journey.covered(cast.sari, cast.hasan, range(3))
    person = of(cast, step.wave)[0].id
    for url in (f"/kartu/{person}", f"/kartu/{person}.pdf", f"/gelombang/{step.wave}/kartu"):
        rina.get(f"/sekolah{url}", status=404)
        budi.get(f"/sekolah{url}")
        hasan.get(f"/cabang{url}")
    rina.get(f"/sekolah/gelombang/{step.wave}/kartu.pdf", status=404)
    rina.post(f"/sekolah/gelombang/{step.wave}/kartu", {}, status=404)
    budi.get(f"/sekolah/gelombang/{step.wave}/kartu.pdf", status=403)
    budi.post(f"/sekolah/gelombang/{step.wave}/kartu", {}, status=403)


MANY = range(130)


def test_a_large_wave_is_printed_by_a_job(cast: Cast, sari: Browser, rina: Browser, worker: Hand) -> None:
    step = journey.covered(cast.sari, cast.hasan, MANY)
    page = sari.get(f"/sekolah/gelombang/{step.wave}/kartu")
    done = sari.submit(page, f"/gelombang/{step.wave}/kartu", {"pilihan": "semua"})
    assert "Menyusun kartu" in sari.follow(done).words
    again = sari.post(f"/sekolah/gelombang/{step.wave}/kartu", {"pilihan": "semua"})
    assert again.location == done.location, "one printing at a time"
    rina.get(done.location, status=404)

    assert worker.drain() == 1
    ready = sari.htmx_get(done.location)
    assert "130 kartu siap" in ready.words
    link = ready.soup.find("a")
    assert link is not None
    pdf = sari.get(str(link["href"]))
    assert len(opened(pdf.body).pages) == 13
    words = text(pdf.body)
    names = [each.participant.name for each in of(cast, step.wave)]
    places = [words.index(f" {name} NIK") for name in names]
    assert places == sorted(places), "in the order of the list, over all batches"
    assert parts(cast) == [0], "the parts are gone"
    rina.get(str(link["href"]), status=404)


def test_a_printing_that_was_interrupted_goes_on_and_is_forgotten_after_a_day(
    app: Flask, cast: Cast, sari: Browser, worker: Hand
) -> None:
    step = journey.covered(cast.sari, cast.hasan, MANY)
    done = sari.post(f"/sekolah/gelombang/{step.wave}/kartu", {"pilihan": "semua"})
    tired = Worker(app.app_context)
    tired.stop()
    db.session.rollback()
    contextvars.Context().run(tired.run_one)
    assert parts(cast) == [1]
    assert "100 dari 130" in sari.get(done.location).words
    worker.drain()
    assert "130 kartu siap" in sari.get(done.location).words
    assert parts(cast) == [0]
    with time_machine.travel(clock.now() + timedelta(hours=26)):
        worker.drain()
    assert parts(cast) == []
    assert "sudah dihapus" in sari.get(done.location).words
    assert sari.get(f"{done.location}kartu.pdf", status=303).location == done.location


def test_a_printing_is_stopped(cast: Cast, sari: Browser, worker: Hand) -> None:
    step = journey.covered(cast.sari, cast.hasan, MANY)
    done = sari.post(f"/sekolah/gelombang/{step.wave}/kartu", {"pilihan": "semua"})
    sari.submit(sari.get(done.location), "/henti")
    worker.drain()
    assert "Pencetakan dihentikan" in sari.get(done.location).words
    assert parts(cast) == []


def parts(cast: Cast) -> list[int]:
    db.session.rollback()
    return [paper.part for paper in db.session.scalars(cast.sari.actor().sees(Paper).order_by(Paper.part))]
