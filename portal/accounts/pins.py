"""One's own PIN, by which one comes in on a phone that colleagues share."""

from __future__ import annotations

from flask import flash
from wtforms import PasswordField
from wtforms.validators import EqualTo

from portal.accounts import attempts
from portal.accounts.oneself import oneself, own_account
from portal.services import pins as service
from portal.values.fault import Refused
from portal.web.forms import HouseForm, given
from portal.web.pages import Answer, go, page
from portal.web.resource import SIGNED_IN, Resource

pins = Resource("pins", __name__, url_prefix="/akun/pin")


class PinForm(HouseForm):
    present = PasswordField("Kata sandi sekarang", [given("Kata sandi sekarang")])
    pin = PasswordField("PIN baru", [given("PIN baru")], description="6 angka yang hanya Anda tahu.")
    repeated = PasswordField(
        "Ulangi PIN baru",
        [given("Ulangan"), EqualTo("pin", "Tidak sama dengan PIN baru di atas. Ketik lagi keduanya.")],
    )


@pins.get("", requires=SIGNED_IN)
def edit() -> Answer:
    return _page(PinForm())


@pins.post("", requires=SIGNED_IN)
def update() -> Answer:
    form, found = PinForm.posted(), oneself()
    if not form.validate():
        return _page(form, status=422)
    if minutes := attempts.may_confirm(found.user_id):
        form.refused(Refused.because("sign_in.wait", minutes=minutes))
        return _page(form, status=429)
    try:
        service.choose(own_account(), present=form.present.data or "", pin=form.pin.data or "", actor=found.actor)
    except Refused as refused:
        form.refused(refused)
        return _page(form, status=422)
    attempts.confirmed(found.user_id)
    flash("PIN Anda tersimpan.", "success")
    return go("accounts.profile.show")


def _page(form: PinForm, *, status: int = 200) -> Answer:
    return page("accounts/pins/edit.html", status=status, form=form, account=own_account())
