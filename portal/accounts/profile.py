"""One's own account: name, password, and where one is signed in."""

from __future__ import annotations

from flask import current_app, flash

from portal.accounts.oneself import oneself, own_account
from portal.services import opt_outs, profiles, sign_in
from portal.values.fault import Refused
from portal.web.forms import HouseForm, TextField, required
from portal.web.pages import Answer, go, page
from portal.web.resource import SIGNED_IN, Resource

profile = Resource("profile", __name__, url_prefix="/akun")


class ProfileForm(HouseForm):
    name = TextField("Nama", [required("Nama")], longest=120)


@profile.get("", requires=SIGNED_IN)
def show() -> Answer:
    return _page(ProfileForm(name=own_account().name))


@profile.post("", requires=SIGNED_IN)
def update() -> Answer:
    form = ProfileForm.posted()
    if not form.validate():
        return _page(form, status=422)
    try:
        profiles.rename(own_account(), form.name.data or "", actor=oneself().actor)
    except Refused as refused:
        form.refused(refused)
        return _page(form, status=422)
    flash("Nama Anda tersimpan.", "success")
    return go(".show")


def _page(form: ProfileForm, *, status: int = 200) -> Answer:
    found = oneself()
    sessions = sign_in.living_sessions(found.user_id, idle_hours=current_app.config["SETTINGS"].session_idle_hours)
    return page(
        "accounts/profile/show.html",
        status=status,
        form=form,
        account=own_account(),
        silent=opt_outs.wants_none(own_account()),
        sessions=sessions,
        current=found.session_id,
    )
