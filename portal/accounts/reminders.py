"""Whether reminders may come to oneself, by mail and by WhatsApp."""

from __future__ import annotations

from flask import flash

from portal.accounts.oneself import oneself, own_account
from portal.services import opt_outs
from portal.web.forms import HouseForm, TextField
from portal.web.pages import Answer, go
from portal.web.resource import SIGNED_IN, Resource

reminders = Resource("reminders", __name__, url_prefix="/akun/pengingat")


class ChoiceForm(HouseForm):
    mau = TextField("Mau menerima pengingat", longest=1)


@reminders.post("", requires=SIGNED_IN)
def update() -> Answer:
    wanted = ChoiceForm.posted().mau.data == "y"
    opt_outs.choose(own_account(), wanted, actor=oneself().actor)
    flash("Pengingat akan dikirim lagi." if wanted else "Pengingat tidak dikirim lagi kepada Anda.", "success")
    return go("accounts.profile.show")
