"""At the door of an event (Daftar hadir), by the QR that hangs there: name and number, on one's own phone.

Whoever sends is thanked with the same sentence, known or not. Machines are kept out by a field that people do not see
and by how often one number and one event may send; an address, which the whole meeting shares, may send as much to an
event as a full hall.
"""

from __future__ import annotations

from flask import Response, abort, request

from portal.models import Event
from portal.public.counters import Counter, fingerprint, held, network
from portal.services import check_ins as service
from portal.services.verifications import code_of
from portal.values.fault import Refused
from portal.web.forms import HouseForm, TextField, required
from portal.web.pages import Answer, go, page
from portal.web.resource import ANYONE, Resource

check_ins = Resource("check_ins", __name__, url_prefix="/hadir/<code>")

_WAIT = "Terlalu banyak isian. Coba lagi kira-kira {minutes} menit lagi, atau minta pengurus mencatat kehadiran Anda."
#: A phone may be a family's.
OF_A_NUMBER = Counter("check-in-number", ("10 per hour",), _WAIT)
#: A full hall within minutes, behind one address.
OF_A_NETWORK = Counter("check-in-network", ("400 per 10 minutes", "1500 per day"), _WAIT)
#: What one event may bring in, and no flood.
OF_AN_EVENT = Counter("check-in", ("1000 per 10 minutes", "3000 per day"), _WAIT)
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
        number = fingerprint(form.number.data or "", "check-in.number")
        here = f"{event.id} {network()}"
        full = held((OF_A_NUMBER, number), (OF_A_NETWORK, here), (OF_AN_EVENT, str(event.id)))
        if full is not None:
            return full
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


@check_ins.after_request
def keep_out_of_search(answer: Response) -> Response:
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
