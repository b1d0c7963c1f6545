"""How far the reading of a long roster is; stop it, or let it go on."""

from __future__ import annotations

from uuid import UUID

from flask import flash

from portal.access.permissions import Permission
from portal.flows.roster_nouns import noun_of
from portal.models import Roster, RosterState
from portal.services import rosters as service
from portal.web.actor import actor
from portal.web.pages import Answer, go, part
from portal.web.resource import Resource, within

progress = Resource("progress", __name__, url_prefix="/<uuid:roster_id>/kemajuan")


@progress.get("/", requires=Permission.ROSTER_READ)
def show(roster_id: UUID) -> Answer:
    roster = actor().find(Roster, roster_id)
    if roster.state not in {RosterState.READING, RosterState.RECEIVED, RosterState.ADMITTING}:
        return go(within("rosters.show"), roster_id=roster.id)
    return part(
        "flows/rosters/progress/_progress.html",
        otherwise=lambda: go(within("rosters.show"), roster_id=roster.id),
        roster=roster,
        job=service.job_of(roster),
        noun=noun_of(roster),
    )


@progress.post("/lanjut", requires=Permission.ROSTER_WRITE)
def create(roster_id: UUID) -> Answer:
    roster = actor().find(Roster, roster_id)
    service.resume(actor(), roster)
    return go(within("rosters.show"), roster_id=roster.id)


@progress.post("/henti", requires=Permission.ROSTER_WRITE)
def destroy(roster_id: UUID) -> Answer:
    roster = actor().find(Roster, roster_id)
    service.stop(actor(), roster)
    flash("Pekerjaan dihentikan. Yang sudah selesai tetap tersimpan.", "info")
    return go(within("rosters.show"), roster_id=roster.id)
