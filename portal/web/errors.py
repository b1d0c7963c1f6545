"""When it cannot be done: pages that say what happened and the cure, and never what is inside."""

from __future__ import annotations

import structlog
from flask import Flask, g, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import ObjectDeletedError, StaleDataError
from werkzeug.exceptions import HTTPException

from portal.access.actor import Forbidden, NotVisible
from portal.values.fault import Invalid, Refused
from portal.web.pages import Answer, wants_part
from portal.web.wording import sentence

log = structlog.get_logger("gandeng.web")

#: Bytes of a request that is too large which are still taken from the line, and in which portions.
_HEARD_OUT, _PIECE = 100 << 20, 1 << 16

KNOWN = frozenset({400, 403, 404, 405, 409, 413, 422, 429, 500, 503})


def error_page(status: int, *, sentences: list[str] | None = None) -> Answer:
    """The page of an error; to htmx too, which then shows it in place of the whole."""
    template = f"errors/{status}.html" if status in KNOWN - {405} else "errors/404.html"
    answer = make_response(
        render_template(template, sentences=sentences or [], request_id=g.get("request_id", "")), status
    )
    answer.vary.add("HX-Request")
    if wants_part():
        answer.headers["HX-Retarget"] = "body"
        answer.headers["HX-Reswap"] = "innerHTML"
    return answer


def init_app(app: Flask) -> None:
    @app.errorhandler(NotVisible)
    def not_visible(_error: NotVisible) -> Answer:
        return error_page(404)

    @app.errorhandler(Forbidden)
    def forbidden(error: Forbidden) -> Answer:
        log.warning("forbidden", permission=str(error), endpoint=request.endpoint)
        return error_page(403)

    @app.errorhandler(Refused)
    def refused(error: Refused) -> Answer:
        return error_page(422, sentences=[sentence(fault) for fault in error.faults])

    @app.errorhandler(Invalid)
    def invalid(error: Invalid) -> Answer:
        return error_page(422, sentences=[sentence(error.fault)])

    @app.errorhandler(CSRFError)
    def forged(_error: CSRFError) -> Answer:
        return error_page(400)

    @app.errorhandler(OperationalError)
    def busy(error: OperationalError) -> Answer:
        code = getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None)
        log.error("database", kind=type(error.orig).__name__, code=code, endpoint=request.endpoint)
        return error_page(503)

    @app.errorhandler(IntegrityError)
    def met(error: IntegrityError) -> Answer:
        # Two people did the same thing at the same moment: the database kept the first.
        log.warning("conflict", kind=type(error.orig).__name__, endpoint=request.endpoint)
        return error_page(409)

    @app.errorhandler(ObjectDeletedError)
    @app.errorhandler(StaleDataError)
    def overtaken(error: Exception) -> Answer:
        # What was read has been removed or changed by somebody who was faster.
        log.warning("overtaken", kind=type(error).__name__, endpoint=request.endpoint)
        return error_page(409)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Answer:
        if error.response is not None:
            return make_response(error.response)
        if error.code == 403:
            log.warning("forbidden", endpoint=request.endpoint)
        if error.code == 413:
            _hear_out()
        return error_page(error.code or 500)

    @app.errorhandler(Exception)
    def broken(error: Exception) -> Answer:
        if app.config.get("PROPAGATE_EXCEPTIONS"):
            raise error
        # The traceback's text may hold a person's data; its places do not.
        log.error("broken", kind=type(error).__name__, where=_places(error), endpoint=request.endpoint)
        return error_page(500)


def _hear_out() -> None:
    """A browser looks for the answer when it has sent all it has. What is too much is read and thrown away, within
    reason: or the line would break, and nobody would learn why."""
    if not request.environ.get("wsgi.input_terminated"):
        return  # a server whose stream has no end of its own
    stream, most = request.environ["wsgi.input"], _HEARD_OUT
    while most > 0 and (piece := stream.read(_PIECE)):
        most -= len(piece)


def _places(error: BaseException) -> list[str]:
    places, trace = [], error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rsplit('/portal/', 1)[-1]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return places[-8:]
