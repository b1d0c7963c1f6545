"""How were you treated (Tanggapan): one answer, by the link that the branch gave to the person. No account."""

from __future__ import annotations

from flask import Response
from wtforms import BooleanField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired

from portal.services import case_feedback as service
from portal.values.fault import Refused
from portal.values.token import Token
from portal.web.forms import HouseForm
from portal.web.pages import Answer, page
from portal.web.resource import ANYONE, Resource

feedbacks = Resource("feedbacks", __name__, url_prefix="/tanggapan/<token>")

_RATINGS = ("1: sangat buruk", "2: buruk", "3: cukup", "4: baik", "5: sangat baik")


class FeedbackForm(HouseForm):
    rating = RadioField(
        "Bagaimana Anda dirawat",
        [InputRequired("Pilih salah satu nilai.")],
        choices=[SelectChoice(str(number), words) for number, words in enumerate(_RATINGS, 1)],
    )
    charged = BooleanField("Saya diminta membayar di klinik")
    words = TextAreaField("Yang ingin Anda sampaikan", description="Boleh kosong. Hanya dibaca kantor cabang.")


@feedbacks.get("", requires=ANYONE)
def new(token: str) -> Answer:
    if service.opened_by(Token(token)) is None:
        return page("public/feedbacks/closed.html", status=404)
    return page("public/feedbacks/new.html", form=FeedbackForm(), token=token)


@feedbacks.post("", requires=ANYONE)
def create(token: str) -> Answer:
    form = FeedbackForm.posted()
    if service.opened_by(Token(token)) is None:
        return page("public/feedbacks/closed.html", status=404)
    if form.validate():
        try:
            service.give(
                Token(token),
                rating=int(form.rating.data or 0),
                charged=form.charged.data,
                words=form.words.data or "",
            )
        except Refused as refused:
            form.refused(refused)
        else:
            return page("public/feedbacks/create.html")
    return page("public/feedbacks/new.html", status=422, form=form, token=token)


@feedbacks.after_request
def keep_out_of_search(answer: Response) -> Response:
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
