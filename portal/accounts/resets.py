"""A way back in for who forgot the password."""

from __future__ import annotations

from flask import flash

from portal.accounts import attempts
from portal.accounts.passwords import ChosenPassword
from portal.services import resets as service
from portal.services import sign_in
from portal.values.fault import Refused
from portal.values.token import Token
from portal.web.forms import HouseForm, TextField, required
from portal.web.mail import can_send, post, whole_url
from portal.web.pages import Answer, go, page
from portal.web.resource import ANYONE, Resource

resets = Resource("resets", __name__)


class ForgottenForm(HouseForm):
    identifier = TextField("E-mail atau nomor HP", [required("E-mail atau nomor HP")], longest=254)


@resets.get("/lupa-sandi", requires=ANYONE)
def new() -> Answer:
    return page("accounts/resets/new.html", form=ForgottenForm(), can_send=can_send())


@resets.post("/lupa-sandi", requires=ANYONE)
def create() -> Answer:
    """The same answer, whoever was typed; asked too often too."""
    form = ForgottenForm.posted()
    if not form.validate():
        return page("accounts/resets/new.html", status=422, form=form, can_send=can_send())
    candidate = sign_in.candidate(form.identifier.data or "")
    if can_send() and attempts.may_reset(candidate):
        token = Token.fresh()
        user = service.ask(candidate, token)
        if user is not None:
            post(
                "reset",
                user.email,
                branch_id=sign_in.branch_of(user.id),
                name=user.name,
                url=whole_url(".edit", token=token.text),
            )
    return go(".sent")


@resets.get("/lupa-sandi/terkirim", requires=ANYONE)
def sent() -> Answer:
    return page("accounts/resets/sent.html", can_send=can_send())


@resets.get("/sandi-baru/<token>", requires=ANYONE)
def edit(token: str) -> Answer:
    user = service.opened_by(Token(token))
    if user is None:
        return page("accounts/resets/closed.html", status=404)
    return page("accounts/resets/edit.html", form=ChosenPassword(), account=user, token=token)


@resets.post("/sandi-baru/<token>", requires=ANYONE)
def update(token: str) -> Answer:
    form, user = ChosenPassword.posted(), service.opened_by(Token(token))
    if user is None:
        return page("accounts/resets/closed.html", status=404)
    if not form.validate():
        return page("accounts/resets/edit.html", status=422, form=form, account=user, token=token)
    try:
        service.use(Token(token), password=form.password.data or "")
    except Refused as refused:
        form.refused(refused)
        return page("accounts/resets/edit.html", status=422, form=form, account=user, token=token)
    attempts.forgive(sign_in.candidate(user.email or user.phone or ""))
    flash("Kata sandi baru tersimpan. Silakan masuk dengan kata sandi itu.", "success")
    return go("accounts.sessions.new")
