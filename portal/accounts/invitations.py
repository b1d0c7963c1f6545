"""The door that an invitation opens, once."""

from __future__ import annotations

from flask import flash, session, url_for

from portal.access.actor import Actor
from portal.accounts import browsers
from portal.accounts.oneself import own_account
from portal.accounts.passwords import ChosenPassword
from portal.accounts.sessions import enter
from portal.models import Invitation, User, db
from portal.services import invitations as service
from portal.services import memberships
from portal.values.fault import Refused
from portal.values.token import Token
from portal.web.actor import signed_in
from portal.web.forms import TextField, required
from portal.web.pages import Answer, go, go_to, page
from portal.web.resource import ANYONE, SIGNED_IN, Resource
from portal.web.ways import home

invitations = Resource("invitations", __name__, url_prefix="/undangan")


class NewcomerForm(ChosenPassword):
    name = TextField("Nama Anda", [required("Nama")], longest=120)


@invitations.get("/<token>", requires=ANYONE)
def show(token: str) -> Answer:
    invitation = service.opened_by(Token(token))
    if invitation is None:
        return page("accounts/invitations/closed.html", status=404)
    return _page(invitation, token, NewcomerForm(name=invitation.name))


@invitations.post("/<token>", requires=ANYONE)
def create(token: str) -> Answer:
    """Somebody new takes it up: an account is made, and they are in."""
    invitation, form = service.opened_by(Token(token)), NewcomerForm.posted()
    if invitation is None:
        return page("accounts/invitations/closed.html", status=404)
    if not form.validate():
        return _page(invitation, token, form, status=422)
    try:
        membership = service.accept_as_new(Token(token), name=form.name.data or "", password=form.password.data or "")
    except Refused as refused:
        form.refused(refused)
        return _page(invitation, token, form, status=422)
    user = db.session.get_one(User, membership.user_id)
    enter(user)
    flash("Selamat datang di Gandeng. Akun Anda siap dipakai.", "success")
    return browsers.make_known(go_to(home(Actor.acting(membership.id))), user.id)


@invitations.post("/<token>/masuk", requires=ANYONE)
def identify(token: str) -> Answer:
    """Somebody who has an account signs in first, and comes back here."""
    session["way_back"] = url_for(".show", token=token)
    return go("accounts.sessions.new")


@invitations.post("/<token>/terima", requires=SIGNED_IN)
def accept(token: str) -> Answer:
    """Somebody who has an account takes it up, and acts for the new place at once."""
    found, user = signed_in(), own_account()
    assert found is not None
    membership = service.accept_as(user, Token(token))
    actor = memberships.act_as(found.session_id, user.id, membership.id)
    flash(f"Anda kini bertugas untuk {actor.acts_for}.", "success")
    return go_to(home(actor))


def _page(invitation: Invitation, token: str, form: NewcomerForm, *, status: int = 200) -> Answer:
    return page(
        "accounts/invitations/show.html",
        status=status,
        form=form,
        token=token,
        welcome=service.welcome(invitation),
        here=signed_in(),
    )
