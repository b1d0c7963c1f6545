"""Is this process alive, and does its database answer? For whatever watches over it."""

from __future__ import annotations

from flask import make_response
from sqlalchemy import literal, select

from portal.models import db
from portal.web.pages import Answer
from portal.web.resource import ANYONE, Resource

health = Resource("health", __name__)


@health.get("/sehat", requires=ANYONE)
def show() -> Answer:
    """200, or 503 by the error page when the database does not answer."""
    db.session.scalar(select(literal(1)))
    answer = make_response("sehat\n")
    answer.mimetype = "text/plain"
    return answer
