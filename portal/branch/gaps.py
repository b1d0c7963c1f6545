"""Whom a figure of the front page means: who is about to lose cover, schools by their share."""

from __future__ import annotations

from flask import request

from portal.access.permissions import Permission
from portal.flows.paging import paged
from portal.models import Enrolment, OrganisationKind
from portal.services import coverage, overviews
from portal.services.overviews import Share
from portal.web.actor import actor
from portal.web.pages import Answer, page
from portal.web.resource import Resource

#: Schools on one page, those with the widest gap first.
SHOWN = 100

lapses = Resource("lapses", __name__, url_prefix="/segera-gugur")
school_shares = Resource("school_shares", __name__, url_prefix="/cakupan-sekolah")


@lapses.get("/", requires=Permission.ENROLMENT_READ, endpoint="index")
def lapsing() -> Answer:
    found = paged(actor(), overviews.lapsing_people(actor()), [Enrolment.name_key, Enrolment.id])
    return page(
        "branch/lapses/index.html",
        found=found,
        covers=coverage.answers(found.rows),
        month=overviews.lapsing_month(),
    )


@school_shares.get("/", requires=Permission.ORGANISATION_READ, endpoint="index")
def schools() -> Answer:
    share = next((each for each in Share if each.value == request.args.get("bagian")), None)
    every = overviews.standings(actor(), OrganisationKind.SCHOOL)
    found = sorted((each for each in every if share in {None, each.share}), key=lambda each: each.percent)
    return page(
        "branch/school_shares/index.html",
        schools=found[:SHOWN],
        more=max(0, len(found) - SHOWN),
        share=share,
        counts=overviews.shares(every),
    )
