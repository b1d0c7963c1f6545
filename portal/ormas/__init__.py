"""The ormas portal: a coordinator's unit and all below it."""

from portal.access.permissions import Permission
from portal.flows.colleagues import colleagues
from portal.flows.units import units
from portal.models import OrganisationKind
from portal.ormas.home import home
from portal.ormas.tree import tree
from portal.web import navigation
from portal.web.navigation import Room
from portal.web.resource import Portal

portal = Portal(
    "ormas",
    __name__,
    url_prefix="/ormas",
    admits=lambda actor: actor.organisation_kind is OrganisationKind.ORMAS,
)

for resource in (
    home,
    tree,
    units,
    colleagues,
):
    portal.register_blueprint(resource)
portal.register_blueprint(colleagues, name="unit_colleagues", url_prefix="/unit/<uuid:organisation_id>/rekan")

navigation.register(
    "ormas",
    Room("ormas.home.index", "Beranda", "house"),
    Room("ormas.tree.index", "Unit", "building", Permission.UNIT_READ),
    Room("ormas.colleagues.index", "Rekan", "users", Permission.COLLEAGUE_READ),
)
