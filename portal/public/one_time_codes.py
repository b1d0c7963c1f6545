"""Cek kepesertaan saya: a NIK, a birth date and the code that came by mail. No account, and nothing for strangers.

Every answer is the same, whoever is typed; what is being asked about is kept in the browser's session, not in the
address.
"""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, session

from portal.models import sealing
from portal.public import visitors
from portal.public.counters import network
from portal.services import one_time_codes as service
from portal.values.fault import Invalid, Refused
from portal.values.nik import Nik
from portal.web.forms import DayField, HouseForm, TextField, given, required
from portal.web.limits import limits
from portal.web.mail import can_send
from portal.web.pages import Answer, go, page
from portal.web.resource import ANYONE, Resource

one_time_codes = Resource("one_time_codes", __name__, url_prefix="/saya")

#: Where the session keeps which code is waited for, or was typed in.
KEPT = "one_time_code"
OF_A_NUMBER, OF_A_VISITOR = ("3 per hour", "8 per day"), "60 per hour"


class AskForm(HouseForm):
    nik = TextField("NIK", [required("NIK")], longest=40, description="16 angka di KTP.")
    birth_date = DayField("Tanggal lahir", [given("Tanggal lahir")])


class CodeForm(HouseForm):
    code = TextField("Kode dari e-mail", [required("Kode")], longest=20, description="6 angka.")


@one_time_codes.get("", requires=ANYONE)
def new() -> Answer:
    return page("public/one_time_codes/new.html", form=AskForm(), can_send=can_send())


@one_time_codes.post("", requires=ANYONE)
def create() -> Answer:
    form = AskForm.posted()
    if form.validate() and can_send():
        try:
            nik = Nik.parse(form.nik.data or "")
        except Invalid as invalid:
            form.refused(Refused.because(invalid.fault.code, "nik", **invalid.fault.params))
        else:
            if (full := _too_often(nik)) is not None:
                return full
            assert form.birth_date.data is not None
            session[KEPT] = str(service.ask(nik, form.birth_date.data))
            return go(".edit")
    return page("public/one_time_codes/new.html", status=422, form=form, can_send=can_send())


@one_time_codes.get("/kode", requires=ANYONE)
def edit() -> Answer:
    asked = kept()
    if asked is None or not service.waits(asked):
        return go(".new")
    return page("public/one_time_codes/edit.html", form=CodeForm())


@one_time_codes.post("/kode", requires=ANYONE)
def update() -> Answer:
    asked, form = kept(), CodeForm.posted()
    if asked is None or not service.waits(asked):
        flash("Kode itu sudah tidak berlaku, atau sudah dicoba terlalu sering. Minta yang baru.", "warning")
        return go(".new")
    if not form.validate():
        return page("public/one_time_codes/edit.html", status=422, form=form)
    if not service.use(asked, form.code.data or ""):
        flash("Kodenya tidak cocok. Periksa e-mail yang terbaru, lalu ketik keenam angkanya.", "danger")
        return go(".edit")  # a try is counted, so this answer must keep what was done
    return go("public.own_cover.show")


def kept() -> UUID | None:
    """Which code this browser waits for, or has typed in."""
    try:
        return UUID(session.get(KEPT, ""))
    except ValueError:
        return None


def _too_often(nik: Nik) -> Answer | None:
    whose = sealing.ring().blind(nik.digits.encode(), b"one-time-code.nik").hex()[:32]
    counts = [(limit, "own-cover", whose) for limit in OF_A_NUMBER]
    for count in (*counts, (OF_A_VISITOR, "own-cover-visitor", network())):
        if not limits().hit(*count):
            return visitors.later(_OFTEN, *count)
    return None


_OFTEN = (
    "Sudah beberapa kali diminta. Coba lagi kira-kira {minutes} menit lagi, atau tanyakan ke yang mendaftarkan Anda."
)


@one_time_codes.after_request
def keep_out_of_search(answer: Response) -> Response:
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
