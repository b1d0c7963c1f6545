"""What the columns of a roster are: recognised, to be confirmed or corrected by a person."""

from __future__ import annotations

from uuid import UUID

from flask import flash, request

from portal.access.permissions import Permission
from portal.flows.roster_nouns import noun_of
from portal.models import Roster, RosterState
from portal.services import rosters as service
from portal.services.examination import profile_of
from portal.values.fault import Fault, Refused
from portal.web.actor import actor
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource, within
from portal.web.wording.faults import sentence

columns = Resource("columns", __name__, url_prefix="/<uuid:roster_id>/kolom")


@columns.get("/", requires=Permission.ROSTER_WRITE)
def edit(roster_id: UUID) -> Answer:
    return _page(actor().find(Roster, roster_id))


@columns.post("/", requires=Permission.ROSTER_WRITE)
def update(roster_id: UUID) -> Answer:
    roster = actor().find(Roster, roster_id)
    fields = {match.index: request.form.get(f"kolom-{match.index}", "") for match in service.matches_of(roster)}
    columns = profile_of(roster).by_field
    fields = {index: field if field in columns else "" for index, field in fields.items()}
    constants = {
        field: " ".join(request.form.get(f"isi-{field}", "").split())[:200] for field in noun_of(roster).constants
    }
    try:
        service.map_columns(actor(), roster, fields=fields, constants=constants)
    except Refused as refused:
        return _page(roster, 422, refused.faults, {field: index for index, field in fields.items() if field})
    flash("Kolom dicatat dan daftar diperiksa. Berkas serupa berikutnya langsung dikenali.", "success")
    return go(within("rosters.show"), roster_id=roster.id)


def _page(
    roster: Roster, status: int = 200, faults: tuple[Fault, ...] = (), chosen: dict[str, int] | None = None
) -> Answer:
    if roster.state not in {RosterState.MAPPING, RosterState.OPEN}:
        return go(within("rosters.show"), roster_id=roster.id)
    mapping = chosen if chosen is not None else roster.mapping
    profile, noun = profile_of(roster), noun_of(roster)
    return page(
        "flows/rosters/columns/edit.html",
        status=status,
        roster=roster,
        matches=service.matches_of(roster),
        examples=service.examples(actor(), roster),
        chosen={index: field for field, index in mapping.items()},
        choices=[(column.field, column.title) for column in profile.columns],
        required={column.title for column in profile.columns if column.required},
        constants=[(field, profile.by_field[field].title) for field in noun.constants if field not in mapping],
        noun=noun,
        faults=[("", sentence(fault)) for fault in faults],
    )
