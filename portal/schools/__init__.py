"""The school portal (Sekolah): waves, rosters, submissions, bills, cards."""

from portal.models import OrganisationKind
from portal.web.resource import Portal

portal = Portal(
    "schools",
    __name__,
    url_prefix="/sekolah",
    admits=lambda actor: actor.organisation_kind is OrganisationKind.SCHOOL,
)
