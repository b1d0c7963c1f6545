"""How much memory processes take at most, children included: what the machine must have."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

_EVERY = 0.02


class Watch:
    """Watches a process and all it starts: `peaks` maps a command to the most megabytes one such process held.

    The kernel keeps each process's own high-water mark (VmHWM), so nothing is missed between two looks but the last
    hundredth of a second of a process's life. Linux only: elsewhere a `FileNotFoundError` says so.
    """

    def __init__(self, pid: int) -> None:
        self.peaks: dict[str, float] = {}
        self._pid = pid
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        (Path("/proc") / str(self._pid) / "status").read_bytes()
        self._thread.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    @property
    def peak(self) -> float:
        """Megabytes of the largest process."""
        return max(self.peaks.values())

    def _look(self) -> None:
        while not self._over.is_set():
            for pid in family(self._pid):
                if megabytes := high_water(pid):
                    name = _module(pid)
                    self.peaks[name] = max(self.peaks.get(name, 0), megabytes)
            time.sleep(_EVERY)


def family(pid: int) -> list[int]:
    """The process and its descendants; one that ends meanwhile is left out."""
    found = [pid]
    for parent in found:
        for children in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                found += map(int, children.read_text().split())
            except OSError:
                continue
    return found


def high_water(pid: int) -> float:
    """The most memory this process ever held, in megabytes; 0 when it is gone."""
    try:
        status = (Path("/proc") / str(pid) / "status").read_text()
    except OSError:
        return 0
    line = next((line for line in status.splitlines() if line.startswith("VmHWM:")), "VmHWM: 0 kB")
    return int(line.split()[1]) / 1024


def _module(pid: int) -> str:
    """What the process runs: the module after ``-m``, or the program."""
    try:
        words = (Path("/proc") / str(pid) / "cmdline").read_bytes().decode().split("\0")
    except OSError:
        return "one that is gone"
    return words[words.index("-m") + 1] if "-m" in words else Path(words[0]).name or "one that is gone"
