"""Who was hurt (Siapa yang celaka): the way from the list of cases to the person, by a few letters of the name."""

from __future__ import annotations

from flask import request

from portal.access.permissions import Permission
from portal.models import Enrolment, EnrolmentState, db
from portal.services import coverage
from portal.services import enrolments as service
from portal.web.actor import actor
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource

case_people = Resource("case_people", __name__, url_prefix="/kasus/siapa")

#: Who is not among so many is found with one letter more.
SHOWN = 15


@case_people.get("", requires=Permission.CASE_OPEN)
def index() -> Answer:
    words = " ".join(request.args.get("q", "").split())[:80]
    if service.is_number(words):
        return go(".index")  # nobody's number stays in an address
    found = []
    if words:
        named = service.listed(actor(), words=words, states=(EnrolmentState.APPROVED,))
        order = (Enrolment.name_key, Enrolment.id)
        found = list(db.session.scalars(named.order_by(*order).limit(SHOWN + 1)))
    return page(
        "flows/case_people/index.html",
        words=words,
        people=found[:SHOWN],
        more=len(found) > SHOWN,
        covers=coverage.answers(found[:SHOWN]),
    )
