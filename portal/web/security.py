"""What every answer carries for the browser's own locks, and what every request is called in the log."""

from __future__ import annotations

from flask import Flask, g, request
from flask.wrappers import Response
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from portal.config import Settings
from portal.web.idempotency import fresh

csrf = CSRFProtect()

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'none'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'; "
    "worker-src 'self'; object-src 'none'"
)


def leading_to(*places: str) -> str:
    """The policy of a page whose form goes on to other houses: a browser holds a form to every address on its way."""
    return CONTENT_SECURITY_POLICY.replace("form-action 'self'", " ".join(("form-action 'self'", *places)))


def init_app(app: Flask, settings: Settings) -> None:
    app.config.update(
        SESSION_COOKIE_NAME="gandeng",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        MAX_CONTENT_LENGTH=(settings.upload_megabytes + 1) * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        MAX_FORM_PARTS=2000,
        WTF_CSRF_TIME_LIMIT=None,  # a form may stay open all day; the session's own end is the limit
    )
    if settings.proxies:
        proxies = settings.proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies, x_port=proxies
        )

    # Before CSRFProtect's own hook: an answer that it refuses needs its request id too.
    @app.before_request
    def name_the_request() -> None:
        g.request_id = fresh()

    csrf.init_app(app)

    @app.after_request
    def headers(answer: Response) -> Response:
        answer.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["X-Frame-Options"] = "DENY"
        answer.headers["Referrer-Policy"] = "same-origin"
        answer.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        answer.headers["Permissions-Policy"] = "camera=(self), geolocation=(), microphone=()"
        if request.endpoint != "static":
            answer.headers.setdefault("Cache-Control", "no-store")
        if settings.https:
            answer.headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
        return answer
