"""The gallery, asked directly or by a real Chromium."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.browsers import launch
from tests.kit.gallery import create_gallery


class Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        pass


@pytest.fixture(scope="package")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    app = create_gallery(Path(tmp_path_factory.mktemp("gallery")))
    app.testing = True
    return app


@pytest.fixture(scope="package")
def address(gallery: Flask) -> Iterator[str]:
    """Where the gallery is served: ``http://127.0.0.1:port``."""
    server = make_server("127.0.0.1", 0, gallery, threaded=True, request_handler=Silent)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()
