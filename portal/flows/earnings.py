"""What somebody earned in a month (Insentif): every line with its reason, for the wadah and the branch alike."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import abort, request

from portal.access.permissions import Permission
from portal.flows.paging import paged
from portal.models import IncentiveEntry
from portal.rules import incentives
from portal.rules.incentives import Line, Part
from portal.services import earnings as service
from portal.services.earnings import Earner
from portal.values import clock
from portal.values.month import Month
from portal.web.actor import actor
from portal.web.pages import Answer, page
from portal.web.resource import Resource

earnings = Resource("earnings", __name__, url_prefix="/insentif/<uuid:payee_id>")

#: The tabs of a month: what ``?bagian=`` says, and the lines meant.
TABS: dict[str, tuple[str, Part | None]] = {
    "semua": ("Semua", None),
    "iuran": ("Iuran", Part.IURAN),
    "orang-baru": ("Orang baru", Part.ACQUISITION),
    "wadah": ("Bagian wadah", Part.WADAH),
    "pajak": ("Pajak", Part.TAX),
    "koreksi": ("Koreksi", Part.ADJUSTMENT),
    "nol": ("Rp0, dan sebabnya", None),
}


@earnings.get("/<month>", requires=Permission.INCENTIVE_READ)
def show(payee_id: UUID, month: str) -> Answer:
    who, when = service.earner(actor(), payee_id), month_of(month)
    tab = request.args.get("bagian", "")
    tab = tab if tab in TABS else "semua"
    figures = service.figures(actor(), who, when)
    months = [each for each, _ in service.months(actor(), who)]
    return page(
        "flows/earnings/show.html",
        who=who,
        month=when,
        running=when >= Month.of(clock.today()),
        tab=tab,
        tabs=_tabs(figures),
        figures=figures,
        found=paged(actor(), _narrowed(who, when, tab), [IncentiveEntry.id]),
        explained=explained,
        months=months,
        paid=service.paid_out(actor(), who, [when]).get(when),
        agents=service.by_agent(actor(), who.wadah, when) if who.agent_id is None else [],
    )


def month_of(text: str) -> Month:
    """The month in an address; 404 for what is none."""
    try:
        return Month.parse(text)
    except ValueError:
        abort(404)


def explained(entry: IncentiveEntry) -> Line:
    """What a line says of itself, by the version of the law that made it."""
    return incentives.recompute(entry.part, entry.law, entry.base, entry.number)


def _narrowed(who: Earner, month: Month, tab: str) -> Any:
    query = service.lines(actor(), who, month)
    if tab == "nol":
        query = query.where(IncentiveEntry.amount == service.NOTHING)
    elif (part := TABS[tab][1]) is not None:
        query = query.where(IncentiveEntry.part == part)
    return service.told(query)


def _tabs(figures: service.Figures) -> list[tuple[str, str, int | None]]:
    """(key, words, how many) of the tabs that hold anything."""
    shown: list[tuple[str, str, int | None]] = []
    for key, (words, part) in TABS.items():
        if part is None:
            shown.append((key, words, figures.lines if key == "semua" else None))
        elif part in figures.counts:
            shown.append((key, words, figures.counts[part]))
    return shown
