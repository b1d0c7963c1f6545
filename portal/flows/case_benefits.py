"""Manfaat: what the person of a case or the heirs may expect, as an estimate. What is tried out is not kept."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from wtforms import IntegerField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import NumberRange, Optional

from portal.access.permissions import Permission
from portal.flows.case_health import HarmForm
from portal.models import Case
from portal.rules import deadlines
from portal.rules.benefits import Child, Harm, Outcome, School, parts_of_the_body
from portal.services import case_benefits as service
from portal.services import case_health, cases, policies
from portal.values import clock
from portal.values.fault import Invalid, Refused
from portal.web.actor import actor
from portal.web.pages import Answer, page
from portal.web.resource import Resource
from portal.web.wording.accidents import BODY
from portal.web.wording.names import name_of

case_benefits = Resource("case_benefits", __name__, url_prefix="/kasus/<uuid:case_id>/manfaat")

_SCHOOLS = [SelectChoice("", "Tidak ada"), *(SelectChoice(each.value, name_of(each)) for each in School)]
_AGE = NumberRange(0, 30, "Usia 0 sampai 30 tahun.")


class BenefitForm(HarmForm):
    school_1 = SelectField("Anak pertama: sekolah", choices=_SCHOOLS)
    age_1 = IntegerField("Usianya", [Optional(), _AGE])
    school_2 = SelectField("Anak kedua: sekolah", choices=_SCHOOLS)
    age_2 = IntegerField("Usianya", [Optional(), _AGE])

    @property
    def children(self) -> tuple[Child, ...]:
        told = ((self.school_1.data, self.age_1.data), (self.school_2.data, self.age_2.data))
        return tuple(Child(School(school), age) for school, age in told if school and age is not None)


@case_benefits.get("", requires=Permission.CASE_READ)
def show(case_id: UUID) -> Answer:
    """As the health record says, to who reads it; to others as if the person were treated and healed."""
    case = cases.find(actor(), case_id)
    record = case_health.read(actor(), case)
    harm = record.harm if record else Harm()
    known: dict[str, Any] = {name: getattr(harm, name) for name in ("outcome", "days_off", "lost", "home_care")}
    form = BenefitForm(data=known | {"percent": harm.percent or None, "carried": list(harm.carried)})
    return _shown(case, form, harm)


@case_benefits.post("", requires=Permission.CASE_WRITE)
def create(case_id: UUID) -> Answer:
    """What is tried out, and not kept."""
    case, form = cases.find(actor(), case_id), BenefitForm.posted()
    if form.validate():
        try:
            harm = Harm(**form.harm, children=form.children)
        except Invalid as invalid:
            form.refused(Refused(invalid.fault))
        else:
            return _shown(case, form, harm)
    return _shown(case, form, Harm(), status=422)


def _shown(case: Case, form: BenefitForm, harm: Harm, status: int = 200) -> Answer:
    today = clock.today()
    return page(
        "flows/case_benefits/show.html",
        status=status,
        case=case,
        form=form,
        estimate=service.by_accident(case, harm),
        otherwise=service.by_death(case, harm.children) if harm.outcome is Outcome.DIED else None,
        expiry=deadlines.claim_expiry(case.happened_at, policies.in_force(case.branch_id, today)),
        body=[(BODY[code], percent) for code, percent in parts_of_the_body(today)],
    )
