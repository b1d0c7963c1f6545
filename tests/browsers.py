"""A real Chromium for the stories: found, or installed where that can be done without asking anybody."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.databases import CannotRun

#: Quiet, without the sandbox that root cannot have, and silent towards every host but ours.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
#: The one without a window does the same with a quarter less work, so it comes first.
_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: Debian's packages, and what pages are written with.
_PACKAGES = ("chromium-headless-shell", "chromium")
_FONTS = "fonts-liberation"


@cache
def chromium() -> str:
    """Path of a Chromium; raises CannotRun with the way to get one.

    Looked for in this order: the variable CHROMIUM, the programs of the machine, the one Playwright brought. Root on
    a Debian-like machine gets Debian's package. Call it once before several processes need it: `tests.run` does, and
    hands the path down in CHROMIUM.
    """
    found = _found()
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        _install()
        found = _found()
    if found is None:
        raise CannotRun(
            "The browser stories need Chromium. Install it (Debian/Ubuntu: sudo apt install chromium; anywhere: "
            f"{sys.executable} -m playwright install chromium), or say where one is: make test CHROMIUM=/path/to/it"
        )
    return found


def launch(playwright: Playwright, **options: Any) -> Browser:
    """A headless Chromium with an empty profile of its own; `options` as `BrowserType.launch` takes them."""
    return playwright.chromium.launch(
        executable_path=chromium(), args=[*FLAGS, *options.pop("args", ())], headless=True, **options
    )


def _found() -> str | None:
    if named := os.environ.get("CHROMIUM"):
        if shutil.which(named) is None:
            raise CannotRun(f"CHROMIUM is {named!r}, but there is no such program")
        return named
    for name in _NAMES:
        if path := shutil.which(name):
            return path
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def _install() -> None:
    print("Chromium is not here; installing Debian's package …", flush=True)  # noqa: T201 (it takes a while)
    _apt("update", "-q")
    for package in _PACKAGES:  # the first is not in every Debian
        done = _apt("install", "-y", "-q", package, _FONTS)
        if not done.returncode:
            return
    raise CannotRun(f"`apt-get install {package}` failed:\n{(done.stdout + done.stderr)[-2000:]}")


def _apt(*arguments: str) -> subprocess.CompletedProcess[str]:
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(["apt-get", *arguments], env=quiet, capture_output=True, text=True, check=False)
