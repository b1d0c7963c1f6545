"""One parent, its children, and every way to die."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError

import psutil
import pytest
from flask import Flask

from portal.cli.serve import commands
from portal.config import Settings
from portal.models import Job, db, engine
from portal.models.job import enqueue
from portal.models.transaction import transaction
from tests.databases import ROOT, environment

pytestmark = pytest.mark.once


class Served:
    """A parent of its own on a port of its own."""

    def __init__(self, settings: Settings, log: Path, port: int) -> None:
        self.port = port
        self.log = log
        with log.open("ab") as output:
            self.parent = psutil.Popen(
                [sys.executable, "-m", "portal.cli.serve"],
                cwd=ROOT,
                env=environment(settings.database(), settings.instance) | {"GANDENG_PORT": str(port)},
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def child(self, word: str) -> psutil.Process | None:
        for process in self.parent.children():
            if process.status() != psutil.STATUS_ZOMBIE and word in " ".join(process.cmdline()):
                return process
        return None

    def family(self) -> list[psutil.Process]:
        return [self.parent, *self.parent.children(recursive=True)]

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/masuk", timeout=5) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False


def wait_until(true: Callable[[], object], why: str, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, why
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def served(settings: Settings, tmp_path: Path) -> Iterator[Served]:
    portal = Served(settings, tmp_path / "log", free_port())
    try:
        wait_until(portal.answers, "it does not answer")
        yield portal
    finally:
        family = portal.family() if portal.parent.is_running() else []
        for process in family:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        portal.parent.wait()


def test_what_dies_is_started_anew_and_all_stop_together(app: Flask, served: Served) -> None:
    gunicorn = served.child("gunicorn")
    assert gunicorn is not None
    gunicorn.kill()
    wait_until(lambda: (now := served.child("gunicorn")) and now != gunicorn, "gunicorn stays dead")
    wait_until(served.answers, "the new one does not answer")

    worker = served.child("portal.cli.work")
    assert worker is not None
    worker.kill()
    with transaction() as session:
        job_id = enqueue(session, "tests.nobody", {}).id
    engine.only_reads(True)

    def picked_up() -> bool:
        db.session.rollback()
        return db.session.get_one(Job, job_id).error == "job_unknown_kind"

    wait_until(picked_up, "no worker came back")

    family = served.family()
    served.parent.send_signal(signal.SIGTERM)
    assert served.parent.wait(30) == 0
    _gone, alive = psutil.wait_procs(family, timeout=5)
    assert not alive
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", served.port))


def test_a_killed_parent_takes_its_children_along(served: Served) -> None:
    family = served.family()
    assert len(family) >= 5, "parent, gunicorn with two processes, worker"
    if sys.platform != "linux":  # only Linux tells gunicorn of its parent's death; workers look for themselves
        family = [each for each in family if "portal.cli.work" in each.cmdline()]
    os.kill(served.parent.pid, signal.SIGKILL)
    served.parent.wait()
    _gone, alive = psutil.wait_procs(family, timeout=30)
    assert not alive


def test_a_taken_port_is_said_plainly(served: Served, settings: Settings) -> None:
    second = subprocess.run(
        [sys.executable, "-m", "portal.cli.serve"],
        cwd=ROOT,
        env=environment(settings.database(), settings.instance) | {"GANDENG_PORT": str(served.port)},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert second.returncode == 1
    assert f"127.0.0.1:{served.port} sudah dipakai" in second.stdout
    assert served.answers()
    wait_until(lambda: "Gandeng siap di http://127.0.0.1:" in served.log.read_text(), "no greeting")
    assert "Akun contoh" not in served.log.read_text(), "there is no demo here, so nobody is told of one"


@pytest.mark.unit
def test_the_commands_follow_the_settings() -> None:
    settings = Settings(host="::", port=8443, web_processes=3, web_threads=16, job_processes=2)
    found = commands(settings)
    assert set(found) == {"web", "work-1", "work-2"}
    web = " ".join(found["web"])
    assert "--bind [::]:8443 --workers 3" in web
    assert "--threads 16 --reuse-port --no-control-socket" in web
    assert "%(q)s" not in web
    assert "%(r)s" not in web
