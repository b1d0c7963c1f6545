"""What is done with a member: marked as a wage earner, moved to another unit, left, back again. All can be undone."""

from __future__ import annotations

from uuid import UUID

from flask import flash, request

from portal.access.permissions import Permission
from portal.flows.deaths import asked_of_member, noted
from portal.models import OrmasMember
from portal.ormas import destinations
from portal.ormas.members import shown
from portal.services import leavings, trees
from portal.services import members as service
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import HouseForm
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource

marks = Resource("marks", __name__, url_prefix="/anggota/<uuid:member_id>/penerima-upah")
member_moves = Resource("member_moves", __name__, url_prefix="/anggota/<uuid:member_id>/pindah")
member_deaths = Resource("member_deaths", __name__, url_prefix="/anggota/<uuid:member_id>/meninggal")
farewells = Resource("farewells", __name__, url_prefix="/anggota/<uuid:member_id>/keluar")


@marks.post("", requires=Permission.MEMBER_WRITE)
def create(member_id: UUID) -> Answer:
    member = service.mark(actor(), service.find(actor(), member_id), wage_earner=True)
    flash(f"{member.name} ditandai penerima upah.", "success")
    return go("ormas.members.show", member_id=member_id)


@marks.post("/hapus", requires=Permission.MEMBER_WRITE)
def destroy(member_id: UUID) -> Answer:
    member = service.mark(actor(), service.find(actor(), member_id), wage_earner=False)
    flash(f"{member.name} bukan penerima upah lagi.", "success")
    return go("ormas.members.show", member_id=member_id)


@member_moves.get("", requires=Permission.MEMBER_WRITE)
def new(member_id: UUID) -> Answer:
    return _page(service.find(actor(), member_id), HouseForm())


@member_moves.post("", endpoint="create", requires=Permission.MEMBER_WRITE)
def move(member_id: UUID) -> Answer:
    member, form = service.find(actor(), member_id), HouseForm.posted()
    before = member.organisation_id
    try:
        unit = destinations.chosen("unit")
        enrolment = leavings.of_member(actor(), member)
        service.move(actor(), member, unit)
        if "kepesertaan" in request.form and enrolment is not None:
            leavings.move(actor(), enrolment, unit)
    except Refused as refused:
        form.refused(refused)
        return _page(service.find(actor(), member_id), form, status=422)
    flash(f"{member.name} sekarang anggota {unit.name}.", "success")
    return go("ormas.members.show", member_id=member_id, dari=before)


@farewells.post("", endpoint="create", requires=Permission.MEMBER_WRITE)
def leave(member_id: UUID) -> Answer:
    member = service.find(actor(), member_id)
    try:
        service.leave(actor(), member, reason=request.form.get("reason", "").replace("\0", ""))
    except Refused as refused:
        return shown(service.find(actor(), member_id), faults=refused.faults)
    flash(f"{member.name} dicatat keluar.", "success")
    enrolment = leavings.of_member(actor(), member)
    if enrolment is not None and actor().may(Permission.ENROLMENT_END):
        return go("ormas.leavings.new", enrolment_id=enrolment.id)
    return go("ormas.members.show", member_id=member_id)


@member_deaths.get("", endpoint="new", requires=Permission.ENROLMENT_END)
def ask_death(member_id: UUID) -> Answer:
    return asked_of_member(service.find(actor(), member_id))


@member_deaths.post("", endpoint="create", requires=Permission.ENROLMENT_END)
def note_death(member_id: UUID) -> Answer:
    return noted(service.find(actor(), member_id))


@farewells.post("/hapus", endpoint="destroy", requires=Permission.MEMBER_WRITE)
def rejoin(member_id: UUID) -> Answer:
    member = service.find(actor(), member_id)
    try:
        service.rejoin(actor(), member)
    except Refused as refused:
        return shown(service.find(actor(), member_id), faults=refused.faults)
    flash(f"{member.name} anggota lagi.", "success")
    return go("ormas.members.show", member_id=member_id)


def _page(member: OrmasMember, form: HouseForm, *, status: int = 200) -> Answer:
    return page(
        "ormas/member_moves/new.html",
        status=status,
        member=member,
        unit=member.organisation,
        destinations=destinations.homes(member.organisation),
        trail=trees.trail(actor(), member.organisation),
        enrolment=leavings.of_member(actor(), member) if actor().may(Permission.REGISTRATION_WRITE) else None,
        form=form,
    )
