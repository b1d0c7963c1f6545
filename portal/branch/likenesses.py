"""Members who may be insured already, of whom their ormas says nothing (Orang yang sama?): the branch answers."""

from __future__ import annotations

from uuid import UUID

from flask import flash, request

from portal.access.permissions import Permission
from portal.models import Likeness, Queue
from portal.services import likenesses as service
from portal.services.likenesses import Side
from portal.values import clock
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource
from portal.web.wording.faults import sentence

likenesses = Resource("likenesses", __name__, url_prefix="/orang-sama/<uuid:likeness_id>")

ANSWERS = {"sama": True, "beda": False}


@likenesses.get("", requires=Permission.LIKENESS_ANSWER)
def edit(likeness_id: UUID) -> Answer:
    """Who asks and since when; the participant's side is shown when it is asked for."""
    return _shown(service.find(actor(), likeness_id))


@likenesses.post("/banding", requires=Permission.LIKENESS_ANSWER)
def show(likeness_id: UUID) -> Answer:
    """A POST, though nothing seems to change: that somebody looked is recorded."""
    likeness = service.find(actor(), likeness_id)
    try:
        service.refuse_early(likeness)
    except Refused as refused:
        return _shown(likeness, refused=refused)
    return _shown(likeness, side=service.look(actor(), likeness))


@likenesses.post("", requires=Permission.LIKENESS_ANSWER)
def update(likeness_id: UUID) -> Answer:
    likeness = service.find(actor(), likeness_id)
    name, said = likeness.member.name, ANSWERS.get(request.form.get("keputusan", ""))
    if said is None:
        return _shown(likeness, refused=Refused.because("likeness.answer"))
    try:
        service.answer(actor(), likeness, same=said)
    except Refused as refused:
        return _shown(service.find(actor(), likeness_id), refused=refused)
    flash(f"{name} dicatat sebagai {'orang yang sama' if said else 'orang lain, dan diingat'}.", "success")
    return go("branch.queues.show", queue=Queue.LIKENESSES)


def _shown(likeness: Likeness, *, side: Side | None = None, refused: Refused | None = None) -> Answer:
    day = service.branch_waits_until(likeness)
    return page(
        "branch/likenesses/edit.html",
        status=422 if refused else 200,
        likeness=likeness,
        member=likeness.member,
        side=side,
        branch_from=day,
        early=clock.today() < day,
        faults=[("", sentence(fault)) for fault in refused.faults] if refused else [],
    )
