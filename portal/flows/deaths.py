"""Somebody died (Meninggal dunia): the day is noted, and the heirs are told what they may claim and how."""

from __future__ import annotations

from uuid import UUID

from flask import flash
from sqlalchemy.orm import joinedload

from portal.access.permissions import Permission
from portal.flows.transfers import PORTALS
from portal.models import Branch, Death, Enrolment, OrmasMember, db
from portal.services import deaths as service
from portal.services import enrolments
from portal.values import clock
from portal.values.fault import Fault, Refused
from portal.web import mail
from portal.web.actor import actor
from portal.web.forms import DayField, HouseForm, required
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource, within
from portal.web.wording.faults import sentence

deaths = Resource("deaths", __name__, url_prefix="/duka")
#: Noting it of a participant; of a member it is noted from the roster.
passings = Resource("passings", __name__, url_prefix="/peserta/<uuid:enrolment_id>/meninggal")


class DeathForm(HouseForm):
    day = DayField(
        "Hari meninggal", [required("Hari meninggal")], description="Seperti di surat keterangan kematian."
    )


@passings.get("", requires=Permission.ENROLMENT_END)
def new(enrolment_id: UUID) -> Answer:
    enrolment = enrolments.find(actor(), enrolment_id)
    if (noted := service.of(actor(), enrolment)) is not None:
        return go(within("deaths.show"), death_id=noted.id)
    if service.day_of(enrolment) is not None:
        return go(within("enrolments.show"), enrolment_id=enrolment_id)
    return _asked(enrolment, DeathForm())


@passings.post("", endpoint="create", requires=Permission.ENROLMENT_END)
def note(enrolment_id: UUID) -> Answer:
    return noted(enrolments.find(actor(), enrolment_id))


@deaths.get("/<uuid:death_id>", requires=Permission.ENROLMENT_READ)
def show(death_id: UUID) -> Answer:
    return _shown(actor().find(Death, death_id))


@deaths.post("/<uuid:death_id>/hapus", requires=Permission.ENROLMENT_END)
def destroy(death_id: UUID) -> Answer:
    death = actor().find(Death, death_id)
    try:
        service.undo(actor(), death)
    except Refused as refused:
        return _shown(actor().find(Death, death_id), faults=refused.faults)
    _tell_others(death)
    flash("Catatan dibatalkan. Kepesertaannya berjalan lagi seperti semula.", "success")
    return go(within("deaths.show"), death_id=death_id)


def noted(subject: Enrolment | OrmasMember) -> Answer:
    """What was posted is kept, or the form comes again with what is wrong."""
    form = DeathForm.posted()
    if form.validate():
        assert form.day.data is not None
        try:
            death = service.note(actor(), subject, form.day.data)
        except Refused as refused:
            form.refused(refused)
        else:
            _tell_others(death)
            flash("Dicatat. Kami turut berduka.", "info")
            return go(within("deaths.show"), death_id=death.id)
    return _asked(subject, form, status=422)


def _tell_others(death: Death) -> None:
    """A mail to whoever else it concerns; it names neither who died, for others may read it, nor who noted it."""
    for told in service.told(death):
        portal, url = PORTALS.get(told.kind), ""
        if portal and told.enrolment_id:
            url = mail.whole_url(f"{portal}.enrolments.show", enrolment_id=told.enrolment_id)
        elif told.member_id:
            url = mail.whole_url("ormas.members.show", member_id=told.member_id)
        mail.tell(
            "death_told",
            told.organisation_id,
            Permission.TRANSFER_WRITE,
            branch_id=told.branch_id,
            place=told.name,
            death=death,
            url=url,
        )


def _asked(subject: Enrolment | OrmasMember, form: DeathForm, *, status: int = 200) -> Answer:
    of_member = isinstance(subject, OrmasMember)
    return page(
        "flows/passings/new.html",
        status=status,
        subject=subject,
        name=subject.name if isinstance(subject, OrmasMember) else subject.participant.name,
        of_member=of_member,
        form=form,
    )


def asked_of_member(member: OrmasMember) -> Answer:
    """The form for a member, or the page of what was noted already."""
    if (found := service.of(actor(), member)) is not None:
        return go(within("deaths.show"), death_id=found.id)
    return _asked(member, DeathForm())


def _shown(death: Death, *, faults: tuple[Fault, ...] = ()) -> Answer:
    guidance = service.guidance(death)
    enrolled = (
        actor()
        .sees(Enrolment)
        .where(Enrolment.participant_id == death.participant_id)
        .order_by(Enrolment.start.desc())
        .options(joinedload(Enrolment.organisation))
        .limit(1)
    )
    return page(
        "flows/deaths/show.html",
        status=422 if faults else 200,
        death=death,
        person=service.person(actor(), death),
        guidance=guidance,
        enrolment=db.session.scalars(enrolled).first() if death.participant_id else None,
        branch=db.session.get_one(Branch, death.branch_id),
        may_undo=service.may_undo(death) and actor().may(Permission.ENROLMENT_END),
        today=clock.today(),
        faults=[("", sentence(fault)) for fault in faults],
    )
