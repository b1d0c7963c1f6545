"""Files that go back to the school: the template, and the rows that are wrong in the school's own layout."""

from __future__ import annotations

from uuid import UUID

from portal.access.permissions import Permission
from portal.models import OrganisationKind, Roster
from portal.services import rosters as service
from portal.spreadsheets import exports, templates
from portal.spreadsheets.member_columns import MEMBERS
from portal.values.fault import Fault
from portal.web.actor import actor
from portal.web.pages import Answer, download
from portal.web.resource import Resource
from portal.web.wording.faults import sentence

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

#: The downloadable template (contoh).
samples = Resource("samples", __name__, url_prefix="/contoh.xlsx")
#: The faulty rows of one roster.
faulty = Resource("faulty", __name__, url_prefix="/<uuid:roster_id>/salah.xlsx")


@samples.get("", requires=Permission.ROSTER_READ)
def show() -> Answer:
    if actor().organisation_kind is OrganisationKind.ORMAS:
        return download(templates.template(MEMBERS), name="contoh-daftar-anggota.xlsx", mimetype=XLSX)
    return download(templates.template(), name="contoh-daftar-siswa.xlsx", mimetype=XLSX)


@faulty.post("", requires=Permission.ROSTER_WRITE)
def create(roster_id: UUID) -> Answer:
    """A POST, though nothing seems to change: that the file with its NIK left the house is recorded."""
    roster = service.hand_back(actor(), actor().find(Roster, roster_id))
    rows = (
        exports.Returned(
            row.number,
            service.as_it_came(roster, row),
            " ".join(sentence(Fault.from_json(fault)) for fault in row.content["faults"] if fault["s"] == "error"),
        )
        for row in service.faulty_rows(actor(), roster)
    )
    header = [cells for _, cells in roster.header["rows"]]
    return download(exports.to_xlsx(header, rows), name=f"perbaikan-{roster.id}.xlsx", mimetype=XLSX)
