"""The kit as a person meets it: on a phone, on a desk, with and without JavaScript, by eye and by keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.story

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
TARGETS = ".button, .side a, .account summary, .account__panel a, .tabs a, .choice label, .input, .drop__input, .stat"


@pytest.fixture
def posted(gallery: Flask) -> list[str]:
    found: list[str] = gallery.extensions["posted"]
    found.clear()
    return found


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    """The gallery on a phone; at the end nothing may have been refused by the content security policy."""
    context = chromium.new_context(viewport=PHONE)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{address}/galeri")
    yield page
    context.close()
    assert [line for line in said if "Content Security Policy" in line or "Error:" in line] == []


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("path", ["/galeri", "/tolak/404"])
def test_nobody_is_shut_out(chromium: Browser, address: str, viewport: dict[str, int], path: str) -> None:
    context = chromium.new_context(viewport=viewport)
    page = context.new_page()
    page.goto(address + path)
    if path == "/galeri":
        page.locator(".account summary").click()
    found = Axe().run(page, options=WCAG).response
    assert len(found["passes"]) > 15
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    context.close()


def test_a_finger_finds_every_target(page: Page) -> None:
    page.locator(".side summary").click()
    page.locator(".account summary").click()
    sizes = page.locator(TARGETS).evaluate_all(
        "all => all.filter(e => e.getClientRects().length).map(e => [e.outerHTML.slice(0, 80), "
        "Math.min(e.getBoundingClientRect().height, e.getBoundingClientRect().width)])"
    )
    assert len(sizes) > 40
    assert [each for each in sizes if each[1] < 43.9] == []


def test_icons_are_drawn_under_the_policy(page: Page) -> None:
    assert page.evaluate("document.querySelector('.button use').getBBox().width") > 5


def test_a_double_tap_posts_once(page: Page, posted: list[str]) -> None:
    with page.expect_navigation():
        # The second tap comes when the first request is already at the (slow) server.
        page.get_by_role("button", name="Lewati").evaluate("b => { b.click(); setTimeout(() => b.click(), 200) }")
    assert posted.count("/lewati") == 1


def test_a_refused_fragment_is_swapped_in_and_focused(page: Page, posted: list[str]) -> None:
    page.locator("#formulir").evaluate("form => form.noValidate = true")
    page.get_by_role("button", name="Simpan dan lanjutkan").dblclick()
    expect(page.locator("#galat-baru")).to_be_focused()
    assert posted == ["/simpan"]


@pytest.mark.parametrize("code", ["500", "422"])
def test_a_refused_request_keeps_what_was_typed(page: Page, code: str) -> None:
    page.locator("#formulir").evaluate("form => form.noValidate = true")
    page.locator("#full_name").fill(code)
    page.locator("#note").fill("belum disimpan")
    page.get_by_role("button", name="Simpan dan lanjutkan").click()
    title = {"500": "Terjadi kesalahan di pihak kami", "422": "Isian belum dapat diterima"}[code]
    expect(page.locator("#kabar .notice__title")).to_have_text(title)
    expect(page.locator("#kabar")).to_be_in_viewport()
    expect(page.locator("#note")).to_have_value("belum disimpan")
    expect(page.locator("#formulir [aria-busy]")).to_have_count(0)


def test_a_lost_line_is_told_and_keeps_what_was_typed(page: Page) -> None:
    page.locator("#formulir").evaluate("form => form.noValidate = true")
    page.locator("#note").fill("belum disimpan")
    page.context.set_offline(True)
    page.get_by_role("button", name="Simpan dan lanjutkan").click()
    expect(page.locator("#kabar")).to_contain_text("Tidak tersambung")
    expect(page.locator("#note")).to_have_value("belum disimpan")


def test_all_boxes_are_ticked_at_once(page: Page) -> None:
    page.get_by_label("Pilih semua").check()
    assert page.locator("[name=siswa]").evaluate_all("all => all.map(each => each.checked)") == [True, True]


def test_a_chosen_and_a_dropped_file_are_named(page: Page) -> None:
    page.locator("#sheet").set_input_files({"name": "siswa.xlsx", "mimeType": "", "buffer": b"x" * 1_300_000})
    zone = page.locator(".drop", has=page.locator("#sheet"))
    expect(zone.locator("output")).to_have_text("siswa.xlsx · 1,2 MB")
    carried = page.evaluate_handle(
        "() => { const files = new DataTransfer(); files.items.add(new File(['a'], 'lain.csv')); return files }"
    )
    zone.dispatch_event("dragover", {"dataTransfer": carried})
    assert "drop--over" in zone.get_attribute("class")
    zone.dispatch_event("drop", {"dataTransfer": carried})
    expect(zone.locator("output")).to_contain_text("lain.csv")
    assert "drop--over" not in zone.get_attribute("class")


def test_a_hidden_tab_asks_nothing_until_it_is_seen(page: Page, posted: list[str]) -> None:
    hide = "seen => { Object.defineProperty(document, 'hidden', {value: !seen, configurable: true}) }"
    page.evaluate(hide, False)
    page.wait_for_timeout(2600)
    assert posted == []
    page.evaluate(hide, True)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#pekerjaan")).to_have_text("Selesai.")


def test_the_keyboard_reaches_the_content_first(page: Page) -> None:
    page.goto(page.url.replace("/galeri", "/tolak/404"))
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_on_paper_only_the_matter_stands(page: Page) -> None:
    page.emulate_media(media="print")
    for gone in (".top", ".side", ".tabs", ".search", "#formulir .button"):
        expect(page.locator(gone).first).to_be_hidden()
    assert page.locator(".table--list td").first.evaluate("cell => getComputedStyle(cell).display") == "table-cell"


def test_without_javascript_everything_opens_and_posts(chromium: Browser, address: str, posted: list[str]) -> None:
    context = chromium.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/galeri")
    expect(page.locator("#galat")).to_be_focused()
    expect(page.get_by_role("button", name="Cetak")).to_be_hidden()
    expect(page.get_by_role("link", name="Tagihan 2")).to_be_hidden()
    page.locator(".side summary").click()
    expect(page.get_by_role("link", name="Tagihan 2")).to_be_visible()
    with page.expect_navigation():
        page.get_by_role("button", name="Lewati").click()
    assert posted == ["/lewati"]
    context.close()
