"""Making somebody a participant of a unit (Daftarkan peserta): five fields, the price before it is done.

Whoever is covered through another sponsor is not refused and left there: the same form asks for them, from a day on.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import flash, request
from wtforms import BooleanField, RadioField

from portal.access.permissions import Permission
from portal.flows.transfers import tell_holder
from portal.models import TO_CALL, Consent, Enrolment, Lead, Organisation
from portal.ormas.home import own_unit
from portal.rules.prepayments import Prepayment
from portal.services import leads, transfers
from portal.services import registrations as service
from portal.values import clock
from portal.values.fault import Refused, Severity
from portal.web import formats
from portal.web.actor import actor
from portal.web.forms import DayField, HouseForm, TextField, required
from portal.web.occupations import OccupationField
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource

registrations = Resource("registrations", __name__, url_prefix="/pendaftaran")
#: What it would cost, before anything is kept: a POST, since it carries a NIK.
quotes = Resource("quotes", __name__, url_prefix="/iuran")
#: Asking for somebody who is covered elsewhere, with the form as it was refused.
requests = Resource("requests", __name__, url_prefix="/pindah")

#: What the price depends on.
PRICED = {"occupation", "income", "jht"}
#: Somebody to be called, whom this registers.
CALLED = "tindak_lanjut"
SEXES = {"": "Seperti NIK", "L": "Laki-laki", "P": "Perempuan"}


class RegistrationForm(HouseForm):
    nik = TextField("NIK", [required("NIK")], longest=40, description="16 angka di KTP atau kartu keluarga.")
    name = TextField("Nama lengkap", [required("Nama lengkap")], longest=200, description="Seperti di KTP.")
    birth_date = TextField("Tanggal lahir", longest=40, description="Bila dikosongkan, diambil dari NIK.")
    sex = RadioField("Jenis kelamin", choices=SEXES, default="", validate_choice=False)
    phone = TextField("Nomor HP", longest=40)
    occupation = OccupationField("Pekerjaan", [required("Pekerjaan")])
    income = TextField(
        "Penghasilan sebulan",
        [required("Penghasilan")],
        longest=40,
        description="Perkiraan saja; menentukan golongan iuran. Misalnya 1.500.000.",
    )
    jht = BooleanField("Ikut Jaminan Hari Tua (tabungan)")
    consent = BooleanField(
        "Orangnya sudah menandatangani lembar pendaftaran",
        description="Tanpa persetujuannya tidak boleh didaftarkan. Simpan lembarnya.",
    )
    wanted_from = DayField("Pindah mulai", description="Hari pertama sebagai peserta di sini.")
    sure = BooleanField("Data sudah benar, daftarkan seperti yang saya tulis")

    @property
    def texts(self) -> dict[str, str]:
        said = {name: self[name].data or "" for name in service.FIELDS if name != "jht"}
        return said | {"jht": "ya" if self.jht.data else ""}


@registrations.get("/", requires=Permission.REGISTRATION_WRITE)
def new() -> Answer:
    lead = _lead()
    known = {"name": lead.name, "phone": formats.local_phone(lead.phone or "")} if lead else {}
    return _shown(_unit(request.args.get("unit")), RegistrationForm(data=known))


@registrations.post("/", requires=Permission.REGISTRATION_WRITE)
def create() -> Answer:
    unit, form = _unit(request.form.get("unit")), RegistrationForm.posted()
    if not form.validate():
        return _shown(unit, form, status=422)
    try:
        enrolment_id = service.register(
            actor(),
            unit,
            form.texts,
            consent=Consent.SIGNED if form.consent.data else None,
            sure=bool(form.sure.data),
        )
    except Refused as refused:
        form.refused(refused)
        unlikely = all(fault.severity is Severity.WARNING for fault in refused.faults)
        elsewhere = next((fault for fault in refused.faults if fault.code in transfers.ELSEWHERE), None)
        if elsewhere and not form.wanted_from.data:
            form.wanted_from.data = transfers.soonest(elsewhere)
        return _shown(unit, form, status=422, unlikely=unlikely, elsewhere=elsewhere is not None)
    _served(actor().find(Enrolment, enrolment_id).participant_id)
    flash("Terdaftar. Perlindungan mulai setelah iuran pertama dibayar lewat daftar iuran.", "success")
    return go("ormas.enrolments.show", enrolment_id=enrolment_id)


@quotes.post("/", endpoint="create", requires=Permission.REGISTRATION_WRITE)
def quote() -> Answer:
    """The form again with what 1, 3, 6 or 12 months cost; nothing is kept."""
    unit, form = _unit(request.form.get("unit")), RegistrationForm.posted()
    found = service.examined(form.texts)
    if faults := [fault for fault in found.faults if fault.field in PRICED]:
        form.refused(Refused(*faults))
        return _shown(unit, form, status=422)
    return _shown(unit, form, offers=service.prices(unit, found.values))


@requests.post("", endpoint="create", requires=Permission.REGISTRATION_WRITE)
def ask() -> Answer:
    unit, form = _unit(request.form.get("unit")), RegistrationForm.posted()
    if form.validate():
        try:
            transfer = transfers.ask(
                actor(),
                unit,
                form.texts,
                wanted_from=form.wanted_from.data or clock.today(),
                consent=Consent.SIGNED if form.consent.data else None,
                sure=bool(form.sure.data),
            )
        except Refused as refused:
            form.refused(refused)
        else:
            tell_holder(transfer)
            _served(transfer.participant_id)
            flash("Permintaan dikirim. Jawabannya muncul di halaman ini dan dikabarkan lewat e-mail.", "success")
            return go("ormas.transfers.show", transfer_id=transfer.id)
    unlikely = bool(form.errors) and bool(form.sure.data is False)
    return _shown(unit, form, status=422, unlikely=unlikely, elsewhere=True)


registrations.register_blueprint(quotes)
registrations.register_blueprint(requests)


def _lead() -> Lead | None:
    """Whom one called, and registers now."""
    id_ = request.values.get(CALLED, type=UUID)
    return leads.find(actor(), id_) if id_ else None


def _served(participant_id: UUID) -> None:
    """The call that led to it is done."""
    lead = _lead()
    if lead is not None and lead.state in TO_CALL and actor().may(Permission.EVENT_WRITE):
        leads.registered(actor(), lead, participant_id)


def _unit(asked: str | None) -> Organisation:
    try:
        return actor().find(Organisation, UUID(asked or ""))
    except ValueError:
        return own_unit()


def _shown(
    unit: Organisation,
    form: RegistrationForm,
    *,
    status: int = 200,
    unlikely: bool = False,
    elsewhere: bool = False,
    offers: Sequence[Prepayment] = (),
) -> Answer:
    return page(
        "ormas/registrations/new.html",
        status=status,
        unit=unit,
        form=form,
        unlikely=unlikely,
        elsewhere=elsewhere,
        offers=offers,
        lead=_lead(),
    )
