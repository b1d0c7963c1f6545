"""A person at a real browser: sees words, presses what has a name, and never knows how a page is made.

The same verbs work with and without JavaScript, on a phone and at a desk. Whoever arrives somewhere looks around:
what `Eyes` finds wrong fails the story at once.
"""

from __future__ import annotations

import re
from pathlib import Path
from re import Pattern

from playwright.sync_api import Browser, Dialog, Download, Error, Locator, Request, expect

from tests.cast import PASSWORD, code_of
from tests.page import FIRST_VISIT_BUDGET
from tests.stories.eyes import Eyes, is_trouble, weight_of

#: Milliseconds, for a machine that does much else.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)
HEIGHTS = {360: 740, 1280: 800}
Words = str | Pattern[str]


#: Whoever acts for a branch shows a second factor.
OFFICERS = {"hasan@contoh.sch.id", "mira@contoh.sch.id", "lilis@contoh.sch.id"}


def figure(value: int) -> Pattern[str]:
    """What a cell says that holds it alone; its column's name, which a phone writes before it, left aside."""
    return re.compile(rf"^\s*{f'{value:,}'.replace(',', '.')}\s*$")


class Visitor:
    """One browser profile of one person. Use `arrives` after each step that leads to another page."""

    def __init__(self, browser: Browser, eyes: Eyes, address: str, *, width: int, js: bool, story: str) -> None:
        self.context = browser.new_context(
            viewport={"width": width, "height": HEIGHTS[width]},
            java_script_enabled=js,
            base_url=address,
            locale="id-ID",
            has_touch=width == 360,
        )
        self.context.set_default_timeout(PATIENCE)
        self.page = self.context.new_page()
        self.width, self.js, self.story = width, js, story
        self._eyes, self._trouble = eyes, list[str]()
        self._requests, self._first = list[Request](), True
        self._expected, self._unreached = "", False
        self._weights: list[tuple[int, str]] = []
        self._document: Request | None = None
        self.page.on("console", lambda said: self._heard(said.type, said.text))
        self.page.on("pageerror", lambda error: self._trouble.append(f"{self.page.url}: {error}"))
        self.page.on("requestfinished", self._finished)
        self.page.on("dialog", self._asked)

    # Going about.

    def opens(self, path: str, heading: Words = re.compile(".")) -> None:
        """Type an address; once more where a phone without network gave up: so does whoever holds it."""
        try:
            self.page.goto(path)
        except Error:
            if not self._unreached:
                raise
            self.page.goto(path)
        self.arrives(heading)

    def signs_in(self, email: str, password: str = PASSWORD) -> None:
        self.page.goto("/masuk")
        self.arrives("Masuk")
        self.fills("E-mail atau nomor HP", email)
        self.fills("Kata sandi", password)
        self.presses("Masuk")
        if email in OFFICERS:
            self.arrives("Tunjukkan pengaman")
            self.fills("Kode", code_of(email))
            self.presses("Lanjut")

    def goes_to(self, room: str, heading: Words = "") -> None:
        """By the menu, which is folded on a phone."""
        menu = self.page.get_by_role("navigation", name="Menu utama")
        link = menu.get_by_role("link", name=re.compile(rf"^{re.escape(room)}( \d+)?$"))
        if not link.is_visible():
            menu.get_by_text("Menu", exact=False).first.click()
        link.click()
        self.arrives(heading or room)

    def arrives(self, heading: Words) -> None:
        """The page with this heading is there; look around in it."""
        try:
            expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        except AssertionError as error:
            raise AssertionError(f"{self.page.url} is not {heading!r}, but says: {self.has_read()[:600]}") from error
        self.page.wait_for_load_state()
        self.looks()

    def looks(self) -> None:
        """Judge the page as it stands now, for instance with an editor open in it."""
        wrong = self._eyes.look(self.page, self.story, scripted=self.js, document=self._document)
        if self._document is not None:
            self._weights.append((weight_of(self._document), self.page.url))
        if self._first:
            weight, self._first = sum(map(weight_of, self._requests)), False
            if weight > FIRST_VISIT_BUDGET:
                wrong.append(f"{weight} bytes for a first visit of {self.page.url}")
            self._weights.append((weight, f"first visit of {self.page.url}"))
        self._document = None
        if wrong or self._trouble:
            raise AssertionError("\n".join(["", *wrong, *self._trouble]))

    # Hands.

    def fills(self, label: Words, text: str, within: Locator | None = None) -> None:
        self._labelled(label, within).fill(text)

    def chooses(self, label: Words, option: str) -> None:
        self._labelled(label).select_option(label=option)

    def ticks(self, label: Words) -> None:
        self._labelled(label).check()

    def presses(self, name: Words, within: Locator | None = None) -> None:
        (within or self.page).get_by_role("button", name=name, exact=True).click()

    def follows(self, name: Words, within: Locator | None = None) -> None:
        (within or self.page).get_by_role("link", name=name, exact=True).first.click()

    def unfolds(self, summary: str) -> None:
        """Open what a page keeps folded (a confirmation, more fields)."""
        self.page.locator("summary", has_text=summary).click()

    def mends(self, label: str, text: str) -> None:
        """Fill a field of an open editor, which folds away what nothing was said of."""
        field = self.page.get_by_label(label, exact=True).locator("visible=true")
        if not field.count():
            self.unfolds("Isian lain")
        field.first.fill(text)

    def sends_file(self, label: Words, name: str, content: bytes) -> None:
        kind = "application/octet-stream"
        self._labelled(label).set_input_files({"name": name, "mimeType": kind, "buffer": content})

    def puts_in(self, label: Words, file: Path) -> None:
        self._labelled(label).set_input_files(file)

    def downloads(self, press: Locator) -> bytes:
        with self.page.expect_download() as under_way:
            press.click()
        got: Download = under_way.value
        return Path(got.path()).read_bytes()

    def fetches(self, link: Locator) -> bytes:
        """What a link to a paper leads to; a PDF is shown by the browser's own viewer, which no test looks into."""
        answer = self.context.request.get(link.get_attribute("href") or "")
        assert answer.ok, f"{answer.url}: {answer.status}"
        return answer.body()

    # Eyes.

    def sees(self, words: Words) -> None:
        """These words can be read somewhere on the page."""
        expect(self.page.get_by_text(words).locator("visible=true").first).to_be_visible()

    def sees_not(self, words: Words) -> None:
        expect(self.page.get_by_text(words).locator("visible=true")).to_have_count(0)

    def row(self, words: str) -> Locator:
        """The line of a list that says so."""
        found = self.page.get_by_role("row").filter(has_text=words)
        expect(found).to_have_count(1)
        return found

    def counts(self, label: str, count: int) -> None:
        """A figure of the page, which leads to its names."""
        found = self.page.locator(".stat").filter(has_text=re.compile(rf"{label}\b"))
        expect(found.first.locator(".stat__value")).to_have_text(figure(count))

    def has_read(self) -> str:
        """All that stands in the page's own part, with single spaces."""
        return " ".join(self.page.locator("main").inner_text().split())

    def buttons(self) -> list[str]:
        return self.page.locator("main").get_by_role("button").all_inner_texts()

    def expects(self, status: str) -> None:
        """From now on the console may say that a page was answered so: the story asks for it."""
        self._expected = status

    def loses_the_network(self) -> None:
        """Out of reach of every antenna; the console may say so."""
        self._unreached = True
        self.context.set_offline(True)

    def finds_the_network(self) -> None:
        self.context.set_offline(False)

    def leaves(self) -> None:
        """Close the browser; whatever its console complained of fails the story."""
        self.context.close()
        self._eyes.weigh(self.width, self.js, self._weights)
        if self._trouble:
            raise AssertionError("\n".join(["", *self._trouble]))

    def _labelled(self, label: Words, within: Locator | None = None) -> Locator:
        return (within or self.page).get_by_label(label, exact=True).locator("visible=true").first

    def _heard(self, kind: str, text: str) -> None:
        if self._expected and f"status of {self._expected} " in text:
            return
        if self._unreached and "net::ERR_INTERNET_DISCONNECTED" in text:
            return
        if is_trouble(kind, text):
            self._trouble.append(f"{self.page.url}: the console says {kind}: {text}")

    def _finished(self, request: Request) -> None:
        self._requests.append(request)
        if request.is_navigation_request() and request.resource_type == "document":
            self._document = request

    def _asked(self, dialog: Dialog) -> None:
        self._trouble.append(f"{self.page.url}: a dialog: {dialog.message}")
        dialog.dismiss()
