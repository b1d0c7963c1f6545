"""What stands out (Isyarat): each explains itself and can be answered. Nothing happens to anybody because of one."""

from __future__ import annotations

from uuid import UUID

from flask import flash, request
from wtforms import TextAreaField
from wtforms.validators import Length

from portal.access.permissions import Permission
from portal.flows.paging import paged
from portal.models import Signal
from portal.services import signals as service
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import HouseForm, required
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource
from portal.web.wording.signals import WORDS, seen

signals = Resource("signals", __name__, url_prefix="/isyarat")

#: What ``?keadaan=`` says, its words, and whether those are shown that have an answer.
TABS = {"baru": ("Belum dijawab", False), "dijawab": ("Sudah dijawab", True)}


class AnswerForm(HouseForm):
    answer = TextAreaField(
        "Jawaban cabang",
        [required("Jawaban"), Length(max=service.LONGEST, message=f"Paling panjang {service.LONGEST} karakter.")],
        description="Apa yang ditanyakan atau diperiksa, dan apa hasilnya. Jangan menulis keadaan kesehatan orang.",
    )


@signals.get("/", requires=Permission.SIGNAL_READ)
def index() -> Answer:
    tab = request.args.get("keadaan", "")
    tab = tab if tab in TABS else "baru"
    found = paged(
        actor(),
        service.listed(actor(), answered=TABS[tab][1]),
        [Signal.last_seen_at, Signal.id],
        descending=True,
    )
    return page("branch/signals/index.html", found=found, tab=tab, tabs=TABS, seen=seen)


@signals.get("/<uuid:signal_id>", requires=Permission.SIGNAL_READ)
def show(signal_id: UUID) -> Answer:
    return _shown(service.find(actor(), signal_id), AnswerForm())


@signals.post("/<uuid:signal_id>", requires=Permission.SIGNAL_WRITE)
def update(signal_id: UUID) -> Answer:
    signal, form = service.find(actor(), signal_id), AnswerForm.posted()
    if form.validate():
        try:
            service.answer(actor(), signal, form.answer.data or "")
        except Refused as refused:
            form.refused(refused)
        else:
            flash("Jawaban tersimpan. Isyarat ini muncul lagi hanya bila jumlahnya bertambah.", "success")
            return go(".show", signal_id=signal.id)
    return _shown(service.find(actor(), signal_id), form, status=422)


def _shown(signal: Signal, form: AnswerForm, status: int = 200) -> Answer:
    return page(
        "branch/signals/show.html",
        status=status,
        signal=signal,
        words=WORDS[signal.kind],
        seen=seen(signal),
        people=service.people_of(actor(), signal),
        case=service.case_of(actor(), signal),
        form=form,
    )
