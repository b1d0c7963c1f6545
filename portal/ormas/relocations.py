"""Moving many members at once (Pindahkan anggota): where to, who, what would happen, and only then it does."""

from __future__ import annotations

from uuid import UUID

from flask import flash, request

from portal.access.actor import NotVisible
from portal.access.permissions import Permission
from portal.flows.paging import paged
from portal.models import Organisation, OrmasMember, Relocation
from portal.ormas import destinations
from portal.services import relocations as service
from portal.services import trees
from portal.services.relocations import LETTERS, Choice
from portal.values.fault import Fault, Refused
from portal.web.actor import actor
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource
from portal.web.wording.faults import sentence

relocations = Resource("relocations", __name__, url_prefix="/unit/<uuid:unit_id>/pindah-anggota")
#: Who that would be, before anything is moved: a POST, since it carries numbers of cards.
previews = Resource("previews", __name__, url_prefix="/pratinjau")

#: What a fault can be shown at.
FIELDS = {"kta", "sampai"}
#: Members of one page to tick.
ROWS = 50


@relocations.get("", requires=Permission.MEMBER_WRITE)
def new(unit_id: UUID) -> Answer:
    return _shown(actor().find(Organisation, unit_id))


@previews.post("", endpoint="create", requires=Permission.MEMBER_WRITE)
def preview(unit_id: UUID) -> Answer:
    unit = actor().find(Organisation, unit_id)
    try:
        into = destinations.chosen("ke")
        return _previewed(unit, into)
    except Refused as refused:
        return _shown(unit, refused.faults, status=422)


@relocations.post("", requires=Permission.MEMBER_WRITE)
def create(unit_id: UUID) -> Answer:
    unit = actor().find(Organisation, unit_id)
    try:
        into = destinations.chosen("ke")
    except Refused as refused:
        return _shown(unit, refused.faults, status=422)
    try:
        relocation = service.relocate(
            actor(),
            unit,
            into,
            _choice(),
            expected=request.form.get("jumlah", 0, type=int),
            with_enrolments="kepesertaan" in request.form,
        )
    except Refused as refused:
        if any(fault.code == "relocation.changed" for fault in refused.faults):
            return _previewed(unit, into, refused.faults, status=422)
        return _shown(unit, refused.faults, status=422)
    flash(f"{relocation.people} anggota pindah ke {relocation.into}.", "success")
    return go(".show", unit_id=unit_id, relocation_id=relocation.id)


@relocations.get("/<uuid:relocation_id>", requires=Permission.MEMBER_READ)
def show(unit_id: UUID, relocation_id: UUID) -> Answer:
    return _told(_found(unit_id, relocation_id))


@relocations.post("/<uuid:relocation_id>/batal", requires=Permission.MEMBER_WRITE)
def destroy(unit_id: UUID, relocation_id: UUID) -> Answer:
    relocation = _found(unit_id, relocation_id)
    try:
        service.undo(actor(), relocation)
    except Refused as refused:
        return _told(_found(unit_id, relocation_id), refused.faults, status=422)
    flash(f"Mereka kembali menjadi anggota {relocation.origin}.", "success")
    return go(".show", unit_id=unit_id, relocation_id=relocation_id)


relocations.register_blueprint(previews)


def _found(unit_id: UUID, relocation_id: UUID) -> Relocation:
    relocation = service.find(actor(), relocation_id)
    if relocation.organisation_id != unit_id:
        raise NotVisible("relocation")
    return relocation


def _choice() -> Choice:
    """As one of the three forms says it, and the preview says it again."""
    return Choice(
        tuple(request.form.getlist("anggota", type=UUID)),
        request.form.get("kta", ""),
        request.form.get("dari", "").strip()[:1],
        request.form.get("sampai", "").strip()[:1],
    )


def _shown(unit: Organisation, faults: tuple[Fault, ...] = (), *, status: int = 200) -> Answer:
    """Where to, as long as that is not said; then who."""
    id_ = request.values.get("ke", type=UUID)
    into = actor().find(Organisation, id_) if id_ else None
    words = " ".join(request.args.get("q", "").split())[:80] if into else ""
    members = service.own(actor(), unit, words)
    return page(
        "ormas/relocations/new.html",
        status=status,
        unit=unit,
        into=into,
        trail=trees.trail(actor(), unit),
        destinations=None if into else destinations.homes(unit),
        words=words,
        found=paged(actor(), members, [OrmasMember.name_key, OrmasMember.id], rows=ROWS) if into else None,
        choice=_choice(),
        letters=LETTERS,
        most=service.MOST_CARDS,
        lately=service.lately(actor(), unit),
        faults=[(fault.field if into and fault.field in FIELDS else "", sentence(fault)) for fault in faults],
    )


def _previewed(
    unit: Organisation, into: Organisation, faults: tuple[Fault, ...] = (), *, status: int = 200
) -> Answer:
    choice = _choice()
    chosen = service.looked_at(actor(), unit, choice)
    if not chosen.people and not chosen.unknown:
        raise Refused.because("relocation.nobody")
    return page(
        "ormas/relocations/previews/create.html",
        status=status,
        unit=unit,
        into=into,
        choice=choice,
        chosen=chosen,
        shown=service.SHOWN,
        may_follow=chosen.enrolled and actor().may(Permission.REGISTRATION_WRITE),
        faults=[("", sentence(fault)) for fault in faults],
    )


def _told(relocation: Relocation, faults: tuple[Fault, ...] = (), *, status: int = 200) -> Answer:
    return page(
        "ormas/relocations/show.html",
        status=status,
        relocation=relocation,
        unit=relocation.organisation,
        job=service.job_of(relocation),
        faults=[("", sentence(fault)) for fault in faults],
    )
