"""Tautan kelas: a pupil fills in their own line by the link of their class or its QR, on their own phone; no account.

Whoever sends is thanked with the same sentence, known or not, machine or not. Machines are kept out as from the links
of units (`counters.Gate`).
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, abort, request
from wtforms import BooleanField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from portal.models import RegistrationLink
from portal.public.counters import TRAP, Counter, Gate, sent_seal, trapped
from portal.public.seals import Seal
from portal.rules.examination import Examined
from portal.services import class_links
from portal.services import entries as service
from portal.services.registration_links import Door
from portal.values.fault import Fault, Refused, Severity
from portal.web.forms import HouseForm, TextField, required
from portal.web.pages import Answer, go, page
from portal.web.resource import ANYONE, Resource
from portal.web.wording import consents

entries = Resource("entries", __name__, url_prefix="/kelas/<code>")

_SCHOOL = "atau minta operator sekolah memasukkan data Anda."
#: A form, once opened, is for one pupil; some go back and send in who sits beside them.
OF_A_FORM = Counter(
    "entry-form",
    ("5 per day",),
    "Formulir ini sudah beberapa kali dikirim. Buka lagi tautannya untuk siswa berikutnya, " + _SCHOOL,
)
#: A phone may be a parent's.
OF_A_PHONE = Counter(
    "entry-phone",
    ("8 per hour", "20 per day"),
    "Dari nomor HP ini sudah beberapa kali dikirim. Coba lagi kira-kira {minutes} menit lagi, " + _SCHOOL,
)
#: A whole school behind one address: a network never keeps another out.
OF_A_NETWORK = Counter(
    "entry-network",
    ("200 per 10 minutes", "1000 per day"),
    "Dari jaringan ini sudah sangat banyak yang mengisi. Coba lagi kira-kira {minutes} menit lagi, " + _SCHOOL,
)
#: What one link may bring in: a year of many classes, and no flood.
OF_A_LINK = Counter(
    "entry-link",
    ("600 per 10 minutes", "3000 per day"),
    "Tautan ini sedang terlalu ramai. Coba lagi kira-kira {minutes} menit lagi, " + _SCHOOL,
)
_GATE = Gate(OF_A_FORM, OF_A_PHONE, OF_A_NETWORK, OF_A_LINK)


class EntryForm(HouseForm):
    class_name = SelectField("Kelas", [required("Kelas")], validate_choice=False)
    nik = TextField("NIK", [required("NIK")], longest=40, description="16 angka di KTP, KIA, atau Kartu Keluarga.")
    name = TextField(
        "Nama lengkap", [required("Nama lengkap")], longest=200, description="Seperti di Kartu Keluarga."
    )
    birth_place = TextField("Tempat lahir", [required("Tempat lahir")], longest=80)
    birth_date = TextField(
        "Tanggal lahir", [required("Tanggal lahir")], longest=40, description="Hari/bulan/tahun, misalnya 4/1/2009."
    )
    mother_name = TextField(
        "Nama ibu kandung", [required("Nama ibu kandung")], longest=200, description="Seperti di Kartu Keluarga."
    )
    phone = TextField("Nomor HP", [required("Nomor HP")], longest=40, description="Nomor Anda, atau nomor orang tua.")
    host = TextField("Tempat PKL", longest=160, description="Nama perusahaan atau bengkelnya, bila sudah tahu.")
    consent = BooleanField("Saya sudah membaca, dan orang tua atau wali saya tahu")
    sure = BooleanField("Data sudah benar seperti di Kartu Keluarga")

    @property
    def texts(self) -> dict[str, str]:
        return {name: self[name].data or "" for name in service.FIELDS}


@entries.get("", requires=ANYONE)
def new(code: str) -> Answer:
    link = _link(code)
    if class_links.door(link) is not Door.OPEN:
        return _closed(link)
    return _shown(link, EntryForm(), Seal.fresh(link.code))


@entries.post("", requires=ANYONE)
def create(code: str) -> Answer:
    link = _link(code)
    if class_links.door(link) is not Door.OPEN:
        return _closed(link)
    if trapped():
        return go(".show", code=link.code)
    form, seal = EntryForm.posted(), sent_seal(link.code)
    if len(only := class_links.classes_of(link)) == 1:
        form.class_name.data = only[0]
    found = service.examined(link, form.texts)
    if faults := _unmended(form, seal, found):
        form.refused(Refused(*faults))
        return _shown(link, form, seal, status=422, unlikely=bool(found.faults) and not found.has_errors)
    if (full := _GATE.passed(link.code, seal, found.values["phone"])) is not None:
        return full
    service.receive(link, form.texts, consent_version=consents.CURRENT_PUPIL)
    return go(".show", code=link.code)


@entries.get("/terima-kasih", requires=ANYONE)
def show(code: str) -> Answer:
    """That it has come in: the same to everybody."""
    return page("public/entries/show.html", link=_link(code))


def _link(code: str) -> RegistrationLink:
    link = class_links.behind(code)
    if link is None:
        abort(404)
    return link


def _closed(link: RegistrationLink) -> Answer:
    return page("public/entries/closed.html", status=410, link=link, door=class_links.door(link))


def _unmended(form: EntryForm, seal: Seal, found: Examined) -> Sequence[Fault]:
    """What keeps it from being sent: errors; what is only unlikely, until they say that it is right; and haste."""
    faults = [fault for fault in found.faults if fault.severity is Severity.ERROR]
    if not faults and not form.sure.data:
        faults = list(found.faults)
    if not form.consent.data:
        faults.append(Fault("entry.consent", "consent"))
    if not faults and seal.too_fast:
        faults.append(Fault("applicant.fast"))
    return faults


def _shown(
    link: RegistrationLink, form: EntryForm, seal: Seal, *, status: int = 200, unlikely: bool = False
) -> Answer:
    classes = class_links.classes_of(link)
    form.class_name.choices = [SelectChoice("", "Pilih kelas"), *(SelectChoice(each, each) for each in classes)]
    return page(
        "public/entries/new.html",
        status=status,
        link=link,
        form=form,
        seal=seal,
        classes=classes,
        unlikely=unlikely,
        trap=TRAP,
        consent=consents.pupil_paragraphs(consents.CURRENT_PUPIL, link.organisation.name),
    )


@entries.before_request
def turn_away() -> Answer | None:
    return _GATE.worn() if request.method == "POST" else None


@entries.after_request
def keep_out_of_search(answer: Response) -> Response:
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
