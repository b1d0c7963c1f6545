"""What the pages of all kinds of partners show alike: how the branch stands with them, and where their page is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import url_for

from portal.access.actor import NotVisible
from portal.models import AgreementPaper, Approach, Organisation, OrganisationKind, Stage
from portal.rules import regions
from portal.services import agreement_papers, approaches
from portal.values import clock
from portal.web.actor import actor
from portal.web.wording.names import name_of

_PAGES = {
    OrganisationKind.SCHOOL: "branch.organisations.show",
    OrganisationKind.ORMAS: "branch.ormas.show",
    OrganisationKind.PERISAI: "branch.wadah.show",
    OrganisationKind.CLINIC: "branch.clinics.show",
}
STAGES = tuple(Stage)


@dataclass(frozen=True, slots=True)
class Standing:
    """How the branch stands with a partner, ready to be shown."""

    approaches: Sequence[Approach]
    papers: Sequence[AgreementPaper]
    village: str
    #: Of the stages, counted from 1; and what they are called.
    at: int
    stages: list[str]
    #: Whole days without a word.
    silent: int
    late: bool
    ends_soon: bool


def standing(partner: Organisation) -> Standing:
    today = clock.today()
    village = regions.place(partner.village) if partner.village else None
    return Standing(
        approaches.latest(actor(), partner),
        agreement_papers.standing(actor(), partner),
        village.full if village else "",
        len(STAGES) + 1 if partner.stage is Stage.ACTIVE else STAGES.index(partner.stage) + 1,
        [name_of(each) for each in STAGES],
        (today - partner.silent_since).days if partner.silent_since else 0,
        bool(partner.next_on and partner.next_on < today),
        bool(partner.agreement_end and partner.agreement_end <= today + approaches.ENDING),
    )


def page_of(partner: Organisation, anchor: str | None = None) -> str:
    """Where a partner's page is."""
    return url_for(_PAGES[partner.kind], organisation_id=partner.id, _anchor=anchor)


def find(organisation_id: UUID) -> Organisation:
    """A partner of this branch; a unit below one is none."""
    found = actor().find(Organisation, organisation_id)
    if found.parent_id is not None:
        raise NotVisible("organisation")
    return found
