"""Texts of messages (Naskah): the branch's own words, tried on an example before they are kept."""

from __future__ import annotations

from typing import Any

from flask import abort, flash
from wtforms import TextAreaField

from portal.access.permissions import Permission
from portal.papers import letters
from portal.papers.message_kinds import KINDS
from portal.services import message_texts as service
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import HouseForm
from portal.web.pages import Answer, go, page, part
from portal.web.resource import Resource
from portal.web.wording.message_texts import EXAMPLES, PLACEHOLDERS, TITLES

message_texts = Resource("message_texts", __name__, url_prefix="/pesan/naskah")
#: How a text would look.
message_previews = Resource("message_previews", __name__, url_prefix="/pesan/naskah/<kind>/contoh")


class TextForm(HouseForm):
    text = TextAreaField("Naskah")


@message_texts.get("/", requires=Permission.MESSAGE_WRITE)
def index() -> Answer:
    return page("branch/message_texts/index.html", titles=TITLES, kinds=KINDS, written=service.written(actor()))


@message_texts.get("/<kind>", requires=Permission.MESSAGE_WRITE)
def edit(kind: str) -> Answer:
    _known(kind)
    return _page(kind, TextForm(text=service.own(actor().branch_id, kind) or letters.house_text(kind)))


@message_texts.post("/<kind>", requires=Permission.MESSAGE_WRITE)
def update(kind: str) -> Answer:
    _known(kind)
    form = TextForm.posted()
    try:
        service.write(actor(), kind, form.text.data or "")
    except Refused as refused:
        form.refused(refused)
        return _page(kind, form, status=422)
    flash(f"Naskah tersimpan: {TITLES[kind][0]}. Pesan berikutnya memakainya.", "success")
    return go(".index")


@message_texts.post("/<kind>/asli", requires=Permission.MESSAGE_WRITE)
def destroy(kind: str) -> Answer:
    _known(kind)
    service.undo(actor(), kind)
    flash(f"{TITLES[kind][0]} kembali memakai naskah Gandeng.", "success")
    return go(".index")


@message_previews.post("/", requires=Permission.MESSAGE_WRITE)
def create(kind: str) -> Answer:
    """Nothing is kept: the text with an example in it, or what is wrong with it."""
    _known(kind)
    form, status = TextForm.posted(), 200
    try:
        service.checked(kind, form.text.data or "")
    except Refused as refused:
        form.refused(refused)
        status = 422
    return part(
        "branch/message_texts/_preview.html",
        otherwise=lambda: _page(kind, form, status=status),
        status=status,
        form=form,
        preview=_tried(form.text.data or ""),
    )


def _known(kind: str) -> None:
    if kind not in KINDS:
        abort(404)


def _tried(text: str) -> str:
    return letters.put_in(text.strip(), EXAMPLES)


def _page(kind: str, form: TextForm, *, status: int = 200) -> Answer:
    text = form.text.data or ""
    shown: dict[str, Any] = {
        "kind": kind,
        "title": TITLES[kind],
        "known": KINDS[kind],
        "meanings": [(name, PLACEHOLDERS[name][0]) for name in KINDS[kind].placeholders],
        "own": service.written(actor()).get(kind),
        "longest": service.LONGEST,
        "preview": _tried(text),
    }
    return page("branch/message_texts/edit.html", status=status, form=form, **shown)
