"""A unit becomes two (Pecah unit): a new one beside it takes some of those below, or some of its members, or both."""

from __future__ import annotations

from uuid import UUID

from flask import flash, request

from portal.access.permissions import Permission
from portal.models import Organisation
from portal.ormas.openings import UnitForm
from portal.services import trees
from portal.services import units as service
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource

divisions = Resource("divisions", __name__, url_prefix="/unit/<uuid:unit_id>/pecah")

#: So many boxes to tick on one page; further units can be moved one by one.
MOST = 100


@divisions.get("", requires=Permission.UNIT_WRITE)
def new(unit_id: UUID) -> Answer:
    return _page(actor().find(Organisation, unit_id), UnitForm())


@divisions.post("", requires=Permission.UNIT_WRITE)
def create(unit_id: UUID) -> Answer:
    unit, form = actor().find(Organisation, unit_id), UnitForm.posted()
    if form.validate():
        try:
            service.split(
                actor(),
                unit,
                name=form.name.data or "",
                code=form.code.data or "",
                taken=_taken(),
                with_members=_with_members(),
            )
        except Refused as refused:
            form.refused(refused)
        else:
            flash(f"{form.name.data} berdiri di samping {unit.name}.", "success")
            beside = trees.beside(actor(), unit, form.name.data or "") if _with_members() else None
            if beside is not None and actor().may(Permission.MEMBER_WRITE):
                return go("ormas.relocations.new", unit_id=unit.id, ke=beside.id)
            return go("ormas.units.show", unit_id=unit.parent_id)
    return _page(unit, form, status=422)


def _taken() -> set[UUID]:
    return set(request.form.getlist("taken", type=UUID))


def _with_members() -> bool:
    """Whether some of its members are to follow; who, is chosen next."""
    return "anggota" in request.form


def _page(unit: Organisation, form: UnitForm, *, status: int = 200) -> Answer:
    below = trees.children(actor(), unit, most=MOST)
    return page(
        "ormas/divisions/new.html",
        status=status,
        unit=unit,
        form=form,
        below=below,
        counts=trees.counts_below(actor(), [each.id for each in below]),
        taken=_taken(),
        with_members=_with_members() or not below,
        most=MOST,
    )
