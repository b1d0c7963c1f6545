"""Registration sheets of paper (Lembar pendaftaran): printed, filled in at the meeting, typed back by line number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import flash, request
from wtforms import IntegerField
from wtforms.validators import NumberRange

from portal.access.permissions import Permission
from portal.flows.paging import paged
from portal.models import ApplicantState, MeetingSheet, Organisation
from portal.ormas.home import own_unit
from portal.papers.meetings import Sheet, sheet
from portal.services import applicants, sheet_photos
from portal.services import meeting_sheets as service
from portal.services.verifications import meeting_url
from portal.values.fault import Fault, Refused, Severity
from portal.web import occupations
from portal.web.actor import actor
from portal.web.formats import day
from portal.web.forms import DayField, HouseForm, TextField, given, required
from portal.web.pages import Answer, download, go, page, part
from portal.web.resource import Resource
from portal.web.wording import consents
from portal.web.wording.faults import sentence
from portal.web.wording.reasons import occupation_name

meetings = Resource("meetings", __name__, url_prefix="/pendaftar/lembar")
meeting_papers = Resource("meeting_papers", __name__, url_prefix="/pendaftar/lembar")
#: A line of the paper, typed back.
meeting_lines = Resource("meeting_lines", __name__, url_prefix="/pendaftar/lembar/<uuid:meeting_id>/baris")

#: What a line asks for, in the order of the paper.
FIELDS = ("name", "nik", "birth_date", "phone", "occupation", "income", "jht")


class MeetingForm(HouseForm):
    title = TextField(
        "Untuk apa",
        [required("Untuk apa lembar ini")],
        longest=service.LONGEST_TITLE,
        description="Tercetak di lembar, misalnya: Rapat Ranting 21 November.",
    )
    day = DayField("Hari rapat", [given("Hari rapat")])
    lines = IntegerField(
        "Jumlah baris",
        [NumberRange(1, service.MOST_LINES, f"Isi 1 sampai {service.MOST_LINES}.")],
        default=30,
        description="Tiga puluh baris memenuhi dua halaman.",
    )


class LookForm(HouseForm):
    USUAL = "Menyalin isi lembar"

    reason = TextField(
        "Untuk apa Anda melihatnya?",
        [required("Alasan")],
        longest=200,
        description="Di foto terbaca NIK semua orang. Alasan ini dicatat bersama nama Anda.",
    )


@meetings.get("/", requires=Permission.ENROLMENT_READ)
def index() -> Answer:
    unit = _unit()
    found = paged(actor(), service.listed(actor(), unit), [MeetingSheet.id], descending=True)
    typed = service.typed(actor(), [each.id for each in found.rows])
    return page("ormas/meetings/index.html", unit=unit, found=found, typed=typed)


@meetings.get("/baru", requires=Permission.REGISTRATION_WRITE)
def new() -> Answer:
    return page("ormas/meetings/new.html", unit=_unit(), form=MeetingForm())


@meetings.post("/baru", requires=Permission.REGISTRATION_WRITE)
def create() -> Answer:
    unit, form = _unit(), MeetingForm.posted()
    if form.validate():
        try:
            assert form.day.data is not None
            made = service.begin(
                actor(), unit, title=form.title.data or "", day=form.day.data, lines=form.lines.data or 0
            )
        except Refused as refused:
            form.refused(refused)
        else:
            flash("Lembar siap dicetak. Setelah rapat, salin isinya di halaman ini.", "success")
            return go("ormas.meetings.show", meeting_id=made.id)
    return page("ormas/meetings/new.html", status=422, unit=unit, form=form)


@meetings.get("/<uuid:meeting_id>", requires=Permission.ENROLMENT_READ)
def show(meeting_id: UUID) -> Answer:
    return shown(service.find(actor(), meeting_id), request.args.get("baris", type=int))


@meetings.post("/<uuid:meeting_id>/hapus", requires=Permission.REGISTRATION_WRITE)
def destroy(meeting_id: UUID) -> Answer:
    found = service.find(actor(), meeting_id)
    title = found.title
    try:
        service.drop(actor(), found)
    except Refused as refused:
        return shown(found, None, status=422, form=_refused(refused))
    flash(f"Lembar {title} dihapus, dengan baris yang disalin dan fotonya.", "success")
    return go("ormas.meetings.index")


@meeting_papers.get("/<uuid:meeting_id>.pdf", endpoint="show", requires=Permission.ENROLMENT_READ)
def paper(meeting_id: UUID) -> Answer:
    found = service.find(actor(), meeting_id)
    unit = found.organisation.name
    made = sheet(
        Sheet(
            unit=unit,
            title=found.title,
            day=day(found.day),
            lines=found.lines,
            consent="Dengan menandatangani: " + " ".join(consents.paragraphs(consents.CURRENT, unit)),
            url=meeting_url(found.id),
        )
    )
    return download(made, name=f"lembar-{found.day}.pdf", mimetype="application/pdf", inline=True)


@meeting_lines.post("", endpoint="create", requires=Permission.REGISTRATION_WRITE)
def put(meeting_id: UUID) -> Answer:
    """Keeps the line as it is; on to the next one when it is whole, back to it when something is missing."""
    found = service.find(actor(), meeting_id)
    number = request.form.get("number", type=int) or 0
    texts = {name: request.form.get(name, "").strip()[:200] for name in FIELDS}
    signed = bool(request.form.get("signed"))
    try:
        line = service.put(actor(), found, number, texts, signed=signed, consent_version=consents.CURRENT)
    except Refused as refused:
        return _typed(found, number, status=422, texts=texts, signed=signed, faults=refused.faults)
    errors = tuple(each for each in line.faults if each.severity is Severity.ERROR)
    if errors:
        return _typed(found, number, texts=texts, signed=signed, faults=errors, kept=True)
    following = _next(found, number)
    asked = {"foto": photo} if (photo := _photo_asked()) else {}
    return part(
        "ormas/meetings/_line.html",
        also=["ormas/meetings/_lines.html"],
        otherwise=lambda: go("ormas.meetings.show", meeting_id=meeting_id, baris=following, **asked),
        **_line(found, following),
    )


def _typed(found: MeetingSheet, number: int, *, status: int = 200, **typed: Any) -> Answer:
    """The line again with what is wrong on it; around it the page stays as it is, so that a photograph one reads
    from is not loaded anew with each line."""
    return part(
        "ormas/meetings/_line.html",
        also=["ormas/meetings/_lines.html"],
        otherwise=lambda: shown(found, number, status=status, **typed),
        status=status,
        **_line(found, number, **typed),
    )


def _next(found: MeetingSheet, number: int) -> int:
    return min(number + 1, found.lines)


def _unit() -> Organisation:
    id_ = request.values.get("unit", type=UUID)
    return actor().find(Organisation, id_) if id_ else own_unit()


def shown(
    found: MeetingSheet,
    number: int | None,
    *,
    status: int = 200,
    form: HouseForm | None = None,
    reason: HouseForm | None = None,
    **typed: Any,
) -> Answer:
    """The whole page: the line to type, what was typed, the photographs. `form` says what was refused, `reason` is
    that of a look which was not enough."""
    photos = sheet_photos.of(actor(), found)
    until = sheet_photos.looks_until(actor(), found) if photos else None
    return page(
        "ormas/meetings/show.html",
        status=status,
        form=form or HouseForm(),
        reason=reason or LookForm(data={"reason": LookForm.USUAL}),
        photos=photos,
        photo=photos[min(_photo_asked() or 1, len(photos)) - 1] if until else None,
        until=until,
        most_photos=sheet_photos.MOST,
        **_line(found, number, **typed),
    )


def _line(
    found: MeetingSheet,
    number: int | None,
    *,
    texts: Mapping[str, str] | None = None,
    signed: bool | None = None,
    faults: tuple[Fault, ...] = (),
    kept: bool = False,
) -> dict[str, Any]:
    """The line to type and those that were typed."""
    lines = service.lines(actor(), found)
    by_number = {line.number: line for line in lines}
    if number is None:
        free = (each for each in range(1, found.lines + 1) if each not in by_number)
        number = next(free, found.lines)
    before = by_number.get(number)
    known: dict[str, Any] = dict.fromkeys(FIELDS, "")
    if before is not None and before.applicant.state is ApplicantState.WAITING:
        known |= {name: before.applicant.content.get(name, "") for name in FIELDS if name != "nik"}
        known["occupation"] = occupation_name(known["occupation"])
    told: dict[str, list[str]] = {}
    for fault in faults:
        told.setdefault(fault.field, []).append(sentence(fault))
    wrong = [name for name in ("number", *FIELDS) if name in told]
    return {
        "sheet": found,
        "lines": lines,
        "number": number,
        "next_number": _next(found, number),
        "before": before,
        "masked": applicants.nik_of(before.applicant) if before else None,
        "texts": texts if texts is not None else known,
        "signed": signed if signed is not None else before is not None and before.applicant.consent is not None,
        "faults": told,
        "first": wrong[0] if wrong else "name",
        "kept": kept,
        "state": ApplicantState,
        "occupations": occupations.names(),
        "photo_asked": _photo_asked(),
    }


def _photo_asked() -> int | None:
    """Which photograph one reads from, from one on."""
    number = request.values.get("foto", type=int)
    return number if number and 0 < number <= sheet_photos.MOST else None


def _refused(refused: Refused) -> HouseForm:
    form = HouseForm()
    form.refused(refused)
    return form
