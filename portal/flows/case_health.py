"""Catatan perawatan: what the treating clinic writes down, for itself and the branch."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import flash
from wtforms import BooleanField, IntegerField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from portal.access.actor import NotVisible
from portal.access.permissions import Permission
from portal.models import Case
from portal.rules.benefits import Carried, Outcome, parts_of_the_body
from portal.services import case_health as service
from portal.services import cases
from portal.services.case_health import Record
from portal.values import clock
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import DayField, HourField, HouseForm, OneOfField, VersionField
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource, within
from portal.web.wording.accidents import BODY
from portal.web.wording.names import name_of

case_health = Resource("case_health", __name__, url_prefix="/kasus/<uuid:case_id>/perawatan")


class WaysField(SelectMultipleField):
    """By which ways somebody was brought; none, one or several."""

    widget, option_widget = ListWidget(prefix_label=False), CheckboxInput()

    def __init__(self, label: str, **kwargs: Any) -> None:
        choices = [SelectChoice(each.value, name_of(each)) for each in Carried]
        super().__init__(label, choices=choices, coerce=Carried, **kwargs)


class HarmForm(HouseForm):
    """How somebody is, in what the law reckons by."""

    outcome = OneOfField("Keadaan pasien", Outcome, default=Outcome.TREATED)
    days_off = IntegerField("Hari tidak mampu bekerja", [Optional()], description="Menurut surat dokter.")
    percent = IntegerField(
        "Persen cacat menurut tabel", [Optional()], description="Hanya bila cacat sebagian; contohnya di bawah."
    )
    lost = IntegerField(
        "Persen fungsi yang hilang", [Optional()], description="100 bila bagian tubuhnya hilang seluruhnya."
    )
    carried = WaysField("Angkutan dari tempat kejadian")
    home_care = BooleanField("Perawatan di rumah atas perintah dokter")

    @property
    def harm(self) -> dict[str, Any]:
        return {
            "outcome": self.outcome.data,
            "days_off": self.days_off.data or 0,
            "percent": self.percent.data or 0,
            "lost": 100 if self.lost.data is None else self.lost.data,
            "carried": tuple(self.carried.data or ()),
            "home_care": self.home_care.data,
        }


class HealthForm(HarmForm):
    injury = TextAreaField("Luka atau keluhan")
    diagnosis = TextAreaField("Diagnosis")
    treatment = TextAreaField("Tindakan")
    declared_day = DayField("Dinyatakan dokter pada", description="Kosongkan selama masih dirawat.")
    declared_hour = HourField("Jam dinyatakan", [Optional()])
    version = VersionField(default=0)

    def record(self, case: Case) -> Record:
        declared = None
        if self.declared_day.data is not None:
            hour = self.declared_hour.data or datetime.min.time()
            declared = case.zone.instant(self.declared_day.data, hour)
        words: dict[str, Any] = {name: self[name].data or "" for name in ("injury", "diagnosis", "treatment")}
        return Record(**words, **self.harm, declared_at=declared)

    @classmethod
    def of(cls, case: Case, record: Record) -> HealthForm:
        local = record.declared_at.astimezone(case.zone.clock) if record.declared_at else None
        known = {name: getattr(record, name) for name in Record.__dataclass_fields__}
        days = {"declared_day": local.date() if local else None, "declared_hour": local.time() if local else None}
        return cls(data=known | days | {"version": case.version})


@case_health.get("", requires=Permission.HEALTH_READ)
def edit(case_id: UUID) -> Answer:
    case, record = _read(case_id)
    return _asked(case, HealthForm.of(case, record))


@case_health.post("", requires=Permission.HEALTH_WRITE)
def update(case_id: UUID) -> Answer:
    (case, record), form = _read(case_id), HealthForm.posted()
    if form.validate():
        try:
            service.note(actor(), case, form.record(case), version=form.version.data)
        except Refused as refused:
            form.refused(refused)
        else:
            flash("Catatan perawatan disimpan.", "success")
            return go(within("cases.show"), case_id=case_id)
    case, record = _read(case_id)
    overtaken = form.version.data != case.version
    form.version.data = case.version
    return _asked(case, form, now=record if overtaken else None, status=422)


def _read(case_id: UUID) -> tuple[Case, Record]:
    case = cases.find(actor(), case_id)
    record = service.read(actor(), case)
    if record is None:
        raise NotVisible("case_health")
    return case, record


def _asked(case: Case, form: HealthForm, *, now: Record | None = None, status: int = 200) -> Answer:
    body = [(BODY[code], percent) for code, percent in parts_of_the_body(clock.today())]
    return page("flows/case_health/edit.html", status=status, case=case, form=form, now=now, body=body)
