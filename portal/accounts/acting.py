"""For whom one acts: one person may serve several organisations."""

from __future__ import annotations

from uuid import UUID

from flask import abort, request

from portal.accounts.oneself import oneself
from portal.services import memberships
from portal.web.pages import Answer, page
from portal.web.resource import SIGNED_IN, Resource
from portal.web.ways import onward

acting = Resource("acting", __name__, url_prefix="/akun/bertindak")


@acting.get("", requires=SIGNED_IN)
def index() -> Answer:
    found = oneself()
    return page(
        "accounts/acting/index.html",
        choices=memberships.choices(found.user_id, on_shared_phone=found.phone_id is not None),
        current=found.actor.membership_id if found.actor else "",
    )


@acting.post("", requires=SIGNED_IN)
def create() -> Answer:
    found = oneself()
    try:
        membership_id = UUID(request.form.get("membership", ""))
    except ValueError:
        abort(404)
    return onward(memberships.act_as(found.session_id, found.user_id, membership_id))
