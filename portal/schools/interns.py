"""One intern registered by form: a row of the wave's single registrations, under the same rules as any file."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, request

from portal.access.permissions import Permission
from portal.models import Wave
from portal.services import rosters
from portal.spreadsheets.columns import ROSTER
from portal.values.fault import Fault, Severity
from portal.web.actor import actor
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource
from portal.web.wording.faults import sentence

interns = Resource("interns", __name__, url_prefix="/siswa-baru")

FIELDS = ("nik", "name", "birth_place", "birth_date", "sex", "mother_name", "phone", "class_name", "start", "end")


@interns.get("/", requires=Permission.ROSTER_WRITE)
def new() -> Answer:
    return _page(_wave(), {}, ())


@interns.post("/", requires=Permission.ROSTER_WRITE)
def create() -> Answer:
    wave = _wave()
    texts = {field: " ".join(request.form.get(field, "").replace("\0", "").split())[:300] for field in FIELDS}
    faults = rosters.faults_of(wave, texts)
    if any(fault.severity is Severity.ERROR for fault in faults):
        return _page(wave, texts, faults, 422)
    row = rosters.single(actor(), wave, texts)
    flash(f"{row.content['values']['name']} dicatat. Ajukan bila semua sudah lengkap.", "success")
    return go("schools.rosters.show", roster_id=row.roster_id, _anchor=f"baris-{row.id}")


def _page(wave: Wave, texts: dict[str, str], faults: tuple[Fault, ...], status: int = 200) -> Answer:
    by_field: dict[str, list[str]] = {}
    for fault in faults:
        if fault.severity is Severity.ERROR:
            by_field.setdefault(fault.field, []).append(sentence(fault))
    return page(
        "schools/interns/new.html",
        status=status,
        wave=wave,
        columns=[ROSTER.by_field[field] for field in FIELDS],
        texts=texts,
        errors=by_field,
    )


def _wave() -> Wave:
    try:
        return actor().find(Wave, UUID(request.values.get("gelombang", "")))
    except ValueError:
        abort(404)
