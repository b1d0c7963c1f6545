"""Members who may be insured already (Cocokkan): side by side, decided by a person, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import flash, request

from portal.access.permissions import Permission
from portal.flows.paging import paged
from portal.models import Decision, Likeness
from portal.ormas.home import own_unit
from portal.services import likenesses as service
from portal.services import matching
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource
from portal.web.wording.faults import sentence

likenesses = Resource("likenesses", __name__, url_prefix="/cocokkan")

#: What a list shows: its word in the address and its label.
VIEWS = {
    "tunggu": (Decision.OPEN, "Perlu dibandingkan"),
    "sama": (Decision.SAME, "Orang yang sama"),
    "beda": (Decision.OTHER, "Bukan orang yang sama"),
}


@likenesses.get("/", requires=Permission.MEMBER_READ)
def index() -> Answer:
    view = request.args.get("lihat", "")
    view = view if view in VIEWS else "tunggu"
    state = VIEWS[view][0]
    query = service.waiting(actor()) if state is Decision.OPEN else service.decided(actor(), state)
    unit = own_unit()
    return page(
        "ormas/likenesses/index.html",
        unit=unit,
        view=view,
        views=VIEWS,
        found=paged(actor(), query, [Likeness.id]),
        job=matching.job_of(unit),
    )


@likenesses.post("/", requires=Permission.MEMBER_WRITE)
def create() -> Answer:
    """Look once more for everyone who has no participant."""
    unit = matching.match(actor(), own_unit())
    job = matching.job_of(unit)
    if job is None or job.finished:
        flash("Sudah dicocokkan dengan semua peserta yang tercatat sekarang.", "success")
    return go(".index")


@likenesses.post("/<uuid:likeness_id>/banding", requires=Permission.MEMBER_WRITE)
def show(likeness_id: UUID) -> Answer:
    """A POST, though nothing seems to change: that somebody looked is recorded."""
    return _side_by_side(likeness_id)


@likenesses.post("/<uuid:likeness_id>", requires=Permission.MEMBER_WRITE)
def update(likeness_id: UUID) -> Answer:
    likeness = service.find(actor(), likeness_id)
    name, answer = likeness.member.name, request.form.get("keputusan", "")
    if answer not in {"sama", "beda"}:
        return _side_by_side(likeness_id, 422, ["Pilih salah satu jawaban."])
    try:
        service.decide(actor(), likeness, same=answer == "sama")
    except Refused as refused:
        return _side_by_side(likeness_id, 422, [sentence(fault) for fault in refused.faults])
    told = "dicatat sebagai orang yang sama" if answer == "sama" else "dicatat sebagai orang lain, dan diingat"
    flash(f"{name} {told}.", "success")
    return go(".index")


@likenesses.post("/<uuid:likeness_id>/urungkan", requires=Permission.MEMBER_WRITE)
def destroy(likeness_id: UUID) -> Answer:
    likeness = service.find(actor(), likeness_id)
    name = likeness.member.name
    try:
        service.reopen(actor(), likeness)
    except Refused as refused:
        flash(" ".join(sentence(fault) for fault in refused.faults), "warning")
    else:
        flash(f"Keputusan tentang {name} dibatalkan.", "success")
    return go(".index")


def _side_by_side(likeness_id: UUID, status: int = 200, faults: Sequence[str] = ()) -> Answer:
    likeness = service.find(actor(), likeness_id)
    return page(
        "ormas/likenesses/show.html",
        status=status,
        likeness=likeness,
        member=likeness.member,
        side=service.look(actor(), likeness),
        faults=[("", fault) for fault in faults],
    )
