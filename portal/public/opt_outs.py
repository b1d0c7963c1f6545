"""No more reminders (Berhenti), by the link at the end of a mail: no account, nothing to type, and back as easily.

A link proves by itself which mail it came with. One that does not is 404, whatever it names.
"""

from __future__ import annotations

from typing import Any

from flask import Response, abort

from portal.models import Message
from portal.services import opt_outs as service
from portal.web.pages import Answer, go, page
from portal.web.resource import ANYONE, Resource

opt_outs = Resource("opt_outs", __name__, url_prefix="/berhenti/<token>")


@opt_outs.get("", requires=ANYONE)
def show(token: str) -> Answer:
    message = _mail(token)
    return page("public/opt_outs/show.html", message=message, silent=service.silent({message.recipient}), token=token)


@opt_outs.post("", requires=ANYONE)
def create(token: str) -> Answer:
    service.choose_by_link(_mail(token), wanted=False)
    return go(".show", token=token)


@opt_outs.post("/batal", requires=ANYONE)
def destroy(token: str) -> Answer:
    service.choose_by_link(_mail(token), wanted=True)
    return go(".show", token=token)


def _mail(token: str) -> Message:
    message = service.opened_by(token)
    if message is None or not message.recipient:
        abort(404)
    return message


@opt_outs.after_request
def keep_out_of_search(answer: Response) -> Response:
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


@opt_outs.record
def note_the_address(state: Any) -> None:
    """These pages are where the mails send people to."""
    service.stand_at(state.app.config["SETTINGS"].address())
