"""The front door."""

from __future__ import annotations

import re

from flask import request
from werkzeug.urls import iri_to_uri

from portal.web import ways
from portal.web.actor import signed_in
from portal.web.pages import Answer, go, go_to, page
from portal.web.resource import ANYONE, Resource

home = Resource("home", __name__)


@home.get("/", requires=ANYONE)
def index() -> Answer:
    found = signed_in()
    if found is None:
        return page("public/home/index.html")
    return go_to(ways.home(found.actor)) if found.actor else go("accounts.acting.index")


@home.get("/periksa", requires=ANYONE)
def find() -> Answer:
    """A code typed from a card: a form without JavaScript cannot put it into the path by itself."""
    code = re.sub(r"[^0-9A-Za-z_-]", "", request.args.get("kode", ""))[:40]
    return go_to(iri_to_uri(f"/periksa/{code}")) if code else go(".index")
