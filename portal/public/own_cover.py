"""One's own cover, for the minutes after the code from the mail was typed in."""

from __future__ import annotations

from flask import Response, flash, session

from portal.public.one_time_codes import KEPT, kept
from portal.services import one_time_codes
from portal.services import own_cover as service
from portal.services.verifications import masked
from portal.web.pages import Answer, go, page
from portal.web.resource import ANYONE, Resource

own_cover = Resource("own_cover", __name__, url_prefix="/saya/keadaan")


@own_cover.get("", requires=ANYONE)
def show() -> Answer:
    code = kept()
    person = one_time_codes.opened(code) if code else None
    if person is None:
        return go("public.one_time_codes.new")
    standings = service.of(person)
    name = masked(standings[0].enrolment.participant.name) if standings else ""
    return page("public/own_cover/show.html", standings=standings, name=name)


@own_cover.post("/tutup", requires=ANYONE)
def destroy() -> Answer:
    code = kept()
    if code is not None:
        one_time_codes.close(code)
        session.pop(KEPT, None)
    flash("Halaman ditutup. Yang memakai ponsel ini sesudah Anda tidak melihat apa-apa.", "success")
    return go("public.one_time_codes.new")


@own_cover.after_request
def keep_private(answer: Response) -> Response:
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Cache-Control"] = "no-store"
    return answer
