"""Cards (Kartu): one on the screen, a wave on paper; a large wave is printed by a job."""

from __future__ import annotations

import re
from uuid import UUID

from flask import flash, request

from portal.access.permissions import Permission
from portal.models import EnrolmentState, Wave
from portal.models.job import JobState
from portal.papers import cards as press
from portal.papers import qr
from portal.papers.glyphs import printable
from portal.services import cards as service
from portal.services import coverage, enrolments, verifications
from portal.values import clock
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.pages import Answer, download, go, page, part
from portal.web.resource import Resource, within
from portal.web.wording.faults import sentence

cards = Resource("cards", __name__)
#: Cards as a PDF that is made while one waits.
sheets = Resource("card_sheets", __name__)
#: Long printings, with their progress and what they made.
prints = Resource("prints", __name__, url_prefix="/cetak-kartu/<uuid:print_id>")
papers = Resource("papers", __name__)

PDF = "application/pdf"
#: ``?pilihan=``: only those for whom something is paid.
COVERED = "terlindungi"


@cards.get("/kartu/<uuid:enrolment_id>", requires=Permission.CARD_READ)
def show(enrolment_id: UUID) -> Answer:
    enrolment = enrolments.find(actor(), enrolment_id)
    cover, url = coverage.answer(enrolment), verifications.card_url(enrolment.card_code)
    return page(
        "flows/cards/show.html",
        enrolment=enrolment,
        approved=enrolment.state is EnrolmentState.APPROVED,
        card=(card := service.card_of(enrolment, cover)),
        printed=printable(card.name),
        at=clock.now(),
        url=url,
        qr=qr.svg(url, "Kode QR ke halaman pemeriksaan"),
    )


@cards.get("/gelombang/<uuid:wave_id>/kartu", requires=Permission.CARD_READ)
def index(wave_id: UUID) -> Answer:
    return _choice(actor().find(Wave, wave_id))


@sheets.post("/gelombang/<uuid:wave_id>/kartu", requires=Permission.CARD_PRINT)
def create(wave_id: UUID) -> Answer:
    """Few cards are a file at once; many are asked for, and one is shown how far they are."""
    wave, covered = actor().find(Wave, wave_id), _only_covered()
    try:
        service.print_wave(actor(), wave, covered=covered)
    except Refused as refused:
        return _choice(wave, 422, [sentence(fault) for fault in refused.faults])
    people, paid = service.figures(actor(), wave)
    if (paid if covered else people) <= service.AT_ONCE:
        return go(within("card_sheets.index"), wave_id=wave.id, pilihan=COVERED if covered else None)
    job = service.job_of(wave)
    assert job is not None
    return go(within("prints.show"), print_id=job.id)


@sheets.get("/gelombang/<uuid:wave_id>/kartu.pdf", endpoint="index", requires=Permission.CARD_PRINT)
def sheet_of_a_wave(wave_id: UUID) -> Answer:
    wave = actor().find(Wave, wave_id)
    query = service.holders(actor(), wave, covered=_only_covered())
    people = service.batch_of(actor(), query, after=None, most=service.AT_ONCE + 1)
    if not 0 < len(people) <= service.AT_ONCE:
        return go(within("cards.index"), wave_id=wave.id)
    title = f"Kartu {wave.name}"
    return download(press.cards(service.faces(people), title), name=_file(title), mimetype=PDF)


@sheets.get("/kartu/<uuid:enrolment_id>.pdf", endpoint="show", requires=Permission.CARD_READ)
def sheet_of_one(enrolment_id: UUID) -> Answer:
    enrolment = enrolments.find(actor(), enrolment_id)
    if enrolment.state is not EnrolmentState.APPROVED:
        return go(within("cards.show"), enrolment_id=enrolment.id)
    title = f"Kartu {enrolment.participant.name}"
    return download(press.cards(service.faces([enrolment]), title), name=_file(title), mimetype=PDF)


#: Of sponsors whose people come in no waves: the card of one person, on the screen and on paper.
single_cards = Resource("cards", __name__)
single_cards.get("/kartu/<uuid:enrolment_id>", requires=Permission.CARD_READ)(show)
single_sheets = Resource("card_sheets", __name__)
single_sheets.get("/kartu/<uuid:enrolment_id>.pdf", endpoint="show", requires=Permission.CARD_READ)(sheet_of_one)


@prints.get("/", endpoint="show", requires=Permission.CARD_READ)
def progress(print_id: UUID) -> Answer:
    job = service.find_job(actor(), print_id)
    return part(
        "flows/cards/_progress.html",
        otherwise="flows/cards/progress.html",
        job=job,
        wave=actor().find(Wave, UUID(job.payload["wave"])),
        paper=service.paper_of(actor(), job) if job.state is JobState.DONE else None,
        kept_hours=service.KEPT.total_seconds() // 3600,
    )


@prints.post("/henti", requires=Permission.CARD_PRINT)
def destroy(print_id: UUID) -> Answer:
    job = service.find_job(actor(), print_id)
    wave = actor().find(Wave, UUID(job.payload["wave"]))
    service.stop(actor(), wave, job)
    flash("Pencetakan dihentikan.", "info")
    return go(within("cards.index"), wave_id=wave.id)


@papers.get("/cetak-kartu/<uuid:print_id>/kartu.pdf", endpoint="show", requires=Permission.CARD_PRINT)
def printed(print_id: UUID) -> Answer:
    paper = service.paper_of(actor(), service.find_job(actor(), print_id))
    if paper is None:
        return go(within("prints.show"), print_id=print_id)
    return download(paper.content, name=_file(paper.name), mimetype=PDF)


def _choice(wave: Wave, status: int = 200, faults: list[str] | None = None) -> Answer:
    people, paid = service.figures(actor(), wave)
    return page(
        "flows/cards/index.html",
        status=status,
        wave=wave,
        people=people,
        paid=paid,
        job=service.job_of(wave),
        covered=_only_covered(),
        faults=faults or [],
        at_once=service.AT_ONCE,
    )


def _only_covered() -> bool:
    return request.values.get("pilihan") == COVERED


def _file(title: str) -> str:
    """``Kartu PKL Gelombang 1.pdf``: what any disk can take."""
    return re.sub(r"[^\w .-]+", " ", title).strip()[:80] + ".pdf"
