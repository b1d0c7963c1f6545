"""Badges for those on the list of an event."""

from __future__ import annotations

from uuid import UUID

from portal.access.permissions import Permission
from portal.models import Attendance, db
from portal.papers.badges import Badge
from portal.papers.badges import badges as printed
from portal.services import attendances, events
from portal.values.clock import in_wib
from portal.web.actor import actor
from portal.web.formats import weekday
from portal.web.pages import Answer, download
from portal.web.resource import Resource

badges = Resource("badges", __name__, url_prefix="/kegiatan/<uuid:event_id>")
#: Printed at once: fifty sheets.
MOST = 400


@badges.get("/tanda-nama.pdf", requires=Permission.EVENT_READ)
def show(event_id: UUID) -> Answer:
    event = events.find(actor(), event_id)
    came = attendances.listed(actor(), event).order_by(Attendance.name_key, Attendance.id).limit(MOST)
    people = [
        Badge(each.name, each.member.organisation.name if each.member else "") for each in db.session.scalars(came)
    ]
    paper = printed(people, event=event.name, when=f"{weekday(in_wib(event.starts_at).date())}, {event.place}")
    return download(paper, name="tanda-nama.pdf", mimetype="application/pdf", inline=True)
