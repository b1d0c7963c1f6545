"""Requests that are not sure to succeed: sent without expecting a status, alone, or two of them at once.

knock(browser, url, data)            → Answer, whatever its status; a page is judged all the same
overlapping(app, first, second)      → two answers: `second` begins when `first` has done its work but not kept it
together(*deeds)                     → answers of deeds that begin at the same moment, each in a thread of its own
"""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

import brotli
from flask import Flask
from sqlalchemy import event

from portal.models import db
from tests.browser import Answer, Browser
from tests.page import Verdict

Deed = Callable[[], Answer]

#: Long enough for a second deed to come as far as it can while the first is not kept.
_A_MOMENT = 0.3
BOUNDARY = "----gandeng-uji-7MA4YWxkTrZu0gW"


def knock(
    browser: Browser,
    url: str,
    data: Mapping[str, Any] | None = None,
    *,
    method: str = "POST",
    key: str | None = None,
    body: tuple[bytes, str] | None = None,
    judged: bool = True,
    unmasked: bool = False,
    **more: Any,
) -> Answer:
    """One request with a real CSRF token and a key; `data` may override both (None leaves a field out).

    `body` is sent instead, as it is: bytes and their content type.
    """
    fields: dict[str, Any] = {"csrf_token": browser.csrf_token(), "_key": key or str(uuid4())} | dict(data or {})
    fields = {name: value for name, value in fields.items() if value is not None}
    if body is not None:
        more["data"], more["content_type"] = body
    elif method == "POST" and any(isinstance(value, tuple) for value in fields.values()):
        more["data"], more["content_type"] = multipart(fields)
    elif method == "POST":
        more.setdefault("data", fields)
    headers = {"Accept-Encoding": "br"} | more.pop("headers", {})
    response = contextvars.Context().run(browser.client.open, url, method=method, headers=headers, **more)
    raw = response.get_data()
    response.close()
    packed = raw and response.headers.get("Content-Encoding") == "br"
    answer = Answer(url, response.status_code, response.headers, brotli.decompress(raw) if packed else raw, len(raw))
    if judged and answer.is_html and not 300 <= answer.status < 400:
        faults = Verdict(answer.text, answer.headers, answer.wire, unmasked=unmasked).faults
        assert not faults, f"{method} {url} ({answer.status}): {faults}"
    return answer


def multipart(fields: Mapping[str, Any]) -> tuple[bytes, str]:
    """A form with files as a browser sends it, whole in memory, and its content type; a file is (bytes, name)."""
    body = []
    for name, value in fields.items():
        for each in value if isinstance(value, list) else [value]:
            content, filename = each if isinstance(each, tuple) else (str(each).encode(), None)
            called = "" if filename is None else f'; filename="{filename}"'
            body += [f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{called}\r\n\r\n'.encode()]
            body += [content, b"\r\n"]
    return b"".join([*body, f"--{BOUNDARY}--\r\n".encode()]), f"multipart/form-data; boundary={BOUNDARY}"


class _Errand(threading.Thread):
    """A deed in a thread of its own; what it raised is raised again where its answer is asked for."""

    def __init__(self, deed: Deed) -> None:
        super().__init__(daemon=True)
        self._deed = deed
        self._answer: Answer | None = None
        self._error: BaseException | None = None

    def run(self) -> None:
        try:
            self._answer = contextvars.Context().run(self._deed)
        except BaseException as error:
            self._error = error

    def answer(self) -> Answer:
        self.join(60)
        assert not self.is_alive(), "the deed hangs"
        if self._error is not None:
            raise self._error
        assert self._answer is not None
        return self._answer


def together(*deeds: Deed) -> list[Answer]:
    db.session.rollback()
    start = threading.Barrier(len(deeds))

    def at_the_start(deed: Deed) -> Deed:
        def ready() -> Answer:
            start.wait(30)
            return deed()

        return ready

    errands = [_Errand(at_the_start(deed)) for deed in deeds]
    for errand in errands:
        errand.start()
    return [errand.answer() for errand in errands]


def overlapping(app: Flask, first: Deed, second: Deed) -> tuple[Answer, Answer]:
    """The worst moment, every time: `first` is held just before its commit until `second` has gone as far as it can.

    Where a lock makes `second` wait, it waits until `first` is kept, and then sees what `first` did. Where none does,
    it decides on what is no longer so, and what it leaves shows (`order.disorder`).
    """
    db.session.rollback()
    about_to_keep, go_on = threading.Event(), threading.Event()
    ahead, behind = _Errand(first), _Errand(second)

    def hold(_connection: object) -> None:
        if threading.current_thread() is ahead:
            about_to_keep.set()
            go_on.wait(30)

    event.listen(db.engine, "commit", hold)
    try:
        ahead.start()
        while ahead.is_alive() and not about_to_keep.wait(0.02):
            continue
        behind.start()
        behind.join(_A_MOMENT)
        go_on.set()
        return ahead.answer(), behind.answer()
    finally:
        go_on.set()
        event.remove(db.engine, "commit", hold)
