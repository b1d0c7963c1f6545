"""Sharing out, after an event, whom a colleague calls by when."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from flask import flash, request
from wtforms import SelectField

from portal.access.permissions import Permission
from portal.models import Attendance, Event, db
from portal.services import events
from portal.services import leads as service
from portal.values import clock
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import DayField, HouseForm, given
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource

follow_ups = Resource("follow_ups", __name__, url_prefix="/kegiatan/<uuid:event_id>/tindak-lanjut")
#: Of those who wait, on one page.
ROWS = 50


class CallerForm(HouseForm):
    caller = SelectField("Dihubungi oleh", [given("Rekan")], validate_choice=False)
    due_on = DayField("Paling lambat", [given("Paling lambat")])

    @property
    def caller_id(self) -> UUID | None:
        try:
            return UUID(self.caller.data or "")
        except ValueError:
            return None

    @property
    def day(self) -> date:
        return self.due_on.data or clock.today()

    def offer(self, callers: list[service.Caller]) -> None:
        """Whom to choose from."""
        self.caller.choices = {str(each.membership_id): f"{each.name} ({each.unit})" for each in callers}


@follow_ups.get("", requires=Permission.EVENT_WRITE)
def new(event_id: UUID) -> Answer:
    form = CallerForm(due_on=clock.today() + timedelta(days=3))
    return _shown(events.find(actor(), event_id), form)


@follow_ups.post("", requires=Permission.EVENT_WRITE)
def create(event_id: UUID) -> Answer:
    event, form = events.find(actor(), event_id), CallerForm.posted()
    if form.validate():
        try:
            chosen = request.form.getlist("orang", type=UUID)
            service.share_out(actor(), event, chosen, caller_id=form.caller_id, due_on=form.day)
        except Refused as refused:
            form.refused(refused)
        else:
            flash("Tindak lanjut dibagi.", "success")
            return go("ormas.follow_ups.new", event_id=event_id)
    return _shown(events.find(actor(), event_id), form, status=422)


def _shown(event: Event, form: CallerForm, *, status: int = 200) -> Answer:
    form.offer(service.callers(actor(), event.organisation))
    waiting = service.waiting(actor(), event).order_by(Attendance.name_key, Attendance.id).limit(ROWS + 1)
    people = db.session.scalars(waiting).all()
    return page(
        "ormas/follow_ups/new.html",
        status=status,
        event=event,
        form=form,
        people=people[:ROWS],
        more=len(people) > ROWS,
    )
