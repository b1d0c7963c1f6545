"""What a signed-in person can reach from every page: each portal registers its rooms, once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, request, url_for

from portal.access.actor import Actor
from portal.access.permissions import Permission
from portal.models import OrganisationKind
from portal.web.actor import signed_in
from portal.web.wording.names import name_of


@dataclass(frozen=True, slots=True)
class Room:
    """An entry of a portal's menu; shown to those who have the permission."""

    endpoint: str
    label: str
    icon: str
    requires: Permission | None = None


_ROOMS: dict[str, tuple[Room, ...]] = {}


def register(portal: str, *rooms: Room) -> None:
    """A portal names its rooms; `portal` is the first word of its endpoints."""
    _ROOMS[portal] = rooms


def init_app(app: Flask) -> None:
    @app.context_processor
    def menu() -> dict[str, Any]:
        found = signed_in()
        if found is None:
            return {"navigation": [], "acting": None}
        acting = {
            "person": found.name,
            "organisation_name": found.actor.acts_for if found.actor else "",
            "role_name": name_of(found.actor.role) if found.actor else "",
            "switch_url": url_for("accounts.acting.index"),
            "account_url": url_for("accounts.profile.show"),
            "sign_out_url": url_for("accounts.sessions.destroy"),
            "keeps": _kept(found.actor),
            "lock_url": url_for("accounts.locks.create") if found.phone_id else None,
            "locks_after": app.config["SETTINGS"].pin_idle_minutes if found.phone_id else None,
        }
        if found.actor is None:
            return {"navigation": [], "acting": acting}
        portal = "branch" if found.actor.is_branch else _portal_of(str(found.actor.organisation_kind))
        shown = [room for room in _ROOMS.get(portal, ()) if room.requires is None or found.actor.may(room.requires)]
        urls = [url_for(room.endpoint) for room in shown]
        # The room whose address is the longest beginning of this one: a page below a room still stands in it. Below
        # home everything stands, so that nothing but home itself is there.
        around = [url for url in urls if not all(each.startswith(url) for each in urls)]
        here = max((url for url in around if request.path.startswith(url)), key=len, default=request.path)
        entries = [
            {"url": url, "label": room.label, "icon": room.icon, "current": url == here, "count": None}
            for room, url in zip(shown, urls, strict=True)
        ]
        return {"navigation": entries, "acting": acting}


def _portal_of(kind: str) -> str:
    return {"school": "schools", "ormas": "ormas", "perisai": "perisai", "clinic": "perisai"}[kind]


def _kept(actor: Actor | None) -> dict[str, str]:
    """What a phone keeps for who registers people where there is no network (static/offline), so that signing out can
    take it along: the name of its store, and where it is looked at first."""
    if actor is None or actor.organisation_kind is not OrganisationKind.PERISAI:
        return {}
    return {
        "data-forget": f"antrean-{actor.membership_id}",
        "data-first": url_for("perisai.registrations.new", _anchor="keluar"),
    }
