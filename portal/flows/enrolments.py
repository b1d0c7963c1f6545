"""People (Peserta): find them, see all that is known of one, correct it, look behind the mask for a reason."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, request
from wtforms import BooleanField

from portal.access.permissions import Permission
from portal.flows.outlooks import outlooks
from portal.flows.paging import paged
from portal.flows.sipp_returns import sipp_returns
from portal.flows.whatsapp import below, whatsapp_about
from portal.models import Enrolment, EnrolmentState, Organisation, Wave, db
from portal.rules import age
from portal.services import coverage, deaths, histories, ktp_photos, whatsapp
from portal.services import enrolments as service
from portal.services import sipp_returns as sipp
from portal.values import clock
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import HouseForm, TextField, required
from portal.web.pages import Answer, go, page, part
from portal.web.resource import Resource, within
from portal.web.wording.faults import sentence

enrolments = Resource("enrolments", __name__, url_prefix="/peserta")
enrolments.register_blueprint(
    whatsapp_about(whatsapp.about_person, "/<uuid:enrolment_id>/whatsapp", back=below("show", "enrolment_id"))
)
#: Looking somebody up: always a POST, since it may carry a NIK, which no URL and no log may hold.
searches = Resource("searches", __name__, url_prefix="/cari")
#: Looking behind the mask, for a reason that is kept.
disclosures = Resource("disclosures", __name__, url_prefix="/<uuid:enrolment_id>/data-lengkap")

#: The tabs of the list: what ``?keadaan=`` says, its words, the states meant.
TABS: dict[str, tuple[str, tuple[EnrolmentState, ...]]] = {
    "semua": ("Semua", ()),
    "menunggu": ("Menunggu kantor cabang", (EnrolmentState.WAITING,)),
    "disetujui": ("Disetujui", (EnrolmentState.APPROVED,)),
    "dikembalikan": ("Dikembalikan", (EnrolmentState.RETURNED,)),
    "ditarik": ("Ditarik", (EnrolmentState.WITHDRAWN,)),
    "ditolak": ("Dikembalikan BPJSTK", (EnrolmentState.APPROVED,)),
}
#: The tab of those whom SIPP refused.
_SENT_BACK = "ditolak"
#: Waves to choose from; older ones are found from their own page.
MOST_WAVES = 60


class PersonForm(HouseForm):
    name = TextField(
        "Nama lengkap", [required("Nama lengkap")], longest=200, description="Seperti di kartu keluarga."
    )
    birth_place = TextField("Tempat lahir")
    birth_date = TextField(
        "Tanggal lahir", description="Tanggal/bulan/tahun. Bila dikosongkan, diambil dari NIK.", longest=40
    )
    sex = TextField("Jenis kelamin", longest=20)
    mother_name = TextField("Nama ibu kandung", longest=200)
    phone = TextField("Nomor HP", longest=40)
    email = TextField("E-mail", longest=254)
    address = TextField("Alamat", longest=200)
    class_name = TextField("Kelas", longest=60)
    sure = BooleanField("Data sudah benar")

    @property
    def texts(self) -> dict[str, str]:
        return {name: self[name].data or "" for name in service.FIELDS}


class DisclosureForm(HouseForm):
    reason = TextField(
        "Untuk apa Anda melihatnya?",
        [required("Alasan")],
        longest=200,
        description="Misalnya: mencocokkan dengan kartu keluarga. Alasan ini dicatat bersama nama Anda.",
    )


class LookForm(HouseForm):
    reason = TextField(
        "Untuk apa Anda melihat fotonya?",
        [required("Alasan")],
        longest=200,
        id="alasan-foto",
        description="Misalnya: mencocokkan ejaan nama. Alasan ini dicatat bersama nama Anda.",
    )


@enrolments.get("/", requires=Permission.ENROLMENT_READ)
def index() -> Answer:
    asked = _asked()
    words = request.args.get("q", "")
    if service.is_number(words):
        return go(".index", **asked)  # nobody's number stays in an address
    wave, organisation = _of(Wave, asked.get("gelombang")), _of(Organisation, asked.get("mitra"))
    query = service.listed(
        actor(),
        words=words,
        wave=wave,
        organisation=organisation,
        states=TABS[asked.get("keadaan", "semua")][1],
        sent_back=asked.get("keadaan") == _SENT_BACK,
    )
    found = paged(actor(), query, [Enrolment.name_key, Enrolment.id])
    return page(
        "flows/enrolments/index.html",
        found=found,
        covers=coverage.answers(found.rows),
        words=" ".join(words.split())[:80],
        asked=asked,
        wave=wave,
        organisation=organisation,
        waves=_waves(),
        tabs={key: words for key, (words, _) in TABS.items()},
    )


@searches.post("/", requires=Permission.ENROLMENT_SEARCH)
def create() -> Answer:
    """A name goes on to the list, a number to its person; with none, or several, the answer is this page's."""
    text = " ".join(request.form.get("q", "").split())[:80]
    asked = _asked()
    if not service.is_number(text):
        return go(within("enrolments.index"), **asked, **({"q": text} if text else {}))
    found, faults = [], []
    try:
        found = list(service.numbered(actor(), text))
    except Refused as refused:
        faults = [sentence(fault) for fault in refused.faults]
    if len(found) == 1:
        return go(within("enrolments.show"), enrolment_id=found[0].id)
    return page(
        "flows/enrolments/found.html",
        status=200 if found else 422 if faults else 404,
        people=found,
        covers=coverage.answers(found),
        faults=faults,
        asked=asked,
    )


@enrolments.get("/<uuid:enrolment_id>", requires=Permission.ENROLMENT_READ)
def show(enrolment_id: UUID) -> Answer:
    return page("flows/enrolments/show.html", **shown(service.find(actor(), enrolment_id)), form=DisclosureForm())


@enrolments.get("/<uuid:enrolment_id>/ubah", requires=Permission.ENROLMENT_WRITE)
def edit(enrolment_id: UUID) -> Answer:
    enrolment = service.find(actor(), enrolment_id)
    service.refuse_locked(actor(), enrolment)
    form = PersonForm(data=service.texts_of(enrolment))
    return _form(enrolment, form)


@enrolments.post("/<uuid:enrolment_id>", requires=Permission.ENROLMENT_WRITE)
def update(enrolment_id: UUID) -> Answer:
    enrolment = service.find(actor(), enrolment_id)
    form = PersonForm.posted()
    unlikely = False
    if form.validate():
        try:
            service.change(actor(), enrolment, form.texts, sure=bool(form.sure.data))
        except Refused as refused:
            form.refused(refused)
            correction = service.corrected(enrolment, form.texts)
            unlikely = bool(correction.faults) and correction.acceptable
        else:
            flash("Data diperbarui.", "success")
            return go(".show", enrolment_id=enrolment.id)
    return _form(enrolment, form, unlikely=unlikely, status=422)


def _form(enrolment: Enrolment, form: PersonForm, *, unlikely: bool = False, status: int = 200) -> Answer:
    return page(
        "flows/enrolments/edit.html",
        status=status,
        enrolment=enrolment,
        form=form,
        unlikely=unlikely,
        sent_back=sipp.of(actor(), enrolment),
    )


@disclosures.post("/", endpoint="create", requires=Permission.PERSON_UNMASK)
def disclose(enrolment_id: UUID) -> Answer:
    enrolment = service.find(actor(), enrolment_id)
    form = DisclosureForm.posted()
    if form.validate():
        try:
            clear = service.reveal(actor(), enrolment, reason=form.reason.data or "")
        except Refused as refused:
            form.refused(refused)
            form.reason.data = ""  # what was refused may hold a number, which is not shown again
        else:
            return part(
                "flows/enrolments/disclosures/_clear.html",
                otherwise="flows/enrolments/disclosures/clear.html",
                enrolment=enrolment,
                clear=clear,
            )
    return part(
        "flows/enrolments/disclosures/_form.html",
        otherwise=lambda: page("flows/enrolments/show.html", status=422, **shown(enrolment), form=form),
        status=422,
        enrolment=enrolment,
        form=form,
    )


enrolments.register_blueprint(outlooks)
enrolments.register_blueprint(sipp_returns)
enrolments.register_blueprint(searches)
enrolments.register_blueprint(disclosures)


def shown(enrolment: Enrolment) -> dict[str, Any]:
    """All that the page of a person says."""
    died_on = deaths.day_of(enrolment)
    return {
        "enrolment": enrolment,
        "cover": coverage.answer(enrolment),
        "lines": service.month_lines(actor(), enrolment),
        "others": service.others(actor(), enrolment),
        "row": service.row_of(actor(), enrolment),
        "sent_back": sipp.of(actor(), enrolment),
        "death": deaths.of(actor(), enrolment) if died_on else None,
        "photo": ktp_photos.of(actor(), enrolment),
        "look": LookForm(),
        "died_on": died_on,
        "turning": age.turning(enrolment.participant.birth_date, clock.today()),
        "history": histories.of_enrolment(actor(), enrolment),
    }


def _asked() -> dict[str, str]:
    """The filters in force, as they go on to the next page: only what means something."""
    asked = {}
    if (tab := request.values.get("keadaan", "")) in TABS and tab != "semua":
        asked["keadaan"] = tab
    for name in ("gelombang", "mitra"):
        try:
            asked[name] = str(UUID(request.values.get(name, "")))
        except ValueError:
            continue
    return asked


def _of(model: Any, id_: str | None) -> Any:
    return actor().find(model, UUID(id_)) if id_ else None


def _waves() -> list[Wave]:
    """A school's waves, the latest first; a branch has too many to choose from."""
    if actor().is_branch:
        return []
    waves = actor().sees(Wave).order_by(Wave.start.desc(), Wave.id.desc()).limit(MOST_WAVES)
    return list(db.session.scalars(waves))
