"""Kegiatan: call people to a meeting, see what came of it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from flask import flash, request
from wtforms import RadioField, TextAreaField

from portal.access.permissions import Permission
from portal.flows.paging import paged
from portal.models import Event, EventKind, Organisation
from portal.ormas.home import own_unit
from portal.papers import qr
from portal.services import check_ins, funnels, histories, referrals, registration_links
from portal.services import events as service
from portal.services.events import Plan
from portal.services.funnels import Scope
from portal.services.verifications import registration_url
from portal.values import clock
from portal.values.clock import WIB, in_wib
from portal.values.fault import Refused
from portal.values.rupiah import Rupiah
from portal.web.actor import actor
from portal.web.forms import DayField, HourField, HouseForm, MoneyField, TextField, given, required
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource
from portal.web.wording.names import name_of

events = Resource("events", __name__, url_prefix="/kegiatan")
#: The code that hangs at the door.
codes = Resource("codes", __name__, url_prefix="/<uuid:event_id>/qr")

TABS = {"datang": "Akan datang", "lewat": "Sudah lewat"}


class EventForm(HouseForm):
    kind = RadioField(
        "Jenis",
        [given("Jenis")],
        choices={each.value: name_of(each) for each in EventKind},
        default=EventKind.BRIEFING.value,
    )
    name = TextField("Nama kegiatan", [required("Nama kegiatan")], longest=120)
    place = TextField("Tempat", [required("Tempat")], longest=200)
    day = DayField("Tanggal", [given("Tanggal")])
    hour = HourField("Jam mulai (WIB)", [given("Jam mulai")])
    cost = MoneyField("Biaya", description="Sewa, konsumsi, transportasi. Dipakai menghitung biaya per peserta.")
    invitation = TextAreaField(
        "Kata-kata undangan sendiri",
        description="Bila kosong, Gandeng menulisnya dari nama, tempat, dan waktu. Jangan menulis NIK.",
    )

    @property
    def said(self) -> Plan:
        at: time = self.hour.data or time()
        return Plan(
            EventKind(self.kind.data),
            self.name.data or "",
            self.place.data or "",
            datetime.combine(self.day.data or clock.today(), at, WIB),
            self.cost.data or Rupiah(0),
            self.invitation.data or "",
        )


@events.get("/", requires=Permission.EVENT_READ)
def index() -> Answer:
    unit = asked_unit()
    tab = request.args.get("waktu", "datang")
    tab = tab if tab in TABS else "datang"
    query = (service.past if tab == "lewat" else service.coming)(actor(), unit)
    return page(
        "ormas/events/index.html",
        unit=unit,
        tab=tab,
        tabs=TABS,
        found=paged(actor(), query, [Event.starts_at, Event.id], descending=tab == "lewat"),
    )


@events.get("/baru", requires=Permission.EVENT_WRITE)
def new() -> Answer:
    form = EventForm(day=clock.today() + timedelta(days=7), hour=time(9))
    return page("ormas/events/new.html", unit=asked_unit(), form=form)


@events.post("/baru", requires=Permission.EVENT_WRITE)
def create() -> Answer:
    unit, form = asked_unit(), EventForm.posted()
    if form.validate():
        try:
            event = service.plan(actor(), unit, form.said)
        except Refused as refused:
            form.refused(refused)
        else:
            flash("Kegiatan dicatat. Bagikan undangannya.", "success")
            return go(".show", event_id=event.id)
    return page("ormas/events/new.html", status=422, unit=unit, form=form)


@events.get("/<uuid:event_id>", requires=Permission.EVENT_READ)
def show(event_id: UUID) -> Answer:
    return shown(service.find(actor(), event_id))


@events.get("/<uuid:event_id>/ubah", requires=Permission.EVENT_WRITE)
def edit(event_id: UUID) -> Answer:
    event = service.find(actor(), event_id)
    return page("ormas/events/edit.html", event=event, form=EventForm(data=_known(event)))


@events.post("/<uuid:event_id>", requires=Permission.EVENT_WRITE)
def update(event_id: UUID) -> Answer:
    event, form = service.find(actor(), event_id), EventForm.posted()
    if form.validate():
        try:
            service.change(actor(), event, form.said)
        except Refused as refused:
            form.refused(refused)
        else:
            flash("Kegiatan disimpan. Kabari yang sudah diundang bila tempat atau waktunya berubah.", "success")
            return go(".show", event_id=event_id)
    return page("ormas/events/edit.html", status=422, event=service.find(actor(), event_id), form=form)


@codes.get("", endpoint="show", requires=Permission.EVENT_READ)
def code(event_id: UUID) -> Answer:
    event = service.find(actor(), event_id)
    url = service.check_in_url(event)
    return page(
        "ormas/codes/show.html", event=event, url=url, square=qr.svg(url, f"Kode QR daftar hadir {event.name}")
    )


events.register_blueprint(codes)


def shown(event: Event, *, status: int = 200, form: HouseForm | None = None) -> Answer:
    """The page of an event; with what was refused there."""
    link = registration_links.of_event(actor(), event)
    url = registration_url(link.code) if link else ""
    return page(
        "ormas/events/show.html",
        status=status,
        event=event,
        invitation=service.invitation(actor(), event),
        funnel=funnels.of_event(actor(), event),
        scope=Scope(event.organisation, event),
        is_open=check_ins.is_open(event),
        link=link,
        door=registration_links.door(link) if link else None,
        url=url,
        share=registration_url(link.code, referrals.own_token(actor())) if link else "",
        square=qr.svg(url, f"Kode QR pendaftaran {event.name}") if link else "",
        form=form or HouseForm(),
        history=histories.history(actor(), event.id),
    )


def asked_unit() -> Organisation:
    """The unit that was asked about, or one's own."""
    id_ = request.values.get("unit", type=UUID)
    return actor().find(Organisation, id_) if id_ else own_unit()


def _known(event: Event) -> dict[str, Any]:
    starts = in_wib(event.starts_at)
    names = ("name", "place", "cost", "invitation")
    known = {name: getattr(event, name) for name in names}
    return known | {"kind": event.kind.value, "day": starts.date(), "hour": starts.time()}
