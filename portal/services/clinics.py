"""The clinics (PLKK) nearest to a place, whichever branch has them: an intern may work far from the school."""

from __future__ import annotations

from portal.access.actor import everyone
from portal.models import Organisation, OrganisationKind, db
from portal.rules import regions
from portal.services import cases


def nearest(enrolled_at: Organisation, region: str | None = None) -> list[Organisation]:
    """At most `cases.NEAREST`: of the province that a code names, or of the sponsor's; else the branch's own.

    Those in the same regency or city come first.
    """
    near = region or enrolled_at.region
    found = _of_province(near) if near else []
    return (found or cases.clinics(enrolled_at.branch_id, near=near))[: cases.NEAREST]


def _of_province(code: str) -> list[Organisation]:
    province = code[:2]
    asked = everyone(Organisation, because="whoever is hurt may know which clinics treat them").where(
        Organisation.kind == OrganisationKind.CLINIC,
        Organisation.region >= f"{province}.",
        Organisation.region < f"{province}/",
        Organisation.closed_at.is_(None),
    )
    found = db.session.scalars(asked.order_by(Organisation.name_key, Organisation.id))
    return sorted(found, key=lambda each: regions.apart(code, each.region))
