"""Who may do what (Peran): the roles as the program itself holds them, and nothing beside it."""

from __future__ import annotations

from flask import request

from portal.access.permissions import (
    BRANCH_ROLES,
    CLINIC_ROLES,
    ORMAS_ROLES,
    PERISAI_ROLES,
    PERMISSIONS,
    SCHOOL_ROLES,
    Permission,
    Role,
)
from portal.web.pages import Answer, page
from portal.web.resource import Resource
from portal.web.wording.permissions import DEEDS

roles = Resource("roles", __name__, url_prefix="/rekan/peran")

#: Roles by whom they stand with.
HOUSES: tuple[tuple[str, tuple[Role, ...]], ...] = (
    ("Kantor cabang", BRANCH_ROLES),
    ("Sekolah", SCHOOL_ROLES),
    ("Ormas", ORMAS_ROLES),
    ("Wadah Perisai", PERISAI_ROLES),
    ("Klinik", CLINIC_ROLES),
)


@roles.get("/", requires=Permission.COLLEAGUE_READ)
def index() -> Answer:
    """``?peran=`` one role; else every deed with the roles that may do it."""
    chosen = next((role for role in Role if role.value == request.args.get("peran")), None)
    deeds = [
        (DEEDS.get(permission, permission.value), [role for role in Role if permission in PERMISSIONS[role]])
        for permission in Permission
        if chosen is None or permission in PERMISSIONS[chosen]
    ]
    return page(
        "branch/roles/index.html", houses=HOUSES, chosen=chosen, deeds=[(deed, who) for deed, who in deeds if who]
    )
