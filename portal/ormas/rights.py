"""What the people of a lower unit may do (Hak unit): given and taken from above."""

from __future__ import annotations

from uuid import UUID

from flask import flash
from wtforms import BooleanField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.widgets import CheckboxInput, ListWidget

from portal.access.permissions import WITHHOLDABLE, Permission
from portal.models import Organisation
from portal.services import units as service
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import HouseForm
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource

rights = Resource("rights", __name__, url_prefix="/unit/<uuid:unit_id>/hak")

#: What each right lets the people of a unit do.
MEANINGS = {
    Permission.UNIT_WRITE: "Menata unit: membuka, memindahkan, dan menutup unit di bawahnya",
    Permission.TENURE_WRITE: "Mencatat pengurus dan serah terima",
    Permission.MEMBER_WRITE: "Mencatat, mengubah, dan memindahkan anggota",
    Permission.TARGET_WRITE: "Menetapkan sasaran",
    Permission.COLLEAGUE_WRITE: "Memberi akses masuk kepada rekan",
    Permission.REGISTRATION_WRITE: "Mendaftarkan peserta",
    Permission.DUES_WRITE: "Menagih iuran: membuka daftar, mencentang, dan membuat tagihan",
    Permission.EVENT_WRITE: "Mengadakan kegiatan, mencatat kehadiran, dan membagi tindak lanjut",
}


class RightsForm(HouseForm):
    given = SelectMultipleField(
        "Yang boleh dilakukan orang-orang di unit ini",
        choices=[SelectChoice(each.value, MEANINGS[each]) for each in WITHHOLDABLE],
        widget=ListWidget(),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )
    below = BooleanField("Berlaku juga untuk semua unit di bawahnya")

    @property
    def withheld(self) -> list[Permission]:
        given = self.given.data or []
        return [each for each in WITHHOLDABLE if each.value not in given]


@rights.get("", requires=Permission.UNIT_ENTRUST)
def edit(unit_id: UUID) -> Answer:
    unit = actor().find(Organisation, unit_id)
    given = [each.value for each in WITHHOLDABLE if each.value not in unit.withheld]
    return _page(unit, RightsForm(given=given))


@rights.post("", requires=Permission.UNIT_ENTRUST)
def update(unit_id: UUID) -> Answer:
    unit, form = actor().find(Organisation, unit_id), RightsForm.posted()
    if form.validate():
        try:
            service.entrust(actor(), unit, withheld=form.withheld, below=bool(form.below.data))
        except Refused as refused:
            form.refused(refused)
        else:
            flash(f"Hak {unit.name} tersimpan dan langsung berlaku.", "success")
            return go("ormas.units.show", unit_id=unit.id)
    return _page(unit, form, status=422)


def _page(unit: Organisation, form: RightsForm, *, status: int = 200) -> Answer:
    return page(
        "ormas/rights/edit.html",
        status=status,
        unit=unit,
        form=form,
        own=unit.id == actor().organisation_id,
        consequences=service.consequences(actor(), unit),
    )
