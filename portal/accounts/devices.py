"""Where one is signed in: ending one, or all others."""

from __future__ import annotations

from uuid import UUID

from flask import flash

from portal.accounts.oneself import oneself
from portal.accounts.sessions import leave
from portal.services import sign_in
from portal.web.pages import Answer, go
from portal.web.resource import SIGNED_IN, Resource

devices = Resource("devices", __name__, url_prefix="/akun/sesi")


@devices.post("/<uuid:session_id>/akhiri", requires=SIGNED_IN)
def destroy(session_id: UUID) -> Answer:
    found = oneself()
    sign_in.end_session(session_id, found.user_id, found.actor)
    if session_id == found.session_id:
        leave()
        return go("accounts.sessions.new")
    flash("Sesi itu sudah diakhiri.", "success")
    return go("accounts.profile.show")


@devices.post("/akhiri-lainnya", requires=SIGNED_IN)
def clear() -> Answer:
    found = oneself()
    ended = sign_in.end_other_sessions(found.session_id, found.user_id, found.actor)
    flash(f"{ended} sesi lain sudah diakhiri." if ended else "Tidak ada sesi lain.", "success")
    return go("accounts.profile.show")
