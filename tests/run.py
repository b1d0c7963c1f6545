"""`make test`: every step runs, each is timed, none is skipped; what cannot run has failed.

`--quick` (`make check`) leaves out what needs a server, a database or a browser.
"""

# ruff: noqa: T201  (a command that speaks to whoever runs it)

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.databases import CannotRun

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


@dataclass(frozen=True, eq=False)
class Step:
    """A command, with what has to be found before it and handed to it in the environment.

    A brief one needs one core and says little: two of them run at once.
    """

    name: str
    command: Sequence[str | Path]
    needs: Callable[[], dict[str, str]] = dict
    environment: dict[str, str] = field(default_factory=dict)
    brief: bool = False


def _chromium() -> dict[str, str]:
    from tests.browsers import chromium

    return {"CHROMIUM": chromium()}


def _pytest(*arguments: str) -> list[str | Path]:
    return [sys.executable, "-m", "pytest", "-q", "--no-header", *arguments]


LAWS = [
    Step("types", [BIN / "mypy", "--no-error-summary"], brief=True),
    Step("templates", [BIN / "djlint", "templates", "--lint", "--quiet"], brief=True),
    Step("formatting", [BIN / "ruff", "format", "--check", "--quiet", "."], brief=True),
    Step("linting", [BIN / "ruff", "check", "--quiet", "."], brief=True),
    Step("floors", [BIN / "lint-imports"], brief=True),
]
QUICK = [*LAWS, Step("unit tests", _pytest("-n", "2", "-m", "unit"))]
ALL = [
    *LAWS,
    Step("suite on SQLite", _pytest("-n", "2", "-m", "not story"), environment={"GANDENG_TEST_ENGINE": "sqlite"}),
    Step(
        "suite on PostgreSQL",
        _pytest("-n", "2", "-m", "not story and not unit and not once"),
        environment={"GANDENG_TEST_ENGINE": "postgresql"},
    ),
    Step(
        "stories in Chromium",
        _pytest("-n", "2", "-m", "story"),
        needs=_chromium,
        environment={"GANDENG_TEST_ENGINE": "sqlite"},
    ),
]


def run(step: Step) -> bool:
    began = time.monotonic()
    try:
        found = step.needs()
    except CannotRun as reason:
        print(f"── {step.name}\n   cannot run, and so has failed: {reason}")
        return False
    command = [str(part) for part in step.command]
    heard = subprocess.PIPE if step.brief else None
    if not step.brief:
        print(f"── {step.name}", flush=True)
    done = subprocess.run(
        command, cwd=ROOT, env=_environment() | step.environment | found, check=False, text=True,
        stdout=heard, stderr=subprocess.STDOUT if heard else None,
    )  # fmt: skip
    good = done.returncode == 0
    if step.brief:
        print(f"── {step.name}\n{done.stdout}", end="")
    print(f"   {step.name}: {'ok' if good else 'FAILED'} in {time.monotonic() - began:.1f} s", flush=True)
    return good


def _environment() -> dict[str, str]:
    """Ours, but compiled modules are kept: a hundred processes of the suites begin with the same imports."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def main(arguments: Sequence[str]) -> int:
    began = time.monotonic()
    steps = QUICK if "--quick" in arguments else ALL
    brief = [step for step in steps if step.brief]
    with ThreadPoolExecutor(2) as both:  # of the two cores
        good = dict(zip(brief, both.map(run, brief), strict=True))
    good |= {step: run(step) for step in steps if not step.brief}
    failed = [step.name for step, well in good.items() if not well]
    took = f"{time.monotonic() - began:.0f} s"
    if failed:
        print(
            f"\nFAILED after {took}: {', '.join(failed)} ({len(steps) - len(failed)} of {len(steps)} steps are well)"
        )
        return 1
    print(f"\nAll is well: {len(steps)} steps in {took}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
