"""A new password, for who knows the present one."""

from __future__ import annotations

from flask import flash
from wtforms import PasswordField
from wtforms.validators import EqualTo

from portal.accounts import attempts
from portal.accounts.oneself import oneself, own_account
from portal.services import memberships
from portal.services import passwords as service
from portal.values.fault import Refused
from portal.web.forms import HouseForm, given
from portal.web.pages import Answer, go, page
from portal.web.resource import SIGNED_IN, Resource

passwords = Resource("passwords", __name__, url_prefix="/akun/kata-sandi")


class ChosenPassword(HouseForm):
    """A new password twice, since nobody can see what is typed."""

    password = PasswordField("Kata sandi baru", [given("Kata sandi baru")])
    repeated = PasswordField(
        "Ulangi kata sandi baru",
        [given("Ulangan"), EqualTo("password", "Tidak sama dengan kata sandi baru di atas. Ketik lagi keduanya.")],
    )


class PasswordForm(ChosenPassword):
    present = PasswordField("Kata sandi sekarang", [given("Kata sandi sekarang")])


@passwords.get("", requires=SIGNED_IN)
def edit() -> Answer:
    return _page(PasswordForm())


@passwords.post("", requires=SIGNED_IN)
def update() -> Answer:
    form, found = PasswordForm.posted(), oneself()
    if not form.validate():
        return _page(form, status=422)
    if minutes := attempts.may_confirm(found.user_id):
        form.refused(Refused.because("sign_in.wait", minutes=minutes))
        return _page(form, status=429)
    try:
        service.change(
            own_account(),
            present=form.present.data or "",
            chosen=form.password.data or "",
            session_id=found.session_id,
            actor=found.actor,
            about=[choice.organisation_name for choice in memberships.choices(found.user_id)],
        )
    except Refused as refused:
        form.refused(refused)
        return _page(form, status=422)
    attempts.confirmed(found.user_id)
    flash("Kata sandi Anda sudah diganti. Semua sesi lain sudah diakhiri.", "success")
    return go("accounts.profile.show")


def _page(form: PasswordForm, *, status: int = 200) -> Answer:
    return page("accounts/passwords/edit.html", status=status, form=form, account=own_account())
