"""One spine, one commit: after the view, below 400 keep, from 400 undo; a GET never keeps."""

from __future__ import annotations

from flask import Flask, request
from flask.wrappers import Response

from portal.models import db, engine

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

#: Bytes of a form without a file. The parser counts the parts of a multipart form only: of another, some megabytes
#: of "&a&a&a" would become gigabytes of pairs.
LARGEST_PLAIN_FORM = 256 * 1024


def let_go() -> None:
    """Hold nothing while something slow is done without the database, a picture unpacked or a password tried. What
    was read must be read anew afterwards."""
    db.session.rollback()


def init_app(app: Flask) -> None:
    @app.before_request
    def begin() -> None:
        engine.only_reads(request.method in SAFE)
        if request.method not in SAFE:
            if request.mimetype != "multipart/form-data":
                request.max_content_length = LARGEST_PLAIN_FORM
            # A slow phone must not hold the write lock while it uploads: read all of the body before the first SQL.
            request.form  # noqa: B018

    @app.after_request
    def keep_or_undo(answer: Response) -> Response:
        if request.method in SAFE or answer.status_code >= 400:
            db.session.rollback()
        else:
            db.session.commit()
        return answer
