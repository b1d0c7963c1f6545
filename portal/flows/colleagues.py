"""Colleagues (rekan): who acts for an organisation, in which role, and who is invited.

Mounted plainly it is about the actor's own organisation, or the branch itself. The branch mounts it once more below
an organisation of its area, with ``<uuid:organisation_id>`` in the prefix.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import current_app, flash, g, render_template, request, url_for
from wtforms import BooleanField, SelectField

from portal.access.actor import Actor
from portal.access.permissions import Permission, Role
from portal.models import Invitation, Membership, Organisation, OrganisationKind
from portal.services import invitations, memberships, message_texts, resets, second_factors
from portal.values.fault import Refused
from portal.values.token import Token
from portal.web.actor import actor
from portal.web.forms import HouseForm, PhoneField, TextField, required
from portal.web.mail import can_send, post, whole_url
from portal.web.pages import Answer, go, go_to, page
from portal.web.resource import Resource, within
from portal.web.wording.names import name_of

colleagues = Resource("colleagues", __name__, url_prefix="/rekan")

#: What each role may do, where one is chosen.
DUTIES = {
    Role.SCHOOL_OPERATOR: "mengunggah, memperbaiki, dan mengajukan data; mengundang rekan",
    Role.SCHOOL_READER: "melihat semuanya, tidak mengubah apa pun",
    Role.SCHOOL_PRINCIPAL: "melihat semuanya, menyetujui pengajuan, mengundang rekan",
    Role.ORMAS_COORDINATOR: "menata unit, mencatat pengurus, mengatur hak, mengundang rekan",
    Role.ORMAS_OFFICER: "mengerjakan data unit dan pengurusnya, tanpa menata unit dan tanpa mengundang",
    Role.ORMAS_READER: "melihat semuanya, tidak mengubah apa pun",
    Role.PERISAI_MANAGER: "melihat seluruh wadah, mengurus agen, mendaftarkan, menagih, mengundang rekan",
    Role.PERISAI_AGENT: "mendaftarkan dan menagih orang binaannya sendiri, dan hanya melihat mereka",
    Role.CLINIC_MANAGER: "seperti petugas klinik, dan mengundang rekan",
    Role.CLINIC_CLERK: "memeriksa perlindungan pasien dan mengurus kasus kecelakaan di klinik ini",
    Role.BRANCH_OFFICER: "memeriksa, menagih, dan mencatat pembayaran",
}


class InvitationForm(HouseForm):
    name = TextField("Nama", [required("Nama")], longest=120)
    phone = PhoneField("Nomor HP", description="Untuk mengirim tautan lewat WhatsApp dan untuk masuk.", longest=30)
    email = TextField("E-mail", description="Isi salah satu, nomor HP atau e-mail, atau keduanya.", longest=254)
    role = SelectField("Peran", validate_choice=False)


class ColleagueForm(HouseForm):
    role = SelectField("Peran", validate_choice=False)
    sure = BooleanField("Saya mengerti bahwa ini mengubah akses saya sendiri")


@colleagues.url_value_preprocessor
def about_an_organisation(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Below an organisation the views take no further argument; `place` finds it."""
    g.colleagues_of = (values or {}).pop("organisation_id", None)


@colleagues.url_defaults
def stay_with_the_organisation(endpoint: str, values: dict[str, Any]) -> None:
    if g.get("colleagues_of") and current_app.url_map.is_endpoint_expecting(endpoint, "organisation_id"):
        values.setdefault("organisation_id", g.colleagues_of)


@colleagues.get("/", requires=Permission.COLLEAGUE_READ)
def index() -> Answer:
    organisation = place()
    return page(
        "flows/colleagues/index.html",
        organisation=organisation,
        trail=trail(organisation),
        members=memberships.members(actor(), _id_of(organisation)),
        pending=invitations.pending(actor(), _id_of(organisation)),
        roles={role.value: name_of(role) for role in Role},
    )


@colleagues.get("/undang", requires=Permission.COLLEAGUE_WRITE)
def new() -> Answer:
    return _invite(InvitationForm(name=request.args.get("nama", "")[:120]))


@colleagues.post("/undang", requires=Permission.COLLEAGUE_WRITE)
def create() -> Answer:
    """The answer is the page with the link: it is shown this once, and is kept nowhere."""
    organisation, form, token = place(), InvitationForm.posted(), Token.fresh()
    if not form.validate():
        return _invite(form, status=422)
    try:
        invitation = invitations.invite(
            actor(),
            token,
            name=form.name.data or "",
            role=_role(form),
            email=form.email.data or "",
            phone=form.phone.data or "",
            organisation=organisation,
        )
    except Refused as refused:
        form.refused(refused)
        return _invite(form, status=422)
    url = whole_url("accounts.invitations.show", token=token.text)
    told = {
        "name": invitation.name,
        "inviter": actor().name,
        "place": organisation.name if organisation else actor().branch_name,
        "role": name_of(Role(invitation.role)),
        "url": url,
    }
    mailed = post("invitation", invitation.email, branch_id=invitation.branch_id, **told)
    return page(
        "flows/colleagues/invited.html",
        organisation=organisation,
        trail=trail(organisation),
        invitation=invitation,
        url=url,
        mailed=mailed,
        text=message_texts.whatsapp(invitation.branch_id, "invitation", **told),
    )


@colleagues.post("/undangan/<uuid:invitation_id>/batalkan", requires=Permission.COLLEAGUE_WRITE)
def revoke(invitation_id: UUID) -> Answer:
    place()
    invitation = invitations.revoke(actor(), actor().find(Invitation, invitation_id))
    flash(f"Undangan untuk {invitation.name} sudah dibatalkan. Tautannya tidak berlaku lagi.", "success")
    return go(".index")


@colleagues.get("/<uuid:membership_id>", requires=Permission.COLLEAGUE_WRITE)
def edit(membership_id: UUID) -> Answer:
    colleague = memberships.member(actor(), membership_id, _id_of(place()))
    return _edit(colleague, ColleagueForm(role=colleague.role.value))


@colleagues.post("/<uuid:membership_id>", requires=Permission.COLLEAGUE_WRITE)
def update(membership_id: UUID) -> Answer:
    colleague = memberships.member(actor(), membership_id, _id_of(place()))
    form = ColleagueForm.posted()
    if not form.validate():
        return _edit(colleague, form, status=422)
    try:
        memberships.change_role(actor(), colleague.membership, _role(form), sure=bool(form.sure.data))
    except Refused as refused:
        form.refused(refused)
        return _edit(colleague, form, status=422)
    flash(f"{colleague.user.name} sekarang {name_of(Role(colleague.membership.role))}.", "success")
    return _back(colleague)


@colleagues.post("/<uuid:membership_id>/akhiri", requires=Permission.COLLEAGUE_WRITE)
def destroy(membership_id: UUID) -> Answer:
    colleague = memberships.member(actor(), membership_id, _id_of(place()))
    form = ColleagueForm.posted(role=colleague.role.value)
    try:
        memberships.end(actor(), colleague.membership, sure=bool(form.sure.data))
    except Refused as refused:
        form.role.data = colleague.role.value
        form.refused(refused)
        return _edit(colleague, form, status=422)
    flash(f"Akses {colleague.user.name} sudah diakhiri.", "success")
    return _back(colleague)


@colleagues.post("/<uuid:membership_id>/tautan-sandi", requires=Permission.COLLEAGUE_WRITE)
def reset(membership_id: UUID) -> Answer:
    """A link for a new password, to hand over: shown this once, and kept nowhere."""
    organisation, token = place(), Token.fresh()
    colleague = memberships.member(actor(), membership_id, _id_of(organisation))
    resets.hand_out(actor(), colleague.membership, token)
    url = whole_url("accounts.resets.edit", token=token.text)
    return page(
        "flows/colleagues/reset.html",
        organisation=organisation,
        trail=trail(organisation),
        colleague=colleague,
        url=url,
        text=render_template("mail/_reset_by_whatsapp.txt", name=colleague.user.name, url=url),
    )


@colleagues.post("/<uuid:membership_id>/akhiri-sesi", requires=Permission.COLLEAGUE_WRITE)
def dismiss(membership_id: UUID) -> Answer:
    """The colleague has to sign in again, wherever they are in."""
    colleague = memberships.member(actor(), membership_id, _id_of(place()))
    return _done(colleague, memberships.end_sessions, "Semua sesi {} sudah diakhiri.")


@colleagues.post("/<uuid:membership_id>/lupakan-pengaman", requires=Permission.COLLEAGUE_WRITE)
def disarm(membership_id: UUID) -> Answer:
    """Phone and recovery codes are lost: the colleague sets up a second factor anew at the next sign-in."""
    colleague = memberships.member(actor(), membership_id, _id_of(place()))
    return _done(colleague, second_factors.forget, "Pengaman {} dihapus. Ia memasang yang baru saat masuk lagi.")


def _done(colleague: memberships.Member, deed: Callable[[Actor, Membership], Any], told: str) -> Answer:
    form = ColleagueForm.posted(role=colleague.role.value)
    try:
        deed(actor(), colleague.membership)
    except Refused as refused:
        form.role.data = colleague.role.value
        form.refused(refused)
        return _edit(colleague, form, status=422)
    flash(told.format(colleague.user.name), "success")
    return go(".edit", membership_id=colleague.membership.id)


def place() -> Organisation | None:
    """Whose colleagues: the organisation in the address, else the actor's own; None for the branch itself."""
    organisation_id = g.get("colleagues_of") or actor().organisation_id
    return actor().find(Organisation, organisation_id) if organisation_id else None


def trail(organisation: Organisation | None) -> list[tuple[str, str]]:
    """The way back to whose colleagues they are, where that is not the actor's own place."""
    if organisation is None or organisation.id == actor().organisation_id:
        return []
    if actor().is_branch and organisation.kind is not OrganisationKind.ORMAS:
        own = url_for("branch.organisations.show", organisation_id=organisation.id)
        return [("Mitra", url_for("branch.organisations.index")), (organisation.name, own)]
    return [(organisation.name, url_for(within("units.show"), unit_id=organisation.id))]


def _id_of(organisation: Organisation | None) -> UUID | None:
    return organisation.id if organisation else None


def _back(colleague: memberships.Member) -> Answer:
    """To the list; but who has just changed their own access may no longer see it."""
    return go_to("/") if colleague.user.id == actor().user_id else go(".index")


def _role(form: InvitationForm | ColleagueForm) -> Role:
    try:
        return Role(form.role.data or "")
    except ValueError:
        raise Refused.because("role.unknown", "role") from None


def _choices(organisation: Organisation | None) -> list[tuple[str, str]]:
    roles = memberships.roles_for(organisation.kind if organisation else None)
    return [(role.value, f"{name_of(role)}: {DUTIES[role]}") for role in roles]


def _invite(form: InvitationForm, *, status: int = 200) -> Answer:
    organisation = place()
    form.role.choices = _choices(organisation)
    return page(
        "flows/colleagues/new.html",
        status=status,
        form=form,
        organisation=organisation,
        trail=trail(organisation),
        can_send=can_send(),
    )


def _edit(colleague: memberships.Member, form: ColleagueForm, *, status: int = 200) -> Answer:
    organisation = place()
    form.role.choices = _choices(organisation)
    return page(
        "flows/colleagues/edit.html",
        status=status,
        form=form,
        organisation=organisation,
        trail=trail(organisation),
        colleague=colleague,
        oneself=colleague.user.id == actor().user_id,
    )
