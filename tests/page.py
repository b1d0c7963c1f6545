"""The judge of every page: what the house promises of its HTML, checked on each answer that any test receives.

    Verdict(html, headers, wire).faults        → list of sentences, empty when all is well

`tests/browser.py` brings every answer here, so no test has to ask for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from bs4.builder import HTMLTreeBuilder

KB = 1024
#: Bytes over the wire, compressed: the budget of a phone with a weak signal (design, "Pages for a cheap phone").
PAGE_BUDGET, FRAGMENT_BUDGET, FIRST_VISIT_BUDGET = 10 * KB, 5 * KB, 35 * KB
#: Of a photograph that somebody asked to see (`kit.photo`): it is what they came for, and has a budget of its own.
PHOTO_BUDGET = 400 * KB

_SIXTEEN = re.compile(r"(?<!\d)(?:\d{16}|\d{4}([ .\-])\d{4}\1\d{4}\1\d{4})(?!\d)")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
#: What libraries say when nobody gave them an Indonesian sentence, and Python when nobody formatted a value.
_LEFTOVERS = re.compile(
    r"This field is required|Not a valid|Invalid (?:input|value|Choice|file|date)|Field must|Number must|CSRF"
    r"|Internal Server Error|Not Found|Bad Request|Method Not Allowed|Traceback|&lt;|<bound method"
    r"|\b(?:None|True|False|Undefined|nan|NaN)\b"
)
_SPRITE = frozenset(
    re.findall(r'<symbol id="([\w-]+)"', (Path(__file__).resolve().parent.parent / "static/icons.svg").read_text())
)
_UNNAMED = {"hidden", "submit", "button", "reset", "image"}
_POINTERS = ("aria-describedby", "aria-labelledby", "aria-controls", "aria-owns")
_ASKS = ("hx-get", "hx-post", "hx-put", "hx-patch", "hx-delete")


def soup_of(html: str) -> BeautifulSoup:
    """A page or a fragment, taken apart. What rides in a fragment's templates is put on the page: its words count."""
    if html.lstrip().lower().startswith("<!doctype html>"):
        return BeautifulSoup(html, "html.parser")
    return BeautifulSoup(html, "html.parser", string_containers=_SPOKEN)


#: Elements whose text is of another kind; by default a template is one.
_SPOKEN = {name: kind for name, kind in HTMLTreeBuilder.DEFAULT_STRING_CONTAINERS.items() if name != "template"}


@dataclass
class Verdict:
    """What is wrong with one answer.

    `wire` is its size as sent; `weigh` gives the size of another file by its URL, for the weight of a first visit.
    `unmasked` allows a run of sixteen digits, on the one page where a person asked to see it.
    """

    html: str
    headers: Mapping[str, str] = field(default_factory=dict)
    wire: int = 0
    weigh: Callable[[str], int] = lambda _url: 0
    unmasked: bool = False
    #: The same, taken apart, by whoever needed that already.
    soup: BeautifulSoup = None  # type: ignore[assignment]

    def __post_init__(self) -> None:
        self.soup = self.soup or soup_of(self.html)
        self.whole = self.html.lstrip().lower().startswith("<!doctype html>")
        self._tags: dict[str, list[Tag]] = {"": []}
        for each in self.soup.descendants:
            if isinstance(each, Tag):
                self._tags[""].append(each)
                self._tags.setdefault(each.name, []).append(each)
        self.ids = [str(tag["id"]) for tag in self.all() if "id" in tag.attrs]

    @property
    def faults(self) -> list[str]:
        rules = [*_EVERYWHERE, *(_ON_PAGES if self.whole else _ON_FRAGMENTS)]
        return [fault for rule in rules for fault in rule(self)]

    def all(self, *names: str) -> list[Tag]:
        """The elements of these names, name by name, or all there are. They were looked up once: twenty rules ask."""
        return [tag for name in names or ("",) for tag in self._tags.get(name, ())]


Rule = Callable[[Verdict], Iterator[str]]


def _frame(page: Verdict) -> Iterator[str]:
    html = page.soup.html
    if html is None or html.get("lang") != "id":
        yield "the language of the page is not Indonesian (html lang=id)"
    if not (page.soup.title and page.soup.title.get_text(strip=True).removesuffix("· Gandeng").strip()):
        yield "no title"
    for name in ("h1", "main"):
        if (count := len(page.all(name))) != 1:
            yield f"{count} <{name}>, there must be one"
    if any(not each.get_text(strip=True) for each in page.all("h1")):
        yield "an empty h1"
    if not page.soup.find("meta", attrs={"name": "viewport"}):
        yield "no viewport: a phone would show it tiny"


def _one_root(page: Verdict) -> Iterator[str]:
    """Companions stand in templates: behind a row the browser would take them for parts of the table, and leave the
    forms in them without their buttons."""
    roots = [each for each in page.soup.children if isinstance(each, Tag)]
    companions = [
        each for root in roots if root.name == "template" for each in root.children if isinstance(each, Tag)
    ]
    roots = [each for each in roots if each.name != "template"]
    for root in roots + companions:
        if not root.get("id"):
            yield f"the root <{root.name}> of a fragment has no id"
    if len(roots) > 1 or [each for each in companions if not each.get("hx-swap-oob")]:
        yield "a fragment with several roots of which one does not ride out of band in a <template>"


def _ids(page: Verdict) -> Iterator[str]:
    for twice in sorted({each for each in page.ids if page.ids.count(each) > 1}):
        yield f"id {twice!r} stands twice"
    for tag in page.all():
        for pointer in _POINTERS:
            for target in str(tag.get(pointer, "")).split():
                if target not in page.ids:
                    yield f"{pointer} points at {target!r}, which is not there"


def _inner_links(page: Verdict) -> Iterator[str]:
    for link in page.all("a"):
        href = str(link.get("href", ""))
        if href.startswith("#") and href[1:] not in page.ids:
            yield f"link to {href}, which is not there"


def _links(page: Verdict) -> Iterator[str]:
    for link in page.all("a"):
        href = str(link.get("href", "")).strip()
        if not href:
            yield "a link that leads nowhere"
        if href.lower().startswith(("javascript:", "data:")):
            yield f"a link that is a script: {href[:40]}"
        if not (link.get_text(strip=True) or link.get("aria-label")):
            yield f"a link without words: {href}"


def _labels(page: Verdict) -> Iterator[str]:
    controls = [each for each in page.all("input", "select", "textarea") if str(each.get("type", "")) not in _UNNAMED]
    names = {str(label["for"]) for label in page.all("label") if label.get("for") and label.get_text(strip=True)}
    for control in controls:
        named = control.get("aria-label") or control.get("aria-labelledby") or control.find_parent("label")
        if not named and control.get("id") not in names:
            yield f"<{control.name} name={control.get('name')!r}> has no label"
    owners = {str(each.get("id")) for each in page.all("input", "select", "textarea", "output", "progress", "meter")}
    for label in page.all("label"):
        if label.get("for") and label["for"] not in owners:
            yield f"a label for {label['for']!r}, which is not there"


def _forms(page: Verdict) -> Iterator[str]:
    for form in page.all("form"):
        action = str(form.get("action", ""))
        if not action:
            yield "a form without an action: it cannot be sent from a fragment"
        if form.find_parent("form"):
            yield f"a form inside a form: {action}"
        method = str(form.get("method", "")).lower()
        if method not in {"get", "post"}:
            yield f"the form to {action} does not say its method"
        if method != "post":
            continue
        hidden = {str(each.get("name")): each.get("value") for each in form.find_all("input", type="hidden")}
        if not hidden.get("csrf_token"):
            yield f"the form to {action} has no csrf_token"
        if not hidden.get("_key") and not form.has_attr("data-unkeyed"):
            yield f"the form to {action} has no _key: a double tap would do it twice"
        if form.find("input", type="file") and form.get("enctype") != "multipart/form-data":
            yield f"the form to {action} would send the name of a file and not the file"


def _no_inline(page: Verdict) -> Iterator[str]:
    for tag in page.all():
        if tag.name == "style" or tag.get("style") is not None:
            yield f"inline style on <{tag.name}>"
        if tag.name == "script" and not tag.get("src"):
            yield "inline script"
        for attribute in tag.attrs:
            if attribute.lower().startswith(("on", "hx-on", "data-hx-on")):
                yield f"script in the attribute {attribute} of <{tag.name}>"
        if tag.name in {"link", "script", "img", "iframe", "use"}:
            source = str(tag.get("src") or tag.get("href") or "")
            if source.startswith(("http:", "https:", "//")):
                yield f"<{tag.name}> from another house: {source}"


def _controls(page: Verdict) -> Iterator[str]:
    for button in page.all("button"):
        if button.get("type") not in {"submit", "button", "reset"}:
            yield f"a button without a type: {button.get_text(strip=True)!r}"
        if not (button.get_text(strip=True) or button.get("aria-label")):
            yield "a button without words"
    for image in page.all("img"):
        if image.get("alt") is None:
            yield f"an image without alt: {image.get('src')}"
    for tag in page.all():
        if str(tag.get("tabindex", "0")).lstrip("-").isdigit() and int(str(tag.get("tabindex", "0"))) > 0:
            yield f"<{tag.name}> jumps the queue of the tab key"


def _htmx(page: Verdict) -> Iterator[str]:
    for tag in page.all():
        asks = [(name, str(tag[name])) for name in _ASKS if tag.has_attr(name)]
        if not asks:
            continue
        name, url = asks[0]
        told = f"<{tag.name} {name}={url!r}>"
        if len(asks) > 1 or name in {"hx-put", "hx-patch", "hx-delete"}:
            yield f"{told}: only hx-get or hx-post, as a form can do it too"
        if not tag.get("hx-target"):
            yield f"{told} does not say where the answer goes (hx-target)"
        form = tag if tag.name == "form" else tag.find_parent("form")
        without = {str(tag.get("href", "")), str(tag.get("formaction", "")), str(form.get("action")) if form else ""}
        if name == "hx-post" and not (form and form.get("method") == "post" and url in without):
            yield f"{told} is no real form: without JavaScript nothing would happen"
        path = url.partition("?")[0]
        if name == "hx-get" and not tag.has_attr("data-poll") and path not in {w.partition("?")[0] for w in without}:
            yield f"{told} has no way without JavaScript"
        target = str(tag.get("hx-target", ""))
        if page.whole and re.fullmatch(r"#[\w-]+", target) and target[1:] not in page.ids:
            yield f"{told} aims at {target}, which is not there"


def _icons(page: Verdict) -> Iterator[str]:
    for tag in page.all("use"):
        name = str(tag.get("href", "")).rpartition("#")[2]
        if name not in _SPRITE:
            yield f"an icon {name!r}, which is not in the sprite"


def _words(page: Verdict) -> Iterator[str]:
    for text in page.soup.find_all(string=True):
        if text.parent and text.parent.name in {"script", "style"}:
            continue
        if found := _LEFTOVERS.search(str(text)):
            yield f"not a word for people: {found[0]!r} in {str(text).strip()[:60]!r}"
    for tag in page.all("input", "textarea", "option"):
        if str(tag.get("value", "")) in {"None", "True", "False"}:
            yield f"{tag.get('name')} has the value {tag['value']!r}"


def _masked(page: Verdict) -> Iterator[str]:
    if page.unmasked:
        return
    if found := _SIXTEEN.search(_UUID.sub("", page.html)):
        yield f"sixteen digits unmasked: {found[0][:4]}…"


def _headers(page: Verdict) -> Iterator[str]:
    headers = {name.lower(): value for name, value in page.headers.items()}
    policy = headers.get("content-security-policy", "")
    if "default-src 'none'" not in policy or "unsafe-" in policy or "*" in policy:
        yield f"no strict Content-Security-Policy: {policy!r}"
    for name, part in (
        ("x-content-type-options", "nosniff"),
        ("cache-control", "no-store"),
        ("vary", "HX-Request"),
        ("referrer-policy", "same-origin"),
        ("x-frame-options", "DENY"),
    ):
        if part not in headers.get(name, ""):
            yield f"header {name} does not say {part}"


def _page_budget(page: Verdict) -> Iterator[str]:
    if page.wire > PAGE_BUDGET:
        yield f"{page.wire} bytes over the wire, a page may have {PAGE_BUDGET}"
    files = {str(tag.get("href")) for tag in page.all("link") if {"stylesheet", "icon"} & set(tag.get("rel") or ())}
    files |= {str(tag["src"]) for tag in page.all("script", "img") if tag.get("src") and tag not in _photos(page)}
    files |= {str(tag.get("href")).partition("#")[0] for tag in page.all("use")} - {""}
    visit = page.wire + sum(page.weigh(each) for each in sorted(files) if not each.startswith("data:"))
    if visit > FIRST_VISIT_BUDGET:
        yield f"{visit} bytes for a first visit, there may be {FIRST_VISIT_BUDGET}"


def _photo_budget(page: Verdict) -> Iterator[str]:
    photos = _photos(page)
    if len(photos) > 1:
        yield f"{len(photos)} photographs on one page: a phone with a weak signal loads one at a time"
    for photo in photos:
        if (weight := page.weigh(str(photo["src"]))) > PHOTO_BUDGET:
            yield f"{weight} bytes for a photograph, there may be {PHOTO_BUDGET}"
        if not (photo.get("alt") and photo.get("width") and photo.get("height")):
            yield "a photograph without name or measures: the page jumps when it comes"


def _photos(page: Verdict) -> list[Tag]:
    return [image for image in page.all("img") if "photo__image" in (image.get("class") or ())]


def _fragment_budget(page: Verdict) -> Iterator[str]:
    if page.wire > FRAGMENT_BUDGET:
        yield f"{page.wire} bytes over the wire, a fragment may have {FRAGMENT_BUDGET}"


_EVERYWHERE: list[Rule] = [
    _ids,
    _links,
    _labels,
    _forms,
    _no_inline,
    _controls,
    _htmx,
    _icons,
    _words,
    _masked,
    _headers,
]
_ON_PAGES: list[Rule] = [_frame, _inner_links, _page_budget, _photo_budget]
_ON_FRAGMENTS: list[Rule] = [_one_root, _fragment_budget]
