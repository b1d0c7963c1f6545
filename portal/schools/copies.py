"""Classes that go again (Salin kelas): into another wave, a year on if so wished."""

from __future__ import annotations

from uuid import UUID

from flask import flash, request
from wtforms import BooleanField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from portal.access.permissions import Permission
from portal.models import Wave, db
from portal.rules.class_names import promoted
from portal.services import class_copies as service
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.formats import span
from portal.web.forms import HouseForm, required
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource

copies = Resource("copies", __name__, url_prefix="/gelombang/<uuid:wave_id>/salin")

#: Waves to choose from.
MOST_WAVES = 60


class CopyForm(HouseForm):
    into = SelectField("Ke gelombang", [required("Gelombang tujuan")], validate_choice=False)
    promote = BooleanField("Naikkan tingkat: X menjadi XI, XI menjadi XII")


@copies.get("", requires=Permission.ROSTER_WRITE)
def new(wave_id: UUID) -> Answer:
    return _page(actor().find(Wave, wave_id), CopyForm())


@copies.post("", requires=Permission.ROSTER_WRITE)
def create(wave_id: UUID) -> Answer:
    wave, form = actor().find(Wave, wave_id), CopyForm.posted()
    into = next((each for each in _others(wave) if str(each.id) == form.into.data), wave)
    try:
        names = request.form.getlist("classes")
        roster = service.copy(actor(), wave, into, names, promote=bool(form.promote.data))
    except Refused as refused:
        form.refused(refused)
        return _page(wave, form, status=422)
    flash(f"{roster.row_count} siswa disalin ke {into.name}. Periksa daftarnya, lalu ajukan.", "success")
    return go("schools.rosters.show", roster_id=roster.id)


def _page(wave: Wave, form: CopyForm, *, status: int = 200) -> Answer:
    others = _others(wave)
    form.into.choices = [SelectChoice(str(each.id), f"{each.name} ({span(each.start, each.end)})") for each in others]
    return page(
        "schools/copies/new.html",
        status=status,
        wave=wave,
        form=form,
        others=others,
        classes=[(name, people, promoted(name)) for name, people in service.classes(actor(), wave).items()],
        chosen=set(request.form.getlist("classes")),
    )


def _others(wave: Wave) -> list[Wave]:
    waves = actor().sees(Wave).where(Wave.id != wave.id).order_by(Wave.start.desc(), Wave.id.desc()).limit(MOST_WAVES)
    return list(db.session.scalars(waves))
