"""Links by which members register themselves (Tautan pendaftaran): made, shared, printed as a poster, stopped."""

from __future__ import annotations

from uuid import UUID

from flask import flash, request

from portal.access.permissions import Permission
from portal.flows.paging import paged
from portal.models import ApplicantState, Organisation, RegistrationLink
from portal.ormas.home import own_unit
from portal.papers import qr
from portal.papers.posters import Poster, poster
from portal.services import referrals
from portal.services import registration_links as service
from portal.services.verifications import registration_url
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.formats import day, moment
from portal.web.forms import DayField, HouseForm, TextField, given, required
from portal.web.pages import Answer, download, go, page
from portal.web.resource import Resource

links = Resource("links", __name__, url_prefix="/pendaftar/tautan")
posters = Resource("posters", __name__, url_prefix="/pendaftar/tautan")


class LinkForm(HouseForm):
    title = TextField(
        "Untuk apa",
        [required("Untuk apa tautan ini")],
        longest=service.LONGEST_TITLE,
        description="Terbaca oleh anggota, misalnya: Rapat Ranting 21 November.",
    )
    last_day = DayField("Dibuka sampai", [given("Hari terakhir")])


@links.get("/", requires=Permission.ENROLMENT_READ)
def index() -> Answer:
    unit = _unit()
    found = paged(actor(), service.listed(actor(), unit), [RegistrationLink.id], descending=True)
    return page(
        "ormas/links/index.html",
        unit=unit,
        found=found,
        counts=service.counts(actor(), [each.id for each in found.rows]),
        state=ApplicantState,
        doors={each.id: service.door(each) for each in found.rows},
    )


@links.get("/baru", requires=Permission.REGISTRATION_WRITE)
def new() -> Answer:
    return page("ormas/links/new.html", unit=_unit(), form=LinkForm())


@links.post("/baru", requires=Permission.REGISTRATION_WRITE)
def create() -> Answer:
    unit, form = _unit(), LinkForm.posted()
    if form.validate():
        try:
            assert form.last_day.data is not None
            link = service.begin(actor(), unit, title=form.title.data or "", last_day=form.last_day.data)
        except Refused as refused:
            form.refused(refused)
        else:
            flash("Tautan siap dibagikan.", "success")
            return go(".show", link_id=link.id)
    return page("ormas/links/new.html", status=422, unit=unit, form=form)


@links.get("/<uuid:link_id>", requires=Permission.ENROLMENT_READ)
def show(link_id: UUID) -> Answer:
    link = service.find(actor(), link_id)
    return _shown(link, LinkForm(data={"title": link.title, "last_day": link.last_day}))


@links.post("/<uuid:link_id>", requires=Permission.REGISTRATION_WRITE)
def update(link_id: UUID) -> Answer:
    link, form = service.find(actor(), link_id), LinkForm.posted()
    if form.validate():
        try:
            assert form.last_day.data is not None
            service.change(actor(), link, title=form.title.data or "", last_day=form.last_day.data)
        except Refused as refused:
            form.refused(refused)
        else:
            flash("Tautan disimpan dan terbuka.", "success")
            return go(".show", link_id=link_id)
    return _shown(service.find(actor(), link_id), form, status=422)


@links.post("/<uuid:link_id>/henti", requires=Permission.REGISTRATION_WRITE)
def destroy(link_id: UUID) -> Answer:
    service.stop(actor(), service.find(actor(), link_id))
    flash("Tautan dihentikan. Yang sudah mengirim tetap menunggu pengesahan.", "success")
    return go(".show", link_id=link_id)


@posters.get("/<uuid:link_id>.pdf", endpoint="show", requires=Permission.ENROLMENT_READ)
def poster_of(link_id: UUID) -> Answer:
    link = service.find(actor(), link_id)
    paper = poster(
        Poster(
            heading="Daftar di sini",
            unit=link.organisation.name,
            title=f"{link.title}, {moment(link.event.starts_at)}" if link.event else link.title,
            last_day=day(link.last_day),
            url=registration_url(link.code),
            steps=(
                "Pindai kodenya dengan kamera HP. Siapkan KTP.",
                "Isi data Anda. Iurannya tampak sebelum dikirim.",
                "Pengurus memeriksa, lalu menghubungi Anda.",
            ),
        )
    )
    return download(paper, name=f"poster-{link.code}.pdf", mimetype="application/pdf", inline=True)


def _unit() -> Organisation:
    id_ = request.values.get("unit", type=UUID)
    return actor().find(Organisation, id_) if id_ else own_unit()


def _shown(link: RegistrationLink, form: LinkForm, *, status: int = 200) -> Answer:
    url = registration_url(link.code)
    return page(
        "ormas/links/show.html",
        status=status,
        link=link,
        form=form,
        door=service.door(link),
        url=url,
        share=registration_url(link.code, referrals.own_token(actor())),
        square=qr.svg(url, "Kode QR ke halaman pendaftaran"),
        counts=service.counts(actor(), [link.id]),
        state=ApplicantState,
    )
