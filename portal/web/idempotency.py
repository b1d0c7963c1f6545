"""A double tap, a retried request, a page sent again from history: the first answer is given again.

Every form carries a key. It is written before the deed, in the deed's own transaction: a second request with the same
key waits for the first to end and finds its answer, or finds nothing when the first was undone.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from flask import Flask, abort, request

from portal.models import IdempotencyKey, db, engine
from portal.values import clock
from portal.web.actor import signed_in
from portal.web.pages import Answer, go_to, where_to

FIELD = "_key"


def fresh() -> str:
    return str(uuid4())


def once(deed: Callable[[], Answer]) -> Answer:
    """Do it, unless it was done: then answer as then. Answers that go nowhere (a mended row) may be done again."""
    key = request.form.get(FIELD, "")[:64]
    if not key:
        return deed()
    found = signed_in()
    scope = f"{request.endpoint}:{found.user_id if found else ''}"[:160]
    new = engine.insert_new(
        db.session(),
        IdempotencyKey,
        {"key": key, "scope": scope, "status": 0, "location": None, "created_at": clock.now()},
    )
    if not new:
        earlier = db.session.get(IdempotencyKey, key)
        if earlier is not None and earlier.scope == scope and earlier.location is not None:
            return go_to(earlier.location)
        if earlier is None or earlier.scope != scope:
            abort(409)
        return deed()
    answer = deed()
    if answer.status_code < 400:
        kept = db.session.get(IdempotencyKey, key)
        if kept is not None:  # signing in lets go of its transaction, and of the key, while the password is tried
            kept.status, kept.location = answer.status_code, where_to(answer)
    return answer


def init_app(app: Flask) -> None:
    app.jinja_env.globals["idempotency_key"] = fresh
