"""Pages travel packed, refusals too: a form that comes back with its mistakes is the heaviest page of all."""

from __future__ import annotations

from flask import Flask, Response
from flask_compress import Compress


class _RefusalsToo(Compress):
    """Flask-Compress packs only answers below 300."""

    def after_request(self, response: Response | None) -> Response:
        if response is None or response.status_code < 400:
            return super().after_request(response)
        status = response.status_code
        response.status_code = 200
        try:
            packed = super().after_request(response)
        finally:
            response.status_code = status
        return packed


def init_app(app: Flask) -> None:
    app.config.update(COMPRESS_ALGORITHM=["br", "gzip"], COMPRESS_BR_LEVEL=4, COMPRESS_MIN_SIZE=400)
    _RefusalsToo(app)
