"""The sheet of dues on paper, for a meeting without phones."""

from __future__ import annotations

from uuid import UUID

from flask import url_for

from portal.access.permissions import Permission
from portal.models import DuesLine, DuesSheet, db
from portal.papers.dues import Line, Sheet, sheet
from portal.rules.collecting import Asked
from portal.services import dues_sheets as service
from portal.services.verifications import house_url
from portal.values import clock
from portal.web.actor import actor
from portal.web.formats import day, month_name, months_span
from portal.web.pages import Answer, download
from portal.web.resource import Resource, within

dues_papers = Resource("dues_papers", __name__, url_prefix="/iuran")


@dues_papers.get("/<uuid:dues_id>.pdf", requires=Permission.DUES_READ)
def show(dues_id: UUID) -> Answer:
    found = service.find(actor(), dues_id)
    lines = db.session.scalars(service.lines(actor(), found).order_by(DuesLine.number)).all()
    asks = service.asks_of(actor(), found, lines)
    paper = sheet(
        Sheet(
            title=f"Daftar iuran {month_name(found.month)}",
            unit=found.organisation.name,
            printed=day(clock.today()),
            url=house_url(url_for(within("dues.show"), dues_id=found.id)),
            lines=[_line(found, line, asked) for line in lines if (asked := asks[line.id]) is not None],
        )
    )
    return download(paper, name=f"iuran-{found.month}.pdf", mimetype="application/pdf", inline=True)


def _line(found: DuesSheet, line: DuesLine, asked: Asked) -> Line:
    return Line(
        number=line.number,
        name=line.enrolment.participant.name,
        unit=line.enrolment.organisation.name if found.whole_subtree else "",
        months=months_span(asked.months),
        amount=asked.bill.payable,
        note=f"{len(asked.late)} bulan tunggakan" if asked.late else "",
        ticked=line.ticked_at is not None,
    )
