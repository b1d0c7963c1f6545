"""What comes in over the wire that no browser would send so, to a real gunicorn: it is dropped, others are served."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from flask import Flask

from portal.config import Settings
from tests.attacks.order import counted
from tests.attacks.served import Served, Visitor, served
from tests.cast import Cast
from tests.make import journey, people

pytestmark = pytest.mark.once

#: More than all threads of the two processes.
CROWD = 140


@pytest.fixture
def portal(app: Flask, cast: Cast, settings: Settings, tmp_path: Path) -> Iterator[Served]:
    with served(settings, tmp_path / "log") as running:
        yield running


def connect(portal: Served) -> socket.socket:
    return socket.create_connection(("127.0.0.1", portal.port), timeout=20)


def request(visitor: Visitor, path: str, body: bytes, kind: str, *, length: int | None = None) -> bytes:
    head = (
        f"POST {path} HTTP/1.1",
        "Host: localhost",
        f"Cookie: {visitor.cookie()}",
        f"Content-Type: {kind}",
        f"Content-Length: {len(body) if length is None else length}",
    )
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def answers_within(portal: Served, seconds: float) -> bool:
    began = time.monotonic()
    return portal.answers() and time.monotonic() - began < seconds


def test_an_upload_cut_in_the_middle_keeps_nothing_and_nobody(portal: Served, cast: Cast) -> None:
    wave = journey.wave(cast.sari).wave
    sari = portal.visitor(cast.sari)
    body, kind = sari.form({"gelombang": wave, "file": (people.pasted(range(500)), "siswa.tsv")})
    before = counted()
    for share in (0.01, 0.5, 0.99):
        with closing(connect(portal)) as line:
            line.sendall(request(sari, "/sekolah/daftar/", body, kind)[: -int(len(body) * (1 - share)) or None])
    with ExitStack() as lines:  # more at once than there are threads, then all of them gone
        for _ in range(CROWD):
            line = lines.enter_context(closing(connect(portal)))
            line.sendall(request(sari, "/sekolah/daftar/", body[: len(body) // 2], kind, length=len(body)))
    assert answers_within(portal, 10), "its threads are still waiting for those who went"
    assert counted() == before
    whole = sari.post("/sekolah/daftar/", {"gelombang": wave, "file": (people.pasted(range(500)), "siswa.tsv")})
    assert whole.status == 303
    assert counted()["roster_row"] == 500
    assert "Traceback" not in portal.log
    assert '"level": "error"' not in portal.log


def test_too_much_is_answered_with_the_cure_and_not_with_a_cut_line(portal: Served, cast: Cast) -> None:
    """The answer must reach a browser that first sends all it has and only then looks."""
    wave = journey.wave(cast.sari).wave
    sari = portal.visitor(cast.sari)
    for megabytes in (22, 40):
        data = {"gelombang": wave, "file": (b"N" * (megabytes << 20), "besar.csv")}
        refused = sari.post("/sekolah/daftar/", data)
        assert refused.status == 413
        assert "bagi berkas menjadi beberapa bagian" in refused.text
    assert counted()["roster"] == 0


def test_a_hundred_slow_phones_do_not_keep_the_others_out(portal: Served, cast: Cast) -> None:
    """Slow in what they ask, and slow in what they send: a trickle each, for as long as they please."""
    sari = portal.visitor(cast.sari)
    asking = b"GET /masuk HTTP/1.1\r\nHost: localhost\r\nX-Lambat: "
    sending = request(sari, "/sekolah/gelombang/", b"name=", "application/x-www-form-urlencoded", length=10_000)
    for opening in (asking, sending):
        with ExitStack() as lines:
            slow = [lines.enter_context(closing(connect(portal))) for _ in range(100)]
            for line in slow:
                line.sendall(opening)
            for _ in range(3):
                for line in slow:
                    line.sendall(b"a")
                assert answers_within(portal, 10), "nobody else is served"
                time.sleep(0.2)
        assert answers_within(portal, 10)
    assert counted()["wave"] == 0


def test_what_is_no_request_is_refused_and_told_nothing(portal: Served) -> None:
    odd = {
        b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n": "twofold",
        b"GET /masuk\x00 HTTP/1.1\r\nHost: localhost\r\n\r\n": "NUL in the path",
        b"BREW /masuk HTTP/1.1\r\nHost: localhost\r\n\r\n": "a method of its own",
        b"TRACE /masuk HTTP/1.1\r\nHost: localhost\r\nCookie: gandeng=rahasia\r\n\r\n": "TRACE",
        b"GET /" + b"a" * 9_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n": "an endless line",
        b"GET /masuk HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 200 + b"\r\n": "200 headers",
        b"POST /masuk HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n": "a negative length",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03": "TLS",
    }  # fmt: skip
    for message, what in odd.items():
        with closing(connect(portal)) as line:
            line.sendall(message)
            line.shutdown(socket.SHUT_WR)
            reply = b""
            while piece := line.recv(65_536):
                reply += piece
        status = int(reply.split(b" ", 2)[1]) if reply.startswith(b"HTTP/1.") else 0
        assert status == 0 or 400 <= status < 500, f"{what}: {reply[:200]!r}"
        assert b"rahasia" not in reply
        assert b"Traceback" not in reply
    assert portal.answers()
