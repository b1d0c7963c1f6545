"""The agent's phone: what pages weigh, and how long until the form can be filled in where the signal is weak."""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks import peer
from benchmarks.figures import Figure
from benchmarks.stages import DATA, Stage, set_up
from benchmarks.visitors import Visitor
from benchmarks.weights import FIRST, PAGE, first_visit, weighed, weight
from portal.config import Settings
from tests.attacks.served import served, wait_until
from tests.browsers import launch
from tests.cast import PASSWORD, Person

_FORM = "/perisai/pendaftaran/"
_PAGES = {"home": "/perisai/", "registration": _FORM, "list of people": "/perisai/peserta/"}
#: A phone six times slower than this machine, on what measurers call a slow 3G: 400 ms to and fro, 400 kbit/s.
SLOWER = 6
_SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
#: Seconds until the first letter typed stands in the first field.
PATIENCE = 2.0


def budgets(engine: str) -> list[Figure]:
    """Bytes over the wire; the same whatever the engine."""
    if engine != "sqlite":
        return []
    stage, cast = set_up(engine)
    try:
        dewi = Visitor.signed_in(stage.app, cast.dewi)
        return [
            weighed("perisai", "first visit", 1, first_visit(Visitor(stage.app), "/masuk"), FIRST),
            weighed("perisai", "first visit to the registration", 1, first_visit(dewi, _FORM), FIRST),
            *(weighed("perisai", f"page, {name}", 1, weight(dewi, url), PAGE) for name, url in _PAGES.items()),
        ]
    finally:
        stage.strike()


def registering_on_a_slow_phone(engine: str, *, times: int = 5) -> list[Figure]:
    """From the tap on the link to the first letter in the first field, nothing kept from before; against the same
    on the form of Django's admin. The quickest of `times` counts: whatever else the machine does only adds."""
    if engine != "sqlite":
        return []
    stage, cast = set_up(engine)
    try:
        with sync_playwright() as playwright, _ours(stage) as ours, _theirs() as theirs:
            chromium = launch(playwright)
            seconds: dict[str, list[float]] = {"ours": [], "theirs": []}
            for _ in range(times):
                seconds["ours"].append(_until_typed(chromium, ours, partial(_agent, person=cast.dewi), "nik", _FORM))
                seconds["theirs"].append(_until_typed(chromium, theirs, _admin, "nik", peer.FORM))
            chromium.close()
    finally:
        stage.strike()
    mine, other = min(seconds["ours"]), min(seconds["theirs"])
    name = "registration page on slow 3G, ready for the first letter"
    return [
        Figure("perisai", name, "any", 1, mine, "s", PATIENCE),
        Figure("perisai", name, "any", 1, mine, "s", 1, "the form of Django's admin", mine / other),
    ]


def _until_typed(chromium: Browser, address: str, enters: Callable[[Page], None], field: str, form: str) -> float:
    context = chromium.new_context(base_url=address, viewport={"width": 360, "height": 740}, service_workers="block")
    page = context.new_page()
    enters(page)
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.clearBrowserCache")
    devtools.send("Network.emulateNetworkConditions", _SLOW_3G)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    began = time.perf_counter()
    page.goto(form, wait_until="domcontentloaded")
    first = page.locator(f"input[name={field}]")
    first.press_sequentially("3")
    assert first.input_value() == "3"
    elapsed = time.perf_counter() - began
    context.close()
    return elapsed


def _agent(page: Page, person: Person) -> None:
    page.goto("/masuk")
    page.fill("input[name=identifier]", person.email)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/perisai/")


def _admin(page: Page) -> None:
    page.goto(peer.FORM)
    page.fill("input[name=username]", peer.WHO)
    page.fill("input[name=password]", peer.PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"**{peer.FORM}")


@contextmanager
def _ours(stage: Stage) -> Iterator[str]:
    stage.rest()
    settings = Settings(instance=stage.instance, limits_url=f"sqlite:///{DATA / 'limits.sqlite3'}")
    settings = settings.model_copy(update={"database_url": stage.url})
    with tempfile.TemporaryDirectory() as folder, served(settings, Path(folder) / "serve.log") as portal:
        yield f"http://127.0.0.1:{portal.port}"


@contextmanager
def _theirs() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    with tempfile.TemporaryDirectory() as folder:
        start = f"from benchmarks import peer; peer.main({folder!r}, {str(port)!r})"
        with subprocess.Popen([sys.executable, "-c", start], stderr=subprocess.DEVNULL) as process:
            try:
                wait_until(lambda: _answers(port), "the peer does not answer")
                yield f"http://127.0.0.1:{port}"
            finally:
                process.terminate()


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
