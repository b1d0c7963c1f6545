"""One JSON line an event, to standard output: who, where, how long; never a NIK, a name, a body or a query string."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog
from flask import Flask, g, request
from flask.wrappers import Response

from portal.config import Settings
from portal.web.actor import signed_in

#: A run of sixteen digits, whatever stands between them, never reaches a log.
_SIXTEEN = re.compile(r"\d(?:[ .\-]?\d){15,}")

log = structlog.get_logger("gandeng.web")


def _masked(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in event.items():
        event[key] = _without_numbers(value)
    return event


def _without_numbers(value: Any) -> Any:
    """The value, however deep it is, with long runs of digits blotted out."""
    match value:
        case str():
            return _SIXTEEN.sub("••••", value)
        case int() if abs(value) >= 10**15:
            return "••••"
        case Mapping():
            return {_without_numbers(key): _without_numbers(each) for key, each in value.items()}
        case list() | tuple() | set():
            return [_without_numbers(each) for each in value]
    return value


def init_app(app: Flask, settings: Settings) -> None:
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _masked,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[settings.log_level]),
        cache_logger_on_first_use=False,
    )

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def line(answer: Response) -> Response:
        if request.endpoint not in {None, "static", "public.health.show"}:
            found = signed_in() if request.endpoint else None
            log.info(
                "request",
                id=g.get("request_id"),
                endpoint=request.endpoint,
                method=request.method,
                status=answer.status_code,
                ms=round((time.perf_counter() - g.started) * 1000, 1) if "started" in g else None,
                user=str(found.user_id) if found else None,
            )
        return answer
