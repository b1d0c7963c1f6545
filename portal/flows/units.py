"""Units of an ormas, to look at: what stands above one and below it, and who is in office. Changing the tree is the
ormas's own business; the branch looks on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from flask import request

from portal.access.permissions import Permission
from portal.flows.paging import Page, paged
from portal.models import Organisation
from portal.services import levels, tallies, tenures, trees, unit_sheets
from portal.values import clock
from portal.web.actor import actor
from portal.web.pages import Answer, page
from portal.web.resource import Resource

units = Resource("units", __name__, url_prefix="/unit")


@dataclass(frozen=True, slots=True)
class Below:
    """Units below one, a page of them: the open ones directly below; with `closed` the closed ones; with `words`
    those of the whole subtree that are called so, each with the name of the unit above it."""

    words: str
    closed: bool
    found: Page[Organisation]
    counts: Mapping[UUID, int]
    above: Mapping[UUID, str]

    @property
    def rows(self) -> list[Organisation]:
        return list(self.found.rows)

    @property
    def kept(self) -> dict[str, str]:
        """What the next page has to be asked for as well."""
        return ({"q": self.words} if self.words else {}) | ({"tutup": "ya"} if self.closed else {})


@units.get("/<uuid:unit_id>", requires=Permission.UNIT_READ)
def show(unit_id: UUID) -> Answer:
    return shown(actor().find(Organisation, unit_id))


def shown(unit: Organisation) -> Answer:
    """The page of a unit."""
    named = levels.names(actor(), unit)
    return page(
        "flows/units/show.html",
        unit=unit,
        named=named,
        called=levels.name_at(named, unit.depth),
        trail=trees.trail(actor(), unit),
        successor=trees.successor(actor(), unit),
        below=below(unit),
        figures=tallies.of(actor(), unit),
        officers=tenures.in_office(actor(), unit),
        drafts=unit_sheets.drafts(actor(), unit),
        today=clock.today(),
    )


def below(unit: Organisation) -> Below:
    """What the address asks for of what is below this unit; three queries, or four when it goes on from a row."""
    words = " ".join(request.args.get("q", "").split())[:160]
    closed = not words and request.args.get("tutup") == "ya"
    query = trees.matching(actor(), unit, words) if words else trees.directly_below(actor(), unit, closed=closed)
    found: Page[Organisation] = paged(actor(), query, [Organisation.name_key, Organisation.id])
    return Below(
        words,
        closed,
        found,
        trees.counts_below(actor(), [each.id for each in found.rows]),
        trees.names_above(actor(), found.rows) if words else {},
    )
