"""What is looked at on every page of every story: is it whole, quiet, light, within its width and open to everyone?

A page is tried with axe, and a phone's at 320 px, when it is another page than those before at its width, or has a
part that none of them had. What pages weighed is left in tests/_pictures, with GANDENG_TEST_PICTURES=1 also pictures
of those pages for people to look at.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request

from tests.page import PAGE_BUDGET

PICTURES = Path(__file__).resolve().parent.parent / "_pictures"
WCAG: dict[str, object] = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"],
    "resultTypes": ["violations"],
}
_AXE = Axe().axe_script
#: Of all that axe says only what is wrong crosses over to us.
_TRIED = """options => axe.run(document, options).then(said => ({
  passes: said.passes.length,
  violations: said.violations.map(each =>
    `axe ${each.id}: ` + each.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(' | '))
}))"""
_ID = re.compile(r"http://[^/]+|[0-9a-f]{8}-[0-9a-f-]{27}|(?<=undangan/)[\w-]+|(?<=periksa/)\w+")
#: The narrowest phone still in use; WCAG 2.2 asks for it too (1.4.10).
NARROWEST = 320
#: A browser says of a refused form that it "failed to load"; the page itself says why. A row that changed along with
#: a mended one may stand on another page of the list: htmx finds no place for it, says so and goes on.
_HARMLESS = re.compile(
    r"Failed to load resource: the server responded with a status of 422 |htmx:oobErrorNoTarget, #baris-"
)
#: What a page is built of, and whether its folds are open.
_PARTS = """[...new Set([...document.querySelectorAll('body *')].map(each =>
  each.tagName + ' ' + (each.getAttribute('class') || '') + (each.hasAttribute('open') ? ' open' : ''))
  )]"""
_WIDE = """[...document.querySelectorAll('body *')].filter(each => !each.closest('.sr-only, .skip') &&
  each.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map(each => each.outerHTML.slice(0, 120)).slice(0, 4)"""


class Eyes:
    """One pair for all visitors of a process; what was seen is marked in a folder that the processes share."""

    def __init__(self, browser: Browser, seen: Path) -> None:
        self._browser, self._seen = browser, seen
        self._count = 0
        PICTURES.mkdir(exist_ok=True)
        self._weights: list[tuple[int, str]] = []

    def look(self, page: Page, story: str, *, scripted: bool, document: Request | None) -> list[str]:
        """All that is wrong with the page as it stands."""
        where, width = f"{page.url} at {page.viewport_size}", (page.viewport_size or {})["width"]
        wrong = []
        if not page.title().endswith(" · Gandeng") or len(page.title()) < 13:
            wrong.append(f"{where}: title {page.title()!r}")
        if (headings := page.locator("h1").count()) != 1:
            wrong.append(f"{where}: {headings} h1")
        wrong += self._within(page, where)
        if document is not None and (weight := weight_of(document)) > PAGE_BUDGET:
            wrong.append(f"{where}: {weight} bytes, a page may have {PAGE_BUDGET}")
        parts = [_ID.sub("…", page.url.partition("?")[0]), *page.evaluate(_PARTS)]
        if self._new(width, parts):
            if os.environ.get("GANDENG_TEST_PICTURES"):
                self._photograph(page, story, width)
            if width == 360:
                page.set_viewport_size({"width": NARROWEST, "height": 640})
                wrong += self._within(page, f"{page.url} at {NARROWEST}")
                page.set_viewport_size({"width": width, "height": 740})
            wrong += [f"{where}: {each}" for each in self._axe(page, scripted)]
        return wrong

    def weigh(self, width: int, js: bool, weights: Iterable[tuple[int, str]]) -> None:
        """Note what pages weighed, in bytes over the wire."""
        how = f"{width} px, {'with' if js else 'without'} JavaScript"
        self._weights += [(weight, f"{_ID.sub('…', url)} ({how})") for weight, url in weights]

    def write_down(self) -> None:
        """Leave the heaviest of each page in a list, the heaviest on top."""
        heaviest: dict[str, int] = {}
        for weight, what in self._weights:
            heaviest[what] = max(weight, heaviest.get(what, 0))
        lines = [f"{weight:>6}  {what}\n" for what, weight in sorted(heaviest.items(), key=lambda each: -each[1])]
        (PICTURES / f"weights-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}.txt").write_text("".join(lines))

    def _new(self, width: int, parts: Iterable[str]) -> bool:
        """Whether one of these was not looked at, by any process of the run."""
        marks = [self._seen / hashlib.sha256(f"{width} {each}".encode()).hexdigest() for each in parts]
        fresh = [mark for mark in marks if not mark.exists()]
        for mark in fresh:
            mark.touch()
        return bool(fresh)

    def _within(self, page: Page, where: str) -> list[str]:
        if page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"):
            return []
        return [f"{where}: wider than the window: {page.evaluate(_WIDE)}"]

    def _photograph(self, page: Page, story: str, width: int) -> None:
        self._count += 1
        name = re.sub(r"\W+", "-", page.locator("h1").first.inner_text().lower()).strip("-")[:40]
        path = PICTURES / f"{width}-{story}-{self._count:02}-{name}.png"
        # The caret stays: to hide it Playwright leaves style attributes behind, of which the policy then complains.
        page.screenshot(path=path, full_page=True, caret="initial")

    def _axe(self, page: Page, scripted: bool) -> list[str]:
        """Violations of WCAG 2.2 A and AA. Where scripts are off axe cannot run: a twin of the page is tried."""
        if scripted:
            return _violations(page)
        context = self._browser.new_context(viewport=page.viewport_size)
        twin, content = context.new_page(), page.content()
        twin.route(page.url, lambda route: route.fulfill(body=content, content_type="text/html; charset=utf-8"))
        twin.goto(page.url)
        found = _violations(twin)
        context.close()
        return found


def _violations(page: Page) -> list[str]:
    page.evaluate(_AXE)
    answer: dict[str, Any] = page.evaluate(_TRIED, WCAG)
    assert answer["passes"] > 5, "axe looked at nothing"
    return answer["violations"]  # type: ignore[no-any-return]


def is_trouble(kind: str, text: str) -> bool:
    """Whether something the browser's console said means that something is wrong with us."""
    return (kind in {"error", "warning"} or "Content Security Policy" in text) and not _HARMLESS.match(text)


def weight_of(request: Request) -> int:
    """Bytes of the answer's body as they came over the wire."""
    return int(request.sizes()["responseBodySize"])
