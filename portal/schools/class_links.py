"""Tautan kelas: made for classes of a wave, shown as a QR, printed, prolonged, stopped."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from flask import flash
from wtforms import TextAreaField

from portal.access.permissions import Permission
from portal.flows.paging import paged
from portal.models import ApplicantState, RegistrationLink, Wave
from portal.papers import qr
from portal.papers.posters import Poster, poster
from portal.services import class_links as service
from portal.services import entries, registration_links
from portal.services.verifications import class_url
from portal.values import clock
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.formats import day
from portal.web.forms import DayField, HouseForm, given, required
from portal.web.pages import Answer, download, go, page
from portal.web.resource import Resource

class_links = Resource("class_links", __name__)
class_posters = Resource("class_posters", __name__, url_prefix="/tautan-kelas")

#: Whoever is handed a link needs some days with their parents' papers.
_A_WEEK = timedelta(days=7)


class LinkForm(HouseForm):
    classes = TextAreaField(
        "Kelas", [required("Kelas")], description="Satu kelas satu baris, misalnya XI TKJ 1. Siswa memilih dari sini."
    )
    last_day = DayField("Diisi paling lambat", [given("Hari terakhir")])

    @property
    def names(self) -> list[str]:
        return (self.classes.data or "").replace("\0", "").splitlines()


@class_links.get("/gelombang/<uuid:wave_id>/tautan", requires=Permission.ROSTER_READ)
def index(wave_id: UUID) -> Answer:
    wave = actor().find(Wave, wave_id)
    found = paged(actor(), service.of_wave(actor(), wave), [RegistrationLink.id], descending=True)
    return page(
        "schools/class_links/index.html",
        wave=wave,
        over=wave.end < clock.today(),
        found=found,
        figures=entries.figures(actor(), wave),
        counts=registration_links.counts(actor(), [each.id for each in found.rows]),
        state=ApplicantState,
        doors={each.id: service.door(each) for each in found.rows},
    )


@class_links.get("/gelombang/<uuid:wave_id>/tautan/baru", requires=Permission.ROSTER_WRITE)
def new(wave_id: UUID) -> Answer:
    wave = actor().find(Wave, wave_id)
    return page("schools/class_links/new.html", wave=wave, form=LinkForm(data={"last_day": _likely(wave)}))


@class_links.post("/gelombang/<uuid:wave_id>/tautan/baru", requires=Permission.ROSTER_WRITE)
def create(wave_id: UUID) -> Answer:
    wave, form = actor().find(Wave, wave_id), LinkForm.posted()
    if form.validate():
        try:
            assert form.last_day.data is not None
            link = service.begin(actor(), wave, classes=form.names, last_day=form.last_day.data)
        except Refused as refused:
            form.refused(refused)
        else:
            flash("Tautan siap dibagikan ke siswa.", "success")
            return go(".show", link_id=link.id)
    return page("schools/class_links/new.html", status=422, wave=wave, form=form)


@class_links.get("/tautan-kelas/<uuid:link_id>", requires=Permission.ROSTER_READ)
def show(link_id: UUID) -> Answer:
    link = service.find(actor(), link_id)
    return _shown(link, LinkForm(data={"classes": link.class_names, "last_day": link.last_day}))


@class_links.post("/tautan-kelas/<uuid:link_id>", requires=Permission.ROSTER_WRITE)
def update(link_id: UUID) -> Answer:
    link, form = service.find(actor(), link_id), LinkForm.posted()
    if form.validate():
        try:
            assert form.last_day.data is not None
            service.change(actor(), link, classes=form.names, last_day=form.last_day.data)
        except Refused as refused:
            form.refused(refused)
        else:
            flash("Tautan disimpan dan terbuka.", "success")
            return go(".show", link_id=link_id)
    return _shown(service.find(actor(), link_id), form, status=422)


@class_links.post("/tautan-kelas/<uuid:link_id>/henti", requires=Permission.ROSTER_WRITE)
def destroy(link_id: UUID) -> Answer:
    service.stop(actor(), service.find(actor(), link_id))
    flash("Tautan ditutup. Isian yang sudah masuk tetap menunggu pengesahan.", "success")
    return go(".show", link_id=link_id)


@class_posters.get("/<uuid:link_id>.pdf", endpoint="show", requires=Permission.ROSTER_READ)
def poster_of(link_id: UUID) -> Answer:
    link = service.find(actor(), link_id)
    assert link.wave is not None
    paper = poster(
        Poster(
            heading="Isi data PKL di sini",
            unit=link.organisation.name,
            title=f"{link.wave.name}: {link.title}",
            last_day=day(link.last_day),
            url=class_url(link.code),
            steps=(
                "Pindai kodenya dengan kamera HP. Siapkan Kartu Keluarga.",
                "Isi data Anda sendiri, bersama orang tua.",
                "Sekolah memeriksa, lalu mendaftarkan Anda.",
            ),
        )
    )
    return download(paper, name=f"tautan-{link.code}.pdf", mimetype="application/pdf", inline=True)


def _likely(wave: Wave) -> date:
    """A last day to begin with: in a week, and before they leave if that is still to come."""
    today = clock.today()
    before = wave.start - timedelta(days=1)
    return min(today + _A_WEEK, before if before >= today else wave.end)


def _shown(link: RegistrationLink, form: LinkForm, *, status: int = 200) -> Answer:
    url = class_url(link.code)
    return page(
        "schools/class_links/show.html",
        status=status,
        link=link,
        form=form,
        door=service.door(link),
        url=url,
        square=qr.svg(url, "Kode QR ke halaman isian siswa"),
        counts=registration_links.counts(actor(), [link.id]),
        state=ApplicantState,
    )
