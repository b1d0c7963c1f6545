"""What came of the drive (Hasil): by unit and year, each figure with the names behind it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import abort, request
from sqlalchemy.orm import joinedload

from portal.access.permissions import Permission
from portal.flows.paging import paged
from portal.models import Applicant, Attendance, Enrolment, Organisation, db
from portal.ormas.events import asked_unit
from portal.ormas.referrals import MOST
from portal.services import events, referrals, trees
from portal.services import funnels as service
from portal.services.funnels import Outcome, Scope
from portal.services.referrals import Reach, Yield
from portal.values import clock
from portal.web.actor import actor
from portal.web.pages import Answer, page
from portal.web.resource import Resource

funnels = Resource("funnels", __name__, url_prefix="/kegiatan/hasil")

#: Sent themselves in by the link of an event.
APPLIED = "mendaftar"
#: The steps: what the address says, its words, the people meant (None: lines of who came, or of who applied).
STEPS: dict[str, tuple[str, Outcome | None]] = {
    "hadir": ("Hadir", None),
    "berminat": ("Berminat", None),
    APPLIED: ("Mendaftar lewat tautan", None),
    "terdaftar": ("Terdaftar", Outcome.REGISTERED),
    "membayar": ("Membayar", Outcome.PAID),
    "sudah": ("Sudah terlindungi lebih dahulu", Outcome.BEFORE),
}


@funnels.get("/", requires=Permission.EVENT_READ)
def index() -> Answer:
    unit, year = asked_unit(), _year()
    scope = Scope(unit, year=year)
    found = service.by_unit(actor(), scope)
    below = actor().sees(Organisation).where(Organisation.id.in_([each for each in found if each]))
    rows = [(each, found[each.id]) for each in db.session.scalars(below.order_by(Organisation.name_key).limit(300))]
    return page(
        "ormas/funnels/index.html",
        unit=unit,
        year=year,
        years=range(clock.today().year, clock.today().year - 3, -1),
        trail=trees.trail(actor(), unit),
        funnel=service.of_unit(actor(), scope, found),
        own=found.get(None),
        rows=rows,
        yields=(yields := referrals.yields(actor(), Reach(unit, year=year)))[:MOST],
        figures=sum(yields, Yield()),
    )


@funnels.get("/<step>", requires=Permission.EVENT_READ)
def show(step: str) -> Answer:
    """The names behind one figure: of an event, or of a unit and year."""
    if step not in STEPS:
        abort(404)
    words, outcome = STEPS[step]
    event_id = request.args.get("kegiatan", type=UUID)
    event = events.find(actor(), event_id) if event_id else None
    own = request.args.get("sendiri") == "ya"
    scope = Scope(event.organisation, event) if event else Scope(asked_unit(), year=_year(), own=own)
    if step == APPLIED:
        some = service.applicants(actor(), scope).options(joinedload(Applicant.organisation))
        found = paged(actor(), some, [Applicant.id], descending=True)
    elif outcome is None:
        query = service.lines(actor(), scope, interested=step == "berminat")
        found = paged(actor(), query, [Attendance.name_key, Attendance.id])
    else:
        found = paged(actor(), service.people(actor(), scope, outcome), [Enrolment.name_key, Enrolment.id])
    return page(
        "ormas/funnels/show.html",
        scope=scope,
        step=step,
        words=words,
        steps={key: label for key, (label, _) in STEPS.items()},
        of_what="applicants" if step == APPLIED else "lines" if outcome is None else "people",
        found=found,
        kept={"kegiatan": event.id} if event else _kept(scope),
    )


def _kept(scope: Scope) -> dict[str, Any]:
    return {"unit": scope.unit.id, "tahun": scope.year} | ({"sendiri": "ya"} if scope.own else {})


def _year() -> int:
    year = request.args.get("tahun", type=int)
    return year if year and 2015 <= year <= clock.today().year + 2 else clock.today().year
