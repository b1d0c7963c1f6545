"""One parent, its children, and every way to die."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from flask import Flask

from portal.cli.serve import commands
from portal.config import Settings
from portal.models import Job, db, engine
from portal.models.job import enqueue
from portal.models.transaction import transaction
from tests.attacks.served import Served, wait_until
from tests.attacks.served import served as running
from tests.databases import ROOT, environment

pytestmark = pytest.mark.once


@pytest.fixture
def served(settings: Settings, tmp_path: Path) -> Iterator[Served]:
    with running(settings, tmp_path / "log") as portal:
        yield portal


def test_a_taken_port_is_said_plainly_and_what_dies_is_started_anew(
    app: Flask, served: Served, settings: Settings
) -> None:
    refuses_a_second(served, settings)
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


def refuses_a_second(served: Served, settings: Settings) -> None:
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
    wait_until(lambda: "Gandeng siap di http://127.0.0.1:" in served.log, "no greeting")
    assert "Akun contoh" not in served.log, "there is no demo here, so nobody is told of one"


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
