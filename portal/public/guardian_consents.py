"""Persetujuan wali: a parent reads what is done with their child's data, agrees, and may take it back. No account.

The address is the key: it came to the parent's phone. The child's name stays masked, for phones are lent.
"""

from __future__ import annotations

from flask import Response, request
from wtforms import BooleanField

from portal.access.permissions import Permission
from portal.models import RELATIONS, Enrolment, Relation
from portal.public import visitors
from portal.services import guardian_consents as service
from portal.services.guardian_consents import Asked, Said
from portal.services.verifications import masked
from portal.values.fault import Refused
from portal.web import mail
from portal.web.forms import HouseForm, OneOfField, TextField, required
from portal.web.pages import Answer, go, page
from portal.web.resource import ANYONE, Resource
from portal.web.wording.consents import CURRENT_GUARDIAN, guardian_paragraphs

guardian_consents = Resource("guardian_consents", __name__, url_prefix="/wali/<token>")


class ConsentForm(HouseForm):
    name = TextField("Nama lengkap Anda", [required("Nama")], longest=120)
    relation = OneOfField("Anda siapanya", Relation, among=RELATIONS)
    agreed = BooleanField("Saya sudah membaca dan setuju", [required("Centang persetujuan")])


@guardian_consents.get("", requires=ANYONE)
def show(token: str) -> Answer:
    return _page(token, ConsentForm())


@guardian_consents.post("", requires=ANYONE)
def create(token: str) -> Answer:
    form = ConsentForm.posted()
    if (stopped := visitors.too_often()) is not None:
        return stopped
    asked = service.opened_by(token)
    if asked is None:
        return _page(token, form)
    version = request.form.get("version", "")
    if version != CURRENT_GUARDIAN:
        return _page(token, ConsentForm(), status=422)  # another wording stands there now: it is to be read first
    if form.validate():
        try:
            service.give(asked, Said(form.name.data or "", form.relation.data, version))
        except Refused as refused:
            form.refused(refused)
        else:
            return go(".show", token=token)
    return _page(token, form, status=422)


@guardian_consents.post("/tarik", requires=ANYONE)
def destroy(token: str) -> Answer:
    asked = service.opened_by(token)
    if asked is None:
        return _page(token, ConsentForm())
    if service.take_back(asked):
        _tell_the_school(asked.enrolment)
    return go(".show", token=token)


def _tell_the_school(enrolment: Enrolment) -> None:
    """A mail to whoever settles it with the parent; it names nobody, for others may read it."""
    url = mail.whole_url("schools.guardians.show", enrolment_id=enrolment.id)
    mail.tell(
        "consent_withdrawn",
        enrolment.organisation_id,
        Permission.ENROLMENT_WRITE,
        branch_id=enrolment.branch_id,
        place=enrolment.organisation.name,
        url=url,
    )


def _page(token: str, form: ConsentForm, *, status: int = 200) -> Answer:
    asked = service.opened_by(token)
    if asked is None:
        return page("public/guardian_consents/closed.html", status=404)
    return page("public/guardian_consents/show.html", status=status, token=token, form=form, **_told(asked))


def _told(asked: Asked) -> dict[str, object]:
    version = asked.given.version if asked.given else CURRENT_GUARDIAN
    return {
        "child": masked(asked.enrolment.participant.name),
        "enrolment": asked.enrolment,
        "given": asked.given,
        "version": version,
        "paragraphs": guardian_paragraphs(version, asked.enrolment.organisation.name),
    }


@guardian_consents.after_request
def keep_out_of_search(answer: Response) -> Response:
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
