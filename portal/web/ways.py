"""Where a signed-in person goes: the page they were on their way to, or home."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, session, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from portal.access.actor import Actor
from portal.access.permissions import Permission
from portal.models import OrganisationKind
from portal.web.pages import Answer, go, go_to
from portal.web.resource import Portal

_HOMES = {
    OrganisationKind.SCHOOL: "schools.home.index",
    OrganisationKind.ORMAS: "ormas.home.index",
    OrganisationKind.PERISAI: "perisai.home.index",
    OrganisationKind.CLINIC: "perisai.home.index",
}


def home(actor: Actor) -> str:
    """The first page of the actor's portal."""
    if actor.organisation_kind is None:
        return url_for("branch.home.index")
    return url_for(_HOMES[actor.organisation_kind])


def onward(actor: Actor | None) -> Answer:
    """Go on after signing in or changing for whom one acts; who has yet to choose, chooses first."""
    if actor is None:
        return go("accounts.acting.index")
    way_back = session.pop("way_back", None)
    return go_to(way_back if way_back and may_go(actor, way_back) else home(actor))


def may_go(actor: Actor, location: str) -> bool:
    """Whether a page of ours stands there and the first two locks let this actor in; the third is the page's own."""
    parts = urlsplit(location)
    if parts.scheme or parts.netloc or not parts.path.startswith("/"):
        return False
    try:
        endpoint, _ = current_app.url_map.bind("").match(parts.path, method="GET")
    except (HTTPException, RequestRedirect):
        return False
    rooms = endpoint.split(".")
    doors = (current_app.blueprints.get(".".join(rooms[:depth])) for depth in range(1, len(rooms)))
    if any(isinstance(door, Portal) and not door.admits(actor) for door in doors):
        return False
    requires = getattr(current_app.view_functions[endpoint], "requires", None)
    return not isinstance(requires, Permission) or actor.may(requires)
