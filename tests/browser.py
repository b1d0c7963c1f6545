"""A browser without a screen: the way a person uses the portal, with cookies, real forms and every page judged."""

from __future__ import annotations

import contextvars
import hashlib
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import brotli
from bs4 import BeautifulSoup, Tag
from flask import Flask, has_app_context
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from portal.models import db
from tests import databases
from tests.page import Verdict, soup_of

HTMX = {"HX-Request": "true"}
#: A page is the same on both engines; the run on SQLite, which holds every test that this one has, judges it.
_JUDGES = databases.engine_kind() == "sqlite"
_weights: dict[str, int] = {}
#: Pages without fault, so that the thousandth "tidak ditemukan" is not taken apart again; and what tells two of the
#: same page apart: ids, tokens.
_judged: set[bytes] = set()
_PASSING = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|value=\"[^\"]{40,}\"")
_PASSING_HEADERS = {"Set-Cookie", "Content-Length", "Date", "ETag", "X-Request-ID"}


class Ugly(AssertionError):
    """A page that breaks a promise of the house; lists all that is wrong with it."""


@dataclass
class Answer:
    """What came back. `text` is unpacked; `wire` counts the bytes as they were sent."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    wire: int

    @cached_property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @cached_property
    def soup(self) -> BeautifulSoup:
        return soup_of(self.text)

    @property
    def words(self) -> str:
        """What a person reads, with single spaces."""
        return " ".join(self.soup.get_text(" ").split())

    @property
    def location(self) -> str:
        """Where the answer sends to, plain or by htmx, without the host; empty when nowhere."""
        parts = urlsplit(self.headers.get("HX-Redirect") or self.headers.get("Location") or "")
        return parts.path + (f"?{parts.query}" if parts.query else "")

    @property
    def is_html(self) -> bool:
        return self.headers.get("Content-Type", "").startswith("text/html") and bool(self.body)

    def form(self, action: str) -> Tag:
        """The one form whose action ends so."""
        found = [form for form in self.soup.find_all("form") if str(form.get("action")).endswith(action)]
        assert len(found) == 1, f"{len(found)} forms to {action} on {self.url}: {[f.get('action') for f in found]}"
        return found[0]


class Browser:
    """One person's browser. Every answer must have the status the test says (None: any), every HTML answer is judged
    (in the run on SQLite).

    Each request runs in an empty context, as in a server's thread: it shares no session and no `g` with the test,
    whose own session is rolled back first, so that what it holds is read anew afterwards.
    """

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()
        self.url = "/"

    def get(
        self, url: str, *, status: int | None = 200, htmx: bool = False, unmasked: bool = False, **more: Any
    ) -> Answer:
        return self._open("GET", url, status=status, htmx=htmx, unmasked=unmasked, **more)

    def post(
        self,
        url: str,
        data: Mapping[str, Any] | None = None,
        *,
        status: int | None = 303,
        key: str | None = None,
        htmx: bool = False,
        unmasked: bool = False,
        **more: Any,
    ) -> Answer:
        """Send a form, with a real CSRF token and a fresh idempotency key (or the `key` given).

        A file is ``(bytes, "name.xlsx")``.
        """
        fields: dict[str, Any] = {"csrf_token": self.csrf_token(), "_key": key or str(uuid4())}
        for name, value in (data or {}).items():
            fields[name] = (io.BytesIO(value[0]), *value[1:]) if _is_file(value) else value
        more.setdefault("data", {name: value for name, value in fields.items() if value is not None})
        return self._open("POST", url, status=status, htmx=htmx, unmasked=unmasked, **more)

    def htmx_get(self, url: str, **more: Any) -> Answer:
        return self.get(url, htmx=True, **more)

    def htmx_post(
        self, url: str, data: Mapping[str, Any] | None = None, *, status: int | None = 200, **more: Any
    ) -> Answer:
        return self.post(url, data, status=status, htmx=True, **more)

    def submit(
        self,
        page: Answer,
        action: str,
        data: Mapping[str, Any] | None = None,
        *,
        button: str = "",
        status: int | None = 303,
        htmx: bool = False,
        **more: Any,
    ) -> Answer:
        """Fill in and send a form that stands on the page, with what is hidden in it: what a person does.

        `action` is the end of the form's action; `button` the words on the one pressed, when it has a name.
        """
        form = page.form(action)
        fields = _filled(form, button)
        if unknown := set(data or {}) - {str(each.get("name")) for each in form.find_all(attrs={"name": True})}:
            raise AssertionError(f"the form to {form['action']} has no {sorted(unknown)}")
        for name, value in (data or {}).items():
            fields[name] = (io.BytesIO(value[0]), *value[1:]) if _is_file(value) else value
        if form.get("method") == "get":
            return self._open("GET", str(form["action"]), query_string=fields, status=status, htmx=htmx, **more)
        return self._open("POST", str(form["action"]), data=fields, status=status, htmx=htmx, **more)

    def follow(self, answer: Answer, **more: Any) -> Answer:
        """Go where an answer sends to."""
        assert answer.location, f"{answer.url} ({answer.status}) sends nowhere"
        return self.get(answer.location, **more)

    def csrf_token(self) -> str:
        """A token such as a form of this browser's session carries."""

        def kept() -> str:
            with self.client.session_transaction() as session:
                return str(session.setdefault("csrf_token", uuid4().hex))

        secret = contextvars.Context().run(kept)
        return str(URLSafeTimedSerializer(self.app.secret_key or "", salt="wtf-csrf-token").dumps(secret))

    def twin(self) -> Browser:
        """Another tab: the same cookies, fit for another thread."""
        other = Browser(self.app)
        for cookie in list((self.client._cookies or {}).values()):
            other.client.set_cookie(cookie.key, cookie.value, domain=cookie.domain, path=cookie.path)
        return other

    def _open(
        self, method: str, url: str, *, status: int | None, htmx: bool, unmasked: bool = False, **more: Any
    ) -> Answer:
        _put_down_the_pen()
        headers = {
            "Accept-Encoding": "br",
            **(HTMX | {"HX-Current-URL": f"http://localhost{self.url}"} if htmx else {}),
        }
        headers |= more.pop("headers", {})
        response: TestResponse = contextvars.Context().run(
            self.client.open, url, method=method, headers=headers, **more
        )
        raw = response.get_data()
        response.close()
        response.request.environ["wsgi.input"].close()
        packed = bool(raw) and response.headers.get("Content-Encoding") == "br"
        answer = Answer(
            url, response.status_code, response.headers, brotli.decompress(raw) if packed else raw, len(raw)
        )
        assert status in {None, answer.status}, f"{method} {url}: {answer.status}, not {status}{_gist(answer)}"
        if answer.is_html and _JUDGES:
            self._judge(method, answer, unmasked)
        if method == "GET" and not htmx and answer.status == 200:
            self.url = url
        return answer

    def _judge(self, method: str, answer: Answer, unmasked: bool) -> None:
        if 300 <= answer.status < 400:
            return
        kept = sorted((name, value) for name, value in answer.headers.items() if name not in _PASSING_HEADERS)
        page = repr((unmasked, answer.wire // 1024, kept, _PASSING.sub("…", answer.text)))
        mark = hashlib.sha256(page.encode()).digest()
        if mark in _judged:
            return
        verdict = Verdict(answer.text, answer.headers, answer.wire, self._weigh, unmasked, answer.soup)
        if faults := verdict.faults:
            raise Ugly(f"{method} {answer.url} ({answer.status}):\n  - " + "\n  - ".join(faults))
        _judged.add(mark)

    def _weigh(self, url: str) -> int:
        if url not in _weights:
            response = contextvars.Context().run(self.client.get, url, headers={"Accept-Encoding": "br"})
            assert response.status_code == 200, f"{url}: {response.status_code}"
            _weights[url] = len(response.get_data())
            response.close()
        return _weights[url]


def _put_down_the_pen() -> None:
    """What the test itself read is forgotten, so that it holds no lock and sees what the request will have done."""
    if not has_app_context():
        return
    session = db.session()
    written = [*session.new, *session.dirty, *session.deleted]
    assert not written, "written by the test, but not in a transaction()"
    session.rollback()


def _filled(form: Tag, button: str) -> dict[str, Any]:
    """What a browser would send of a form nobody touched."""
    fields: dict[str, Any] = {}
    for control in form.find_all(("input", "select", "textarea", "button")):
        name, kind = str(control.get("name", "")), str(control.get("type", ""))
        if not name or control.has_attr("disabled") or kind == "file":
            continue
        if control.name == "textarea":
            fields[name] = control.get_text().removeprefix("\n")
        elif control.name == "select":
            options = control.find_all("option")
            chosen = [each for each in options if each.has_attr("selected")] or options[:1]
            if chosen:
                fields[name] = str(chosen[0].get("value", chosen[0].get_text()))
        elif control.name == "button" or kind == "submit":
            if button and button in control.get_text():
                fields[name] = str(control.get("value", ""))
        elif kind in {"checkbox", "radio"}:
            if control.has_attr("checked"):
                value = str(control.get("value", "on"))
                fields[name] = [*fields.get(name, []), value] if kind == "checkbox" else value
        else:
            fields[name] = str(control.get("value", ""))
    return fields


def _is_file(value: Any) -> bool:
    return isinstance(value, tuple) and bool(value) and isinstance(value[0], bytes)


def _gist(answer: Answer) -> str:
    """Why, as far as the page itself says."""
    if answer.location:
        return f" → {answer.location}"
    if not answer.is_html:
        return f": {answer.body[:300]!r}"
    main = answer.soup.find("main") or answer.soup
    return ": " + " ".join(main.get_text(" ").split())[:400]
