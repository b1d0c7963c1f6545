"""Statements (rekap insentif): a payee's month as a paper to keep, and as a sheet to reckon with."""

from __future__ import annotations

from uuid import UUID

from portal.access.permissions import Permission
from portal.flows.earnings import explained, month_of
from portal.models import db
from portal.papers.days import day, months
from portal.papers.statements import Entry, Statement, statement
from portal.services import earnings as service
from portal.services.earnings import Earner
from portal.spreadsheets.tables import Cell, to_xlsx
from portal.values import clock
from portal.values.clock import in_wib
from portal.values.month import Month
from portal.web.actor import actor
from portal.web.pages import Answer, download
from portal.web.resource import Resource
from portal.web.wording.names import name_of
from portal.web.wording.reasons import because

statements = Resource("statements", __name__, url_prefix="/insentif/<uuid:payee_id>")
#: The same as a spreadsheet.
statement_sheets = Resource("statement_sheets", __name__, url_prefix="/insentif/<uuid:payee_id>")

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@statements.get("/<month>/rekap.pdf", requires=Permission.INCENTIVE_READ)
def show(payee_id: UUID, month: str) -> Answer:
    who, when = service.earner(actor(), payee_id), month_of(month)
    paper = statement(
        Statement(
            name=who.name,
            wadah=who.wadah.name,
            month=months([when]),
            branch=actor().branch_name,
            printed=day(clock.today()),
            paid=_paid(who, when),
            entries=_entries(who, when),
        )
    )
    return download(paper, name=f"insentif-{when}.pdf", mimetype="application/pdf", inline=True)


@statement_sheets.get("/<month>/rekap.xlsx", endpoint="show", requires=Permission.INCENTIVE_READ)
def show_sheet(payee_id: UUID, month: str) -> Answer:
    who, when = service.earner(actor(), payee_id), month_of(month)
    rows = [_row(entry) for entry in _entries(who, when)]
    content = to_xlsx(f"Insentif {who.name}, {months([when])}", _HEAD, rows)
    return download(content, name=f"insentif-{when}.xlsx", mimetype=_XLSX)


_HEAD = ("Bagian", "Tentang", "Bulan iuran", "Dasar", "Insentif", "Mengapa", "Dibatalkan karena")


def _row(entry: Entry) -> list[Cell]:
    return [
        entry.part,
        entry.about,
        entry.month,
        entry.base.amount,
        entry.amount.amount,
        entry.because,
        entry.taken_back,
    ]


def _entries(who: Earner, month: Month) -> list[Entry]:
    """Every line with its reason in words, by what it is for and whom it is about."""
    found = db.session.execute(service.told(service.lines(actor(), who, month))).all()
    entries = []
    for _, entry, person, paid_month, agent in found:
        line = explained(entry)
        entries.append(
            Entry(
                part=name_of(entry.part),
                about=person or agent or who.name,
                month=months([paid_month]) if paid_month else "",
                base=entry.base,
                amount=entry.amount,
                because=" ".join(because(reason) for reason in line.reasons),
                taken_back=name_of(entry.cause) if entry.cause else "",
            )
        )
    return sorted(entries, key=lambda each: (each.part, each.about, each.month, each.amount))


def _paid(who: Earner, month: Month) -> str:
    """How it was paid, in words."""
    line = service.paid_out(actor(), who, [month]).get(month)
    if line is None:
        return ""
    sent = line.payout.sent_at
    state = name_of(line.state)
    return f"{state}: {line.total}" + (f", {day(in_wib(sent).date())}" if sent else "")
