"""Somebody in front of the portal: signs in with a password, sends forms, and takes the time of the server alone."""

from __future__ import annotations

import contextvars
import io
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from flask import Flask
from werkzeug.datastructures import Headers
from werkzeug.http import parse_cookie
from werkzeug.test import EnvironBuilder

from tests.cast import PASSWORD, Person, code_of

_TOKEN = re.compile(r'name="csrf_token"[^>]*?value="([^"]+)"')


class Unexpected(RuntimeError):
    """The portal answered otherwise than the measurement needs."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and the seconds from the request handed over to the last byte of the answer."""

    status: int
    headers: Headers
    body: bytes
    seconds: float

    @property
    def location(self) -> str:
        parts = urlsplit(self.headers["Location"])
        return parts.path + (f"?{parts.query}" if parts.query else "")


def call(app: Flask, environ: dict[str, Any]) -> Answer:
    """One request as a server's thread makes it, in a context of its own; a client's own work is not in its time."""
    return contextvars.Context().run(_call, app, environ)


def _call(app: Flask, environ: dict[str, Any]) -> Answer:
    said: dict[str, Any] = {}

    def start_response(status: str, headers: list[tuple[str, str]], _error: object = None) -> Any:
        said.update(status=int(status.split(" ", 1)[0]), headers=headers)

    began = time.perf_counter()
    chunks = app(environ, start_response)
    body = b"".join(chunks)
    if close := getattr(chunks, "close", None):
        close()
    seconds = time.perf_counter() - began
    return Answer(said["status"], Headers(said["headers"]), body, seconds)


class Visitor:
    """A person's browser without a screen."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.cookies: dict[str, str] = {}
        #: What every form of the last page carries, hidden.
        self._hidden: dict[str, str] = {}

    @classmethod
    def signed_in(cls, app: Flask, person: Person) -> Visitor:
        """The whole way: the form, the password, and where it leads to."""
        visitor = cls(app)
        visitor.get("/masuk")
        entered = visitor.post("/masuk", {"identifier": person.email, "password": PASSWORD})
        if entered.location.endswith("/masuk/pengaman"):
            visitor.get("/masuk/pengaman")
            visitor.post("/masuk/pengaman", {"code": code_of(person.email)})
        return visitor

    def get(self, url: str, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
        answer = self._expect(call(self.app, self.environ(url, headers=headers)), status)
        text = answer.body.decode(errors="replace")
        if found := _TOKEN.search(text):
            self._hidden = {"csrf_token": unescape(found[1])} | ({"_key": ""} if 'name="_key"' in text else {})
        return answer

    def post(self, url: str, fields: Mapping[str, Any], *, status: int = 303) -> Answer:
        """Send a form; a file is ``(bytes, "name.xlsx")``. The last page opened must have held a form."""
        if "_key" in self._hidden:
            self._hidden["_key"] = str(uuid4())
        data = {
            name: (io.BytesIO(value[0]), value[1]) if isinstance(value, tuple) else value
            for name, value in (self._hidden | dict(fields)).items()
        }
        return self._expect(call(self.app, self.environ(url, data=data)), status)

    def environ(self, url: str, *, data: Any = None, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        """The request as a server hands it over."""
        builder = EnvironBuilder(
            path=url, method="POST" if data is not None else "GET", data=data, headers=Headers(dict(headers or {}))
        )
        if self.cookies:
            builder.headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            return builder.get_environ()
        finally:
            if data is None:
                builder.close()

    def _expect(self, answer: Answer, status: int) -> Answer:
        if answer.status != status:
            raise Unexpected(f"{answer.status} instead of {status}: {answer.body[:2000].decode(errors='replace')}")
        for line in answer.headers.getlist("Set-Cookie"):
            self.cookies.update(parse_cookie(line.split(";", 1)[0]).items())
        return answer
