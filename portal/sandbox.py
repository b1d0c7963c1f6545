"""A process apart for what a stranger sent: started for one file, under ceilings of memory and time, gone with it.

    with beside("portal.pictures.child", [2200], content, ceilings) as answer:    in the portal
        frame = receive(answer)

    confine(); send(sys.stdout.buffer, b"…")                                      in the child, before anything else

A parser of pictures or workbooks may run mad on a hostile file, or abort its process when memory ends, which is why
it runs alone: without a name for the file, without an environment and so without a secret, and killed when whoever
asked has heard enough. A frame is four bytes of length and as many bytes; a child that dies in the middle of one
ran out of what it was allowed.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

_ROOT = Path(__file__).resolve().parents[1]
_LENGTH = 4
_CEILINGS = "GANDENG_CEILINGS"


@dataclass(frozen=True, slots=True)
class Ceilings:
    """Address space of the child in bytes, and its processor time in seconds."""

    memory: int = 800 << 20
    seconds: int = 60


@contextmanager
def beside(module: str, arguments: Sequence[object], content: bytes, ceilings: Ceilings) -> Iterator[IO[bytes]]:
    """Run a module of ours on `content`, which it finds on its standard input; what it answers is read from here.

    The file is deleted at birth and readable by nobody else. The child is killed on leaving.
    """
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        process = subprocess.Popen(  # noqa: S603 - a module of ours, with arguments of ours
            [sys.executable, "-m", module, *(str(each).replace("\0", "") for each in arguments)],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            env={
                "PYTHONDONTWRITEBYTECODE": "1",
                "PYTHONUTF8": "1",
                _CEILINGS: f"{ceilings.memory} {ceilings.seconds}",
            },
        )
    with process:
        try:
            yield cast("IO[bytes]", process.stdout)
        finally:
            process.kill()


def confine() -> None:
    """Take the ceilings that the parent set; the child's first deed. It can write no file, and leaves no core."""
    memory, seconds = map(int, os.environ[_CEILINGS].split())
    for what, ceiling in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        resource.setrlimit(what, (ceiling, ceiling))


def send(pipe: IO[bytes], body: bytes) -> None:
    pipe.write(len(body).to_bytes(_LENGTH, "big") + body)
    pipe.flush()


def receive(pipe: IO[bytes]) -> bytes:
    """The next frame; EOFError when the other side died before it was whole."""
    return _exactly(pipe, int.from_bytes(_exactly(pipe, _LENGTH), "big"))


def _exactly(pipe: IO[bytes], count: int) -> bytes:
    body = pipe.read(count)
    if len(body) < count:
        raise EOFError
    return body
