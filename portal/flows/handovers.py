"""Handing people over (Serah terima binaan) from one agent to another, with the day from which it counts."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from flask import flash, request
from wtforms import RadioField, SelectField

from portal.access.permissions import Permission
from portal.models import Agent
from portal.services import agents
from portal.services import handovers as service
from portal.values import clock
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import DayField, HouseForm, TextField, required
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource, within

handovers = Resource("handovers", __name__, url_prefix="/agen/<uuid:agent_id>/serah-terima")

ALL, SOME = "semua", "sebagian"


class HandoverForm(HouseForm):
    taker = SelectField("Diserahkan kepada", [required("Penerima")], validate_choice=False)
    day = DayField(
        "Mulai tanggal",
        [required("Tanggal")],
        description="Iuran yang masuk mulai tanggal ini dihitung untuk penerima; sebelumnya untuk agen lama.",
    )
    whom = RadioField("Siapa yang diserahkan", [required("Pilihan")], validate_choice=False)
    reason = TextField("Alasan", [required("Alasan")], longest=200)


@handovers.get("", requires=Permission.AGENT_WRITE)
def new(agent_id: UUID) -> Answer:
    return _page(agents.find(actor(), agent_id), HandoverForm(day=clock.today(), whom=ALL))


@handovers.post("", requires=Permission.AGENT_WRITE)
def create(agent_id: UUID) -> Answer:
    giver, form = agents.find(actor(), agent_id), HandoverForm.posted()
    if form.validate():
        assert form.day.data is not None
        try:
            taker = _taker(giver, form.taker.data)
            service.hand_over(
                actor(),
                giver,
                taker,
                day=form.day.data,
                reason=form.reason.data or "",
                people=None if form.whom.data == ALL else _chosen(),
            )
        except Refused as refused:
            form.refused(refused)
        else:
            flash(f"Orang binaan {giver.name} sudah diserahkan kepada {taker.name}.", "success")
            return go(within("agents.show"), agent_id=agent_id)
    return _page(agents.find(actor(), agent_id), form, status=422)


def _taker(giver: Agent, text: str | None) -> Agent:
    for each in service.takers(actor(), giver):
        if str(each.id) == text:
            return each
    raise Refused.because("handover.taker", "taker")


def _chosen() -> Collection[UUID]:
    found = []
    for text in request.form.getlist("orang"):
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _page(giver: Agent, form: HandoverForm, *, status: int = 200) -> Answer:
    takers, people = service.takers(actor(), giver), service.choosable(actor(), giver)
    few = len(people) <= service.MOST
    form.taker.choices = [("", "Pilih agen"), *((str(each.id), each.name) for each in takers)]
    form.whom.choices = [(ALL, "Semua orang binaannya, juga yang sudah berakhir")]
    if few:
        form.whom.choices.append((SOME, "Hanya yang dicentang di bawah"))
    return page(
        "flows/handovers/new.html",
        status=status,
        giver=giver,
        form=form,
        takers=takers,
        people=people if few else (),
        ticked={str(each) for each in _chosen()},
    )
