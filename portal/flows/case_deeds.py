"""What is done with a case by a button: a notice taken up, a clinic named, a form handed in or printed."""

from __future__ import annotations

from uuid import UUID

from flask import flash, request

from portal.access.permissions import Permission
from portal.flows.cases import shown
from portal.papers import accident_forms
from portal.papers.days import instant
from portal.rules.accidents import Form
from portal.services import case_forms
from portal.services import case_reports as reporting
from portal.services import cases as service
from portal.values import clock
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.pages import Answer, download, go
from portal.web.resource import Resource, within
from portal.web.wording.names import name_of

take_ups = Resource("take_ups", __name__, url_prefix="/kasus/<uuid:case_id>/tindak-lanjut")
case_clinics = Resource("case_clinics", __name__, url_prefix="/kasus/<uuid:case_id>/klinik")
case_reports = Resource("case_reports", __name__, url_prefix="/kasus/<uuid:case_id>/formulir")
#: A form with numbers in the clear: a POST, since who printed it is written down.
case_prints = Resource("case_prints", __name__, url_prefix="/kasus/<uuid:case_id>/cetak")

PDF = "application/pdf"


@take_ups.post("", endpoint="create", requires=Permission.CASE_WRITE)
def take_up(case_id: UUID) -> Answer:
    case = service.find(actor(), case_id)
    try:
        service.take_up(actor(), case)
    except Refused as refused:
        return shown(service.find(actor(), case_id), refused=refused)
    flash("Pemberitahuan ditindaklanjuti. Lengkapi keterangan kejadiannya.", "success")
    return go(within("cases.show"), case_id=case_id)


@case_clinics.post("", endpoint="create", requires=Permission.CASE_WRITE)
def choose(case_id: UUID) -> Answer:
    case = service.find(actor(), case_id)
    try:
        service.choose_clinic(actor(), case, request.form.get("clinic", ""))
    except Refused as refused:
        return shown(service.find(actor(), case_id), refused=refused)
    flash("Klinik yang merawat ditetapkan. Mulai sekarang klinik itu melihat kasus ini.", "success")
    return go(within("cases.show"), case_id=case_id)


@case_reports.post("", endpoint="create", requires=Permission.CASE_WRITE)
def hand_in(case_id: UUID) -> Answer:
    case = service.find(actor(), case_id)
    try:
        form = _form()
        reporting.hand_in(actor(), case, form)
    except Refused as refused:
        return shown(service.find(actor(), case_id), refused=refused)
    flash(f"Formulir {name_of(form)} dicatat sudah disampaikan.", "success")
    return go(within("cases.show"), case_id=case_id)


@case_prints.post("", endpoint="create", requires=Permission.CASE_WRITE)
def print_form(case_id: UUID) -> Answer:
    case = service.find(actor(), case_id)
    try:
        form = _form()
    except Refused as refused:
        return shown(case, refused=refused)
    sheet = case_forms.filled(actor(), case, form, printed=instant(clock.now()))
    name = f"{form.value.upper()} {case.number.replace('/', '-')}.pdf"
    return download(accident_forms.sheet(sheet), name=name, mimetype=PDF)


def _form() -> Form:
    """Which form was meant. `Refused`: case.form."""
    try:
        return Form(request.form.get("form", ""))
    except ValueError:
        raise Refused.because("case.form") from None
