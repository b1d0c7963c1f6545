"""What if this person pays late (Bila terlambat): dated statements, each with its reasons and its amount."""

from __future__ import annotations

from uuid import UUID

from portal.access.permissions import Permission
from portal.services import coverage, enrolments
from portal.values import clock
from portal.web.actor import actor
from portal.web.pages import Answer, page
from portal.web.resource import Resource

outlooks = Resource("outlooks", __name__, url_prefix="/<uuid:enrolment_id>/bila-terlambat")


@outlooks.get("/", requires=Permission.ENROLMENT_READ)
def show(enrolment_id: UUID) -> Answer:
    enrolment = enrolments.find(actor(), enrolment_id)
    return page(
        "flows/outlooks/show.html",
        enrolment=enrolment,
        cover=coverage.answer(enrolment),
        statements=coverage.statements(enrolment),
        today=clock.today(),
    )
