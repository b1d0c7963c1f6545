"""Who asked to be registered (Pendaftar): looked over on one page, several at once; confirmed, mended, or refused."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, request
from wtforms import BooleanField

from portal.access.permissions import Permission
from portal.flows.paging import paged
from portal.flows.transfers import tell_holder
from portal.models import Applicant, ApplicantState, Belonging, Organisation
from portal.ormas.home import own_unit
from portal.services import applicants as service
from portal.services import meeting_sheets, registration_links, transfer_requests
from portal.services.newcomers import Said
from portal.values.fault import Fault, Refused, Severity
from portal.web import occupations
from portal.web.actor import actor
from portal.web.forms import HouseForm, TextField, required
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource
from portal.web.wording.faults import sentence
from portal.web.wording.reasons import occupation_name

applicants = Resource("applicants", __name__, url_prefix="/pendaftar")
approvals = Resource("approvals", __name__, url_prefix="/pendaftar/pengesahan")
#: Asking for one who is covered through another sponsor.
applicant_transfers = Resource(
    "applicant_transfers", __name__, url_prefix="/pendaftar/<uuid:applicant_id>/minta-pindah"
)
refusals = Resource("refusals", __name__, url_prefix="/pendaftar/penolakan")

#: What ``?keadaan=`` says.
TABS = {
    "menunggu": ApplicantState.WAITING,
    "terdaftar": ApplicantState.REGISTERED,
    "ditolak": ApplicantState.REFUSED,
}
FIRST = "menunggu"
#: What ``anggota-…`` says of somebody who is none of those offered.
BELONGINGS = {"baru": Belonging.NEW, "bukan": Belonging.GUEST, "nanti": Belonging.LATER}


class MendForm(HouseForm):
    nik = TextField("NIK", longest=40)
    name = TextField("Nama lengkap", [required("Nama lengkap")], longest=200)
    birth_date = TextField("Tanggal lahir", longest=40)
    sex = TextField("Jenis kelamin", longest=20, description="L atau P. Bila dikosongkan, diambil dari NIK.")
    phone = TextField("Nomor HP", longest=40)
    kta = TextField("Nomor KTA", longest=40)
    occupation = TextField(
        "Pekerjaan", [required("Pekerjaan")], longest=60, description="Ketik sebagian, lalu pilih dari daftar."
    )
    income = TextField("Penghasilan sebulan", [required("Penghasilan")], longest=40)
    jht = BooleanField("Ikut Jaminan Hari Tua (tabungan)")

    @property
    def texts(self) -> dict[str, str]:
        said = {name: self[name].data or "" for name in service.FIELDS if name != "jht"}
        return said | {"jht": "ya" if self.jht.data else ""}


@applicants.get("/", requires=Permission.ENROLMENT_READ)
def index() -> Answer:
    return _listed()


@applicants.get("/<uuid:applicant_id>/perbaikan", requires=Permission.REGISTRATION_WRITE)
def edit(applicant_id: UUID) -> Answer:
    applicant = service.find(actor(), applicant_id)
    if applicant.state is ApplicantState.REGISTERED:
        return go("ormas.enrolments.show", enrolment_id=applicant.enrolment_id)
    if service.is_moving(applicant):
        return go("ormas.transfers.show", transfer_id=applicant.transfer_id)
    known: dict[str, Any] = {name: applicant.content.get(name, "") for name in service.FIELDS if name != "nik"}
    known |= {"jht": bool(known["jht"]), "occupation": occupation_name(known["occupation"])}
    return _edited(applicant, MendForm(data=known))


@applicants.post("/<uuid:applicant_id>/perbaikan", requires=Permission.REGISTRATION_WRITE)
def update(applicant_id: UUID) -> Answer:
    applicant, form = service.find(actor(), applicant_id), MendForm.posted()
    try:
        service.mend(actor(), applicant, form.texts)
    except Refused as refused:
        form.refused(Refused(*(each for each in refused.faults if each.severity is Severity.ERROR)))
        return _edited(service.find(actor(), applicant_id), form, status=422)
    flash("Data pendaftar disimpan. Periksa, lalu sahkan.", "success")
    return go(".index", _anchor=f"pendaftar-{applicant_id}")


@approvals.post("", endpoint="create", requires=Permission.REGISTRATION_WRITE)
def confirm() -> Answer:
    """Those ticked become participants; whoever cannot be stays on the page, which says why."""
    ids = request.form.getlist("orang", type=UUID)
    try:
        outcome = service.confirm(actor(), ids, {id_: _said(id_) for id_ in ids})
    except Refused as refused:
        return _listed(refused.faults, status=422)
    if not outcome.registered:
        return _listed(tuple(faults[0] for faults in outcome.refused.values()), status=422)
    flash(f"{outcome.registered} orang terdaftar. Perlindungan mulai setelah iuran pertama dibayar.", "success")
    if outcome.enlisted:
        flash(f"{outcome.enlisted} di antaranya dicatat sebagai anggota baru, KTA menyusul.", "info")
    if outcome.refused:
        flash(f"{len(outcome.refused)} orang belum dapat didaftarkan; alasannya tertulis di barisnya.", "warning")
    return go("ormas.applicants.index", **_asked())


@refusals.post("", endpoint="create", requires=Permission.REGISTRATION_WRITE)
def refuse() -> Answer:
    ids = request.form.getlist("orang", type=UUID)
    try:
        count = service.refuse(actor(), ids, reason=request.form.get("reason", ""))
    except Refused as refused:
        return _listed(refused.faults, status=422)
    flash(f"{count} orang ditolak. Datanya dihapus 30 hari setelah dikirim.", "success")
    return go("ormas.applicants.index", **_asked())


@applicant_transfers.post("", endpoint="create", requires=Permission.REGISTRATION_WRITE)
def ask(applicant_id: UUID) -> Answer:
    """Their present sponsor is asked to let them go; they are registered by themselves when that is granted."""
    applicant = service.find(actor(), applicant_id)
    try:
        transfer = transfer_requests.for_applicant(actor(), applicant, _said(applicant_id))
    except Refused as refused:
        return _listed(refused.faults, status=422)
    tell_holder(transfer)
    flash("Permintaan pindah dikirim. Bila disetujui, ia terdaftar dengan sendirinya.", "success")
    return go("ormas.applicants.index", **_asked(), _anchor=f"pendaftar-{applicant_id}")


def _said(applicant_id: UUID) -> Said:
    """Which member they are, as the officer chose in their row, or where else they belong."""
    name = f"anggota-{applicant_id}"
    return BELONGINGS.get(request.form.get(name, "")) or request.form.get(name, type=UUID)


def _asked() -> dict[str, Any]:
    """What list one looks at, to come back to it."""
    return {name: text for name in ("unit", "tautan", "lembar") if (text := request.values.get(name))}


def _listed(faults: tuple[Fault, ...] = (), *, status: int = 200) -> Answer:
    unit_id, link_id, sheet_id = (request.values.get(name, type=UUID) for name in ("unit", "tautan", "lembar"))
    unit = actor().find(Organisation, unit_id) if unit_id else own_unit()
    tab = request.args.get("keadaan", FIRST)
    tab = tab if tab in TABS else FIRST
    listing = service.listed(actor(), unit, TABS[tab], link_id=link_id, sheet_id=sheet_id)
    found = paged(actor(), listing, [Applicant.id], descending=tab != FIRST)
    return page(
        "ormas/applicants/index.html",
        status=status,
        unit=unit,
        link=registration_links.find(actor(), link_id) if link_id else None,
        sheet=meeting_sheets.find(actor(), sheet_id) if sheet_id else None,
        tab=tab,
        found=found,
        seen=service.seen(actor(), found.rows) if tab == FIRST else [],
        faults=[("", words) for words in dict.fromkeys(map(sentence, faults))],
        asked=_asked(),
    )


def _edited(applicant: Applicant, form: MendForm, *, status: int = 200) -> Answer:
    return page(
        "ormas/applicants/edit.html",
        status=status,
        applicant=applicant,
        known=service.nik_of(applicant),
        form=form,
        occupations=occupations.names(),
    )
