"""A small room of its own on the real app, to try the furniture of the web with."""

from __future__ import annotations

import pytest
from flask import Flask, request
from jinja2 import ChoiceLoader, DictLoader
from sqlalchemy import select

from portal.access.actor import Forbidden, NotVisible
from portal.access.permissions import Permission
from portal.models import Wave, db
from portal.services import waves
from portal.values.clock import today
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.pages import Answer, go, page, part
from portal.web.resource import ANYONE, SIGNED_IN, Portal, Resource

TEMPLATES = {
    "probe/room/index.html": (
        '{% extends "layouts/plain.html" %}{% block title %}Ruang coba{% endblock %}'
        '{% block content %}{% include "probe/room/_list.html" %}{% endblock %}'
    ),
    "probe/room/_list.html": (
        '{% import "kit/kit.html" as kit %}<ul id="daftar"{{ kit.riding(riding|default(false)) }}>'
        "{% for name in names %}<li>{{ name }}</li>{% endfor %}</ul>"
    ),
    "probe/room/_count.html": (
        '{% import "kit/kit.html" as kit %}'
        '<p id="jumlah"{{ kit.riding(riding|default(false)) }}>{{ names|length }} gelombang</p>'
    ),
}


def room() -> Portal:
    """What a person can do there; `status` and `how` say how it ends."""
    probe = Resource("room", __name__, url_prefix="/ruang")

    def names() -> list[str]:
        return list(db.session.scalars(actor().sees(Wave).order_by(Wave.id).with_only_columns(Wave.name)))

    @probe.get("/", requires=Permission.WAVE_READ)
    def index() -> Answer:
        return part(
            "probe/room/_list.html",
            also=["probe/room/_count.html"],
            otherwise="probe/room/index.html",
            names=names(),
        )

    @probe.get("/menulis", requires=Permission.WAVE_READ)
    def scribble() -> Answer:
        waves.add(actor(), name="Diam-diam", start=today(), end=today())
        return page("probe/room/index.html", names=names())

    @probe.post("/", requires=Permission.WAVE_WRITE)
    def create() -> Answer:
        waves.add(actor(), name=request.form.get("name", ""), start=today(), end=today())
        status = int(request.form.get("status", 303))
        return go(".index") if status == 303 else page("probe/room/index.html", status=status, names=names())

    @probe.post("/gagal", requires=Permission.WAVE_WRITE)
    def fail() -> Answer:
        waves.add(actor(), name="Setengah jalan", start=today(), end=today())
        how = request.form["how"]
        if how == "refused":
            raise Refused.because("wave.period")
        if how == "hidden":
            raise NotVisible("wave")
        if how == "forbidden":
            raise Forbidden("wave:write")
        if how == "twice":
            db.session.connection().exec_driver_sql("insert into policy select * from policy limit 0")
        raise ValueError("NIK 3273010101080001 milik Ibu Rahasia")

    @probe.get("/siapa-saja", requires=ANYONE)
    def everyone() -> Answer:
        return page("probe/room/index.html", names=["terbuka"])

    @probe.get("/masuk-dahulu", requires=SIGNED_IN)
    def known() -> Answer:
        return page("probe/room/index.html", names=[str(db.session.scalar(select(1)))])

    portal = Portal("probe", __name__, url_prefix="/coba", admits=lambda found: not found.is_branch)
    portal.register_blueprint(probe)
    return portal


@pytest.fixture
def probe(unserved: None, app: Flask) -> str:
    """The address of the room; ask for it before any browser, so that the app has not served anything yet."""
    app.jinja_loader = ChoiceLoader([DictLoader(TEMPLATES), app.jinja_loader])  # type: ignore[list-item, assignment]
    app.jinja_env.loader = app.jinja_loader
    app.register_blueprint(room())
    return "/coba/ruang/"
