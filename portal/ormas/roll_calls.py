"""At the door, by list: tick members of the unit on the phone, find one by name or number, type guests fast."""

from __future__ import annotations

from uuid import UUID

from flask import flash, request
from werkzeug.datastructures import MultiDict
from wtforms import TextAreaField

from portal.access.permissions import Permission
from portal.models import Event
from portal.ormas.lookups import PLACE, looked_up
from portal.services import attendances as service
from portal.services import events, members, tallies
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import HouseForm
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource

roll_calls = Resource("roll_calls", __name__, url_prefix="/kegiatan/<uuid:event_id>/anggota")
#: Looking a member up: a POST, since it may carry a number. A number ticks its member at once.
numbers = Resource("numbers", __name__, url_prefix="/cari")
guests = Resource("guests", __name__, url_prefix="/kegiatan/<uuid:event_id>/tamu")


class GuestsForm(HouseForm):
    guests = TextAreaField("Tamu yang hadir", description="Satu orang satu baris: nama, lalu nomor HP bila ada.")


@roll_calls.get("", requires=Permission.EVENT_WRITE)
def index(event_id: UUID) -> Answer:
    return _shown(events.find(actor(), event_id), HouseForm())


@roll_calls.post("", requires=Permission.EVENT_WRITE)
def update(event_id: UUID) -> Answer:
    """The ticks of the members on the page; only what was changed on it is noted."""
    event = events.find(actor(), event_id)
    changed = changes(request.form, "hadir")
    try:
        if changed:
            service.tick(actor(), event, changed)
    except Refused as refused:
        return _refused(event_id, refused)
    flash("Kehadiran disimpan." if changed else "Tidak ada yang berubah.", "success" if changed else "info")
    return go("ormas.roll_calls.index", event_id=event_id, **_place())


@numbers.post("", endpoint="create", requires=Permission.EVENT_WRITE)
def search(event_id: UUID) -> Answer:
    event = events.find(actor(), event_id)
    words = _words()
    if not members.is_number(words):
        return go("ormas.roll_calls.index", event_id=event_id, **({"q": words} if words else {}))
    try:
        found = service.tick_number(actor(), event, words)
    except Refused as refused:
        return _refused(event_id, refused)
    flash(f"{found.name} dicatat hadir.", "success")
    return go("ormas.roll_calls.index", event_id=event_id)


roll_calls.register_blueprint(numbers)


@guests.get("", requires=Permission.EVENT_WRITE)
def new(event_id: UUID) -> Answer:
    return page("ormas/guests/new.html", event=events.find(actor(), event_id), form=GuestsForm())


@guests.post("", requires=Permission.EVENT_WRITE)
def create(event_id: UUID) -> Answer:
    event, form = events.find(actor(), event_id), GuestsForm.posted()
    try:
        added = service.add_guests(actor(), event, service.guests_of(form.guests.data or ""))
    except Refused as refused:
        form.refused(refused)
        return page("ormas/guests/new.html", status=422, event=events.find(actor(), event_id), form=form)
    flash(f"{added} tamu dicatat." if added else "Semua sudah ada di daftar hadir.", "success")
    return go("ormas.attendances.index", event_id=event_id)


def changes(form: MultiDict[str, str], box: str) -> dict[UUID, bool]:
    """What differs from the page as it was shown: two officers at once keep both their ticks.

    ``semula-<id>`` holds 1 or 0, as the page had it; `box` names the fields that hold the ids ticked now.
    """
    now = set(form.getlist(box))
    found: dict[UUID, bool] = {}
    for name, was in form.items():
        id_ = name.removeprefix("semula-")
        if id_ != name and (id_ in now) is not (was == "1"):
            found[_id(id_)] = id_ in now
    return found


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def _words() -> str:
    return " ".join(request.values.get("q", "").split())[:80]


def _place() -> dict[str, str]:
    """Where on the list one is, to come back to."""
    return {name: value for name in PLACE if (value := request.values.get(name))}


def _refused(event_id: UUID, refused: Refused) -> Answer:
    form = HouseForm()
    form.refused(refused)
    return _shown(events.find(actor(), event_id), form, status=422)


def _shown(event: Event, form: HouseForm, *, status: int = 200) -> Answer:
    words = _words()
    words = "" if members.is_number(words) else words
    size = tallies.of(actor(), event.organisation).members
    lookup = looked_up(event.organisation, words, size)
    return page(
        "ormas/roll_calls/index.html",
        status=status,
        event=event,
        form=form,
        words=words,
        many=size > members.FEW,
        found=lookup.page,
        search=lookup.search,
        on=lookup.on,
        here=service.here(actor(), event, [each.id for each in lookup.page.rows]),
        place=_place(),
    )
