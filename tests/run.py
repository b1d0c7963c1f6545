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
from dataclasses import dataclass, field
from pathlib import Path

from tests.databases import CannotRun

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Step:
    """A command, with what has to be found before it and handed to it in the environment."""

    name: str
    command: Sequence[str | Path]
    needs: Callable[[], dict[str, str]] = dict
    environment: dict[str, str] = field(default_factory=dict)


def _chromium() -> dict[str, str]:
    from tests.browsers import chromium

    return {"CHROMIUM": chromium()}


def _pytest(*arguments: str) -> list[str | Path]:
    return [sys.executable, "-m", "pytest", "-q", "--no-header", *arguments]


LAWS = [
    Step("formatting", [BIN / "ruff", "format", "--check", "--quiet", "."]),
    Step("linting", [BIN / "ruff", "check", "--quiet", "."]),
    Step("types", [BIN / "mypy", "--no-error-summary"]),
    Step("floors", [BIN / "lint-imports"]),
    Step("templates", [BIN / "djlint", "templates", "--lint", "--quiet"]),
]
QUICK = [*LAWS, Step("unit tests", _pytest("-n", "2", "-m", "unit"))]
ALL = [
    *LAWS,
    Step("suite on SQLite", _pytest("-n", "2", "-m", "not story"), environment={"GANDENG_TEST_ENGINE": "sqlite"}),
    Step(
        "suite on PostgreSQL",
        _pytest("-n", "2", "-m", "not story and not unit"),
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
    print(f"── {step.name} ", flush=True)
    began = time.monotonic()
    try:
        found = step.needs()
    except CannotRun as reason:
        print(f"   cannot run, and so has failed: {reason}")
        return False
    done = subprocess.run(
        [str(part) for part in step.command], cwd=ROOT, env=os.environ | step.environment | found, check=False
    )
    good = done.returncode == 0
    print(f"   {step.name}: {'ok' if good else 'FAILED'} in {time.monotonic() - began:.1f} s", flush=True)
    return good


def main(arguments: Sequence[str]) -> int:
    began = time.monotonic()
    steps = QUICK if "--quick" in arguments else ALL
    failed = [step.name for step in steps if not run(step)]
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
