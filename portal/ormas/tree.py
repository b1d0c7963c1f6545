"""The entrance to the units: one's own, from where all others are found."""

from __future__ import annotations

from portal.access.permissions import Permission
from portal.flows import units
from portal.ormas.home import own_unit
from portal.web.pages import Answer
from portal.web.resource import Resource

tree = Resource("tree", __name__, url_prefix="/unit")


@tree.get("/", requires=Permission.UNIT_READ)
def index() -> Answer:
    return units.shown(own_unit())
