"""The portal as it runs for people, gunicorn and worker under their parent, and a visitor who speaks HTTP to it.

with served(settings, log) as portal:
    sari = portal.visitor(cast.sari)
    done = sari.post("/sekolah/daftar/", {…})     → Reply(status, headers, text); cookies, CSRF and key ride along
    portal.kill()                                  kill -9 of everything at once; then `portal.start()`
"""

from __future__ import annotations

import http.client
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import psutil

from portal.config import Settings
from tests.attacks.knocks import multipart
from tests.cast import PASSWORD, Person, code_of
from tests.databases import ROOT, environment

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def location(self) -> str:
        parts = urlsplit(self.headers.get("Location", ""))
        return parts.path


class Visitor:
    """One browser, without the comforts of one."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.token = ""

    def sign_in(self, person: Person) -> Visitor:
        self.get("/masuk")
        entered = self.post("/masuk", {"identifier": person.email, "password": PASSWORD})
        assert entered.status == 303, entered
        if entered.location == "/masuk/pengaman":
            self.get("/masuk/pengaman")
            entered = self.post("/masuk/pengaman", {"code": code_of(person.email)})
            assert entered.status == 303, entered
        self.get("/akun")
        return self

    def get(self, path: str) -> Reply:
        reply = self.send("GET", path)
        if found := _TOKEN.search(reply.text):
            self.token = found[1]
        return reply

    def post(self, path: str, data: Mapping[str, Any] | None = None, *, key: str | None = None) -> Reply:
        body, kind = self.form(data, key=key)
        return self.send("POST", path, body, {"Content-Type": kind})

    def form(self, data: Mapping[str, Any] | None = None, *, key: str | None = None) -> tuple[bytes, str]:
        fields = {"csrf_token": self.token, "_key": key or str(uuid4()), **(data or {})}
        if any(isinstance(value, tuple) for value in fields.values()):
            return multipart(fields)
        return urlencode(fields, doseq=True).encode(), "application/x-www-form-urlencoded"

    def send(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body or None, {"Cookie": self.cookie(), **(headers or {})})
            response = connection.getresponse()
            text = response.read().decode(errors="replace")
        finally:
            connection.close()
        for each in response.headers.get_all("Set-Cookie") or ():
            name, _, value = each.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Reply(response.status, response.headers, text)

    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())


class Served:
    def __init__(self, settings: Settings, log: Path, **more: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self._log = log
        self._environment = environment(settings.database(), settings.instance)
        self._environment |= {"GANDENG_PORT": str(self.port), "GANDENG_LIMITS_URL": settings.limits(), **more}
        self._parent: psutil.Popen | None = None

    @property
    def parent(self) -> psutil.Popen:
        assert self._parent is not None, "not started"
        return self._parent

    def child(self, word: str) -> psutil.Process | None:
        """The one that has this word in its command; None while it is being started anew."""
        for process in self.parent.children():
            if process.status() != psutil.STATUS_ZOMBIE and word in " ".join(process.cmdline()):
                return process
        return None

    def family(self) -> list[psutil.Process]:
        return [self.parent, *self.parent.children(recursive=True)]

    def start(self) -> None:
        with self._log.open("ab") as output:
            self._parent = psutil.Popen(
                [sys.executable, "-m", "portal.cli.serve"],
                cwd=ROOT,
                env=self._environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        wait_until(self.answers, "it does not answer")

    def kill(self, only: str = "") -> None:
        """kill -9 of the whole family at once, or of the child that has this word in its command, with its own."""
        family = self.family() if self.parent.is_running() else []
        if only:
            heads = [each for each in self.parent.children() if only in " ".join(each.cmdline())]
            family = [each for head in heads for each in (head, *head.children(recursive=True))]
        for each in family:
            with suppress(psutil.NoSuchProcess):
                each.kill()
        psutil.wait_procs(family, timeout=10)

    def answers(self) -> bool:
        try:
            return Visitor(self.port).get("/masuk").status == 200
        except (OSError, http.client.HTTPException):
            return False

    def visitor(self, person: Person) -> Visitor:
        return Visitor(self.port).sign_in(person)

    @property
    def log(self) -> str:
        return self._log.read_text()


@contextmanager
def served(settings: Settings, log: Path, **more: str) -> Iterator[Served]:
    portal = Served(settings, log, **more)
    try:
        portal.start()
        yield portal
    finally:
        portal.kill()


def wait_until(true: Callable[[], object], why: str, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, why
        time.sleep(0.02)
