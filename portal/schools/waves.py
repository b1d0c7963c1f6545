"""Waves of interns (Gelombang PKL)."""

from __future__ import annotations

from uuid import UUID

from portal.access.permissions import Permission
from portal.models import ApplicantState, Roster, RosterState, Submission, SubmissionState, Wave, db
from portal.services import entries
from portal.services import waves as service
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import DayField, HouseForm, TextField, given, required
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource

waves = Resource("waves", __name__, url_prefix="/gelombang")


class WaveForm(HouseForm):
    name = TextField(
        "Nama gelombang", [required("Nama gelombang")], longest=80, description="Misalnya: PKL Gelombang 1 2027"
    )
    start = DayField("Tanggal berangkat", [given("Tanggal berangkat")])
    end = DayField(
        "Tanggal selesai", [given("Tanggal selesai")], description="Perlindungan berakhir sendiri hari itu."
    )


@waves.get("/", requires=Permission.WAVE_READ)
def index() -> Answer:
    found = db.session.scalars(actor().sees(Wave).order_by(Wave.start.desc(), Wave.id.desc()).limit(100)).all()
    return page(
        "schools/waves/index.html", waves=found, figures=service.figures(actor(), [each.id for each in found])
    )


@waves.get("/baru", requires=Permission.WAVE_WRITE)
def new() -> Answer:
    return page("schools/waves/new.html", form=WaveForm())


@waves.post("/", requires=Permission.WAVE_WRITE)
def create() -> Answer:
    form = WaveForm.posted()
    if form.validate():
        try:
            wave = service.add(actor(), **form.data)
        except Refused as refused:
            form.refused(refused)
        else:
            return go(".show", wave_id=wave.id)
    return page("schools/waves/new.html", status=422, form=form)


@waves.get("/<uuid:wave_id>", requires=Permission.WAVE_READ)
def show(wave_id: UUID) -> Answer:
    wave = actor().find(Wave, wave_id)
    rosters = actor().sees(Roster).where(Roster.wave_id == wave.id, Roster.state != RosterState.UNDONE)
    submissions = (
        actor().sees(Submission).where(Submission.wave_id == wave.id, Submission.state != SubmissionState.WITHDRAWN)
    )
    return page(
        "schools/waves/show.html",
        wave=wave,
        figures=service.figures(actor(), [wave.id])[wave.id],
        filled_in=entries.figures(actor(), wave)[ApplicantState.WAITING],
        rosters=db.session.scalars(rosters.order_by(Roster.id.desc()).limit(50)).all(),
        submissions=db.session.scalars(submissions.order_by(Submission.id.desc()).limit(50)).all(),
    )


@waves.get("/<uuid:wave_id>/ubah", requires=Permission.WAVE_WRITE)
def edit(wave_id: UUID) -> Answer:
    wave = actor().find(Wave, wave_id)
    return page("schools/waves/edit.html", wave=wave, form=WaveForm(obj=wave))


@waves.post("/<uuid:wave_id>", requires=Permission.WAVE_WRITE)
def update(wave_id: UUID) -> Answer:
    wave = actor().find(Wave, wave_id)
    form = WaveForm.posted()
    if form.validate():
        try:
            service.change(actor(), wave, **form.data)
        except Refused as refused:
            form.refused(refused)
        else:
            return go(".show", wave_id=wave.id)
    return page("schools/waves/edit.html", status=422, wave=wave, form=form)


@waves.post("/<uuid:wave_id>/hapus", requires=Permission.WAVE_WRITE)
def destroy(wave_id: UUID) -> Answer:
    service.remove(actor(), actor().find(Wave, wave_id))
    return go(".index")
