"""Making somebody a participant of a unit (Daftarkan peserta): five fields, the price before it is done."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import flash, request
from wtforms import BooleanField, RadioField

from portal.access.permissions import Permission
from portal.models import Consent, Organisation
from portal.ormas.home import own_unit
from portal.rules.prepayments import Prepayment
from portal.services import registrations as service
from portal.values.fault import Refused, Severity
from portal.web.actor import actor
from portal.web.forms import HouseForm, TextField, required
from portal.web.occupations import OccupationField
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource

registrations = Resource("registrations", __name__, url_prefix="/pendaftaran")
#: What it would cost, before anything is kept: a POST, since it carries a NIK.
quotes = Resource("quotes", __name__, url_prefix="/iuran")

#: What the price depends on.
PRICED = {"occupation", "income", "jht"}
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
    sure = BooleanField("Data sudah benar, daftarkan seperti yang saya tulis")

    @property
    def texts(self) -> dict[str, str]:
        said = {name: self[name].data or "" for name in service.FIELDS if name != "jht"}
        return said | {"jht": "ya" if self.jht.data else ""}


@registrations.get("/", requires=Permission.REGISTRATION_WRITE)
def new() -> Answer:
    return _shown(_unit(request.args.get("unit")), RegistrationForm())


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
        return _shown(unit, form, status=422, unlikely=unlikely)
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


registrations.register_blueprint(quotes)


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
    offers: Sequence[Prepayment] = (),
) -> Answer:
    return page("ormas/registrations/new.html", status=status, unit=unit, form=form, unlikely=unlikely, offers=offers)
