"""Messages (Pesan): what reminders were sent each day, to whom by name, and what became of each."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import abort, flash, request, url_for
from sqlalchemy.orm import joinedload

from portal.access.permissions import Permission
from portal.flows.paging import paged
from portal.flows.whatsapp import whatsapp_about
from portal.models import Message, MessageState
from portal.services import messages as outbox
from portal.services import reminder_days, reminders, whatsapp
from portal.services.matters import Matter
from portal.values import clock
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import HouseForm
from portal.web.pages import Answer, go_to, page
from portal.web.resource import Resource, within

messages = Resource("messages", __name__, url_prefix="/pesan")
#: Once more by mail, when what was in the way is mended.
retries = Resource("retries", __name__, url_prefix="/pesan/pengingat/<uuid:reminder_id>/kirim-ulang")

#: The tabs of a day: what ``?keadaan=`` says, and the state meant.
TABS: dict[str, tuple[str, MessageState | None]] = {
    "semua": ("Semua", None),
    "terkirim": ("Terkirim", MessageState.SENT),
    "menunggu": ("Menunggu", MessageState.WAITING),
    "gagal": ("Gagal", MessageState.FAILED),
    "dilewati": ("Dilewati", MessageState.SKIPPED),
}


@messages.get("/", requires=Permission.MESSAGE_READ)
def index() -> Answer:
    today = clock.today()
    last = min(_day(request.args.get("sampai")) or today, today)
    days = reminder_days.days(actor(), last, most=reminder_days.DAYS + 1)
    return page(
        "flows/messages/index.html",
        days=days[: reminder_days.DAYS],
        older=days[reminder_days.DAYS].day if len(days) > reminder_days.DAYS else None,
        newer=min(last + timedelta(days=reminder_days.DAYS), today) if last < today else None,
        **_standing(),
    )


@messages.get("/<day>", requires=Permission.MESSAGE_READ)
def show(day: str) -> Answer:
    found = _day(day)
    account = reminder_days.on(actor(), found) if found else None
    if account is None:
        abort(404)
    tab = request.args.get("keadaan", "")
    tab = tab if tab in TABS else "semua"
    query = actor().sees(Message).options(joinedload(Message.organisation)).where(Message.day == account.day)
    if (state := TABS[tab][1]) is not None:
        query = query.where(Message.state == state)
    people = paged(actor(), query, [Message.id])
    return page(
        "flows/messages/show.html",
        account=account,
        people=people,
        matters={each.id: [Matter.from_json(matter) for matter in each.matters or ()] for each in people.rows},
        tab=tab,
        tabs={
            key: (words, account.states.get(state, 0) if state else account.accounted)
            for key, (words, state) in TABS.items()
        },
        **_standing(),
    )


@retries.post("", requires=Permission.MESSAGE_SEND)
def create(reminder_id: UUID) -> Answer:
    message = actor().find(Message, reminder_id)
    form = HouseForm.posted()
    try:
        reminders.retry(actor(), message)
    except Refused as refused:
        form.refused(refused)
        return page("flows/retries/create.html", status=422, form=form, message=message, back=_day_of(reminder_id))
    flash(f"Pengingat untuk {message.recipient_name} dikirim ulang.", "success")
    return go_to(_day_of(reminder_id))


def _standing() -> dict[str, Any]:
    return {
        "today": clock.today(),
        "standstill": reminder_days.standstill(actor()),
        "can_send": outbox.outlet() is not None,
        "keeps_letters": outbox.keeps_letters(),
    }


def _day_of(id_: UUID) -> str:
    """The page that names a reminder."""
    day = actor().find(Message, id_).day
    return url_for(within("messages.show"), day=day.isoformat()) if day else url_for(within("messages.index"))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


messages.register_blueprint(
    whatsapp_about(whatsapp.about_reminder, "/pengingat/<uuid:reminder_id>/whatsapp", back=_day_of)
)
