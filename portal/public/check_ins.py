"""At the door of an event (Daftar hadir), by the QR that hangs there: name and number, on one's own phone.

Whoever sends is thanked with the same sentence, known or not. Machines are kept out by a field that people do not see
and by how often one event and one number may send; never by the address, which the whole meeting shares.
"""

from __future__ import annotations

from flask import Response, abort, request

from portal.models import Event, sealing
from portal.services import check_ins as service
from portal.services.verifications import code_of
from portal.values.fault import Refused
from portal.web.errors import error_page
from portal.web.forms import HouseForm, TextField, required
from portal.web.limits import limits
from portal.web.pages import Answer, go, page
from portal.web.resource import ANYONE, Resource

check_ins = Resource("check_ins", __name__, url_prefix="/hadir/<code>")

#: What one event may bring in: a full hall within minutes, and no flood.
OF_AN_EVENT = ("400 per 10 minutes", "3000 per day")
#: A phone may be a family's.
OF_A_NUMBER = "10 per hour"
#: The field that only machines fill in.
TRAP = "situs"


class CheckInForm(HouseForm):
    name = TextField("Nama lengkap", [required("Nama lengkap")], longest=120, description="Seperti di KTA atau KTP.")
    number = TextField(
        "Nomor HP atau nomor KTA",
        [required("Nomor HP atau nomor KTA")],
        longest=40,
        description="Pengurus memakainya untuk mengenali Anda. Jangan menulis NIK.",
    )


@check_ins.get("", requires=ANYONE)
def new(code: str) -> Answer:
    event = _event(code)
    return page("public/check_ins/new.html", event=event, is_open=service.is_open(event), form=CheckInForm())


@check_ins.post("", requires=ANYONE)
def create(code: str) -> Answer:
    event, form = _event(code), CheckInForm.posted()
    if not service.is_open(event):
        return page("public/check_ins/new.html", status=410, event=event, is_open=False, form=CheckInForm())
    if request.form.get(TRAP):
        return go(".show", code=event.code)
    if form.validate():
        if (later := _too_often(event, form.number.data or "")) is not None:
            return later
        try:
            service.come(event, name=form.name.data or "", number=form.number.data or "")
        except Refused as refused:
            form.refused(refused)
        else:
            return go(".show", code=event.code)
    return page("public/check_ins/new.html", status=422, event=event, is_open=True, form=form)


@check_ins.get("/terima-kasih", requires=ANYONE)
def show(code: str) -> Answer:
    """That it has come in: the same to everybody."""
    return page("public/check_ins/show.html", event=_event(code))


def _event(text: str) -> Event:
    code = code_of(text)
    event = service.opened_by(code) if code else None
    if event is None:
        abort(404)
    return event


def _too_often(event: Event, number: str) -> Answer | None:
    """A number is counted by its fingerprint, whatever event it is sent to."""
    print_ = sealing.ring().blind(number.encode(), b"check-in.number").hex()[:32]
    tries = [(limit, ("check-in", str(event.id))) for limit in OF_AN_EVENT]
    tries.append((OF_A_NUMBER, ("check-in-number", print_)))
    for limit, keys in tries:
        if not limits().hit(limit, *keys):
            minutes = -(-limits().seconds_left(limit, *keys) // 60)
            return error_page(429, sentences=[_WAIT.format(minutes=minutes)])
    return None


_WAIT = "Terlalu banyak isian. Coba lagi kira-kira {minutes} menit lagi, atau minta pengurus mencatat kehadiran Anda."


@check_ins.after_request
def keep_out_of_search(answer: Response) -> Response:
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
