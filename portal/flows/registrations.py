"""Making somebody a participant (Daftarkan peserta): a few fields, the price before it is done.

Whoever is covered through another sponsor is not refused and left there: the same form asks for them, from a day on.
A portal mounts it with its own form, its own fields and its own words:

    registrations = registrations_with(RegistrationForm, "ormas/registrations/_fields.html", done="Terdaftar. …")
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from flask import flash, g, request
from wtforms import BooleanField, Field, RadioField

from portal.access.permissions import Permission
from portal.flows.transfers import tell_holder
from portal.models import Consent, Enrolment, Organisation
from portal.pictures.developing import developed
from portal.rules.prepayments import Prepayment
from portal.services import ktp_photos, transfers
from portal.services import registrations as service
from portal.values import clock
from portal.values.fault import Fault, Refused, Severity
from portal.web.actor import actor
from portal.web.forms import DayField, HouseForm, TextField, required
from portal.web.occupations import OccupationField
from portal.web.pages import Answer, go, page, part
from portal.web.resource import Resource, within

#: What the price depends on.
PRICED = {"occupation", "income", "jht"}
SEXES = {"": "Seperti NIK", "L": "Laki-laki", "P": "Perempuan"}
#: Whose form it was when it was opened: on a shared phone another may have come to it since.
OWNER = "_milik"
#: Said by a phone that sends what it kept, one after the other: nobody is there to read what each of them did.
QUEUED = "_antrean"


class RegistrationForm(HouseForm):
    nik = TextField("NIK", [required("NIK")], longest=40, description="16 angka di KTP atau kartu keluarga.")
    name = TextField("Nama lengkap", [required("Nama lengkap")], longest=200, description="Seperti di KTP.")
    birth_date = TextField("Tanggal lahir", longest=40, description="Bila dikosongkan, diambil dari NIK.")
    sex = RadioField("Jenis kelamin", choices=SEXES, default="", validate_choice=False)
    phone = TextField("Nomor HP", longest=40)
    email = TextField(
        "E-mail",
        longest=254,
        description="Boleh dikosongkan. Ke sini dikirim kode bila ia ingin melihat kepesertaannya sendiri.",
    )
    occupation = OccupationField("Pekerjaan", [required("Pekerjaan")])
    income: Field = TextField(
        "Penghasilan sebulan",
        [required("Penghasilan")],
        longest=40,
        description="Perkiraan saja; menentukan golongan iuran. Misalnya 1.500.000.",
    )
    jht: Field = BooleanField("Ikut Jaminan Hari Tua (tabungan)")
    consent = BooleanField(
        "Orangnya sudah menandatangani lembar pendaftaran",
        description="Tanpa persetujuannya tidak boleh didaftarkan. Simpan lembarnya.",
    )
    wanted_from = DayField("Pindah mulai", description="Hari pertama sebagai peserta di sini.")
    sure = BooleanField("Data sudah benar, daftarkan seperti yang saya tulis")

    @property
    def texts(self) -> dict[str, str]:
        said = {name: self[name].data or "" for name in (*service.FIELDS, *service.OPTIONAL) if name != "jht"}
        return said | {"jht": "ya" if self.jht.data else ""}


Facts = Callable[[Organisation, RegistrationForm], dict[str, Any]]
#: What is known before anything is typed, by field.
Known = Callable[[], dict[str, Any]]
#: What follows once somebody (a participant) is registered or asked for.
Served = Callable[[UUID], None]
#: (sponsor, form, …) → the page with the form as it stands.
Shown = Callable[..., Answer]


def registrations_with(
    form_of: type[RegistrationForm],
    fields: str,
    *,
    done: str,
    facts: Facts | None = None,
    known: Known | None = None,
    served: Served | None = None,
) -> Resource:
    """The routes; `fields` is the template of the form's own part, `facts` what it needs of the sponsor beside the
    form, `done` what is said of who was registered."""
    registrations = Resource("registrations", __name__, url_prefix="/pendaftaran")

    def shown(
        unit: Organisation,
        form: RegistrationForm,
        *,
        status: int = 200,
        unlikely: bool = False,
        elsewhere: bool = False,
        offers: Sequence[Prepayment] = (),
    ) -> Answer:
        return part(
            "flows/registrations/_refused.html",
            otherwise=lambda: page(
                "flows/registrations/new.html",
                status=status,
                fields=fields,
                unit=unit,
                form=form,
                unlikely=unlikely,
                elsewhere=elsewhere,
                offers=offers,
                **(facts(unit, form) if facts else {}),
            ),
            status=status,
            form=form,
        )

    @registrations.get("/", requires=Permission.REGISTRATION_WRITE)
    def new() -> Answer:
        return shown(_unit(request.args.get("unit")), form_of(data=known() if known else None))

    @registrations.post("/", requires=Permission.REGISTRATION_WRITE, first=photograph)
    def create() -> Answer:
        unit, form = _unit(request.form.get("unit")), form_of.posted()
        if not form.validate():
            return shown(unit, form, status=422)
        try:
            refuse_another()
            if trouble := g.pop("photo_refused", None):
                raise trouble
            enrolment_id = service.register(
                actor(),
                unit,
                form.texts,
                consent=Consent.SIGNED if form.consent.data else None,
                sure=bool(form.sure.data),
            )
            if picture := g.pop("photo", None):
                ktp_photos.add(actor(), enrolment_id, picture)
        except Refused as refused:
            form.refused(refused)
            unlikely = all(fault.severity is Severity.WARNING for fault in refused.faults)
            elsewhere = next((fault for fault in refused.faults if fault.code in transfers.ELSEWHERE), None)
            if elsewhere and not form.wanted_from.data:
                form.wanted_from.data = transfers.soonest(elsewhere)
            return shown(unit, form, status=422, unlikely=unlikely, elsewhere=elsewhere is not None)
        if served:
            served(actor().find(Enrolment, enrolment_id).participant_id)
        if not request.form.get(QUEUED):
            flash(done, "success")
        return go(within("enrolments.show"), enrolment_id=enrolment_id)

    registrations.register_blueprint(_quotes(form_of, shown))
    registrations.register_blueprint(_requests(form_of, shown, served))
    return registrations


def _quotes(form_of: type[RegistrationForm], shown: Shown) -> Resource:
    """What it would cost, before anything is kept: a POST, since it carries a NIK."""
    quotes = Resource("quotes", __name__, url_prefix="/iuran")

    @quotes.post("/", requires=Permission.REGISTRATION_WRITE)
    def create() -> Answer:
        """The form again with what 1, 3, 6 or 12 months cost; nothing is kept."""
        unit, form = _unit(request.form.get("unit")), form_of.posted()
        found = service.examined(form.texts)
        if faults := [fault for fault in found.faults if fault.field in PRICED]:
            form.refused(Refused(*faults))
            return shown(unit, form, status=422)
        return shown(unit, form, offers=service.prices(unit, found.values))

    return quotes


def _requests(form_of: type[RegistrationForm], shown: Shown, served: Served | None) -> Resource:
    """Asking for somebody who is covered elsewhere, with the form as it was refused."""
    requests = Resource("requests", __name__, url_prefix="/pindah")

    @requests.post("", requires=Permission.REGISTRATION_WRITE)
    def create() -> Answer:
        unit, form = _unit(request.form.get("unit")), form_of.posted()
        if form.validate():
            try:
                refuse_another()
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
                if served:
                    served(transfer.participant_id)
                if not request.form.get(QUEUED):
                    flash(
                        "Permintaan dikirim. Jawabannya muncul di halaman ini dan dikabarkan lewat e-mail.", "success"
                    )
                return go(within("transfers.show"), transfer_id=transfer.id)
        unlikely = bool(form.errors) and bool(form.sure.data is False)
        return shown(unit, form, status=422, unlikely=unlikely, elsewhere=True)

    return requests


def photograph() -> None:
    """The photograph that came with the form, made anew; or why it cannot be."""
    sent = request.files.get("photo")
    content = sent.read() if sent else b""
    if not content and not (sent and sent.filename):
        return
    try:
        g.photo = developed(content, ktp_photos.LIMITS)
    except Refused as refused:
        g.photo_refused = Refused(*(Fault(each.code, "photo", params=each.params) for each in refused.faults))


def refuse_another() -> None:
    """A form that somebody else opened is not sent in this person's name. `Refused` registration.other_person."""
    owner = request.form.get(OWNER)
    if owner and owner != str(actor().membership_id):
        raise Refused.because("registration.other_person")


def _unit(asked: str | None) -> Organisation:
    """The one that was asked about, or one's own."""
    try:
        id_ = UUID(asked or "")
    except ValueError:
        id_ = actor().organisation_id or UUID(int=0)
    return actor().find(Organisation, id_)
