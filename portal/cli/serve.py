"""The whole portal with one command, `python -m portal.cli.serve`: gunicorn and the workers under one parent.

The parent starts whichever dies anew, stops all when it is stopped, and takes them along when it is killed. A larger
installation runs the two commands below as services of the system instead; they need no parent.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import FrameType

from portal.config import ROOT, Settings

#: Seconds that requests and chunks under way get to finish.
GRACE = 20
#: Seconds between a child's death and its next start: doubling with each death in the last minute.
_PAUSES = (0.2, 10.0)
_LOOK = 0.1
_PR_SET_PDEATHSIG = 1


def commands(settings: Settings) -> dict[str, list[str]]:
    """What the parent starts, by name."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    web = [sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"{host}:{settings.port}"]
    web += ["--workers", str(settings.web_processes), "--worker-class", "gthread"]
    web += ["--threads", str(settings.web_threads), "--reuse-port", "--no-control-socket"]
    web += ["--graceful-timeout", str(GRACE), "--log-level", "warning"]
    # Whoever turns the access log on gets paths without their query strings.
    web += ["--access-logformat", '%(h)s %(t)s "%(m)s %(U)s" %(s)s %(B)s %(M)sms']
    work = [sys.executable, "-m", "portal.cli.work"]
    return {"web": web} | {f"work-{number}": work for number in range(1, settings.job_processes + 1)}


class Child:
    """A process that is wanted as long as the parent lives."""

    def __init__(self, name: str, command: Sequence[str]) -> None:
        self.name = name
        self._command = command
        self._deaths: deque[float] = deque(maxlen=10)
        self._next_start = 0.0
        self._process: subprocess.Popen[bytes] | None = None

    def look_after(self) -> None:
        """Start it if it is not there and its pause is over; notice if it died."""
        at = time.monotonic()
        if self._process is not None and self._process.poll() is not None:
            self._bury(self._process, at)
        if self._process is None and at >= self._next_start:
            self._process = _start(self._command)

    def _bury(self, process: subprocess.Popen[bytes], at: float) -> None:
        _signal_group(process.pid, signal.SIGTERM)  # what a killed gunicorn left behind
        self._deaths.append(at)
        recent = sum(at - death < 60 for death in self._deaths)
        shortest, longest = _PAUSES
        pause = min(longest, shortest * 2 ** (recent - 1))
        print(f"{self.name} berhenti ({process.returncode}); dimulai lagi dalam {pause:.1f} detik.", flush=True)
        self._next_start = at + pause
        self._process = None

    def terminate(self) -> None:
        if self._process is not None:
            self._process.terminate()

    def wait(self, until: float) -> None:
        """Wait for its end, and make it end at `until` (on the monotonic clock)."""
        if self._process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(max(0.1, until - time.monotonic()))
        _signal_group(self._process.pid, signal.SIGKILL)
        self._process.wait()


def serve(settings: Settings) -> int:
    """Run until SIGTERM, SIGINT or SIGHUP; the exit code."""
    if _answers(settings):
        print(f"{settings.host}:{settings.port} sudah dipakai. Pilih yang lain: make run GANDENG_PORT=8001")
        return 1
    stopping = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(each, stop)
    children = [Child(name, command) for name, command in commands(settings).items()]
    greeting: subprocess.Popen[bytes] | None = None
    while not stopping:
        for child in children:
            child.look_after()
        if greeting is None and _answers(settings):
            greeting = _start([sys.executable, "-m", "portal.cli.greeting"])
        elif greeting is not None:
            greeting.poll()  # so that it leaves no zombie
        time.sleep(_LOOK)
    print("Menghentikan …", flush=True)
    for child in children:
        child.terminate()
    end = time.monotonic() + GRACE + 5
    for child in children:
        child.wait(end)
    if greeting is not None:
        greeting.terminate()
        greeting.wait()
    return 0


def _start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        cwd=ROOT,
        start_new_session=True,  # Ctrl-C reaches the parent only, which then stops all in good order
        preexec_fn=_die_with(os.getpid()),  # noqa: PLW1509 (the parent has one thread)
    )


def _answers(settings: Settings) -> bool:
    """Somebody listens there. With --reuse-port a second server would start without complaint and share the calls."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104 (called, not bound)
    try:
        with socket.create_connection((host, settings.port), timeout=1):
            return True
    except OSError:
        return False


def _signal_group(pid: int, number: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def _die_with(parent: int) -> Callable[[], None] | None:
    """On Linux the kernel sends a child SIGTERM when its parent is gone, even by kill -9.

    Elsewhere a worker notices by itself that it has another parent (`work`); gunicorn stays and is stopped by hand.
    """
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)

    def prepare() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)

    return prepare


if __name__ == "__main__":
    sys.exit(serve(Settings()))
